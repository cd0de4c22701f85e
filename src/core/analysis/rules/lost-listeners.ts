/** Which listeners no clean-up can remove, though there is one. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  some,
  visit,
} from '../ast.ts';
import type { CallSite, FileIndex } from '../index-types.ts';

/**
 * No clean-up reaches it: a function that is written (or bound) where it is registered has no name to remove it by,
 * and what removes listeners of other events leaves this one.
 */
export function isLost(call: Call, around: Node): boolean {
  const target = dotted(call.callee);
  const [event, listener] = call.arguments.map((a) => bare(a));
  const page = /^(window|document|globalThis|self|navigator)(\.(\w+))?\.addEventListener$/.test(target);
  // What these give is all that removes it.
  const dropped =
    (methodName(call) === 'addListener' || /^(AppState|Linking|Dimensions|BackHandler)\./.test(target)) &&
    parentOf(call)?.type === 'ExpressionStatement';
  if (methodName(call) === 'on') return isLeftOn(call, around);
  if ((!page && !dropped) || !event || !listener) return false;
  // A function without a name: nothing can take it off a page again, whatever else is ended.
  if (page && isFunction(listener)) return true;
  const removals: Call[] = [];
  let others = false;
  visit(around, (n) => {
    if (!isCall(n)) return true;
    if (/^(removeEventListener|removeListener)$/.test(calledName(n))) removals.push(n);
    else if (cleans(n)) others = true;
    return true;
  });
  // Its own removal is there, and takes off another function: whatever else is ended says nothing of this one.
  const own = removals.map((r) => r.arguments.map((a) => bare(a))).filter(([e]) => isSameText(e, event));
  if (page && isMadeAnew(listener) && own.length > 0 && own.every(([, given]) => isMadeAnew(given)))
    return true;
  if (others) return false;
  if (isFunction(listener) || (isCall(listener) && methodName(listener) === 'bind')) return true;
  if (event.type !== 'StringLiteral' || removals.length === 0) return false;
  return removals.every((r) => {
    const [other, given] = r.arguments.map((a) => bare(a));
    if (other?.type !== 'StringLiteral') return false;
    return (
      other.value !== event.value || isMadeAnew(given) || isOfOtherPhase(call, r) || isOfOtherPart(call, r)
    );
  });
}

/** Put on `document`, taken off `window`. */
function isOfOtherPart(added: Call, removed: Call): boolean {
  const parts = [emitterOf(added), emitterOf(removed)];
  return parts.every((part) => /^(window|document)(\.body)?$/.test(part)) && parts[0] !== parts[1];
}

function isSameText(a: Node | undefined, b: Node): boolean {
  return a?.type === 'StringLiteral' && b.type === 'StringLiteral' && a.value === b.value;
}

/** `addEventListener('wheel', f, { capture: true })` beside `removeEventListener('wheel', f)`: two listeners, to a browser. */
function isOfOtherPhase(added: Call, removed: Call): boolean {
  const [a, r] = [captures(added.arguments[2]), captures(removed.arguments[2])];
  return a !== undefined && r !== undefined && a !== r;
}

/** Undefined where a name stands for the options. */
function captures(options: Node | undefined): boolean | undefined {
  const o = options ? bare(options) : undefined;
  if (!o) return false;
  if (o.type === 'BooleanLiteral') return o.value;
  if (o.type !== 'ObjectExpression') return undefined;
  if (!o.properties.every((p) => p.type === 'ObjectProperty')) return undefined;
  const capture = o.properties.find((p) => p.type === 'ObjectProperty' && keyName(p) === 'capture');
  if (capture?.type !== 'ObjectProperty') return false;
  const value = bare(capture.value);
  return value.type === 'BooleanLiteral' ? value.value : undefined;
}

/** `show` of `function show() {}` and of `const show = () => {}`, '' where it has none. */
export function nameGiven(fn: Node): string {
  if (fn.type === 'FunctionDeclaration') return fn.id?.name ?? '';
  const holder = parentOf(fn);
  return holder?.type === 'VariableDeclarator' ? dotted(holder.id) : '';
}

/**
 * `useEffect(() => { const connect = async () => { …; return () => socket.close(); }; connect(); }, [])`: the function
 * around a call gives its clean-up to an effect that drops it. The effect, or undefined.
 */
export function cleanUpDropped(call: Node): FunctionNode | undefined {
  const fn = ancestor(call, (p) => isFunction(p));
  const effect = fn ? ancestor(fn, (p) => isFunction(p)) : undefined;
  if (!isFunction(fn) || !isFunction(effect)) return undefined;
  if (!some(fn.body, givesFunction, false) && !some(fn.body, (n) => givesEnd(n, call), false))
    return undefined;
  const name = nameGiven(fn);
  const isItsCall = (n: Node): boolean =>
    isCall(n) && (bare(n.callee) === fn || (name !== '' && dotted(n.callee) === name));
  let called = false;
  let kept = false;
  visit(effect.body, (n) => {
    if (isItsCall(n)) {
      called = true;
      if (parentOf(n)?.type !== 'ExpressionStatement') kept = true;
    }
    return true;
  });
  // What the effect itself gives may end the same thing.
  const endsIt = some(
    effect.body,
    (n) =>
      n.type === 'ReturnStatement' &&
      n.argument !== null &&
      n.argument !== undefined &&
      some(bare(n.argument), (c) => isCall(c) && !harmless.test(calledName(c))),
    false,
  );
  return called && !kept && !endsIt ? effect : undefined;
}

function givesFunction(n: Node): boolean {
  return n.type === 'ReturnStatement' && isFunction(n.argument ? bare(n.argument) : undefined);
}

/** `const stop = query.onSnapshot(show); return stop;`, `return query.onSnapshot(show)` */
function givesEnd(n: Node, call: Node): boolean {
  if (n.type !== 'ReturnStatement' || !n.argument || !isCall(call)) return false;
  if (!/^on(Snapshot|Value|AuthStateChanged?)$|^subscribe$/.test(calledName(call))) return false;
  const given = bare(n.argument);
  const holder = parentOf(call);
  return given === call || (holder?.type === 'VariableDeclarator' && dotted(holder.id) === dotted(given));
}

/** `() => show()`, `this.show.bind(this)`, `debounce(show)`: never the function that was registered. */
export function isMadeAnew(n: Node | undefined): boolean {
  return isFunction(n) || (isCall(n) && /^(bind|debounce|throttle|partial|curry)$/.test(calledName(n)));
}

export function cleans(n: Node): boolean {
  return (
    isCall(n) &&
    /^(removeEventListener|removeListener|removeAllListeners|off|unsubscribe|clearInterval|abort)$/.test(
      calledName(n),
    )
  );
}

/**
 * `socket.on('typing', show)` beside a clean-up that takes only other events off that socket, or this one with a
 * function that was never put on it.
 */
function isLeftOn(call: Call, around: Node): boolean {
  const [event, listener] = call.arguments.map((a) => bare(a));
  const emitter = emitterOf(call);
  if (event?.type !== 'StringLiteral' || !listener || emitter === '' || isMadeIn(around, emitter))
    return false;
  const removals: Call[] = [];
  let others = false;
  visit(around, (n) => {
    if (!isCall(n)) return true;
    if (/^(off|removeListener)$/.test(methodName(n)) && emitterOf(n) === emitter) {
      removals.push(n);
      return false;
    }
    if (ends.test(calledName(n)) || (inCleanUp(n, around) && !harmless.test(calledName(n)))) others = true;
    return true;
  });
  if (others || removals.length === 0) return false;
  return removals.every((r) => {
    const [other, given] = r.arguments.map((a) => bare(a));
    if (other?.type !== 'StringLiteral') return false;
    if (other.value !== event.value) return true;
    return given !== undefined && (isFunction(listener) || isMadeAnew(given));
  });
}

const ends =
  /^(removeAllListeners|removeAll|close|disconnect|destroy|end|terminate|unsubscribe|leave|abort|stop|dispose|cleanup)$/i;
const harmless = /^(off|removeListener|removeEventListener|clearInterval|clearTimeout|emit|log|set[A-Z]\w*)$/;

function emitterOf(call: Call): string {
  const callee = bare(call.callee);
  return isMember(callee) ? dotted(bare(callee.object)) : '';
}

/** Made by the effect, or by a hook that the component keeps: `const [ref, api] = useCarousel()`. It goes with them. */
function isMadeIn(around: Node, name: string): boolean {
  if (
    some(around, (n) => n.type === 'VariableDeclarator' && dotted(n.id) === name && !isKeptElsewhere(n.init))
  )
    return true;
  for (let p = ancestor(around, (n) => isFunction(n)); p; p = ancestor(p, (n) => isFunction(n)))
    if (some(p, (n) => n.type === 'VariableDeclarator' && givesToList(n.id, name))) return true;
  return false;
}

/** `const socket = socketService.getSocket()`: one for all who ask. */
function isKeptElsewhere(init: Node | null | undefined): boolean {
  const made = init ? bare(init) : undefined;
  return (
    isCall(made) &&
    /^get[A-Z]\w*(Socket|Client|Channel|Connection|Emitter|Bus)$|^get(Socket|Bus)$/.test(calledName(made))
  );
}

function givesToList(id: Node, name: string): boolean {
  return id.type === 'ArrayPattern' && id.elements.some((e) => e?.type === 'Identifier' && e.name === name);
}

/** In a function that the effect gives back. */
function inCleanUp(n: Node, around: Node): boolean {
  for (let p = parentOf(n); p && p !== around; p = parentOf(p))
    if (p.type === 'ReturnStatement' && isFunction(p.argument ? bare(p.argument) : undefined)) return true;
  return false;
}

/** `bot.on('message', …)` in what `bot.onText` calls, `redis.on('message', …)` for each connection: one more each time. */
export function isPerEvent(call: Node, name: string): boolean {
  for (let p = parentOf(call); p; p = parentOf(p)) {
    const outer = isFunction(p) ? parentOf(p) : undefined;
    if (!outer || !isCall(outer)) continue;
    const emitter = emitterOf(outer);
    const event = outer.arguments[0] ? bare(outer.arguments[0]) : undefined;
    const said = event?.type === 'StringLiteral' ? event.value : '';
    if (!/^(on|onText|command|hears|action)$/.test(methodName(outer)) || emitter === 'process') continue;
    if (
      emitter === name
        ? !/^(client)?ready$|^(connect(ed)?|open|listening|load|init|error|close|exit|start(ed)?)$/i.test(
            said,
          )
        : said === 'connection'
    )
      return true;
  }
  return false;
}

/** `if (registered) return; … registered = true;`, `if (!started) { setStarted(true); … }` */
export function runsOnce(text: string): boolean {
  for (const [, flag] of text.matchAll(/\bset([A-Z]\w*)\(true\)/g))
    if (new RegExp(`\\bif\\s*\\(!${flag![0]!.toLowerCase()}${flag!.slice(1)}\\b`).test(text)) return true;
  for (const [, flag] of text.matchAll(/([\w$.]+)\s*=\s*true\b/g))
    if (new RegExp(`\\bif\\s*\\([^)]*${flag!.replace(/[.$]/g, '\\$&')}\\b`).test(text)) return true;
  return false;
}

/** `nodes.append('circle').attr('r', 3).on('click', show)`: D3's elements go with the drawing. */
export function isDrawn(call: Call): boolean {
  for (let n = receiverOf(call); n && isCall(n); n = receiverOf(n))
    if (/^(append|attr|style|select(All)?|transition|enter|data|join)$/.test(methodName(n))) return true;
  return false;
}

/** `if (!window.started) { window.started = true; … }`: once in the life of a page. */
export function marksPage(text: string): boolean {
  for (const [, flag] of text.matchAll(/\b(?:window|globalThis)\b[\w\s)]*\.(\w+)\s*=\s*true\b/g))
    if (new RegExp(`\\bif\\s*\\([^{]*\\b${flag}\\b`).test(text)) return true;
  return false;
}

/** Nothing in the file takes listeners of this event away. */
export function staysForGood({ node }: CallSite, { text }: FileIndex): boolean {
  const event = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (event?.type !== 'StringLiteral') return false;
  // `$(window).off('scroll.menu')` names a part, `.off()` everything.
  const name = event.value.replace(/\W/g, '\\$&');
  return !new RegExp(
    `(removeEventListener|removeListener|\\.off|\\.unbind)\\(\\s*(['"\`]${name}|\\))|removeAllListeners`,
  ).test(text);
}
