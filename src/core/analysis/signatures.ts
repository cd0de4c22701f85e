/** How a function shows itself: under which name a module gives it to others, and what it takes. */
import { dotted, isCall, isFunction, type Node, parentOf } from './ast.ts';
import type { FunctionInfo } from './index-types.ts';
import { patternNames } from './patterns.ts';

/** `default` of `export default` and `module.exports`; '' where it is not given to others. */
export function exportedName(fn: FunctionInfo): string {
  let n: Node = fn.node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'ExportDefaultDeclaration') return 'default';
    if (p.type === 'ExportNamedDeclaration') return fn.name;
    if (p.type === 'AssignmentExpression') {
      const left = dotted(p.left);
      return left === 'module.exports'
        ? 'default'
        : /^(module\.)?exports\./.test(left)
          ? left.split('.').at(-1)!
          : '';
    }
    if (isFunction(p) || p.type === 'ClassBody') return '';
  }
  return '';
}

/** `POST` of `export const POST = withUser({ role: 'admin' })(async (req) => …)`: what stands there is made of the function. */
export function wrappedName(fn: FunctionInfo): string {
  if (!fn.via || fn.invocation === 'loop') return '';
  let n: Node = fn.node;
  let p = parentOf(n);
  while (p && (isCall(p) || /^TS(As|Satisfies)Expression$/.test(p.type))) {
    n = p;
    p = parentOf(n);
  }
  return p?.type === 'VariableDeclarator' && p.init === n && p.id.type === 'Identifier' ? p.id.name : '';
}

/** Names of parameters; those of what is taken to pieces within braces: `{event,container}`. */
export function paramNames(fn: FunctionInfo): string[] {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return [];
  return fn.node.params.map((p) =>
    p.type === 'Identifier' ? p.name : p.type === 'ObjectPattern' ? `{${patternNames(p).join(',')}}` : '',
  );
}
