/** How a function shows itself: under which name a module gives it to others, and what it takes. */
import { dotted, isFunction, type Node, parentOf } from './ast.ts';
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

/** Names of parameters; those of what is taken to pieces within braces: `{event,container}`. */
export function paramNames(fn: FunctionInfo): string[] {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return [];
  return fn.node.params.map((p) =>
    p.type === 'Identifier' ? p.name : p.type === 'ObjectPattern' ? `{${patternNames(p).join(',')}}` : '',
  );
}
