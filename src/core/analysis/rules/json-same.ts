/** Whether what a loop makes JSON of is the same in each turn, or all there is so far. */
import {
  ancestor,
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  lastWordOf,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { declaredIn, holds, uses, varies } from '../kinds-of-values.ts';
import { find } from '../scopes.ts';
import { declaredIn as declarator } from './claims.ts';
import { goesThroughOneObject } from './copied-few.ts';

/** Whether a value is the same in each turn: `const raw = localStorage.getItem('user')` stands for what it is given. */
export function isSteady(value: Node, scope: Scope, loop: LoopInfo, depth = 0): boolean {
  return !uses(
    value,
    scope,
    (b) => {
      if (!declaredIn(b, loop)) return false;
      const init = b.init && b.loopItem === undefined && b.writes.length === 0 ? bare(b.init) : undefined;
      if (!init || depth > 2 || (isFunction(loop.body) && b.param !== undefined)) return true;
      const plain =
        /Literal$/.test(init.type) || isMember(init) || init.type === 'Identifier' || isStored(init);
      return !plain || init.type === 'RegExpLiteral' || !isSteady(init, b.scope, loop, depth + 1);
    },
    true,
  );
}

/** `localStorage.getItem('user')`, `Cookies.get('cart')`, and of a form `getValues('tags')`. */
function isStored(n: Node): boolean {
  if (!isCall(n)) return false;
  const name = dotted(n.callee);
  return (
    /(^|\.)(local|session)Storage\.getItem$/.test(name) ||
    (/^(Cookies?\.get|(\w+\.)?(getValues|getFieldValue))$/.test(name) &&
      n.arguments[0]?.type === 'StringLiteral')
  );
}

/** `all.push(row); write(JSON.stringify(all))`: a list or a map from outside, to which each turn adds. */
export function writesAllSoFar(argument: Node, site: CallSite, loop: LoopInfo): boolean {
  const name = dotted(argument);
  if (!name || inSideText(site.node) || isRare(site.node, loop) || !isSteady(argument, site.scope, loop))
    return false;
  return some(
    loop.body,
    (n) => {
      if (isCall(n) && /^(push|unshift)$/.test(methodName(n)))
        return `${dotted(receiverOf(n) ?? n)}.`.startsWith(`${name}.`);
      const left = n.type === 'AssignmentExpression' ? bare(n.left) : undefined;
      return (
        left !== undefined &&
        isMember(left) &&
        left.computed &&
        dotted(left.object) === name &&
        varies(left.property as Node, site.scope, loop)
      );
    },
    false,
  );
}

/**
 * `for (const key of Object.keys(next)) if (JSON.stringify(last[key]) !== JSON.stringify(next[key])) …`: each field of
 * an object, so that all turns together make JSON of it once.
 */
export function isOfFields(argument: Node, loop: LoopInfo): boolean {
  const [key] = loop.items;
  // `Object.entries(byUser).filter(([userId, user]) => …)`: what has ids comes with the data.
  if (key === undefined || !loop.iterable || isIdOfItem(key)) return false;
  const over = bare(loop.iterable);
  const ofObject =
    isCall(over) && /^Object\.(keys|entries)$/.test(dotted(over.callee)) && goesThroughOneObject(loop);
  if (!ofObject && !/(^k|K)eys$|(^f|F)ields$|(^p|P)rop(ertie)?s$|(^a|A)ttributes$/.test(dotted(over)))
    return false;
  // `before[key]`, `field.value`, the value of `Object.entries(after)`
  const isField = (n: Node): boolean =>
    isMember(n)
      ? (n.computed ? dotted(n.property as Node) : dotted(n.object)) === key
      : ofObject && n.type === 'Identifier' && n.name === loop.items[1];
  const given = (n: Node): Node | null | undefined =>
    n.type === 'Identifier' ? declarator(loop.body, n.name)?.init : undefined;
  return some(argument, (n) => {
    const init = given(n);
    return isField(n) || (init != null && some(init, isField));
  });
}

/** `components.filter((c) => known.has(c.id) && …)`: what is looked up by its id comes with the data. */
export function isLookedUp(loop: LoopInfo): boolean {
  const [item] = loop.items;
  const itsId = (n: Node | undefined): boolean =>
    n !== undefined &&
    isMember(n) &&
    /^(_?id|uuid)$/.test(propertyName(n)) &&
    dotted(bare(n.object)) === item;
  return (
    loop.items.length === 1 &&
    some(
      loop.body,
      (n) => isCall(n) && /^(has|get)$/.test(methodName(n)) && itsId(n.arguments[0] && bare(n.arguments[0])),
    )
  );
}

export function isIdOfItem(name: string): boolean {
  return /(^|[a-z_])_?id$/i.test(name);
}

/** `if (i % 100 === 0) save(JSON.stringify(all))` */
function isRare(node: Node, loop: LoopInfo): boolean {
  const test = ancestor(node, (n) => n === loop.body || n.type === 'IfStatement');
  return (
    test?.type === 'IfStatement' &&
    some(test.test, (n) => n.type === 'BinaryExpression' && /^(%|>=?)$/.test(n.operator))
  );
}

const asText =
  /^(to(ISO|JSON|Date|Time|Lower|Upper)?(String|Case)?|toHexString|toJSON|getTime|valueOf|trim)$/;

/** The value is written to inside the loop, so it is not the same each time. */
export function mutated(argument: Node, loop: LoopInfo): boolean {
  if (/^(String|Numeric|Boolean|Null)Literal$/.test(argument.type)) return false;
  if (argument.type === 'ObjectExpression')
    return argument.properties.some(
      (p) =>
        p.type !== 'ObjectProperty' ||
        (p.computed && mutated(bare(p.key), loop)) ||
        mutated(bare(p.value), loop),
    );
  if (argument.type === 'LogicalExpression')
    return mutated(bare(argument.left), loop) || mutated(bare(argument.right), loop);
  // `time.toISOString()` says the same as long as `time` does.
  if (isCall(argument) && argument.arguments.length === 0 && asText.test(methodName(argument)))
    return mutated(receiverOf(argument)!, loop);
  if (isStored(argument))
    return some(
      loop.body,
      (n) => /^set(Item|Values?|FieldValue)?$/.test(methodName(n) || (isCall(n) ? dotted(n.callee) : '')),
      false,
    );
  const name = dotted(argument);
  if (!name) return true;
  const rootOf = (n: Node): string => /^(?:this\.)?[^.[]*/.exec(dotted(n))![0];
  // What else an object holds is none of it: `this.rows` and `this.count`.
  const root = rootOf(argument);
  return some(loop.body, (n) => {
    if (n.type === 'AssignmentExpression' && rootOf(n.left) === root) return true;
    const changes = /^(push|splice|set|add|delete|assign|pop|shift|unshift|sort)$/.test(methodName(n));
    return changes && isCall(n) && rootOf(receiverOf(n)!) === root;
  });
}

export function inSideText(n: Node): boolean {
  return (
    ancestor(
      n,
      (p) =>
        p.type === 'ThrowStatement' ||
        p.type === 'CatchClause' ||
        // `diagnostics.push({ message: `… ${JSON.stringify(got)}` })`
        (p.type === 'ObjectProperty' &&
          p.value.type !== 'CallExpression' &&
          /^(message|hint|reason)$/.test(keyName(p))) ||
        /^(log|info|warn|error|debug|trace|verbose|captureException|captureMessage)$/.test(methodName(p)),
      true,
    ) !== undefined
  );
}

const isWord =
  /^(_?id|uuid|name|key|slug|type|kind|title|label|path|url|href|email|code|status)$|[a-z](Id|Name|Key|Path|Url)$/;

/** Text of a few bytes: what is written there, or a word. */
export function isTrivial(n: Node, site: CallSite, index: FileIndex): boolean {
  if (/^(String|Numeric|Null)Literal$/.test(n.type)) return true;
  // `JSON.stringify(plugin.id)` puts quotes around a word.
  if (site.name === 'JSON.stringify' && isMember(n) && isWord.test(propertyName(n))) return true;
  if (n.type !== 'ObjectExpression') return false;
  const written = (p: (typeof n.properties)[number]): boolean =>
    p.type === 'ObjectProperty' && /^(String|Numeric|Boolean|Null)Literal$/.test(p.value.type);
  if (n.properties.length > 2) return n.properties.every(written);
  // `{ type: 'moves', data: moves }`, `{ type: 'state', state }`
  return !n.properties.some(
    (p) => p.type === 'ObjectProperty' && (holds(p.value, site.scope, index) === 'array' || isWhole(p.value)),
  );
}

/**
 * `const message = { data, at: Date.now() }; socket.send(JSON.stringify(message))`: what is written there, as long as
 * nothing is put into it, and a payload that the function was given is part of it; all else is short.
 */
export function asWrittenOut(value: Node, { scope, fn }: CallSite): Node {
  const b = value.type === 'Identifier' ? find(scope, value.name) : undefined;
  const init = b?.kind === 'const' && b.scope.fn === fn && b.path.length === 0 && b.init && bare(b.init);
  if (!init || init.type !== 'ObjectExpression') return value;
  const isGiven = (n: Node): boolean =>
    n.type === 'Identifier' && payload.test(n.name) && find(b.scope, n.name)?.param !== undefined;
  const given = init.properties.some(
    (p) =>
      (p.type === 'SpreadElement' && isGiven(p.argument)) ||
      (p.type === 'ObjectProperty' && isGiven(p.value)),
  );
  const isFilled = (n: Node): boolean =>
    n.type === 'AssignmentExpression' && isMember(n.left) && dotted(n.left).startsWith(`${b.name}.`);
  return given && !some(fn.node, isFilled) ? init : value;
}

const payload =
  /^(\w*[a-z])?([mM]essage|[mM]sg|[eE]vent|[pP]ayload|[dD]ata|[sS]tate|[bB]ody|[cC]ontent|[pP]acket|[uU]pdate|[sS]napshot)$/;

/** `state`, `room.game`: all there is of something, where an id, a name or a count is a few bytes. */
function isWhole(value: Node): boolean {
  const n = bare(value);
  return (
    (n.type === 'Identifier' || isMember(n)) &&
    /^(\w*[a-z])?([sS]tate|[sS]napshot|[pP]ayload|[dD]ata|[gG]ame|[rR]oom|[bB]oard)$/.test(lastWordOf(n))
  );
}
