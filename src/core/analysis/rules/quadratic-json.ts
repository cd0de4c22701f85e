import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isMember,
  lastWordOf,
  type Node,
  parentOf,
  receiverOf,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import { callsByName, callsOfMethod } from '../callers.ts';
import { asItems } from '../counted.ts';
import { listOf } from '../guards.ts';
import type { Binding, CallSite, FunctionInfo, LoopInfo, Site } from '../index-types.ts';
import { declaredIn, uses, varies } from '../kinds-of-values.ts';
import { collectionName, fewByName, fewTurns, isOfThings } from '../names-of-collections.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { onlyTheOne, stopsAtHit } from '../turns.ts';
import { argumentFor, loopGivingTheSame, parametersOf } from './given-again.ts';
import { checkHelpers, keepForLoops, ofHelper, sameOf } from './json-elsewhere.ts';
import {
  copiesState,
  type Deed,
  deedOf,
  deedWords,
  givesBack,
  isHelper,
  reducerAround,
} from './json-helpers.ts';
import {
  asWrittenOut,
  inSideText,
  isIdOfItem,
  isLookedUp,
  isOfFields,
  isSteady,
  isTrivial,
  mutated,
  writesAllSoFar,
} from './json-same.ts';
import { changesStore } from './json-stores.ts';
import {
  isCompared,
  isDeduped,
  isDedupedByName,
  isFallback,
  isKey,
  isOfKeptText,
  isOfMatch,
  isStringify,
  writtenBack,
} from './json-uses.ts';
import { isSmall, loopWords, plainVerdict } from './shared.ts';

export const quadraticJson: Rule = {
  slug: 'quadratic-json',
  title: 'JSON made or read again in a loop',
  family: 'cpu-algorithmic',
  severity: 'warning',
  what: 'JSON.parse or JSON.stringify of the same value for each item, cloning by JSON per item or per reducer step, JSON as a key or to compare, per item.',
  why: 'Serialising walks the whole value. Per item it costs items × size, and it allocates all of it again.',
  fix: 'Parse or serialise once before the loop; copy with structuredClone or only what changes; compare fields; key by an id.',
  bad: [
    {
      file: 'src/apply.js',
      code: `export function applyAll(rows, template) {
  return rows.map((row) => {
    const copy = JSON.parse(JSON.stringify(template));
    copy.row = row;
    return copy;
  });
}`,
    },
    {
      file: 'src/dedupe.js',
      code: `export function dedupe(rows) {
  const seen = new Set();
  return rows.filter((row) => {
    if (seen.has(JSON.stringify(row))) return false;
    seen.add(JSON.stringify(row));
    return true;
  });
}`,
    },
  ],
  good: [
    {
      file: 'src/rows.js',
      code: `export function readAll(lines) {
  return lines.map((line) => JSON.parse(line));
}`,
    },
  ],
  outOfScope: ['Each item parsed or written once: that is the work itself.'],
  knownFalsePositives: ['Values of a few bytes.'],
  check(file, report) {
    for (const site of ofJson(file.index)) {
      const name = asJson(site);
      if (name !== '') checkJson(file, name === site.name ? site : { ...site, name }, name, report);
      else if (isDedupedByName(site)) tellDeduped(site, report);
    }
    const of = (site: CallSite): LoopInfo | undefined => realLoop(file, site);
    const steady = (value: Node, site: CallSite, loop: LoopInfo): boolean =>
      isSteady(value, site.scope, loop) && !mutated(value, loop);
    const last = (site: CallSite, loop: LoopInfo): boolean => endsWith(file, site, loop);
    checkHelpers(file, { of, few: (loop) => few(file, loop), steady, last }, report);
  },
  decide: (c, file, world) => ofHelper(c, file, world) ?? plainVerdict(c, file, world),
};

/** `JSONBigInt.stringify` and the like do the same. */
function asJson({ name, method }: CallSite): string {
  return /(^|\.)JSON\w*\.(parse|stringify)$/.test(name) ? `JSON.${method}` : '';
}

const ofJson = callsLike(/^(parse|stringify|map)$/);

function tellDeduped({ node, fn }: CallSite, report: Report): void {
  const silenced = fewByName(receiverOf(node)!) === 'surely' ? 'few by its name' : '';
  report({ node, fn, silenced, message: 'Uses JSON as a key for each item', steps: [] });
}

function checkJson(file: Reviewed, site: CallSite, name: string, report: Report): void {
  const argument = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (!argument) return;
  const loop = realLoop(file, site);
  if (name === 'JSON.parse' && isStringify(argument)) {
    if (isFallback(site.node)) return;
    checkClone(file, site, loop, report);
    tellCallers(file, site, deedOf(site, argument, true), report);
    return;
  }
  // The inner half of a clone is told of by the outer.
  const parent = parentOf(site.node);
  if (parent && isCall(parent) && dotted(parent.callee) === 'JSON.parse') return;
  if (isOfMatch(site.node)) return;
  if (!loop) {
    const deed = name === 'JSON.stringify' ? deedOf(site, argument, false) : '';
    tellCallers(file, site, deed || (changesStore(site, argument) ? 'store' : ''), report);
    tellSame(file, site, argument, report);
    return;
  }
  const silenced = isSmall(file.loops.of(loop).bound) ? 'bounded' : onlyTheOne(loop, site.node);
  const base = {
    node: site.node,
    fn: site.fn,
    silenced,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  };
  const same =
    !isTrivial(argument, site, file.index) &&
    isSteady(argument, site.scope, loop) &&
    !mutated(argument, loop) &&
    // What is compared is made for each that is no hit.
    (isCompared(site.node) || !stopsAtHit(loop, site.node, file.loops.exits(loop)));
  const outer = same ? undefined : againAround(file, site, argument, loop);
  if (same) {
    const log = name === 'JSON.stringify' && inSideText(site.node);
    report({
      ...base,
      silenced: silenced || (log ? 'only written to a log or an error' : ''),
      message: `${name} of the same value in each turn of the ${loopWords(loop)}`,
    });
  } else if (outer) {
    report({
      ...base,
      silenced: isSmall(file.loops.of(outer).bound) ? 'bounded' : '',
      message: `${name} of the same values again in each turn of the ${loopWords(outer)}`,
      steps: [{ node: outer.node, message: loopWords(outer) }],
    });
  } else if (/^(s|toS)ort$/.test(loop.method) && !inSideText(site.node)) {
    report({
      ...base,
      message: `${name} of the same items again in each comparison of the ${loopWords(loop)}`,
    });
  } else if (name === 'JSON.stringify' && writesAllSoFar(argument, site, loop)) {
    report({ ...base, message: `Makes JSON of all there is so far in each turn of the ${loopWords(loop)}` });
  } else if (name === 'JSON.stringify' && isCompared(site.node)) {
    report({
      ...base,
      silenced:
        silenced ||
        few(file, loop) ||
        ofFields(argument, loop) ||
        (isOfKeptText(site.node, site, loop) ? 'each against a text of its own' : ''),
      message: `Compares by JSON in each turn of the ${loopWords(loop)}`,
    });
  } else if (name === 'JSON.stringify' && !inSideText(site.node) && writtenBack(argument, loop, site)) {
    report({ ...base, message: `Reads, changes and writes JSON in each turn of the ${loopWords(loop)}` });
  } else if (
    name === 'JSON.stringify' &&
    (isKey(site.node) || isDeduped(site.node)) &&
    argument.type !== 'ArrayExpression'
  ) {
    report({
      ...base,
      silenced: silenced || few(file, loop),
      confidence: argument.type === 'ObjectExpression' && !isDeduped(site.node) ? 'low' : 'medium',
      message: `Uses JSON as a key in each turn of the ${loopWords(loop)}`,
    });
  }
}

/** Whether the loop ends with what stands there. */
function endsWith(file: Reviewed, { node }: Site, loop: LoopInfo): boolean {
  return stopsAtHit(loop, node, file.loops.exits(loop)) !== '';
}

/**
 * What a function of this file does with JSON is done in the loops that call it, or that call a short function that
 * hands on what it is given.
 */
function tellCallers(file: Reviewed, site: CallSite, deed: Deed | '', report: Report, depth = 0): void {
  if (deed === '') return;
  keepForLoops(file, site, deed, report);
  for (const call of [...callsByName(file.index, site.fn), ...callsOfMethod(file.index, site.fn)]) {
    const loop = realLoop(file, call);
    if (!loop) {
      if (deed === 'clone' && copiesState(call))
        report({
          node: call.node,
          fn: call.fn,
          message: `Clones the state by JSON for each action, by ${site.fn.name}`,
          steps: [{ node: site.node, message: site.fn.name }],
        });
      else if (depth < 1 && handsOn(call, deed)) tellCallers(file, call, deed, report, depth + 1);
      continue;
    }
    if (deed === 'text' && !isCompared(call.node) && !isKey(call.node) && !isDeduped(call.node)) continue;
    if (deed === 'store' && endsWith(file, call, loop)) continue;
    report({
      node: call.node,
      fn: call.fn,
      silenced: few(file, loop) || onlyTheOne(loop, call.node),
      message: `${deedWords[deed]} in each turn of the ${loopWords(loop)}, by ${site.fn.name}`,
      steps: [
        { node: loop.node, message: loopWords(loop) },
        { node: site.node, message: site.fn.name },
      ],
    });
  }
}

/** `const again = (order) => ({ ...copy(order), id: next() })`: whoever calls it has the same done. */
function handsOn({ fn, node, scope, loop }: CallSite, deed: Deed): boolean {
  if (loop || fn.invocation !== 'named' || !isHelper(fn)) return false;
  if (deed === 'store') return true;
  return (
    deed === 'clone' &&
    node.arguments.some((a) => uses(a, scope, (b) => b.scope.fn === fn && b.param !== undefined))
  );
}

/** `const settings = () => JSON.parse(localStorage.getItem('settings'))`, called per item. */
function tellSame(file: Reviewed, site: CallSite, value: Node, report: Report): void {
  const argument = asWrittenOut(value, site);
  if (!isHelper(site.fn, 60) || isTrivial(argument, site, file.index) || inSideText(site.node)) return;
  const loopOf = (at: Site): LoopInfo | undefined => {
    const l = realLoop(file, at);
    return l && few(file, l) === '' && !endsWith(file, at, l) ? l : undefined;
  };
  // What is written out in the call is short: `send(client, { type: 'ping' })`.
  const short = (b: Binding, calls: readonly CallSite[]): boolean =>
    calls.every((c) => {
      const given = loopOf(c) ? argumentFor(b, c) : 'none';
      return given === 'none' || (given !== undefined && !isMember(given) && given.type !== 'Identifier');
    });
  const given = uses(argument, site.scope, (b) => b.scope.fn === site.fn);
  if (!given && !givesBack(site)) return;
  const made = parametersOf([argument], site.scope, site.fn);
  if (made?.every((b) => b.path.length === 0) && (site.name === 'JSON.parse' || given))
    keepForLoops(file, site, sameOf(made), report);
  const loop = loopGivingTheSame(file.index, site, [argument], loopOf, short);
  if (loop && !mutated(value, loop))
    report({
      node: site.node,
      fn: site.fn,
      message: `${site.name} of the same value in each turn of the ${loopWords(loop)}, which calls ${site.fn.name}`,
      steps: [{ node: loop.node, message: loopWords(loop) }],
    });
}

/** `orders.map((o) => rules.find((r) => JSON.parse(r.text).id === o.rule))`: the inner list is the same for each order. */
function againAround(file: Reviewed, site: CallSite, argument: Node, loop: LoopInfo): LoopInfo | undefined {
  const list = listOf(loop, true);
  if (!list) return undefined;
  for (let outer = loop.parent; outer; outer = outer.parent) {
    if (file.loops.of(outer).purpose !== 'items') continue;
    if (varies(list, loop.scope, outer)) return undefined;
    const around = outer;
    const another = (b: Binding): boolean => b.loopItem !== loop && declaredIn(b, around);
    // `if (order.customer === customer.id)`: once for each pair, not for each turn of both.
    if (isMatched(site, loop, another)) return undefined;
    if (!uses(argument, site.scope, another, true) && !mutated(argument, loop)) return outer;
  }
  return undefined;
}

function isMatched({ node, scope }: CallSite, loop: LoopInfo, another: (b: Binding) => boolean): boolean {
  const asks = (test: Node): boolean =>
    some(
      test,
      (n) =>
        n.type === 'BinaryExpression' &&
        /^===?$/.test(n.operator) &&
        uses(n, scope, another) &&
        uses(n, scope, (b) => b.loopItem === loop),
    );
  return (
    ancestor(node, (n) => n.type === 'IfStatement' && contains(loop.body, n) && asks(n.test)) !== undefined
  );
}

function ofFields(made: Node, loop: LoopInfo): string {
  return isOfFields(made, loop) ? 'each field of one object once' : '';
}

/** `JSON.parse(JSON.stringify(error))`: what failed is few. */
function ofError(clone: CallSite['node']): string {
  const inner = clone.arguments[0] ? bare(clone.arguments[0]) : undefined;
  const of = inner && isCall(inner) && inner.arguments[0] ? lastWordOf(inner.arguments[0]) : '';
  return /^(e|err|ex|error|exception|reason)$|[a-z](Error|Err|Exception)$/.test(of)
    ? 'a copy of what failed'
    : '';
}

function few(file: Reviewed, loop: LoopInfo): string {
  if (isSmall(file.loops.of(loop).bound)) return 'bounded';
  // `for (const [id, section] of Object.entries(sections))`: what has ids comes with the data.
  const byId = loop.items.length === 2 && isIdOfItem(loop.items[0]!);
  const things = loop.iterable !== undefined && isOfThings(collectionName(loop.iterable));
  if ((fewTurns(loop) || fewTurns(asItems(loop))) !== 'surely' || byId || things) return '';
  return isLookedUp(loop) ? '' : 'few by its name';
}

/** The nearest loop over items; retries and endless loops have their own rhythm. */
function realLoop(file: Reviewed, site: Site): LoopInfo | undefined {
  for (let loop = site.loop ?? loopReturning(file, site.fn); loop; loop = loop.parent) {
    const purpose = file.loops.of(loop).purpose;
    if (purpose === 'items' || purpose === 'walk') return loop;
  }
  return undefined;
}

/** `pairs.map((pair) => async () => test(pair, JSON.parse(options)))`: to be called once per item. */
function loopReturning(file: Reviewed, fn: FunctionInfo): LoopInfo | undefined {
  const p = parentOf(fn.node);
  const around = fn.parent;
  if (!around || (p?.type !== 'ReturnStatement' && p !== around.node)) return undefined;
  return file.index.loops.find((l) => l.callback === around && /^(flatM|m)ap$/.test(l.method));
}

function checkClone(file: Reviewed, site: CallSite, loop: LoopInfo | undefined, report: Report): void {
  if (loop) {
    const silenced =
      few(file, loop) || onlyTheOne(loop, site.node) || ofFields(site.node, loop) || ofError(site.node);
    report({
      node: site.node,
      fn: site.fn,
      silenced,
      message: `Clones by JSON in each turn of the ${loopWords(loop)}`,
      steps: [{ node: loop.node, message: loopWords(loop) }],
    });
    return;
  }
  if (reducerAround(site.node))
    report({ node: site.node, fn: site.fn, message: 'Clones the state by JSON for each action', steps: [] });
}
