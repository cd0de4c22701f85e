/** Formatters and collators of Intl, which are slow to make. */
import { bare, type Call, dotted, isCall, keyName, type Node } from '../../ast.ts';
import { find } from '../../scopes.ts';
import type { FixSite, Proposal } from '../fix.ts';
import { isLiteral, literalValue } from './evidence.ts';
import { type Made, moved, movedWhole, simpleHere, usedBy } from './hoisting.ts';
import { atTop, moduleConstant } from './module-constant.ts';
import { freshName } from './names.ts';
import { anchorOf, commentsIn, prelude, visibleAt } from './prelude.ts';
import { indentAt, textsOver } from './style.ts';

const formatters: Readonly<Record<string, string>> = {
  Collator: 'collator',
  DateTimeFormat: 'dateFormat',
  DisplayNames: 'displayNames',
  ListFormat: 'listFormat',
  NumberFormat: 'numberFormat',
  PluralRules: 'pluralRules',
  RelativeTimeFormat: 'relativeTime',
  Segmenter: 'segmenter',
};

/** `new Intl.NumberFormat('de').format(x)`: of constants alone a constant of the module, else made before the loop. */
export function hoistFormatter(site: FixSite, node: Made, kind: string): Proposal | undefined {
  const base = Object.hasOwn(formatters, kind) ? formatters[kind] : undefined;
  if (!base) return undefined;
  const certain = isMade(kind, node.arguments);
  const notes = [
    'A locale or option that is not valid now throws before the loop, even if there are no items.',
  ];
  if (!keepsNothing(node))
    return site.loop && movedWhole(site, node, `the ${kind}`, certain, notes, keepsNothing);
  const constant = certain ? moduleConstant(site, node, base, atTop(site, node)) : undefined;
  const before = (): Proposal | undefined =>
    moved(site, node, freshName(site.index.text, base), `the ${kind}`, certain, notes);
  // Before the loop is certain where the module's top is not.
  const near = constant && !constant.certain && site.loop ? before() : undefined;
  if (near) return near;
  if (constant)
    return {
      title: `Make the ${kind} once`,
      kind: constant.certain ? 'safe' : 'preview',
      note: constant.certain ? '' : 'No other module may call this one before it is loaded.',
      edits: [...constant.edits, { start: node.start ?? 0, end: node.end ?? 0, text: constant.name }],
    };
  return before();
}

/** Of a formatter: it is only asked, and so is the same one in each turn. */
function keepsNothing(use: Node): boolean {
  return /^(format|formatToParts|formatRange|compare|select|of|resolvedOptions|segment)$/.test(usedBy(use));
}

/** It is made of constants, and can be made of them. */
function isMade(kind: string, args: readonly Node[]): boolean {
  const make = (Intl as unknown as Record<string, unknown>)[kind];
  if (typeof make !== 'function' || !args.every(isLiteral)) return false;
  try {
    Reflect.construct(make, args.map(literalValue));
    return true;
  } catch {
    return false;
  }
}

const dateOptions = /^(weekday|era|year|month|day|dateStyle)$/;
const timeOptions = /^(dayPeriod|hour|minute|second|fractionalSecondDigits|timeStyle)$/;
const numberOptions =
  /^(style|currency|unit|notation|signDisplay|useGrouping|(minimum|maximum)(Fraction|Significant|Integer)Digits)$/;

/**
 * `date.toLocaleDateString('de', { day: 'numeric' })` is `new Intl.DateTimeFormat('de', { day: 'numeric' }).format(date)`
 * wherever an option says what is shown (ECMA-402, CreateDateTimeFormat: the defaults differ, and are used only
 * where nothing is asked for).
 */
export function hoistLocaleString(site: FixSite, node: Call): Proposal | undefined {
  const callee = bare(node.callee);
  const [locale, options] = node.arguments.map((a) => bare(a));
  if (callee.type !== 'MemberExpression' || !locale || options?.type !== 'ObjectExpression') return undefined;
  const method = callee.property.type === 'Identifier' ? callee.property.name : '';
  const names = options.properties.map((p) => (p.type === 'ObjectProperty' && !p.computed ? keyName(p) : ''));
  const kind = kindOf(method, names, callee.object, site);
  if (!kind || !isMade(kind, node.arguments)) return undefined;
  const made = `new Intl.${kind}(${node.arguments.map((a) => atTop(site, a)).join(', ')})`;
  const constant = moduleConstant(
    site,
    node,
    method === 'toLocaleTimeString' ? 'timeFormat' : formatters[kind]!,
    made,
  );
  if (!constant) return undefined;
  const { text } = site.index;
  const value = text.slice(callee.object.start ?? 0, callee.object.end ?? 0);
  return {
    title: `Make the ${kind} once`,
    kind: 'preview',
    note:
      kind === 'NumberFormat'
        ? 'The value has to be a number.'
        : 'A date that is not valid throws now, where it gave "Invalid Date".',
    edits: [
      ...constant.edits,
      { start: node.start ?? 0, end: node.end ?? 0, text: `${constant.name}.format(${value})` },
    ],
  };
}

function kindOf(method: string, options: readonly string[], value: Node, site: FixSite): string {
  const some = (pattern: RegExp): boolean => options.some((o) => pattern.test(o));
  if (method === 'toLocaleDateString')
    return some(dateOptions) && !some(/^timeStyle$/) ? 'DateTimeFormat' : '';
  if (method === 'toLocaleTimeString')
    return some(timeOptions) && !some(/^dateStyle$/) ? 'DateTimeFormat' : '';
  if (isDate(value, site)) return some(dateOptions) || some(timeOptions) ? 'DateTimeFormat' : '';
  return some(numberOptions) ? 'NumberFormat' : '';
}

function isDate(value: Node, site: FixSite): boolean {
  const n = bare(value);
  if (n.type === 'NewExpression') return dotted(n.callee) === 'Date';
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  return (
    b?.init !== undefined &&
    b.path.length === 0 &&
    b.writes.length === 0 &&
    !isCall(b.init) &&
    isDate(b.init, site)
  );
}

/** `a.localeCompare(b, 'de', options)` is, by its definition, a collator's `compare(a, b)`. */
export function hoistCollator(site: FixSite, node: Call): Proposal | undefined {
  const [other, ...options] = node.arguments;
  const callee = bare(node.callee);
  if (!other || other.type === 'SpreadElement' || node.type !== 'CallExpression') return undefined;
  if (options.length === 0 || options.length > 2 || callee.type !== 'MemberExpression') return undefined;
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const made = (of: (n: Node) => string): string => `new Intl.Collator(${options.map(of).join(', ')})`;
  const constant = options.every(isLiteral)
    ? moduleConstant(
        site,
        node,
        'collator',
        made((n) => atTop(site, n)),
      )
    : undefined;
  const anchor = constant || !site.loop ? undefined : anchorOf(site.loop.node);
  const fits =
    anchor && options.every((o) => simpleHere(o, site, anchor.node) && visibleAt(anchor, o, site.scope));
  if (!constant && !(anchor && fits)) return undefined;
  const name = constant?.name ?? freshName(text, 'collator');
  return {
    title: `Compare with a collator made once${constant ? '' : ' before the loop'}`,
    kind: 'preview',
    note: 'A value that is null or undefined is compared as text now, where it threw before.',
    edits: [
      ...(constant?.edits ?? (anchor ? prelude(site, anchor, [`const ${name} = ${made(slice)}`]) : [])),
      {
        start: node.start ?? 0,
        end: node.end ?? 0,
        text: `${name}.compare(${compared(site, node, name, [callee.object, other])})`,
      },
    ],
  };
}

/** Both sides, each on a line of its own where they do not fit on one. Chains of calls are drawn together. */
function compared({ index, style }: FixSite, node: Call, name: string, sides: readonly Node[]): string {
  const { text } = index;
  const start = node.start ?? 0;
  const line = (n: Node): string => {
    const whole = text.slice(n.start ?? 0, n.end ?? 0);
    if (commentsIn(index, n).length > 0) return whole;
    const inText = textsOver(n);
    return whole.replace(/\s*\n\s*(?=\??\.)/g, (gap, at: number) => (inText((n.start ?? 0) + at) ? gap : ''));
  };
  const short = sides.map(line).join(', ');
  const before = start - (text.lastIndexOf('\n', start - 1) + 1) + name.length + '.compare();'.length;
  if (!short.includes('\n') && before + short.length <= style.width) return short;
  const depth = indentAt(text, start);
  const inner = style.eol + depth + style.indent;
  return `${sides.map((n) => inner + line(n)).join(',')}${style.argumentsComma}${style.eol}${depth}`;
}
