/** Values of which TypeScript knows nothing: what their methods give a callback needs a type of its own there. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  some,
} from '../../ast.ts';
import type { Binding, Scope } from '../../index-types.ts';
import { find } from '../../scopes.ts';
import type { FixSite } from '../fix.ts';

/**
 * Whether a value is `any`, as far as the file says: by its type, or because it comes of a body of a request, of
 * JSON, or of another `any`. False of JavaScript.
 */
export function isAny(site: FixSite, node: Node): boolean {
  return site.style.typescript && anyOf(site, node, 0);
}

/** The type to be written behind a callback's parameter: `: any` or ''. */
export function typeOfItem(site: FixSite, list: Node): string {
  return isAny(site, list) ? ': any' : '';
}

function anyOf(site: FixSite, node: Node, depth: number): boolean {
  if (depth > 8) return false;
  const of = (n: Node): boolean => anyOf(site, n, depth + 1);
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return isAnyType(node.typeAnnotation);
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return of(node.expression);
    case 'AwaitExpression':
      return of(node.argument);
    case 'LogicalExpression':
      return of(node.left);
    case 'Identifier': {
      const b = find(site.scope, node.name);
      return b !== undefined && bound(site, b, depth);
    }
  }
  if (isCall(node)) {
    if (dotted(node.callee) === 'JSON.parse' || methodName(node) === 'json') return true;
    const callee = bare(node.callee);
    return isMember(callee) && of(callee.object);
  }
  if (!isMember(node)) return false;
  const on = bare(node.object);
  if (on.type === 'ThisExpression') return propertyIsAny(node, propertyName(node));
  return isBodyOfRequest(node, site.scope) || of(node.object);
}

function bound(site: FixSite, b: Binding, depth: number): boolean {
  const type = (b.annotation as { typeAnnotation?: Node } | undefined)?.typeAnnotation;
  if (b.path.length > 0 && b.path[0] === 'body' && type === undefined && isRequest(b.init)) return true;
  if (type) return isAnyType(type);
  return b.init !== undefined && b.kind !== 'function' && anyOf(site, b.init, depth + 1);
}

function isAnyType(type: Node): boolean {
  return type.type === 'TSAnyKeyword';
}

/** `req.body`: what came with a request is any, unless the request's type says more. */
function isBodyOfRequest(n: Node, scope: Scope): boolean {
  if (!isMember(n) || propertyName(n) !== 'body') return false;
  const on = bare(n.object);
  if (!isRequest(on)) return false;
  const b = on.type === 'Identifier' ? find(scope, on.name) : undefined;
  const type = (b?.annotation as { typeAnnotation?: Node } | undefined)?.typeAnnotation;
  return !type || !('typeParameters' in type && type.typeParameters);
}

function isRequest(n: Node | undefined): boolean {
  return n !== undefined && /(^|\.)(req|request)$/.test(dotted(n));
}

/** `private readonly db: any` of the class around. */
function propertyIsAny(node: Node, name: string): boolean {
  let cls: Node | undefined = node;
  while (cls && cls.type !== 'ClassBody') cls = parentOf(cls);
  if (!cls) return false;
  return some(cls, (n) => {
    const typed =
      n.type === 'ClassProperty' && !n.computed && n.key.type === 'Identifier' && n.key.name === name
        ? n.typeAnnotation
        : n.type === 'TSParameterProperty' && n.parameter.type === 'Identifier' && n.parameter.name === name
          ? n.parameter.typeAnnotation
          : undefined;
    return typed?.type === 'TSTypeAnnotation' && isAnyType(typed.typeAnnotation);
  });
}
