/** Patterns that are written as strings: constants put together from constants. */
import type * as t from '@babel/types';
import {
  bare,
  type Call,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  rootOf,
} from '../ast.ts';
import type { Binding, FileIndex, Site } from '../index-types.ts';
import { find } from '../scopes.ts';
import { type At, constantOf, deepest, type Given, heldBy, inside, none, takenOut } from './held.ts';
import { anyWord, type Elsewhere, hole, importedAs, isOpen, memberOfModule, parameter } from './open.ts';
import { joined, longest, namedIn, operands, replaced, resultOf, template } from './put-together.ts';
import { writesInOrder } from './rewritten.ts';
import { type Entry, entryOf } from './tables.ts';

/**
 * The text of an expression that is always the same; undefined where it is not.
 * @param given texts of parameters, for what is put together by a function
 */
export function constantText(
  n: Node,
  site: Pick<Site, 'scope'>,
  given: Given = none,
  file?: FileIndex,
): string | undefined {
  return textAt(n, { site, given, depth: 0, file, open: false });
}

/** The same where parts may be other files' constants: those stand as holes (see `open.ts`). */
export function openText(
  n: Node,
  site: Pick<Site, 'scope'>,
  file: FileIndex,
  given: Given = none,
  rest?: At['rest'],
): string | undefined {
  return textAt(n, { site, given, depth: 0, file, open: true, ...(rest && { rest }) });
}

/** The same with a word for each part that nobody here knows: `<${tag}[^>]*>`. */
export function guessedText(n: Node, site: Pick<Site, 'scope'>, file: FileIndex): string | undefined {
  if (n.type !== 'TemplateLiteral' && n.type !== 'BinaryExpression') return undefined;
  const text = textAt(n, { site, given: none, depth: 0, file, open: false, guess: true });
  // `\\${c}` is no word.
  return text === undefined || new RegExp(`[^\\\\]\\\\${anyWord}`).test(` ${text}`) ? undefined : text;
}

function textAt(n: Node, outer: At): string | undefined {
  if (outer.depth > deepest) return undefined;
  const at = { ...outer, depth: outer.depth + 1 };
  const part = (x: Node): string | undefined => textAt(bare(x), at);
  const piece = (x: Node): string | undefined => part(x) ?? (at.guess ? anyWord : undefined);
  switch (n.type) {
    case 'StringLiteral':
      return n.value;
    case 'NumericLiteral':
      return String(n.value);
    case 'TemplateLiteral':
      return template(n.quasis, n.expressions, piece, false);
    case 'TaggedTemplateExpression':
      return dotted(n.tag) === 'String.raw'
        ? template(n.quasi.quasis, n.quasi.expressions, piece, true)
        : undefined;
    case 'BinaryExpression':
      return n.operator === '+' ? joined(operands(n).map(piece), '') : undefined;
    case 'Identifier': {
      const argument = at.given.get(n.name);
      return argument ?? named(find(at.site.scope, n.name), at, textAt);
    }
    case 'ConditionalExpression': {
      // Either is made; the longer has more that can be weak.
      const [a, b] = [part(n.consequent), part(n.alternate)];
      if (a === undefined || b === undefined) return a ?? b;
      return a.length < b.length ? b : a;
    }
    case 'ArrayExpression':
      // `'^rgb\\(' + [r, g, b] + '\\)$'`: put together with commas.
      return joined(textsOf(n, at) ?? [undefined], ',');
    case 'MemberExpression':
      return propertyName(n) === 'source' ? sourceOf(bare(n.object), at) : propertyOf(n, at);
    case 'CallExpression':
      return called(n, at);
    default:
      return undefined;
  }
}

/** The source of an expression that is a pattern: `/a+/`, `new RegExp(a)`, a constant that holds one. */
export function openSource(n: Node, site: Pick<Site, 'scope'>, file: FileIndex): string | undefined {
  return sourceOf(n, { site, given: none, depth: 0, file, open: true });
}

/** What a name holds, read as a text or as a pattern. */
function named(
  b: Binding | undefined,
  at: At,
  read: (n: Node, at: At) => string | undefined,
): string | undefined {
  if (!b || at.depth > deepest) return undefined;
  const init = constantOf(b);
  const held = init ? { node: init, at: inside(b, at) } : takenOut(b, at);
  const found = held && read(held.node, held.at);
  if (found !== undefined) return found;
  if (b.writes.length > 0) return read === textAt ? rewritten(b, at) : undefined;
  const from = at.open ? importedAs(b) : undefined;
  return from && hole(from.module, from.name);
}

/** `x = x.replace('part', x)` and `x += part` in the lines below `x`: what it holds in the end. */
function rewritten(b: Binding, at: At): string | undefined {
  const first = b.init && b.path.length === 0 && b.kind !== 'param' ? bare(b.init) : undefined;
  const writes = first && writesInOrder(b);
  if (!first || !writes) return undefined;
  const where = inside(b, at);
  let text = textAt(first, where);
  for (const w of writes) {
    if (text === undefined) return undefined;
    const by = textAt(w.node, { ...where, given: new Map(where.given).set(b.name, text) });
    text = joined(w.adds ? [text, by] : [by], '');
  }
  return text;
}

/** `/a+/.source`, or of a constant that holds a pattern. */
function sourceOf(n: Node, at: At): string | undefined {
  if (n.type === 'RegExpLiteral') return n.pattern;
  if (n.type === 'Identifier')
    return at.given.get(n.name) ?? named(find(at.site.scope, n.name), at, sourceOf);
  if (n.type === 'MemberExpression') {
    const value = heldBy(n, at);
    if (value) return sourceOf(value.node, value.at);
    const entry = at.file && entryOf(n, at.site, at.file);
    return entry && at.depth < deepest
      ? sourceOf(bare(entry.node), { ...at, site: entry.site, depth: at.depth + 1 })
      : elsewhere(n, at);
  }
  if ((n.type === 'NewExpression' || n.type === 'CallExpression') && dotted(n.callee) === 'RegExp') {
    const [pattern] = n.arguments;
    if (!pattern) return undefined;
    const given = bare(pattern);
    return given.type === 'RegExpLiteral' ? given.pattern : textAt(given, at);
  }
  return at.open && isCall(n) ? madeByPackage(n, at) : undefined;
}

/** `ipRegex.v4().source` of a package: a part that nobody here knows. */
function madeByPackage(n: Node, at: At): string | undefined {
  const root = rootOf(n);
  const b = root?.type === 'Identifier' ? find(at.site.scope, root.name) : undefined;
  const from = b && b.writes.length === 0 ? importedAs(b) : undefined;
  return from && !from.module.startsWith('.') ? hole(from.module, `${dotted(n)}()`) : undefined;
}

/** `parts.word` of an object that is written once, or of a table that is filled one by one. */
function propertyOf(n: t.MemberExpression, at: At): string | undefined {
  const value = heldBy(n, at);
  if (value) return textAt(value.node, value.at);
  const entry = at.file && entryOf(n, at.site, at.file);
  if (!entry) return elsewhere(n, at);
  entry.part = true;
  return entryText(entry, at.file!, at.open);
}

/** The text of an entry; one entry is put together from others, so that each is worked out once. */
export function entryText(entry: Entry, file: FileIndex, open: boolean): string | undefined {
  if (entry.text === undefined) {
    // Until it is known: an entry that is made of itself has no text.
    entry.text = null;
    entry.text = textAt(entry.node, { site: entry.site, given: none, depth: 0, file, open: true }) ?? null;
  }
  return entry.text === null || (!open && isOpen(entry.text)) ? undefined : entry.text;
}

/** `parts.word` and `parts.of.words` where `parts` is another file's. */
function elsewhere(n: t.MemberExpression, at: At): string | undefined {
  const from = whereIs(n, at);
  return from && hole(from.module, from.name);
}

function whereIs(n: Node, at: At): Elsewhere | undefined {
  const [root, ...names] = at.open ? dotted(n).split('.') : [];
  if (!root || names.some((name) => !name || /[()[\]]/.test(name))) return undefined;
  const b = find(at.site.scope, root);
  const from = b && b.writes.length === 0 ? importedAs(b) : undefined;
  return from && memberOfModule(from, names);
}

/** `anyOf(words)` of another file. */
function calledElsewhere(n: t.CallExpression, at: At): string | undefined {
  const from = whereIs(bare(n.callee), at);
  if (!from?.module.startsWith('.')) return undefined;
  const args = n.arguments.map((a) => textAt(bare(a), at) ?? sourceOf(bare(a), at));
  return args.includes(undefined) ? undefined : hole(from.module, from.name, args as string[]);
}

/** `[a, b].join('|')`, `word.replace('x', y)`, and functions of the file that do nothing but put together. */
function called(n: t.CallExpression, at: At): string | undefined {
  const callee = bare(n.callee);
  if (callee.type === 'Identifier') {
    const fn = functionOf(callee, at);
    if (!fn) return calledElsewhere(n, at);
    return applied(
      fn,
      n.arguments.map((a) => textAt(bare(a), at) ?? sourceOf(bare(a), at)),
    );
  }
  if (!isMember(callee)) return undefined;
  const argument = (i: number): string | undefined => {
    const a = n.arguments[i];
    return a && textAt(bare(a), at);
  };
  const object = bare(callee.object);
  switch (propertyName(callee)) {
    case 'join': {
      const separator = n.arguments[0] ? argument(0) : ',';
      const list = textsOf(object, at);
      return list && separator !== undefined ? joined(list, separator) : undefined;
    }
    case 'concat': {
      const first = textAt(object, at);
      return first === undefined ? undefined : joined([first, ...n.arguments.map((_, i) => argument(i))], '');
    }
    case 'repeat': {
      const [text, times] = [textAt(object, at), Number(argument(0))];
      return text !== undefined && times >= 0 && text.length * times < longest
        ? text.repeat(times)
        : undefined;
    }
    case 'replace':
    case 'replaceAll':
      return replaced(
        textAt(object, at),
        n,
        replacement(n.arguments[1], at),
        propertyName(callee) === 'replaceAll',
      );
    default:
      return calledElsewhere(n, at);
  }
}

/** `part`, or what `() => part` gives. */
function replacement(n: Node | undefined, at: At): string | undefined {
  const given = n && bare(n);
  if (!given || !isFunction(given)) return given && textAt(given, at);
  return applied({ node: given, at }, []);
}

/** Items of a list that is written out, as they are or after `map`. */
function textsOf(n: Node, at: At): (string | undefined)[] | undefined {
  if (at.depth > deepest) return undefined;
  if (n.type === 'ArrayExpression')
    return n.elements.map((e) => (e && e.type !== 'SpreadElement' ? textAt(bare(e), at) : undefined));
  if (n.type === 'Identifier') {
    if (at.rest?.name === n.name) return [...at.rest.texts];
    const b = find(at.site.scope, n.name);
    const init = constantOf(b);
    return init && textsOf(init, inside(b!, at));
  }
  const callee = isCall(n) ? bare(n.callee) : undefined;
  if (!isCall(n) || !callee || !isMember(callee)) return undefined;
  if (/^Object\.(keys|values)$/.test(dotted(callee))) return textsOfObject(n, at);
  // Of alternatives the order says when they are tried, not how many.
  if (/^(sort|toSorted|reverse|toReversed|filter|slice)$/.test(propertyName(callee)))
    return textsOf(bare(callee.object), at);
  if (propertyName(callee) !== 'map') return undefined;
  const [first] = n.arguments;
  const each = first && functionOf(bare(first), at);
  if (each && givesSource(each.node)) return patternsOf(bare(callee.object), at);
  const list = each && textsOf(bare(callee.object), at);
  return list?.map((item) => (item === undefined ? undefined : applied(each!, [item])));
}

/** `Object.keys(words)`, `Object.values(parts)` */
function textsOfObject(n: Call, at: At): (string | undefined)[] | undefined {
  const given = n.arguments[0] && bare(n.arguments[0]);
  const b = given?.type === 'Identifier' ? find(at.site.scope, given.name) : undefined;
  const whole = b ? constantOf(b) : given;
  if (whole?.type !== 'ObjectExpression') return undefined;
  const where = b ? inside(b, at) : at;
  const isKeys = dotted(n.callee) === 'Object.keys';
  return whole.properties.map((p) =>
    p.type !== 'ObjectProperty' || p.computed
      ? undefined
      : isKeys
        ? keyName(p)
        : (textAt(bare(p.value), where) ?? sourceOf(bare(p.value), where)),
  );
}

/** `(pattern) => pattern.source` */
function givesSource({ params: [first], body }: FunctionNode): boolean {
  return first?.type === 'Identifier' && dotted(body) === `${first.name}.source`;
}

/** Sources of a list of patterns. */
function patternsOf(n: Node, at: At): (string | undefined)[] | undefined {
  if (n.type === 'Identifier' && at.rest?.name === n.name) return [...at.rest.texts];
  if (n.type === 'ArrayExpression') return n.elements.map((e) => (e ? sourceOf(bare(e), at) : undefined));
  const b = n.type === 'Identifier' ? find(at.site.scope, n.name) : undefined;
  const init = constantOf(b);
  return init?.type === 'ArrayExpression' ? patternsOf(init, inside(b!, at)) : undefined;
}

interface Followed {
  readonly node: FunctionNode;
  readonly at: At;
}

/** A function of the file, with where it stands. */
function functionOf(n: Node, at: At): Followed | undefined {
  if (isFunction(n)) return { node: n, at };
  if (n.type !== 'Identifier') return undefined;
  const b = find(at.site.scope, n.name);
  if (!b || b.writes.length > 0) return undefined;
  const node = b.kind === 'function' ? b.node : constantOf(b);
  return isFunction(node) ? { node, at: { ...inside(b, at), given: none } } : undefined;
}

/** What a function gives that does no more than name parts before its `return`. */
function applied(fn: Followed, texts: readonly (string | undefined)[]): string | undefined {
  const { node } = fn;
  if (node.async || node.generator || fn.at.depth > deepest) return undefined;
  const result = resultOf(node);
  if (!result) return undefined;
  const given = new Map(fn.at.given);
  let rest: At['rest'];
  for (const [i, p] of node.params.entries()) {
    const text = texts[i];
    if (p.type === 'Identifier' && text !== undefined) given.set(p.name, text);
    else if (p.type === 'RestElement' && p.argument.type === 'Identifier')
      rest = { name: p.argument.name, texts: texts.slice(i) };
  }
  const at = { ...fn.at, given, ...(rest && { rest }) };
  for (const [name, value] of namedIn(node)) {
    const text = textAt(bare(value), at) ?? sourceOf(bare(value), at);
    if (text !== undefined) given.set(name, text);
  }
  return textAt(bare(result), at);
}

/** The text that an exported function gives, with holes for its parameters. */
export function givenText(fn: FunctionNode, scope: Site['scope'], file: FileIndex): string | undefined {
  const at: At = { site: { scope }, given: none, depth: 0, file, open: true };
  return applied(
    { node: fn, at },
    fn.params.map((_, i) => parameter(i)),
  );
}
