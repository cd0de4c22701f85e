/**
 * What the value of an expression is, found by reading alone: for configuration files, which are programs. What only
 * running could tell is `unknown`, and stays so wherever it goes; all around it is still known.
 */
import type * as t from '@babel/types';
import {
  binary,
  folderOf,
  isKnown,
  isKnownObject,
  knownImport,
  ofFunction,
  ofKnown,
  regExp,
  type StaticWorld,
  unary,
  unknown,
  viteCall,
} from './static-functions.ts';

/** A function of the file: its code and the names it can see. */
interface Closure {
  readonly params: readonly t.Node[];
  readonly body: t.Node;
  readonly scope: Scope;
}

interface Scope {
  readonly world: StaticWorld;
  readonly parent: Scope | undefined;
  /** Each evaluated when it is first asked for. */
  readonly names: Map<string, () => unknown>;
}

/** The default export of a module, or a named one; functions are given as they are. */
export function exportedValue(program: t.Program, world: StaticWorld, name = 'default'): unknown {
  const scope = moduleScope(program, world);
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') {
      return evaluate(statement.declaration, scope);
    }
    // `module.exports = …` of CommonJS.
    if (name === 'default' && statement.type === 'ExpressionStatement') {
      const { expression } = statement;
      if (expression.type !== 'AssignmentExpression') continue;
      const { left } = expression;
      const exports = left.type === 'MemberExpression' && propertyName(left) === 'exports';
      if (exports) return evaluate(expression.right, scope);
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const s of statement.specifiers) {
      if (s.type !== 'ExportSpecifier' || nameOf(s.exported) !== name) continue;
      if (!statement.source) return lookUp(s.local.name, scope);
      const other = world.read(statement.source.value);
      return other ? exportedValue(other.program, other.world, s.local.name) : unknown;
    }
  }
  return scope.names.has(name) ? lookUp(name, scope) : unknown;
}

/** A function of the file is called; anything else is what it is. */
export function called(value: unknown, ...args: readonly unknown[]): unknown {
  if (!isClosure(value)) return value;
  const scope = inner(value.scope);
  for (const [i, param] of value.params.entries()) bind(param, () => args[i], scope);
  return value.body.type === 'BlockStatement' ? returned(value.body, scope) : evaluate(value.body, scope);
}

function isClosure(value: unknown): value is Closure {
  return typeof value === 'object' && value !== null && 'scope' in value && 'body' in value;
}

function inner(parent: Scope): Scope {
  return { world: parent.world, parent, names: new Map() };
}

function moduleScope(program: t.Program, world: StaticWorld): Scope {
  const scope: Scope = { world, parent: undefined, names: new Map() };
  for (const statement of program.body) declare(statement, scope);
  return scope;
}

function declare(statement: t.Node, scope: Scope): void {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      if (statement.declaration) declare(statement.declaration, scope);
      return;
    case 'ImportDeclaration':
      for (const s of statement.specifiers) {
        const from = statement.source.value;
        const name =
          s.type === 'ImportSpecifier'
            ? nameOf(s.imported)
            : s.type === 'ImportDefaultSpecifier'
              ? 'default'
              : '*';
        scope.names.set(
          s.local.name,
          once(() => imported(from, name, scope.world)),
        );
      }
      return;
    case 'FunctionDeclaration': {
      const { id, params, body } = statement;
      if (id) scope.names.set(id.name, () => ({ params, body, scope }) satisfies Closure);
      return;
    }
    case 'VariableDeclaration':
      for (const { id, init } of statement.declarations) {
        const required = init && requiredModule(init);
        const value = once(() =>
          required ? imported(required, '*', scope.world) : init ? evaluate(init, scope) : undefined,
        );
        bind(id, value, scope);
      }
  }
}

function requiredModule(node: t.Node): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return undefined;
  const [first] = node.arguments;
  return first?.type === 'StringLiteral' ? first.value : undefined;
}

function bind(target: t.Node, value: () => unknown, scope: Scope): void {
  if (target.type === 'Identifier') scope.names.set(target.name, value);
  else if (target.type === 'AssignmentPattern') {
    bind(target.left, () => value() ?? evaluate(target.right, scope), scope);
  } else if (target.type === 'ObjectPattern') {
    for (const p of target.properties) {
      if (p.type === 'ObjectProperty' && !p.computed) {
        bind(p.value, () => member(value(), nameOf(p.key), scope), scope);
      }
    }
  }
}

function once(make: () => unknown): () => unknown {
  const kept: unknown[] = [];
  let busy = false;
  return () => {
    if (kept.length === 0) {
      if (busy) return unknown;
      busy = true;
      kept.push(make());
    }
    return kept[0];
  };
}

function imported(from: string, name: string, world: StaticWorld): unknown {
  const known = knownImport(from, name);
  if (known || !from.startsWith('.')) return known ?? unknown;
  const other = world.read(from);
  return other ? exportedValue(other.program, other.world, name) : unknown;
}

const globals = new Set(['process', 'JSON', 'Object', 'String', 'Boolean', 'Number', 'URL', 'RegExp']);

function lookUp(name: string, scope: Scope): unknown {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.names.get(name);
    if (found) return found();
  }
  if (name === 'undefined') return undefined;
  if (name === '__dirname') return folderOf(scope.world.file);
  if (name === '__filename') return scope.world.file;
  return globals.has(name) ? { known: name } : unknown;
}

function nameOf(node: t.Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' || node.type === 'NumericLiteral' ? String(node.value) : '';
}

function propertyName(node: t.MemberExpression | t.OptionalMemberExpression): string {
  return !node.computed || node.property.type === 'StringLiteral' ? nameOf(node.property) : '';
}

function evaluate(node: t.Node, scope: Scope): unknown {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'NullLiteral':
      return null;
    case 'RegExpLiteral':
      return regExp(node.pattern, node.flags);
    case 'TemplateLiteral':
      return template(node, scope);
    case 'Identifier':
      return lookUp(node.name, scope);
    case 'ArrayExpression':
      return node.elements.flatMap((e) => listItem(e, scope));
    case 'ObjectExpression':
      return object(node, scope);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { params: node.params, body: node.body, scope } satisfies Closure;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return evaluate(node.expression, scope);
    case 'AwaitExpression':
      return evaluate(node.argument, scope);
    case 'UnaryExpression':
      return unary(node.operator, evaluate(node.argument, scope));
    case 'BinaryExpression':
      return binary(node.operator, evaluate(node.left, scope), evaluate(node.right, scope));
    case 'LogicalExpression':
      return logical(node, scope);
    case 'ConditionalExpression': {
      const test = evaluate(node.test, scope);
      return test === unknown ? unknown : evaluate(test ? node.consequent : node.alternate, scope);
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return member(evaluate(node.object, scope), propertyName(node), scope);
    case 'MetaProperty':
      return { known: 'import.meta' };
    case 'NewExpression':
    case 'CallExpression':
    case 'OptionalCallExpression':
      return call(node, scope);
    default:
      return unknown;
  }
}

function listItem(node: t.Node | null, scope: Scope): unknown[] {
  if (!node) return [undefined];
  if (node.type !== 'SpreadElement') return [evaluate(node, scope)];
  const list = evaluate(node.argument, scope);
  return Array.isArray(list) ? list : [unknown];
}

function object(node: t.ObjectExpression, scope: Scope): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const p of node.properties) {
    if (p.type === 'SpreadElement') {
      const value = evaluate(p.argument, scope);
      if (isKnownObject(value) && !isKnown(value)) Object.assign(out, value);
    } else {
      const key = p.computed ? evaluate(p.key, scope) : nameOf(p.key);
      if (typeof key === 'string')
        out[key] = p.type === 'ObjectProperty' ? evaluate(p.value, scope) : unknown;
    }
  }
  return out;
}

function template(node: t.TemplateLiteral, scope: Scope): unknown {
  let text = '';
  for (const [i, quasi] of node.quasis.entries()) {
    text += quasi.value.cooked ?? '';
    const expression = node.expressions[i];
    if (!expression) continue;
    const value = evaluate(expression, scope);
    if (typeof value !== 'string' && typeof value !== 'number') return unknown;
    text += value;
  }
  return text;
}

function logical(node: t.LogicalExpression, scope: Scope): unknown {
  const left = evaluate(node.left, scope);
  if (left === unknown) return unknown;
  const stays =
    node.operator === '||'
      ? Boolean(left)
      : node.operator === '&&'
        ? !left
        : left !== null && left !== undefined;
  return stays ? left : evaluate(node.right, scope);
}

function member(value: unknown, name: string, scope: Scope): unknown {
  if (isKnown(value)) return ofKnown(value.known, name, scope.world);
  if (typeof value === 'string' && value.startsWith('file://')) {
    if (name === 'pathname') return value.slice('file://'.length);
    return name === 'href' ? value : unknown;
  }
  if (isKnownObject(value)) return Object.hasOwn(value, name) ? value[name] : undefined;
  if (Array.isArray(value) && /^\d+$/.test(name)) return value[Number(name)];
  return unknown;
}

function call(node: t.NewExpression | t.CallExpression | t.OptionalCallExpression, scope: Scope): unknown {
  const { callee } = node;
  const args = node.arguments.flatMap((a) => listItem(a, scope));
  const callable = evaluate(callee, scope);
  if (isKnown(callable)) {
    // Configurations that are functions are merged by what they give.
    const whole = callable.known === 'vite.mergeConfig' ? args.map((a) => called(a, viteCall)) : args;
    return ofFunction(callable.known, whole, scope.world.cwd);
  }
  if (isClosure(callable)) return called(callable, ...args);
  if (callee.type !== 'MemberExpression') return unknown;
  return ofMethod(evaluate(callee.object, scope), propertyName(callee), args);
}

function ofMethod(self: unknown, name: string, args: readonly unknown[]): unknown {
  if (Array.isArray(self)) {
    if (name === 'concat') return self.concat(...args);
    if (name === 'filter' && isKnown(args[0])) return self.filter(Boolean);
    if (name === 'map' && isClosure(args[0])) return self.map((item, i) => called(args[0], item, i));
    if (name === 'join' && self.every((s) => typeof s === 'string')) return self.join(String(args[0] ?? ','));
  }
  if (typeof self === 'string' && args.every((a) => typeof a === 'string' || a instanceof RegExp)) {
    if (name === 'replace') return self.replace(args[0] as string | RegExp, String(args[1]));
    if (name === 'toString') return self;
  }
  return unknown;
}

function returned(block: t.BlockStatement, outer: Scope): unknown {
  const scope = inner(outer);
  for (const statement of block.body) {
    if (statement.type === 'ReturnStatement')
      return statement.argument ? evaluate(statement.argument, scope) : undefined;
    declare(statement, scope);
  }
  return unknown;
}
