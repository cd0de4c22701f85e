/** `list.filter((x, i) => list.indexOf(x) === i)` → the values of a Set, in the same order. */
import { bare, type Call, dotted, isFunction, isMember, methodName, type Node, parentOf } from '../ast.ts';
import type { Fixer } from './fix.ts';

export const uniqueValues: Fixer = {
  name: 'unique-values',
  rules: ['quadratic-array'],
  propose(site) {
    const asked = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    const filter = site.loop?.node;
    if (!asked || filter?.type !== 'CallExpression' || methodName(filter) !== 'filter') return undefined;
    const callee = bare(filter.callee);
    const callback = filter.arguments.length === 1 ? bare(filter.arguments[0]!) : undefined;
    if (!isMember(callee) || !callback || !isFunction(callback) || callback.async) return undefined;
    const [item, place] = callback.params;
    if (
      item?.type !== 'Identifier' ||
      place?.type !== 'Identifier' ||
      !/^[\w$.]+$/.test(dotted(callee.object))
    )
      return undefined;
    const test = bare(callback.body.type === 'BlockStatement' ? returned(callback.body) : callback.body);
    if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator) || parentOf(asked) !== test)
      return undefined;
    const other = test.left === asked ? test.right : test.left;
    const list = dotted(callee.object);
    const same =
      dotted(asked.callee) === `${list}.indexOf` &&
      asked.arguments.length === 1 &&
      dotted(asked.arguments[0]!) === item.name &&
      dotted(other) === place.name;
    if (!same) return undefined;
    return {
      title: 'Take the values of a Set',
      kind: 'preview',
      note: `${list} has to be an array without holes; one NaN stays, where all were dropped.`,
      edits: [{ start: filter.start ?? 0, end: filter.end ?? 0, text: `[...new Set(${list})]` }],
    };
  },
};

/** What a body of a single `return` gives; the body itself otherwise. */
function returned(body: Node & { type: 'BlockStatement' }): Node {
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && !more && only.argument ? only.argument : body;
}
