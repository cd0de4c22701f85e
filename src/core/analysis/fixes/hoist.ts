/** What is made anew in each turn is made once before the loop. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
} from '../ast.ts';
import { find } from '../scopes.ts';
import type { Edit, Fixer, FixSite, Proposal } from './fix.ts';
import { arrayStaysIn, isLiteral, isSimple, keepsValueIn, runsOnlyLanguage } from './support/evidence.ts';
import { anchorOf, namesOf, prelude, visibleAt } from './support/prelude.ts';
import { capital, freshName } from './support/style.ts';

export const hoist: Fixer = {
  name: 'hoist',
  rules: ['alloc-in-loop', 'quadratic-json', 'regex-in-loop'],
  propose(site) {
    const node = site.nodes.find((n) => n.type === 'NewExpression' || isCall(n)) as Made | undefined;
    if (!node || !site.loop) return undefined;
    const name = dotted(node.callee);
    if (name === 'RegExp') return hoistRegExp(site, node);
    if (/^Intl\.\w+$/.test(name)) return hoistFormatter(site, node, name.slice(5));
    if (methodName(node) === 'localeCompare' && isCall(node)) return hoistCollator(site, node);
    return name === 'JSON.stringify' && isCall(node) ? hoistText(site, node) : undefined;
  },
};

type Made = Call | Extract<Node, { type: 'NewExpression' }>;

/** Used on the spot by a method, so that nobody can tell one object from another. */
function usedBy(node: Node): string {
  const p = parentOf(node);
  if (!p || !isMember(p) || p.object !== node) return '';
  const call = parentOf(p);
  return call && isCall(call) && call.callee === p ? propertyName(p) : '';
}

/** `text.replace(pattern, …)`. */
function argumentOf(node: Node): string {
  const p = parentOf(node);
  return p && isCall(p) && p.arguments[0] === node ? methodName(p) : '';
}

function hoistRegExp(site: FixSite, node: Made): Proposal | undefined {
  const [pattern, flags] = node.arguments;
  if (!pattern || (flags && flags.type !== 'StringLiteral')) return undefined;
  // Without flags of its own it takes those of a pattern that is a RegExp.
  if (!flags && !isText(pattern, site)) return undefined;
  const given = flags?.type === 'StringLiteral' ? flags.value : '';
  const method = usedBy(node);
  const argument = argumentOf(node);
  const stateless =
    (/^(test|exec)$/.test(method) && !/[gy]/.test(given)) ||
    // These begin at 0 and leave it at 0, or work on a copy.
    (/^(replace|replaceAll|match|matchAll|split|search)$/.test(argument) && !given.includes('y'));
  if (!stateless) return undefined;
  const certain = isLiteral(pattern) && compiles(pattern, given);
  return moved(site, node, freshName(site.index.text, 'pattern'), 'the regular expression', certain, [
    'A pattern that is not valid now throws before the loop, even if there are no items.',
  ]);
}

function isText(node: Node, site: FixSite): boolean {
  const n = bare(node);
  if (n.type === 'StringLiteral' || n.type === 'TemplateLiteral') return true;
  if (n.type === 'BinaryExpression' && n.operator === '+' && n.left.type !== 'PrivateName')
    return isText(n.left, site) || isText(n.right, site);
  if (isCall(n))
    return /^(join|replace|replaceAll|toLowerCase|toUpperCase|trim|toString)$/.test(methodName(n));
  if (n.type !== 'Identifier') return false;
  const b = find(site.scope, n.name);
  const a = b?.annotation as { typeAnnotation?: Node } | undefined;
  if (a?.typeAnnotation?.type === 'TSStringKeyword') return true;
  return b?.init !== undefined && b.path.length === 0 && b.writes.length === 0 && isText(b.init, site);
}

function compiles(pattern: Node, flags: string): boolean {
  const n = bare(pattern);
  if (n.type !== 'StringLiteral') return false;
  try {
    return new RegExp(n.value, flags) !== undefined;
  } catch {
    return false;
  }
}

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

function hoistFormatter(site: FixSite, node: Made, kind: string): Proposal | undefined {
  const base = Object.hasOwn(formatters, kind) ? formatters[kind] : undefined;
  if (
    !base ||
    !/^(format|formatToParts|formatRange|compare|select|of|resolvedOptions|segment)$/.test(usedBy(node))
  )
    return undefined;
  return moved(
    site,
    node,
    freshName(site.index.text, base),
    `the ${kind}`,
    node.arguments.every((a) => isLiteral(a)),
    ['A locale or option that is not valid now throws before the loop, even if there are no items.'],
  );
}

/** `a.localeCompare(b, 'de', options)` is, by its definition, a collator's `compare(a, b)`. */
function hoistCollator(site: FixSite, node: Call): Proposal | undefined {
  const [other, ...options] = node.arguments;
  const callee = bare(node.callee);
  if (!other || other.type === 'SpreadElement' || !isMember(callee) || node.type !== 'CallExpression')
    return undefined;
  if (options.length === 0 || options.length > 2 || callee.type !== 'MemberExpression') return undefined;
  const anchor = anchorOf(site.loop!.node);
  if (!anchor || !options.every((o) => simpleHere(o, site, anchor.node) && visibleAt(anchor, o, site.scope)))
    return undefined;
  const { text } = site.index;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const name = freshName(text, 'collator');
  const made = `const ${name} = new Intl.Collator(${options.map(slice).join(', ')})`;
  const edits: Edit[] = [
    ...prelude(site, anchor, [made]),
    {
      start: node.start ?? 0,
      end: node.end ?? 0,
      text: `${name}.compare(${slice(callee.object)}, ${slice(other)})`,
    },
  ];
  return {
    title: 'Compare with a collator made once before the loop',
    kind: 'preview',
    note: 'A value that is null or undefined is compared as text now, where it threw before.',
    edits,
  };
}

function hoistText(site: FixSite, node: Call): Proposal | undefined {
  const value = node.arguments[0];
  const parent = parentOf(node);
  if (!value || node.arguments.length !== 1 || !isSimple(value) || bare(value).type === 'ThisExpression')
    return undefined;
  if (parent && isCall(parent) && dotted(parent.callee) === 'JSON.parse') return undefined;
  const anchor = anchorOf(site.loop!.node);
  // Any code that runs in the loop may change the value; only where none does is it the same text each time.
  if (!anchor || anchor.conditional || arrayStaysIn(site.index, value, site.scope, anchor.node) !== 'shown')
    return undefined;
  if (!runsOnlyLanguage(anchor.node, site.index)) return undefined;
  const last = dotted(value).split('.').at(-1) ?? 'value';
  const name = freshName(site.index.text, /^\w+$/.test(last) ? `${last}Json` : `json${capital(last)}`);
  return moved(site, node, name, 'the JSON text', false, [
    'A value that cannot be written as JSON now throws before the loop, even if there are no items.',
  ]);
}

function simpleHere(n: Node, site: FixSite, statement: Node): boolean {
  return isLiteral(n) || (isSimple(n) && keepsValueIn(n, site.scope, statement));
}

function moved(
  site: FixSite,
  node: Made,
  name: string,
  what: string,
  certain: boolean,
  notes: readonly string[],
): Proposal | undefined {
  const anchor = anchorOf(site.loop!.node);
  if (!anchor || namesOf(node).includes('arguments')) return undefined;
  if (!node.arguments.every((a) => stays(a, site, anchor.node))) return undefined;
  if (!visibleAt(anchor, node, site.scope)) return undefined;
  const made = site.index.text.slice(node.start ?? 0, node.end ?? 0);
  return {
    title: `Make ${what} once, before the loop`,
    kind: certain ? 'safe' : 'preview',
    note: certain ? '' : notes.join(' '),
    edits: [
      ...prelude(site, anchor, [`const ${name} = ${made}`]),
      { start: node.start ?? 0, end: node.end ?? 0, text: name },
    ],
  };
}

/** Gives the same value each time, whatever else the statement does. */
function stays(node: Node, site: FixSite, statement: Node): boolean {
  const n = bare(node);
  if (isLiteral(n)) return true;
  if (n.type === 'Identifier') return keepsValueIn(n, site.scope, statement);
  if (n.type === 'TemplateLiteral') return n.expressions.every((e) => stays(e, site, statement));
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName')
    return n.operator === '+' && stays(n.left, site, statement) && stays(n.right, site, statement);
  if (n.type === 'ObjectExpression')
    return n.properties.every(
      (p) => p.type === 'ObjectProperty' && !p.computed && stays(p.value, site, statement),
    );
  if (n.type === 'ArrayExpression') return n.elements.every((e) => e !== null && stays(e, site, statement));
  if (!isMember(n) || !isSimple(n)) return false;
  return keepsValueIn(n, site.scope, statement) && runsOnlyLanguage(statement, site.index);
}
