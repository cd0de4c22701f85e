/** What a bound is, and the signs of one that an expression carries in itself: a capital name, a limit in a text. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  settled,
  some,
  typeSaid,
} from './ast.ts';
import type { Binding, Scope } from './index-types.ts';
import { growsByWord } from './names-of-collections.ts';
import { moduleOf } from './refs.ts';
import { find, isFixed } from './scopes.ts';

export interface Bound {
  readonly kind: 'constant' | 'capped' | 'chunk';
  /** How many at most, where known; NaN where only that it is capped. */
  readonly size: number;
  readonly why: string;
}

/** A collection whose bound another file decides. */
export interface Imported {
  readonly kind: 'imported';
  readonly node: Node;
}

const askedInUrl =
  /[?&](limit|count|take|top|first|num|per_?page|page_?size|max_?results|num_?results)=(\d+)(?=&|#|$)/i;

/**
 * `'SELECT … LIMIT 10'`, `` `${base}/posts?limit=10&key=${key}` ``, also by way of a name: as many rows. A limit in
 * the middle of a statement is one of a part.
 */
export function rowsOfText(n: Node, scope: Scope): Bound | undefined {
  let text = '';
  if (n.type === 'StringLiteral') text = n.value;
  else if (n.type === 'TemplateLiteral') {
    text = n.quasis.at(-1)?.value.raw ?? '';
    // Where a text goes on with a value, a number before it may go on, too.
    const whole = n.quasis.map((q) => q.value.raw).join('…');
    const asked = askedInUrl.exec(whole);
    if (asked) return capped(Number(asked[2]));
  } else if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    const init = b?.init && b.path.length === 0 && b.writes.length === 0 ? bare(b.init) : undefined;
    return init && init.type !== 'Identifier' ? rowsOfText(init, b!.scope) : undefined;
  }
  const limit = /\blimit\s+(\d+)(\s+offset\s+\S+)?[\s;]*$/i.exec(text);
  const most = limit?.[1] ?? askedInUrl.exec(text)?.[2];
  return most ? capped(Number(most)) : undefined;
}

/** Calls that run a function and give what it gives. */
export const runners =
  /^(run|transaction|\$transaction|withTransaction|startSpan|startActiveSpan|trace|measure|retry|withRetry|wrap|attempt)$/;
/** `concurrency`, `workersNeeded`, `poolSize`: as many as somebody runs side by side. */
export const workers =
  /^(max_?|num_?|n_?|no_?of_?)?(concurren(cy|t)|parallel(ism)?|workers?|threads?|shards?|poolSize|lanes?)(Limit|Level|Count|Num|Number|Size|Needed|Requests|Tasks|Jobs)?$/i;
export const answerParts =
  /^(hits|body|rows|data|items|docs|results|records|recordset|Items|Contents|Messages)$/;
export const listing =
  /^(get|find|fetch|load|list|select|query|read|pick|search|extract|collect|all_?\w+s$)/i;
export const best =
  /(top|latest|recent|newest|oldest|random|best|worst|popular|trending|leader\w*|[lL]b|ranking|sample|first|last|nearest|similar|related|featured)$|^(top|latest|recent|random|popular|trending|leader|sample)|(Top|Latest|Recent|Random|Popular|Trending|Leader|Nearest|Similar)/;

/** `list = [...new Set(list)]`, `list = list.filter(isOpen)`: no more than it had before. */
export function ofItself(value: Node, name: string): boolean {
  const n = settled(value);
  if (n.type === 'Identifier') return n.name === name;
  if (n.type === 'ArrayExpression') {
    const [only, more] = n.elements;
    return more === undefined && only?.type === 'SpreadElement' && ofItself(only.argument, name);
  }
  const first = n.type === 'NewExpression' || isCall(n) ? n.arguments[0] : undefined;
  if (n.type === 'NewExpression')
    return dotted(n.callee) === 'Set' && first !== undefined && ofItself(first, name);
  if (!isCall(n)) return false;
  if (/^(Array\.from|Promise\.all)$/.test(dotted(n.callee)))
    return first !== undefined && ofItself(first, name);
  const receiver = receiverOf(n);
  return (
    receiver !== undefined &&
    /^(filter|map|slice|sort|toSorted|reverse|toReversed)$/.test(methodName(n)) &&
    ofItself(receiver, name)
  );
}

/** Where a slice starts goes on: it is cut in a loop, or its start is a parameter or written again. */
export function moves(from: Node, scope: Scope): boolean {
  if (scope.loop) return true;
  const start = bare(from);
  const b = start.type === 'Identifier' ? find(scope, start.name) : undefined;
  return b === undefined || b.kind === 'param' || b.writes.length > 0;
}

/** `rows.length / 2`, also by way of names: how many there are, and no cap. The lesser of it and a number is one. */
export function isCountOfList(node: Node, scope: Scope, depth = 0): boolean {
  const n = bare(node);
  if (depth > 4) return false;
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName')
    return isCountOfList(n.left, scope, depth + 1) || isCountOfList(n.right, scope, depth + 1);
  if (isCall(n) && /^Math\.(floor|ceil|round|trunc|max)$/.test(dotted(n.callee)))
    return n.arguments.some((a) => isCountOfList(a, scope, depth + 1));
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    const init = isFixed(b) && b.path.length === 0 ? b.init : undefined;
    return init !== undefined && isCountOfList(init, b!.scope, depth + 1);
  }
  return isMember(n) && /^(length|size)$/.test(propertyName(n));
}

/** `(i + 1) * SIZE`. */
export function isNextProduct(n: Node | undefined): boolean {
  const p = n && bare(n);
  if (p?.type !== 'BinaryExpression' || p.operator !== '*' || p.left.type === 'PrivateName') return false;
  return [p.left, p.right].some((side) => {
    const s = bare(side);
    return s.type === 'BinaryExpression' && s.operator === '+';
  });
}

export function isMinCall(n: Node | undefined): boolean {
  return n !== undefined && isCall(n) && dotted(n.callee) === 'Math.min';
}

/** `const { kinds } = require('./kinds')`, never written again. */
export function isRequired(b: Binding): boolean {
  const init = isFixed(b) && b.init ? settled(b.init) : undefined;
  return init !== undefined && isCall(init) && moduleOf(init) !== '';
}

/**
 * `import gear from './gear.json'`, `const gear = require('./gear.json')`: a file that stands beside the code. A program
 * without modules keeps its rows in one, too, and calls it after them.
 */
export function isFileOfCode(b: Binding | undefined): boolean {
  if (b?.kind === 'import') return b.module?.endsWith('.json') === true;
  if (!b || !isRequired(b) || /^(data|db|database|store|saved|state)$|[a-z](Db|DB|Store)$/.test(b.name))
    return false;
  if (!moduleOf(settled(b.init!) as Call).endsWith('.json') || growsByWord(b.name)) return false;
  return !b.name.endsWith('Data') || !isKeptBy(b);
}

/** `tasksData.push(task)`, `JSON.stringify(tasksData)`: the program keeps rows in it, and writes them back. */
function isKeptBy(b: Binding): boolean {
  return some(b.scope.fn.node, (n) => {
    if (n.type === 'AssignmentExpression')
      return isMember(n.left) && dotted(n.left.object).split('.')[0] === b.name;
    if (!isCall(n)) return false;
    const grown = /^(push|unshift|splice)$/.test(methodName(n)) ? receiverOf(n) : undefined;
    if (grown) return dotted(grown).split('.')[0] === b.name;
    return dotted(n.callee) === 'JSON.stringify' && dotted(n.arguments[0] ?? n) === b.name;
  });
}

/** `DEFAULT_LOCALES`: written in capitals, so written down by a person. */
export function constantName(name: string): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Z]{4,}$/.test(name);
}

/** `process.env.HOOKS ?? ''`, `config.get('hooks')`: what is written in the environment or the settings. */
export function isSetting(node: Node): boolean {
  const n = settled(node);
  if (n.type === 'LogicalExpression') return isSetting(n.left);
  if (isCall(n)) {
    const r = receiverOf(n);
    if (r && /^(trim|toString|toLowerCase|replace|replaceAll)$/.test(methodName(n))) return isSetting(r);
    return r !== undefined && methodName(n) === 'get' && /(^|\.|[a-z])[cC]onfig(Service)?$/.test(dotted(r));
  }
  return isMember(n) && /^process\.env\./.test(dotted(n));
}

/** `batch` of `async queue(batch)` and of `batch: MessageBatch<Job>`: what a queue hands a worker at once. */
export function isQueueBatch(of: Node, scope: Scope): boolean {
  const b = of.type === 'Identifier' ? find(scope, of.name) : undefined;
  if (b?.kind !== 'param') return false;
  const type = typeSaid(b.annotation);
  return (
    (type?.type === 'TSTypeReference' && dotted(type.typeName) === 'MessageBatch') ||
    /(^|\.)queue$/.test(b.scope.fn.name)
  );
}

/** `answer.aggregations.byApp`, also by way of names: what a search engine counts beside, or instead of, its hits. */
export function isAggregated(node: Node, scope: Scope, depth = 0): boolean {
  for (let n = settled(node); ; n = settled(n.object)) {
    if (!isMember(n)) {
      const b = n.type === 'Identifier' && depth < 4 ? find(scope, n.name) : undefined;
      if (b?.kind === 'param' || !b?.init) return false;
      return b.path.includes('aggregations') || isAggregated(b.init, b.scope, depth + 1);
    }
    if (/^(aggregations|aggs)$/.test(propertyName(n))) return true;
  }
}

/** `[A]` is a list by mistake more often than a tuple of one. */
export function isTuple(annotation: Node | undefined): boolean {
  const type = typeSaid(annotation);
  return type?.type === 'TSTupleType' && type.elementTypes.length > 1;
}

/** Why a part of a list is one: where lists are cut in many, there are as many as the whole is long. */
export const cutWithSlice = 'a batch cut with slice';

export function constant(size: number, why: string): Bound {
  return { kind: 'constant', size, why };
}

export function capped(size: number): Bound {
  return { kind: 'capped', size, why: Number.isNaN(size) ? 'capped by a constant' : `capped at ${size}` };
}

export function wider(
  a: Bound | Imported | undefined,
  b: Bound | Imported | undefined,
): Bound | Imported | undefined {
  if (!a || !b) return undefined;
  if (a.kind === 'imported' || b.kind === 'imported') return a.kind === 'imported' ? a : b;
  return a.size >= b.size ? a : b;
}

/** `wanted || 50`, also by way of a name. */
export function orDefault(n: Node, scope: Scope): Extract<Node, { type: 'LogicalExpression' }> | undefined {
  if (n.type === 'LogicalExpression') return n.operator === '&&' ? undefined : n;
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = isFixed(b) && b.init && b.path.length === 0 ? bare(b.init) : undefined;
  return init?.type === 'LogicalExpression' ? orDefault(init, scope) : undefined;
}
