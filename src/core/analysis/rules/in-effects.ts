/** Listeners of React's effects, and of bodies that render. */
import {
  ancestor,
  bare,
  calledName,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  isNull,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  some,
} from '../ast.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { effectCalling, isFoundOnPage, isOfModule, isStatementOf } from './added-again.ts';
import { isOfProp } from './kept-subscriptions.ts';
import { cleans, isDrawn, isLost, isMadeAnew, marksPage, nameGiven, staysForGood } from './lost-listeners.ts';
import { endsWithComponent, isKeptByHook, isOfMade } from './user-events.ts';

export const effects = /^use(Layout|Insertion)?Effect$/;

/** Firebase's and Supabase's: they go on telling until the function that they give is called. */
export const watchers = /^on(Snapshot|AuthStateChanged?|IdTokenChanged|Value)$/;

export function inEffect(site: CallSite, message: string): Parameters<Report>[0] {
  return { node: site.node, fn: site.fn, tag: 'effect', message, steps: [] };
}

/** The function that directly contains a call, where it is the callback of one of these. */
export function callbackOf(n: Node, of: RegExp): FunctionNode | undefined {
  const fn = ancestor(n, (p) => isFunction(p));
  return isFunction(fn) && isCallbackOf(fn, of) ? fn : undefined;
}

export function isEffect(fn: FunctionNode): boolean {
  return isCallbackOf(fn, effects);
}

function isCallbackOf(fn: FunctionNode, of: RegExp): boolean {
  const call = parentOf(fn);
  return call !== undefined && isCall(call) && call.arguments[0] === fn && of.test(calledName(call));
}

/** On the page itself, or on its service worker: `const registration = await navigator.serviceWorker.ready`. */
export function isOfPage(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  if (!isMember(callee) || !/^(addEventListener|on)$/.test(site.method)) return false;
  const object = bare(callee.object);
  const b = object.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  if (!b) return /^(window|document|navigator)(\.|$)/.test(dotted(object));
  const made = b.init && b.path.length === 0 ? bare(b.init) : undefined;
  return made?.type === 'AwaitExpression' && /^navigator\./.test(dotted(bare(made.argument)));
}

/** Registered in a callback within an effect, whose clean-up takes other events off the same emitter. */
export function isLeftDeeper(site: CallSite): boolean {
  for (let n = ancestor(site.node, (p) => isFunction(p)); n; n = ancestor(n, (p) => isFunction(p))) {
    if (isFunction(n) && isEffect(n)) return isLost(site.node, n.body);
  }
  return false;
}

/** Another effect of the component ends what a function beside them has started. */
function isEndedElsewhere({ method, node }: CallSite, component: Node): boolean {
  // A function without a name nobody can take away.
  if (method === 'addEventListener' && isMadeAnew(node.arguments[1] && bare(node.arguments[1]))) return false;
  const ends =
    method === '' ? /^clear(Interval|Timeout)$/ : /^(off|remove\w*Listeners?|disconnect|close|destroy)$/;
  return some(component, (n) => isCall(n) && ends.test(calledName(n)) && isInReturned(n, component));
}

function isInReturned(n: Node, around: Node): boolean {
  for (let p = parentOf(n); p && p !== around; p = parentOf(p)) {
    const holder = isFunction(p) ? parentOf(p) : undefined;
    if (holder?.type === 'ReturnStatement' || (isFunction(holder) && holder.body === p)) return true;
  }
  return false;
}

/** The effect that adds one later on: in `then`, at once, or in a function that the effect, or one beside it, calls. */
export function effectAround(site: CallSite): FunctionNode | undefined {
  let n: Node = site.node;
  for (let depth = 0; depth < 4; depth++) {
    const fn = ancestor(n, (p) => isFunction(p));
    const holder = fn ? parentOf(fn) : undefined;
    if (!isFunction(fn) || !holder) return undefined;
    const found = callbackOf(n, effects);
    if (found) return found;
    const name = nameGiven(isCall(holder) && calledName(holder) === 'useCallback' ? holder : fn);
    const around = ancestor(fn, (p) => isFunction(p));
    const beside = name && around ? effectCalling(name, around, effects) : undefined;
    if (beside) return isEndedElsewhere(site, around!) ? undefined : beside;
    const called = name && around && some(around, (x) => isCall(x) && dotted(x.callee) === name, false);
    const atOnce = isCall(holder) && bare(holder.callee) === fn;
    if (!called && !atOnce && !(isCall(holder) && /^(then|catch|finally)$/.test(calledName(holder))))
      return undefined;
    n = fn;
  }
  return undefined;
}

/**
 * `window.addEventListener(…)`, or `api?.on('select', show)` of what a hook gave, in the body of a component; on an
 * element that the page is asked for, in a hook's too.
 */
export function isRendering(site: CallSite, what: string, index: FileIndex): boolean {
  const { node, name, invocation } = site.fn;
  if (!isFunction(node) || node.body.type !== 'BlockStatement' || invocation !== 'named') return false;
  if (!isStatementOf(site.node, node.body)) return false;
  const renders = isComponent(node, name, index);
  const isHook = /^use[A-Z]/.test(name) && /from\s+['"]p?react['"]/.test(index.text);
  if (/addEventListener$/.test(what) && isFoundOnPage(site)) {
    const listener = site.node.arguments[1] ? bare(site.node.arguments[1]) : undefined;
    return (renders || isHook) && isFunction(listener) && staysForGood(site, index);
  }
  if (isKeptByHook(site, what)) return (renders || isHook) && staysForGood(site, index);
  if (/^\w+\.on$/.test(what) && isOfModule(site)) return renders && staysForGood(site, index);
  return (/^(window|document)\.addEventListener$/.test(what) || isOfProp(site)) && renders;
}

function isComponent(node: FunctionNode, name: string, index: FileIndex): boolean {
  return (
    index.hasJsx &&
    /^[A-Z][A-Za-z\d]*$/.test(name) &&
    some(node.body, (n) => n.type === 'JSXElement' || n.type === 'JSXFragment', false)
  );
}

export function checkEffect(
  file: Reviewed,
  site: CallSite,
  effect: FunctionNode,
  what: string,
  report: Report,
): void {
  let how = 'in an effect that cleans nothing up';
  const isNamed =
    what === 'setInterval' || watchers.test(what) || /\badd\w*Listener$|\.on$|\.subscribe$/.test(what);
  if (!isNamed) return;
  if (effect.body.type !== 'BlockStatement') {
    // What such a callback gives is taken for its clean-up: `subscribe` gives one, these two do not.
    if (bare(effect.body) !== site.node || !/setInterval$|addEventListener$/.test(what)) return;
  } else if (some(effect.body, givesCleanUp, false) || some(effect.body, cleans)) {
    // A number that goes nowhere is out of anybody's reach.
    const dropped = what === 'setInterval' && parentOf(site.node)?.type === 'ExpressionStatement';
    if (!dropped && !isLost(site.node, effect.body)) return;
    how = 'in an effect whose clean-up cannot remove it';
  }
  if (ownElement(site) || isDrawn(site.node) || isOfMade(site) || endsWithComponent(site, file.index)) return;
  if (answersOnce(site)) return;
  const text = textOf(file.index, effect);
  if (marksPage(text) || /\b(hasListeners|listenerCount)\(/.test(text)) return;
  report(inEffect(site, `${what} ${how}`));
}

/** `getPrices(symbol).pipe(map(sorted)).subscribe(show)`: of one answer, and over with it. */
function answersOnce({ method, node, scope }: CallSite): boolean {
  let n: Node | undefined = method === 'subscribe' ? receiverOf(node) : undefined;
  if (n?.type === 'Identifier') n = find(scope, n.name)?.init;
  for (n = n && bare(n); n && isCall(n) && methodName(n) === 'pipe'; n = receiverOf(n));
  return n !== undefined && isCall(n) && answering.test(calledName(n));
}

const answering =
  /^(get|fetch|load|find|post|put|patch|delete|save|create|update)(?!\w*(Stream|Socket|Channel|Event|Change|Update|Live|State|Store|Observable|Subject|Emitter|Client|Instance|Connection|Query|Bus|Topic))[A-Z]\w*$/;

function givesCleanUp(n: Node): boolean {
  if (n.type !== 'ReturnStatement' || !n.argument) return false;
  const a = bare(n.argument);
  if (isFunction(a) && a.body.type === 'BlockStatement' && a.body.body.length === 0) return false;
  return !isNull(a) && a.type !== 'BooleanLiteral';
}

/** `ref.current.addEventListener(…)`: the element goes with the component, and its listeners with it. */
export function ownElement(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  if (!isMember(callee) || site.method !== 'addEventListener') return false;
  const object = bare(callee.object);
  if (/\.current$/.test(dotted(object))) return true;
  const b = object.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  const made = b?.init ? bare(b.init) : object;
  // What the page was asked for is most often what this component has put there.
  const asked =
    isCall(made) && /^document\.(querySelector|getElementById|createElement)$/.test(dotted(made.callee));
  return asked || /\.current$/.test(dotted(made));
}
