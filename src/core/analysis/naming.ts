/** Small questions of the walk: what a function is called, what kind a loop is. */

import type * as t from '@babel/types';
import {
  bare,
  type Call,
  type FunctionNode,
  isMember,
  keyName,
  type LoopNode,
  type Node,
  propertyName,
} from './ast.ts';
import type { ClassInfo, LoopInfo } from './index-types.ts';
import { recordOfSchema } from './schemas.ts';
import type { At } from './walk.ts';

export function loopKind(node: LoopNode): LoopInfo['kind'] {
  if (node.type === 'ForStatement') return 'for';
  if (node.type === 'ForInStatement') return 'in';
  if (node.type === 'WhileStatement') return 'while';
  if (node.type === 'DoWhileStatement') return 'do';
  return node.await ? 'await-of' : 'of';
}

/** Arrow functions and callbacks keep `this`; plain functions inside methods lose it. */
export function thisClass(node: FunctionNode, at: At): ClassInfo | undefined {
  return node.type === 'ArrowFunctionExpression' ? at.cls : undefined;
}

/** `@InjectRepository(User) private users` → the decorator's call, which names the entity. */
export function decoratorValue(p: t.TSParameterProperty): Node | undefined {
  const call = p.decorators?.[0]?.expression;
  return call &&
    call.type === 'CallExpression' &&
    p.parameter.type === 'Identifier' &&
    !p.parameter.typeAnnotation
    ? call
    : undefined;
}

export function nameOf(
  node: FunctionNode,
  parent: Node,
  cls: ClassInfo | undefined,
  via: Call | undefined,
): string {
  if ((node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') && node.id)
    return node.id.name;
  if (node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod') {
    return cls ? `${cls.name}.${keyName(node) || 'method'}` : keyName(node);
  }
  if (node.type === 'ObjectMethod') return keyName(node) || 'method';
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  if (parent.type === 'ObjectProperty' || parent.type === 'ClassProperty')
    return keyName(parent) || 'function';
  if (parent.type === 'AssignmentExpression' && isMember(parent.left))
    return propertyName(parent.left) || 'function';
  if (via) {
    const callee = bare(via.callee);
    // `schema.static('byEmail', function …)`
    const [first, second] = via.arguments;
    if (second === node && first?.type === 'StringLiteral' && recordOfSchema(node)) return first.value;
    const name = isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
    return name ? `callback of ${name}` : 'callback';
  }
  return 'function';
}
