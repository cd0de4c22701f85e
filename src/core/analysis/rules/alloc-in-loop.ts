import {
  bare,
  calledName,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
  some,
  spreadAlone,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import { loopsRendering } from '../callers.ts';
import type { CallSite, LoopInfo, Site } from '../index-types.ts';
import { inLoopsElsewhere } from '../known-callers.ts';
import { collectionName, fewTurns, growsByName, isLongByName } from '../names-of-collections.ts';
import { isPage } from '../pages.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { changes } from './derived.ts';
import { isDrawn } from './drawn.ts';
import { fewByNature } from './few.ts';
import { asWritten, loopGivingTheSame } from './given-again.ts';
import { decideElsewhere, isFixed, isHelper } from './made-elsewhere.ts';
import { inSwitchOver, isSmall, loopWords } from './shared.ts';

export const allocInLoop: Rule = {
  slug: 'alloc-in-loop',
  title: 'Costly object made again for each item',
  family: 'allocation-bound',
  severity: 'warning',
  what: 'Intl formatters and collators, toLocaleString and localeCompare with options, and large buffers made anew in a loop, or in a helper that a loop calls.',
  why: 'An Intl formatter takes 3 to 50 microseconds to make and half a microsecond to use; toLocaleString and localeCompare make one for each call that has options.',
  fix: 'Make it once before the loop (or in the module) and use it for every item.',
  bad: [
    {
      file: 'src/prices.js',
      code: `export const prices = (rows) => rows.map((row) => new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).format(row.price));`,
    },
    {
      file: 'src/names.js',
      code: `export const byName = (rows) => rows.sort((a, b) => a.name.localeCompare(b.name, 'de', { numeric: true }));`,
    },
    {
      file: 'src/Dates.jsx',
      code: `export function Dates({ rows }) {
  const day = (at) => new Date(at).toLocaleDateString('de', { month: 'short', day: 'numeric' });
  return <ul>{rows.map((row) => <li key={row.id}>{day(row.at)}</li>)}</ul>;
}`,
    },
  ],
  good: [
    {
      file: 'src/prices.js',
      code: `const euro = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
export const prices = (rows) => rows.map((row) => euro.format(row.price));`,
    },
    {
      file: 'src/names.js',
      code: `export const byName = (rows) => rows.sort((a, b) => a.name.localeCompare(b.name, 'de'));`,
    },
    {
      file: 'src/mark.js',
      code: `export const mark = (rows, id) => rows.map((row) =>
  row.id === id ? { ...row, at: new Date().toLocaleTimeString([], { hour: 'numeric' }) } : row);`,
    },
    {
      file: 'src/check.js',
      code: `export function check(rows) {
  for (const row of rows) {
    if (!row.ok) throw new Error(new Intl.ListFormat('en').format(row.errors));
  }
}`,
    },
  ],
  outOfScope: [
    'Plain objects, arrays, dates, text encoders and small buffers: the engine makes them for next to nothing.',
    'A locale without options: the engine keeps that formatter.',
    'Pages of a list, and what is shown on a screen and not called as data multiply it.',
  ],
  knownFalsePositives: ['Lists of a few rows.'],
  check(file, report) {
    for (const site of file.index.news) {
      const name = site.node.callee.type === 'Identifier' ? '' : dotted(site.node.callee);
      if (formatters.test(name)) tell(file, site, site.node.arguments, `new ${name} is made again`, report);
    }
    for (const site of allocating(file.index)) checkCall(file, site, report);
  },
  decide: decideElsewhere,
};

/** `Intl.Locale` and the like only hold what they are given. */
const formatters =
  /^Intl\.(NumberFormat|DateTimeFormat|Collator|PluralRules|RelativeTimeFormat|ListFormat|DisplayNames|Segmenter|DurationFormat)$/;
const allocating = callsLike(
  /^(\w+Format|Collator|PluralRules|DisplayNames|Segmenter|toLocale\w*String|localeCompare|alloc)$/,
);

/** Bytes below which clearing memory is lost in the noise. */
const smallBuffer = 4096;

function checkCall(file: Reviewed, site: CallSite, report: Report): void {
  const { name, method } = site;
  const args = site.node.arguments;
  if (formatters.test(name)) tell(file, site, args, `${name}() is made again`, report);
  else if (/^toLocale(String|DateString|TimeString)$/.test(method) && makesAnew(args))
    tell(file, site, args, `${method} with options makes a new formatter`, report);
  else if (method === 'localeCompare' && makesAnew(args.slice(1)))
    tell(file, site, args.slice(1), 'localeCompare with options makes a new collator', report);
  else if (name === 'Buffer.alloc' && !isSmallCount(args[0]) && !isKept(site, file))
    tell(file, site, args, 'Buffer.alloc clears new memory', report);
}

/** Locale and options, as the engine keeps them: one formatter for the last locale, none where there are options. */
function makesAnew([locale, options]: readonly Node[]): boolean {
  const l = locale ? bare(locale) : undefined;
  // Options where a locale belongs: a date of Luxon's, which keeps its formatters.
  if (l?.type === 'ObjectExpression') return false;
  const given = options ? bare(options) : undefined;
  if (given && !(given.type === 'Identifier' && given.name === 'undefined')) return true;
  return l?.type === 'ArrayExpression';
}

/** Pushed, returned or stored: each turn needs its own. */
function isKept(site: CallSite, file: Reviewed): boolean {
  const holder = parentOf(site.node);
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return true;
  const { node } = site.fn;
  const after = file.index.text.slice(site.node.end ?? 0, node.end ?? 0);
  return new RegExp(
    `(?:[=:,(]|return|yield)\\s*${holder.id.name.replace(/\$/g, '\\$')}\\s*[;,)}\\]\\n]`,
  ).test(after);
}

function isSmallCount(n: Node | undefined): boolean {
  return n?.type === 'NumericLiteral' && n.value < smallBuffer;
}

/** Lists that a person wrote down, as wide as a screen, and the first few of a long one: `stats.recentActivity`. */
const ofScreen =
  /(^|[.a-z])([cC]olumns|[lL]anguages|[lL]ocales|[lL]ngs|[tT]abs|[oO]ptions)$|(^|\.)(recent|latest|upcoming|popular|featured)[A-Z]\w*$/;

const perItem = /^(items|walk|drain)$/;

function loopWhere(file: Reviewed, site: Site, parts: readonly Node[]): LoopInfo | undefined {
  for (let loop = site.loop; loop; loop = loop.parent) {
    const facts = file.loops.of(loop);
    if (!perItem.test(facts.purpose) || isOfDays(loop) || waits(loop) || areFew(file, loop)) continue;
    const once =
      loop.node === site.node ||
      isLast(site.node, loop) ||
      forOne(site.node, loop) ||
      forEachKey(site.node, loop) ||
      inSwitchOver(loop, site.node);
    return once || parts.some((p) => changes(p, site.scope, loop!)) ? undefined : loop;
  }
  return undefined;
}

/** Some tens of formatters are made in a millisecond: what is a page of a list, cut to be shown, or few by its name. */
function areFew(file: Reviewed, loop: LoopInfo): boolean {
  const { bound } = file.loops.of(loop);
  if (isSmall(bound) || (bound?.kind === 'capped' && bound.size <= pageSize)) return true;
  if (loop.iterable && (ofScreen.test(dotted(loop.iterable)) || isPage(loop.iterable, loop.scope)))
    return true;
  return fewTurns(loop) === 'surely' || isOfFewKeys(loop) || fewByNature(loop, file.index) !== '';
}

const pageSize = 50;

/**
 * `Object.entries(totals)`: what is kept by a key that nobody calls users or orders is kept by month, currency or kind.
 * What is drawn stands on one screen, and each of its rows costs more than its formatter: only what data multiply is
 * long enough to be felt.
 */
function isOfFewKeys(loop: LoopInfo): boolean {
  let list = loop.iterable && settled(loop.iterable);
  while (list && isCall(list) && /^(sort|reverse|toSorted|toReversed)$/.test(methodName(list)))
    list = receiverOf(list);
  if (!list) return false;
  // `Object.keys(tasksByDate).sort()`
  if (isCall(list) && /^Object\.(entries|keys|values)$/.test(dotted(list.callee)))
    if (list.arguments[0] && byFew.test(dotted(list.arguments[0]))) return true;
  if (ofOneDeal.test(dotted(list))) return true;
  if (growsByName(list)) return false;
  const from = list.type === 'Identifier' ? find(loop.scope, list.name)?.init : undefined;
  const keyed = [list, from && settled(from)].some(
    (n) => n && isCall(n) && /^Object\.(entries|keys|values)$/.test(dotted(n.callee)) && !growsByName(n),
  );
  return keyed || (isDrawn(loop) && !isLongByName(list));
}

const byFew = /By(Date|Day|Week|Month|Year|Hour|Status|Type|Category|Kind|Currency)$/;

/** `invoice.items`, `cartItems`: what somebody put on one bill. */
const ofOneDeal =
  /([iI]nvoice|[oO]rder|[cC]art|[bB]asket|[rR]eceipt|[bB]ill|[qQ]uote)(\.items|\.lines|\.lineItems|Items|Lines)$|(^|\.)lineItems$/;

/** `for (const user of users) await mail(user, format(user.at))`: nobody notices some microseconds beside that. */
function waits(loop: LoopInfo): boolean {
  if (loop.kind === 'callback') return false;
  // `while ((job = await queue.next()))`
  return hasAwait(loop.iterable ? loop.body : loop.node);
}

/** `daily.map(…)`, `[...byMonth.values()].map(…)`: as many as there are points on a chart. */
function isOfDays(loop: LoopInfo): boolean {
  if (loop.kind !== 'callback' && !loop.iterable && some(loop.node, advancesDate, false)) return true;
  const n = loop.iterable && bare(loop.iterable);
  const name = n ? collectionName(spreadAlone(n) ?? n) : '';
  return /^(hourly|daily|weekly|monthly|yearly)([A-Z_]|$)|(^|[a-z])([hH]our|[dD]ay|[wW]eek(day)?|[mM]onth|[yY]ear)s?$/.test(
    name,
  );
}

/** `current.setMonth(current.getMonth() + 1)`, `day = addDays(day, 1)` */
function advancesDate(n: Node): boolean {
  return isCall(n) && /^(set(UTC)?(Date|Month|FullYear)|add(Days|Weeks|Months|Years))$/.test(calledName(n));
}

/** `row.id === id ? { …row, at: new Date().toLocaleString(…) } : row`: only for the one that is meant. */
function forOne(node: Node, loop: LoopInfo): boolean {
  for (let n = node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if ((p.type !== 'ConditionalExpression' && p.type !== 'IfStatement') || p.consequent !== n) continue;
    const test = bare(p.test);
    if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) continue;
    if ([test.left, test.right].some((side) => /(^|\.)(_?id|key|slug|uuid|\w+Id)$/.test(dotted(side))))
      return true;
  }
  return false;
}

/** `if (!months.has(key)) months.set(key, { label: date.toLocaleDateString(…) })`: as often as there are keys. */
function forEachKey(node: Node, loop: LoopInfo): boolean {
  for (let n = node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (p.type !== 'IfStatement' || p.consequent !== n) continue;
    const test = bare(p.test);
    const of = test.type === 'UnaryExpression' && test.operator === '!' ? bare(test.argument) : undefined;
    if (of && (isMember(of) ? of.computed : isCall(of) && calledName(of) === 'has')) return true;
  }
  return false;
}

/** What is followed by a `throw`, or in a loop statement by a `return` or `break`, runs once at most. */
function isLast(node: Node, loop: LoopInfo): boolean {
  let sameFunction = true;
  for (let n = node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n)) {
    if (n.type === 'ThrowStatement') return true;
    if (isFunction(n)) sameFunction = false;
    const last = n.type === 'BlockStatement' && n !== loop.body ? n.body.at(-1) : n;
    if (last?.type === 'ThrowStatement') return true;
    const ends = last?.type === 'ReturnStatement' || last?.type === 'BreakStatement';
    if (ends && sameFunction && loop.kind !== 'callback') return true;
  }
  return false;
}

/** `if (y > bottom) addPage()`: not each time that the function around is called. */
function isAlwaysRun({ node, fn }: Site): boolean {
  for (let n = node, p = parentOf(n); p && n !== fn.node; n = p, p = parentOf(p)) {
    if ((p.type === 'IfStatement' || p.type === 'ConditionalExpression') && p.test !== n) return false;
    if (p.type === 'LogicalExpression' && p.right === n) return false;
    if (p.type === 'SwitchCase' || p.type === 'CatchClause') return false;
  }
  return true;
}

/** Of a function that is called in a loop, or whose caller is. */
function loopOfCaller(file: Reviewed, site: Site, parts: readonly Node[]): LoopInfo | undefined {
  const around = (at: Site): LoopInfo | undefined => loopWhere(file, at, []);
  const found = loopGivingTheSame(file.index, site, parts, around);
  if (found || site.loop || !isFixed(parts, site.scope, site.fn)) return found;
  const rendering = (at: Site): LoopInfo | undefined => loopOfRows(file, at);
  const further = (at: Site): LoopInfo | undefined =>
    isAlwaysRun(at) ? loopGivingTheSame(file.index, at, [], around) : undefined;
  return (
    rendering(site) ??
    loopGivingTheSame(file.index, site, parts, rendering) ??
    loopGivingTheSame(file.index, site, parts, further)
  );
}

/** What a component does while it is rendered, it does for each row that is one. */
function loopOfRows(file: Reviewed, at: Site): LoopInfo | undefined {
  if (at.loop) return undefined;
  for (const loop of loopsRendering(file.index, at.fn)) {
    const found = loopWhere(file, { node: loop.body, fn: loop.fn, scope: loop.scope, loop }, []);
    if (found) return found;
  }
  return undefined;
}

function tell(file: Reviewed, site: Site, given: readonly Node[], what: string, report: Report): void {
  const parts = asWritten(given, site.scope, file.index.text);
  const loop = loopWhere(file, site, parts);
  const caller = loop ? undefined : loopOfCaller(file, site, parts);
  const around = loop ?? caller;
  if (!around) {
    if (isHelper(file, site, site.scope, parts))
      report({ node: site.node, fn: site.fn, tag: inLoopsElsewhere, message: what });
    return;
  }
  const by = caller ? `, which calls ${site.fn.name}` : '';
  report({
    node: site.node,
    fn: site.fn,
    message: `${what} in each turn of the ${loopWords(around)}${by}`,
    steps: [{ node: around.node, message: loopWords(around) }],
  });
}
