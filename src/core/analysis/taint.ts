/** What a result gets into: names that are given it, lists and queries that are filled with it. */
import {
  type Call,
  dotted,
  isCall,
  isFunction,
  isLabel,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  some,
  visit,
} from './ast.ts';
import { narrows } from './builders.ts';
import { patternNames } from './patterns.ts';

/** What a call adds to: `ids` of `ids.push(user.id)`, `query` of `query.where(…)`, `form` of `Object.assign(form, row)`. */
export function filled(call: Call): string[] {
  const target = call.arguments[0];
  if (target && dotted(call.callee) === 'Object.assign') return [dotted(target)].filter(Boolean);
  const to = receiverOf(call);
  const adds =
    /^(push|unshift|add|append|set((UTC)?(Hours|Minutes|Seconds|Milliseconds|Date|Month|FullYear))?)$/.test(
      methodName(call),
    ) || narrows(call);
  const name = to && adds ? dotted(to) : '';
  return name ? [name] : [];
}

/** Names and members that a statement gives something, in whatever branch of it. */
export function assigned(s: Node): string[] {
  const names: string[] = [];
  visit(s, (n) => {
    if (n.type === 'AssignmentExpression')
      names.push(...(isMember(n.left) ? [dotted(n.left)] : patternNames(n.left)));
    else if (n.type === 'ExpressionStatement' && isCall(n.expression)) names.push(...filled(n.expression));
    return !isFunction(n);
  });
  return names;
}

/** Stands for an object of which one field was set: its other fields are what they were. */
export function partOf(name: string): string {
  return `${name}.*`;
}

/**
 * Whether a node names one of these; `this.users` set and a method of `this` called counts as such, and so does
 * an object as a whole of which a part was set.
 */
export function mentions(node: Node, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const members = [...names].filter((n) => n.includes('.'));
  const ofThis = members.some((n) => n.startsWith('this.'));
  return some(node, (n) => {
    if (n.type === 'Identifier')
      return (names.has(n.name) || (names.has(partOf(n.name)) && !isOtherField(n, members))) && !isLabel(n);
    if (isMember(n)) return members.includes(dotted(n));
    return ofThis && isCall(n) && /^this\.\w+$/.test(dotted(n.callee));
  });
}

/** `school.name` where `school.branch` was set; a method may look at all of it. */
function isOtherField(n: Node, set: readonly string[]): boolean {
  const field = parentOf(n);
  const use = field && parentOf(field);
  if (!field || !isMember(field) || field.computed || field.object !== n) return false;
  if (use && isCall(use) && use.callee === field) return false;
  const path = dotted(field);
  return !set.some((name) => name === path || name.startsWith(`${path}.`));
}
