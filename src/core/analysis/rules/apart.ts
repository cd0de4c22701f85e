/** Items that stand apart from each other: a system, a transaction or parts of its own each. */
import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  rootOf,
  settled,
  some,
  startsAt,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite, FileIndex, LoopInfo } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';
import { wordsOf } from './claims.ts';

const keysOfSystems = /(url|uri|host|endpoint|token|apiKey|secret|password|credentials)$/i;

const waysIn =
  /^(host|hostname|port)$|_(host|port)$|[a-z](Host|Port)$|api_?key$|access_?token$|refresh_?token$|credentials$|base_?url$/i;

/** `const shop = createClient(site.url, site.token); await shop.orders()`: a system of the item's own. */
export function ownSystem(site: CallSite, loop: LoopInfo): boolean {
  // `slotsOf(server.query_port, server.password)`: how to get in is said with each call.
  const told = site.node.arguments.some((a) => {
    return isMember(a) && waysIn.test(propertyName(a)) && startsAt(a, loop.items);
  });
  if (told) return true;
  const root = rootOf(site.node.callee as Node);
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  if (!b?.init || b.path.length > 0 || !contains(loop.body, b.node)) return false;
  const made = settled(b.init);
  const makes =
    made.type === 'NewExpression' ||
    (isCall(made) &&
      /^(create|make|build|get|connect|init|new)([A-Z]\w*)?$/.test(methodName(made) || dotted(made.callee)));
  if (!makes || !('arguments' in made)) return false;
  return made.arguments.some((a) =>
    some(a, (n) => isMember(n) && keysOfSystems.test(propertyName(n)) && startsAt(n, loop.items)),
  );
}

const fetches = /^(fetch|axios|got|ky|request)(\.(get|post|put|request))?$/;

/** `fetch(hook.url, …)`, ``fetch(`http://127.0.0.1:${port}/health`)``: whatever answers there is a system of its own. */
export function ownAddress(site: CallSite, loop: LoopInfo): boolean {
  const first = site.node.arguments[0] ? settled(site.node.arguments[0]) : undefined;
  if (first?.type === 'TemplateLiteral' && first.expressions[0] && fetches.test(site.name))
    return (
      /^https?:\/\/([\w.-]+:)?$/.test(first.quasis[0]?.value.raw ?? '') &&
      startsAt(settled(first.expressions[0] as Node), loop.items)
    );
  if (!first || !isMember(first) || first.computed) return false;
  return (
    startsAt(first, loop.items) &&
    /^(url|uri|href|endpoint|(webhook|callback|target|feed|hook|endpoint)_?(url|uri)?)$/i.test(
      propertyName(first),
    ) &&
    fetches.test(site.name)
  );
}

/** `prisma.order.create({ data: { …, lines: { create: [ … ] } } })`: what has parts of its own is made by itself. */
export function makesParts(call: Call): boolean {
  const given = call.arguments[0] && bare(call.arguments[0]);
  if (given?.type !== 'ObjectExpression' || !/^(create|update|upsert)$/.test(methodName(call))) return false;
  const data = given.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === 'data');
  return (
    data?.type === 'ObjectProperty' &&
    some(
      data.value,
      (n) => n.type === 'ObjectProperty' && /^(create|createMany|connectOrCreate)$/.test(keyName(n)),
    )
  );
}

const beginning = callsLike(/^((begin|start)Transaction|transaction|query|execute|raw)$/);

/** `await connection.beginTransaction(); … await connection.commit();`, `const t = await sequelize.transaction()` in the turn. */
const beginsTransaction = oncePer((loop: LoopInfo, file: FileIndex): boolean =>
  beginning(file).some(({ node: n }) => {
    if (parentOf(n)?.type !== 'AwaitExpression' || !contains(loop.body, n)) return false;
    const [first] = n.arguments;
    if (/^(begin|start)Transaction$/.test(methodName(n))) return true;
    if (/^(query|execute|raw)$/.test(methodName(n)))
      return first !== undefined && /^\s*(begin|start\s+transaction)\b/i.test(wordsOf(first));
    return methodName(n) === 'transaction' && !n.arguments.some((a) => isFunction(bare(a)));
  }),
);

/** `await prisma.$transaction(async (tx) => { … })` in the loop: done or undone by itself, whatever becomes of the others. */
export function inOwnTransaction(site: CallSite, loop: LoopInfo, file: FileIndex): boolean {
  if (beginsTransaction(loop, file)) return true;
  // `const queryRunner = source.createQueryRunner(); await queryRunner.startTransaction(); …` in the turn.
  const by = rootOf(site.node.callee as Node);
  if (by.type === 'Identifier' && /^(queryRunner|runner|session|trx|tx)$/.test(by.name)) {
    const b = find(site.scope, by.name);
    if (b?.init && b.kind !== 'param' && contains(loop.body, b.node)) return true;
  }
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.node; n = p, p = parentOf(n))
    if (
      isCall(p) &&
      isFunction(n) &&
      p.callee !== n &&
      /transaction$/i.test(methodName(p) || dotted(p.callee))
    )
      return true;
  return false;
}
