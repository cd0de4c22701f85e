/**
 * Commands and queries that go over a bus (Nest's CQRS): `this.commandBus.execute(new PayOrder(id))` runs the class
 * that is decorated with `@CommandHandler(PayOrder)`, whatever that is called and wherever it is.
 */
import { bare, type Call, dotted, isCall, methodName, type Node, receiverOf, settled } from './ast.ts';
import type { ClassInfo, Scope } from './index-types.ts';
import { find } from './scopes.ts';

/** The name that one side asks for and the other is found by; no method can be called so. */
const runs = (command: string): string => `execute ${command}`;

/** What a call of a bus runs, by name; '' for any other call. */
export function runByBus(call: Call, scope: Scope): string {
  const first = call.arguments[0];
  if (!first || methodName(call) !== 'execute') return '';
  const bus = receiverOf(call);
  if (!bus || !/[bB]us$/.test(dotted(bus))) return '';
  const made = madeBy(first, scope);
  return made?.type === 'NewExpression' ? runs(dotted(made.callee)) : '';
}

/** `const command = new PayOrder(id)` */
function madeBy(given: Node, scope: Scope): Node | undefined {
  const n = bare(given);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b ? (b.init && b.path.length === 0 ? settled(b.init) : undefined) : n;
}

/** What runs a class, by name; '' for any other class. */
export function handledBy({ node }: ClassInfo): string {
  for (const { expression: d } of node.decorators ?? []) {
    if (!isCall(d) || !/^(Command|Query)Handler$/.test(dotted(d.callee)) || !d.arguments[0]) continue;
    return runs(dotted(d.arguments[0]));
  }
  return '';
}
