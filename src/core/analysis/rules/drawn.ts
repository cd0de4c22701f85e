/** Loops that draw: each turn gives an element of a page, which somebody looks at. */
import { bare, dotted, isCall, isFunction, isMember, methodName, type Node, parentOf, some } from '../ast.ts';
import type { LoopInfo } from '../index-types.ts';

/**
 * `rows.map((row) => <Row …/>)`, also of `rows.filter(…).map((row) => <Row …/>)`, of rows that are texts of markup,
 * and loops that make elements: somebody looks at all of them.
 */
export function isDrawn(loop: LoopInfo): boolean {
  if (makesElements(loop.body)) return true;
  if (loop.kind !== 'callback') return false;
  if (/^(map|flatMap)$/.test(loop.method) && drawsItem(loop.callback?.node)) return true;
  for (let at: Node = loop.node; ; ) {
    const member: Node | undefined = parentOf(at);
    const call: Node | undefined =
      member && isMember(member) && member.object === at ? parentOf(member) : undefined;
    if (!call || !isCall(call) || call.callee !== member) return false;
    if (methodName(call) === 'map') return drawsItem(bare(call.arguments[0] ?? call));
    if (!/^(filter|slice|sort|toSorted|reverse|concat)$/.test(methodName(call))) return false;
    at = call;
  }
}

/** `document.createElement('li')`, `list += '<li>…'`, `list.append('<li>…')`: as pages without a library are made. */
function makesElements(body: Node): boolean {
  return some(body, (n) => {
    if (n.type === 'AssignmentExpression') return n.operator === '+=' && isMarkup(n.right);
    if (!isCall(n)) return false;
    return (
      /(^|\.)document\.createElement(NS)?$/.test(dotted(n.callee)) ||
      (/^(append|prepend|insertAdjacentHTML)$/.test(methodName(n)) && n.arguments.some((a) => isMarkup(a)))
    );
  });
}

/** `(row) => <Row />`, `(row) => { …; return <Row />; }` */
function drawsItem(fn: Node | undefined): boolean {
  if (!fn || !isFunction(fn)) return false;
  if (fn.body.type !== 'BlockStatement') return isElement(fn.body);
  return fn.body.body.some((s) => s.type === 'ReturnStatement' && isElement(s.argument));
}

function isElement(node: Node | null | undefined): boolean {
  const n = node ? bare(node) : undefined;
  if (n?.type === 'ConditionalExpression') return isElement(n.consequent) || isElement(n.alternate);
  if (n?.type === 'LogicalExpression') return isElement(n.right);
  return n?.type === 'JSXElement' || n?.type === 'JSXFragment' || (n !== undefined && isMarkup(n));
}

/** What a page is made of; `<url>` and `<entry>` are of files that nobody looks at. */
const tag =
  /^\s*<(a|article|b|button|div|dd|dt|figure|g|h[1-6]|i|img|input|label|li|ol|optgroup|option|p|section|small|span|strong|svg|table|tbody|td|th|tr|ul)[\s>]/;

/** `<li>${name}</li>` in quotes, also put together with `+`. */
function isMarkup(node: Node): boolean {
  const n = bare(node);
  if (n.type === 'TemplateLiteral') return tag.test(n.quasis[0]?.value.raw ?? '');
  if (n.type === 'TaggedTemplateExpression') return /^(html|svg)$/.test(dotted(n.tag));
  if (n.type === 'BinaryExpression') return n.operator === '+' && isMarkup(n.left);
  return n.type === 'StringLiteral' && tag.test(n.value);
}
