/** Caps that a call is given: in its chain, in its options, as its last argument. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  propertyName,
  settled,
} from './ast.ts';
import { type Bound, best, capped, listing, rowsOfText } from './caps.ts';
import type { Scope } from './index-types.ts';
import { find, isFixed } from './scopes.ts';

type Property = Extract<Node, { type: 'ObjectProperty' }>;
type NumberOf = (node: Node, scope: Scope) => number | undefined;

/**
 * `getLeaderboard(guild, 10)`, `recentPosts(five)`, `due(now, BATCH_SIZE)`: a small number or a size by its name,
 * written at the end of a listing's call, is how many.
 */
export function pageSize(n: Call, scope: Scope, number: NumberOf): Bound | undefined {
  const last = n.arguments.at(-1);
  const size = last && bare(last);
  const word = size?.type === 'Identifier' ? size.name : size && isMember(size) ? propertyName(size) : '';
  if (/^[A-Z][A-Z_]*$/.test(word) && /(^|_)(LIMIT|SIZE|BATCH|TOP|MAX|CAP)(_|$)/.test(word))
    return capped(Number.NaN);
  // `pending(this.config.batchSize)`: a setting of a job, where a parameter may be anything.
  if (size && isMember(size) && /^(batch|chunk)Size$/.test(word)) return capped(Number.NaN);
  if (size?.type !== 'NumericLiteral' && size?.type !== 'Identifier') return undefined;
  const value = number(size, scope);
  if (value === undefined || !(value >= 2 && value <= 50)) return undefined;
  const name = methodName(n) || dotted(n.callee);
  return (n.arguments.length > 1 && listing.test(name)) || best.test(name) || waiting.test(name)
    ? capped(value)
    : undefined;
}

/** `findScheduledForPublish(5)`, `getPendingJobs(20)`: of what waits to be done, so many. */
const waiting =
  /^(find|get|fetch|load|list|take|claim)(All|Next)?(Scheduled|Pending|Ready|Queued|Unprocessed|Unsent|Waiting)\w*$|^(find|get|fetch|load|list|take|claim)\w*(To|For)(Process|Send|Publish|Retry|Sync)\w*$/;

/** `.limit(5)`, `.take(5)`, `.first(3)` in the chain, or `{ take: 5 }` / `{ limit: 5 }` among the arguments. */
export function capInChain(call: Call, scope: Scope, number: NumberOf): Bound | undefined {
  let n: Node = call;
  for (let i = 0; i < 12 && (isCall(n) || isMember(n)); i++) {
    if (isCall(n)) {
      const m = methodName(n);
      if (/^(limit|take|first|top|setMaxResults|head|sampleSize)$/.test(m) && n.arguments[0]) {
        const cap = number(n.arguments[0], scope);
        if (cap !== undefined) return capped(cap);
      }
      // `_.take(users, 5)`
      const most = n.arguments[1];
      if (most && n.arguments.length === 2 && /^(take|takeRight|sampleSize)$/.test(calledName(n))) {
        const cap = number(most, scope);
        if (cap !== undefined) return capped(cap);
      }
      if (m === 'aggregate' && n.arguments[0]) {
        const cap = capOfPipeline(n.arguments[0], scope, number);
        if (cap) return cap;
      }
      for (const a of n.arguments) {
        const cap = capProperty(bare(a), scope, number, /^search$/i.test(m)) ?? rowsOfText(bare(a), scope);
        if (cap) return cap;
      }
      n = settled(n.callee);
    } else n = settled(n.object);
  }
  return undefined;
}

/** `[{ $sort: … }, { $limit: 5 }]`, `{ $sample: { size: 3 } }`: so many, unless each is taken apart again. */
function capOfPipeline(pipeline: Node, scope: Scope, number: NumberOf): Bound | undefined {
  let stages = bare(pipeline);
  if (stages.type === 'Identifier') {
    const b = find(scope, stages.name);
    stages = isFixed(b) && b.path.length === 0 && b.init ? bare(b.init) : stages;
  }
  if (stages.type !== 'ArrayExpression') return undefined;
  let cap: number | undefined;
  for (const stage of stages.elements) {
    // A stage that comes from elsewhere may take them apart.
    if (stage?.type !== 'ObjectExpression') cap = undefined;
    else for (const p of stage.properties) if (p.type === 'ObjectProperty') cap = after(p, cap);
  }
  return cap === undefined ? undefined : capped(cap);

  function after(p: Property, before: number | undefined): number | undefined {
    const name = keyName(p);
    const value = bare(p.value);
    if (name === '$unwind' || name === '$unionWith') return undefined;
    if (name === '$limit') return number(value, scope) ?? before;
    if (name !== '$sample' || value.type !== 'ObjectExpression') return before;
    const size = value.properties.find((s) => s.type === 'ObjectProperty' && keyName(s) === 'size');
    return size?.type === 'ObjectProperty' ? (number(size.value, scope) ?? before) : before;
  }
}

/** `size` is how many only where somebody searches (Elasticsearch and kin). */
function capProperty(a: Node, scope: Scope, number: NumberOf, searched = false): Bound | undefined {
  if (a.type !== 'ObjectExpression') return undefined;
  for (const p of a.properties) {
    if (p.type !== 'ObjectProperty') continue;
    // `axios.get(url, { params: { limit: 10 } })`
    if (/^(params|searchParams|query|qs)$/.test(keyName(p))) {
      const asked = capProperty(bare(p.value), scope, number, searched);
      if (asked) return asked;
    }
    if (
      !/^(take|limit|first|pageSize|perPage|per_page|maxResults|MaxItems|Limit|MaxKeys|count|num_?[rR]esults|top_?[kK])$/.test(
        keyName(p),
      ) &&
      !(searched && keyName(p) === 'size')
    )
      continue;
    const cap = number(p.value, scope);
    if (cap !== undefined) return capped(cap);
  }
  return undefined;
}
