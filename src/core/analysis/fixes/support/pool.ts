/** A function of the file's own that runs a few at a time, for where chunks have no place. */
import { bare, type Call, dotted, isFunction, type Node, parentOf } from '../../ast.ts';
import { find } from '../../scopes.ts';
import type { Edit, FixSite, Proposal } from '../fix.ts';
import { referencesTo } from './evidence.ts';
import { isModule, isSameCode } from './module-constant.ts';
import { freshName } from './names.ts';
import { parenthesesAround } from './prelude.ts';
import { indentAt, movedTo } from './style.ts';

/** Enough to keep a pool or a service busy, few enough for both. */
export const atOnce = 10;

/**
 * `Promise.all(items.map(work))` → `mapLimit(items, 10, work)`, wherever it stands and whatever the callback takes.
 * @param all the call of `Promise.all`
 * @param map the call that starts all, in it or given to a constant that only it uses
 */
export function inPool(site: FixSite, all: Call, map: Call, note: string): Proposal | undefined {
  const { index } = site;
  const { text } = index;
  const callee = bare(map.callee);
  const work = map.arguments.length === 1 ? bare(map.arguments[0]!) : undefined;
  if (dotted(all.callee) !== 'Promise.all' || callee.type !== 'MemberExpression' || !work) return undefined;
  if (isFunction(work) ? work.params.length > 2 || work.params.some(isRest) : work.type !== 'Identifier')
    return undefined;
  if (!isModule(index) || (isFunction(work) && work.generator)) return undefined;
  const known = helperOf(site);
  const name = known ?? freshName(text, 'mapLimit');
  const list = withoutBrackets(text.slice(map.start ?? 0, callee.property.start ?? 0), callee.object, text);
  const first = map.arguments[0]!;
  if (map.typeParameters) return undefined;
  const inner = all.arguments[0]!;
  const given = inner === map ? undefined : inner;
  // What stands between the brackets beside the map would be lost.
  const beside = [text.slice(all.callee.end ?? 0, map.start ?? 0), text.slice(map.end ?? 0, all.end ?? 0)];
  if (!given && (beside[0]!.trim() !== '(' || !/^\s*,?\s*\)$/.test(beside[1]!))) return undefined;
  const around = given ? map : all;
  const run = `${name}(${argumentsOf(site, name, { map, list, of: callee.object, work: first, around })})`;
  const edits: Edit[] = [
    { start: around.start ?? 0, end: around.end ?? 0, text: run },
    ...(known ? [] : [addition(site, name)]),
  ];
  if (given)
    edits.push({
      start: all.start ?? 0,
      end: all.end ?? 0,
      text: text.slice(given.start ?? 0, given.end ?? 0),
    });
  return {
    title: `Run ${atOnce} at a time with a function of this file`,
    kind: 'preview',
    note: `${note} ${list.length > 40 ? 'The list' : list} has to be an array. After a failure those that run are not waited for, and others start still.`,
    edits,
  };
}

/** `(await all())` in front of a dot is `await all()` as an argument. */
function withoutBrackets(before: string, of: Node, text: string): string {
  const list = before.replace(/\s*\.\s*$/, '');
  const own = text.slice(of.start ?? 0, of.end ?? 0);
  return list === `(${own})` ? own : list;
}

interface Given {
  readonly map: Call;
  readonly list: string;
  readonly of: Node;
  readonly work: Node;
  /** What gives way. */
  readonly around: Node;
}

/** On lines of their own where the list goes over several, or all do not fit on one. */
function argumentsOf(site: FixSite, name: string, { map, list, of, work, around }: Given): string {
  const { index, style } = site;
  const { text } = index;
  const start = around.start ?? 0;
  const depth = indentAt(text, start);
  const short = `${list}, ${atOnce}, ${movedTo(index, work, depth)}`;
  const before = start - (text.lastIndexOf('\n', start - 1) + 1) + name.length + 1;
  if (!list.includes('\n') && before + short.split('\n')[0]!.length <= style.width) {
    // An expression on a line of its own has the bracket on the next.
    const end = /^,?(?=\s*\n\s*\)$)/.exec(text.slice(work.end ?? 0, map.end ?? 0));
    return end && short.includes('\n') ? `${short}${end[0]}${style.eol}${depth}` : short;
  }
  const deeper = depth + style.indent;
  const close = `${style.argumentsComma}${style.eol}${depth}`;
  const arrow =
    work.type === 'ArrowFunctionExpression' && work.body.type !== 'BlockStatement' ? work : undefined;
  if (arrow && !short.includes('\n')) {
    const from = parenthesesAround(text, arrow.body).start;
    const head = `${list}, ${atOnce}, ${text.slice(work.start ?? 0, from).trimEnd()}`;
    if (before + head.length <= style.width)
      return `${head}${style.eol}${deeper}${text.slice(from, work.end ?? 0)}${close}`;
  }
  const lines = [movedTo(index, of, deeper), String(atOnce), movedTo(index, work, deeper)];
  return `${style.eol}${lines.map((l) => deeper + l).join(`,${style.eol}`)}${close}`;
}

function isRest(n: Node): boolean {
  return n.type === 'RestElement';
}

/** The map that a constant was given, where nobody else uses the constant. */
export function mapGivenTo(site: FixSite, name: string, used: Node): Call | undefined {
  const b = find(site.scope, name);
  const init = b?.init ? bare(b.init) : undefined;
  if (!b || b.kind !== 'const' || b.path.length > 0 || b.annotation || init?.type !== 'CallExpression')
    return undefined;
  const declarator = parentOf(init);
  if (declarator?.type !== 'VariableDeclarator' || site.index.loopOf.get(init) === undefined)
    return undefined;
  const others = referencesTo(site.index, name).filter((r) => r !== used && r !== declarator.id);
  return others.length === 0 ? init : undefined;
}

/** The name of the one that an earlier fix left in the file. */
function helperOf(site: FixSite): string | undefined {
  const { program, text, moduleScope } = site.index;
  for (const s of program.body) {
    if (s.type !== 'FunctionDeclaration' || !s.id || find(site.scope, s.id.name)?.scope !== moduleScope)
      continue;
    if (isSameCode(text.slice(s.start ?? 0, s.end ?? 0), helper(site, s.id.name))) return s.id.name;
  }
  return undefined;
}

function addition(site: FixSite, name: string): Edit {
  const { eol } = site.style;
  const { text } = site.index;
  return {
    start: text.length,
    end: text.length,
    text: `${text.endsWith('\n') ? eol : eol + eol}${purpose}${eol}${helper(site, name)}${eol}`,
  };
}

const purpose = '/** Works on all items, a few at a time. Results are in the order of the items. */';

function helper({ style }: FixSite, name: string): string {
  const { eol, indent, semi } = style;
  const typed = style.typescript;
  // Of a list of any kind TypeScript would take the items for unknown.
  const head = typed
    ? [
        `async function ${name}<T = any, R = unknown>(`,
        `${indent}items: readonly T[],`,
        `${indent}limit: number,`,
        `${indent}work: (item: T, at: number) => R,`,
        '): Promise<Awaited<R>[]> {',
      ]
    : [`async function ${name}(items, limit, work) {`];
  const lines = [
    ...head,
    `${indent}const results = new Array${typed ? '<Awaited<R>>' : ''}(items.length)${semi}`,
    `${indent}let next = 0${semi}`,
    `${indent}const worker = async () => {`,
    `${indent}${indent}while (next < items.length) {`,
    `${indent}${indent}${indent}const at = next++${semi}`,
    `${indent}${indent}${indent}results[at] = await work(items[at]${typed ? ' as T' : ''}, at)${semi}`,
    `${indent}${indent}}`,
    `${indent}}${semi}`,
    `${indent}await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))${semi}`,
    `${indent}return results${semi}`,
    '}',
  ];
  return lines.join(eol);
}
