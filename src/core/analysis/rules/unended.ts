/** Loops of frames and observers that a component starts each time it appears, and that nobody ends. */
import {
  ancestor,
  bare,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  keyName,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  some,
} from '../ast.ts';
import type { CallSite, FileIndex, FunctionInfo } from '../index-types.ts';
import { byCallers } from '../known-callers.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { callbackOf, effectAround, effects, inEffect } from './in-effects.ts';
import { isFrame, isOfAngular } from './kept-subscriptions.ts';
import { nameGiven, staysForGood } from './lost-listeners.ts';
import { mountHooks } from './mounted.ts';

export const frames = 'requestAnimationFrame';

/** Loops of frames and observers of effects and components. */
export function checkUnended(file: Reviewed, site: CallSite, what: string, report: Report): void {
  const { index } = file;
  const drawing = what === frames ? endlessFrames(site, index) : undefined;
  if (what === frames && !drawing) return;
  const inner = (drawing?.node as Node | undefined) ?? site.node;
  const effect = callbackOf(inner, effects) ?? effectAround(site);
  const around = effect ?? callbackOf(inner, mountHooks);
  if (!drawing) {
    if (around && isLeftObserving(site, around, index))
      report(inEffect(site, `${what} in an effect that never disconnects`));
    return;
  }
  if (around || isOfComponent(drawing)) {
    report(inEffect(site, `${what} goes on when the component is gone`));
    return;
  }
  let helper = drawing.parent;
  while (helper && helper.id !== 0 && helper.invocation === 'once') helper = helper.parent;
  if (!helper || helper.id === 0 || helper.invocation !== 'named') return;
  const message = `${what} starts one more loop each time ${helper.name} runs, and nothing ends it`;
  report({ node: site.node, fn: helper, tag: byCallers, message, steps: [] });
}

/**
 * `const draw = () => { …; requestAnimationFrame(draw); }`: what it calls is itself, in every turn, and nothing in the
 * file cancels it. The function, or undefined.
 */
function endlessFrames(site: CallSite, { text }: FileIndex): FunctionInfo | undefined {
  const { node, fn } = site;
  if (
    !/^(window\.)?requestAnimationFrame$/.test(dotted(node.callee)) ||
    text.includes('cancelAnimationFrame')
  )
    return undefined;
  const drawing = fn.node as Node;
  const next = node.arguments[0] ? bare(node.arguments[0]) : undefined;
  if (!next || !isFunction(drawing) || drawing.body.type !== 'BlockStatement') return undefined;
  const holder = drawing.type === 'ClassMethod' ? drawing : parentOf(drawing);
  const isMethod = holder?.type === 'ClassMethod' || holder?.type === 'ClassProperty';
  const own = isMethod ? `this.${keyName(holder)}` : nameGiven(drawing);
  if (own === '' || !isNamed(next, own)) return undefined;
  // What returns before may end it.
  if (some(drawing.body, (n) => n.type === 'ReturnStatement' || n.type === 'ThrowStatement', false))
    return undefined;
  return isStraight(node, drawing.body) ? fn : undefined;
}

/** `draw`, `() => draw()`, `this.draw.bind(this)` */
function isNamed(next: Node, own: string): boolean {
  if (isFunction(next)) {
    const only = next.body.type === 'BlockStatement' ? next.body.body[0] : next.body;
    const call = only?.type === 'ExpressionStatement' ? bare(only.expression) : only;
    return isCall(call) && dotted(call.callee) === own;
  }
  if (isCall(next)) return methodName(next) === 'bind' && dotted(receiverOf(next) ?? next) === own;
  return dotted(next) === own;
}

/** In no condition. */
function isStraight(node: Node, body: Node): boolean {
  let n = parentOf(node);
  while (
    n &&
    /^(ExpressionStatement|AssignmentExpression|VariableDeclarator|VariableDeclaration)$/.test(n.type)
  )
    n = parentOf(n);
  return n === body;
}

const observing = /^(window\.)?(Intersection|Resize|Mutation)Observer$/;

/** `new MutationObserver(show).observe(document.body)`, of the page or once more for each run of the effect. */
function isLeftObserving(site: CallSite, effect: Node, index: FileIndex): boolean {
  const receiver = receiverOf(site.node);
  const b = receiver?.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  // Nobody else knows what the effect has made.
  const known = b && b.scope.fn.node === effect ? textOf(index, effect) : index.text;
  if (site.method !== 'observe' || /\.(disconnect|unobserve)\b/.test(known)) return false;
  const made = receiver?.type === 'NewExpression' ? receiver : b?.init ? bare(b.init) : undefined;
  if (made?.type !== 'NewExpression' || !observing.test(dotted(made.callee))) return false;
  const target = site.node.arguments[0] ? dotted(bare(site.node.arguments[0])) : '';
  return /^document(\.(body|documentElement|head))?$/.test(target) || (target !== '' && runsAgain(effect));
}

/** With a list of what it depends on, or without any: not `[]`. */
function runsAgain(effect: Node): boolean {
  const call = parentOf(effect);
  if (!call || !isCall(call) || !/Effect$/.test(dotted(call.callee))) return false;
  const [, list] = call.arguments;
  return !list || (list.type === 'ArrayExpression' && list.elements.length > 0);
}

/** Of a component that comes and goes: the class that draws. */
function isOfComponent({ cls }: FunctionInfo): boolean {
  if (!cls) return false;
  if (isOfAngular(cls)) return !isFrame(cls);
  return ['componentDidMount', 'connectedCallback'].some((name) => cls.methods.has(name));
}

/**
 * `socket.on('join', () => { socket.on('message', show); })`: one more for each time that it joins. The function that
 * listens for that, or undefined.
 */
export function addedByItself(site: CallSite, index: FileIndex): FunctionInfo | undefined {
  const emitter = receiverOf(site.node);
  const name = emitter ? dotted(emitter) : '';
  const event = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (name === '' || site.method !== 'on' || event?.type !== 'StringLiteral' || /\bd3\b/.test(index.text))
    return undefined;
  const b = find(site.scope, name.split('.')[0]!);
  for (let p = ancestor(site.node, isFunction); p; p = ancestor(p, isFunction)) {
    const outer = parentOf(p);
    if (b && b.scope.fn.node === p) return undefined;
    if (!outer || !isCall(outer) || methodName(outer) !== 'on' || name === 'process') continue;
    const from = receiverOf(outer);
    const said = outer.arguments[0] ? bare(outer.arguments[0]) : undefined;
    if (!from || dotted(from) !== name || said?.type !== 'StringLiteral' || said.value === event.value)
      continue;
    const again =
      !once.test(said.value) ||
      (/^(re)?connect$/.test(said.value) && index.text.includes('socket.io-client'));
    return again ? index.functionOf.get(p)?.parent : undefined;
  }
  return undefined;
}

/** Said once in the life of what says it, or at its end; Socket.IO's client says `connect` whenever it is back. */
const once =
  /^(client)?[rR]eady$|load|^(re)?connect(ed)?$|open|auth|regist|log_?in|init|identi|hello|handshake|^(listening|online|error|close|exit|end|finish|start(ed)?|upgrade|response|spawn|secureConnect|disconnect(ing|ed)?|shutdown|destroy)$/i;

/**
 * `subscribe(channel, tell) { this.redis.on('message', (from, text) => { if (from === channel) tell(text); }); }`: told
 * apart by what the function is given, so there is one more for each that is asked for.
 */
export function isAddedPerTopic(site: CallSite, index: FileIndex): boolean {
  const { node, method, fn } = site;
  const [event, listener] = node.arguments.map((a) => bare(a));
  if (!/^(on|addListener)$/.test(method) || event?.type !== 'StringLiteral' || !isFunction(listener))
    return false;
  const helper = ancestor(node, isFunction);
  const root = node.callee && receiverOf(node) ? rootOf(receiverOf(node)!) : undefined;
  if (!isFunction(helper) || !root || fn.id === 0) return false;
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  const isKept =
    root.type === 'ThisExpression' || (b !== undefined && (b.kind === 'import' || b.scope.fn.id === 0));
  if (!isKept || !staysForGood(site, index)) return false;
  const names = (of: FunctionNode): string[] => of.params.map((n) => dotted(n));
  const [told, asked] = [names(listener), names(helper)];
  return some(
    listener.body,
    (n) =>
      n.type === 'BinaryExpression' &&
      /^[!=]==?$/.test(n.operator) &&
      [
        [n.left, n.right],
        [n.right, n.left],
      ].some(([a, c]) => told.includes(dotted(a!).split('.')[0]!) && asked.includes(dotted(c!))),
  );
}
