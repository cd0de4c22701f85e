/** Listeners of functions that are called again and again: composables, helpers of effects, watchers whose end nobody keeps. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  contains,
  dotted,
  type FunctionNode,
  isCall,
  isFunction,
  keyName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  some,
} from '../ast.ts';
import type { Binding, CallSite, FileIndex, FunctionInfo } from '../index-types.ts';
import type { Caller } from '../known-callers.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import type { Reviewed } from '../rule.ts';
import { classAround, find } from '../scopes.ts';
import type { FileSummary } from '../summary.ts';
import { isForgotten } from './intervals.ts';
import { isFrame, isInjected, isMarked, isOfAngular } from './kept-subscriptions.ts';
import { runsOnce, staysForGood } from './lost-listeners.ts';
import { isMadeHere } from './user-events.ts';

/** `window`, `document.body`, `$(window)`, `$rootScope` of AngularJS. */
export function isWholePage(emitter: Node): boolean {
  const n = bare(emitter);
  if (isCall(n) && /^(\$|jQuery|angular\.element)$/.test(dotted(n.callee)))
    return n.arguments.length === 1 && /^(\$?window|\$?document)$/.test(dotted(n.arguments[0]!));
  return /^(\$?window|document|globalThis|\$rootScope)(\.(body|documentElement|document|visualViewport))?$/.test(
    dotted(n),
  );
}

/** The function of the module, or method, that a listener is added by: callbacks that run at once belong to it. */
export function helperOf({ fn }: CallSite): FunctionInfo | undefined {
  let f: FunctionInfo | undefined = fn;
  while (f && f.id !== 0 && f.invocation === 'once') f = f.parent;
  return f && f.id !== 0 && f.invocation === 'named' ? f : undefined;
}

/** Added to the page with a function that this run has made, and nothing takes it away: one more for each call. */
export function isOfPageForGood(site: CallSite, helper: FunctionInfo, index: FileIndex): boolean {
  const { node, method } = site;
  const emitter = receiverOf(node);
  const [, listener, options] = node.arguments.map((a) => bare(a));
  if (!emitter || !listener || !/^(addEventListener|on)$/.test(method) || !isWholePage(emitter)) return false;
  if (options && !/^(BooleanLiteral|ObjectExpression)$/.test(options.type)) return false;
  if (dotted(emitter) === '$rootScope' || !isFunction(helper.node)) return false;
  if (!isMadeHere(listener, site, site.fn.node) && !isMadeHere(listener, site, helper.node)) return false;
  return staysForGood(site, index) && !runsOnce(textOf(index, helper.node));
}

/** The same, on an emitter of the module: `Socket.on('left', (who) => this.remove(who))`. */
export function isOfModuleForGood(site: CallSite, helper: FunctionInfo, index: FileIndex): boolean {
  const [event, listener] = site.node.arguments.map((a) => bare(a));
  if (site.method !== 'on' || event?.type !== 'StringLiteral' || !listener || !isOfModule(site)) return false;
  if (!isFunction(helper.node) || helper.name.endsWith('constructor')) return false;
  if (!isMadeHere(listener, site, site.fn.node) && !isMadeHere(listener, site, helper.node)) return false;
  return staysForGood(site, index) && !runsOnce(textOf(index, helper.node));
}

/** `setInterval(draw, 500);` in a function that is called, and its number goes nowhere. */
export function isTimerForGood(file: Reviewed, site: CallSite, helper: FunctionInfo): boolean {
  if (site.name !== 'setInterval' || !isFunction(helper.node) || !isForgotten(file, site)) return false;
  const text = textOf(file.index, helper.node);
  return !text.includes('clearInterval') && !runsOnce(text);
}

/** `useWidth`, in a file of React or Vue: each component that calls it runs it, React's with each rendering. */
export function isComposable(fn: FunctionInfo, index: FileIndex): boolean {
  return (
    /^use[A-Z]/.test(fn.name) && fn.parent?.id === 0 && /from\s+['"](react|vue|preact|@vue)/.test(index.text)
  );
}

const repeated =
  /^callback of (use(Layout|Insertion|Focus)?Effect|on(Mounted|BeforeMount|Mount|Activated|Updated))$|\.(componentDidMount|componentDidUpdate|ngOnInit|ngAfterViewInit|ngOnChanges|connectedCallback)$|^use[A-Z]/;
/** What frames the application is there as long as the page is. */
const whole = /^(_?App|MyApp|Root|RootLayout|Main|Index)$|Layout$|Provider$|Shell$/;

/** Whether an effect, a mount or a request calls a function, by way of one other at most. */
export function isCalledAgain(
  file: FileSummary,
  fn: number,
  world: World,
  byMounts = false,
  depth = 0,
): boolean {
  const way = world.contexts.of(file, fn);
  if (way?.kind === 'handler' || way?.kind === 'resolver' || (way?.kind === 'event' && !byMounts))
    return true;
  return (
    world.callers.someCall({ file, id: fn }, ({ file: from, call }: Caller) => {
      for (let id = from.calls[call]!.fn; id > 0; id = from.functions[id]!.parent) {
        const row = from.functions[id]!;
        const around = from.functions[row.parent]?.name ?? '';
        if (repeated.test(row.name)) return !whole.test(around) && !whole.test(row.name.split('.')[0]!);
        if (row.invocation === 'named')
          return depth < 2 && isCalledAgain(from, id, world, byMounts, depth + 1);
        if (row.invocation !== 'once') return false;
      }
      return false;
    }) !== undefined
  );
}

/**
 * `collection.onSnapshot(show)` in a function that is called, and what would end it is dropped: each call keeps one
 * more of the database's watchers.
 */
export function isDroppedWatcher(file: Reviewed, site: CallSite, what: string): boolean {
  if (!/^on(Snapshot|Value)$/.test(what) || !isForgotten(file, site)) return false;
  const helper = helperOf(site);
  if (!helper || /\bconstructor$|^(init|start|boot|setup|main)/i.test(helper.name.split('.').at(-1)!))
    return false;
  if (site.node.arguments.some((a) => some(a, isOnlyOnce, false))) return false;
  return !/\boff\(/.test(file.index.text) && !runsOnce(textOf(file.index, helper.node));
}

function isOnlyOnce(n: Node): boolean {
  return n.type === 'ObjectProperty' && keyName(n) === 'onlyOnce';
}

/** `const { socket } = useAuthStore.getState()`, `req.app.get('io')`: what a store keeps, not what this run has made. */
export function isOfStore(site: CallSite, index: FileIndex): boolean {
  const emitter = receiverOf(site.node);
  const b = emitter?.type === 'Identifier' ? find(site.scope, emitter.name) : undefined;
  const asked = b?.init ? dotted(b.init) : '';
  if (!/\.getState\(\)(\.|$)|^get\(\)\.\w+$|^(req|request|res)\.app\.get\(\)$/.test(asked) || !b)
    return false;
  const [event, listener] = site.node.arguments.map((a) => bare(a));
  if (event?.type !== 'StringLiteral' || !listener || !isFunction(listener)) return false;
  return b.scope.fn === site.fn && !/connect/i.test(site.fn.name) && staysForGood(site, index);
}

/**
 * `new Promise((resolve) => { this.auth.subject.subscribe((user) => resolve(user)) })`: it is answered once, and goes on
 * telling. Of what is the module's, an emitter too.
 */
export function outlivesAnswer(site: CallSite, index: FileIndex): boolean {
  const { node, method } = site;
  const executor = ancestor(node, (n) => isFunction(n));
  const promise = executor ? parentOf(executor) : undefined;
  if (!isFunction(executor) || promise?.type !== 'NewExpression' || dotted(promise.callee) !== 'Promise')
    return false;
  const [resolve] = executor.params;
  if (resolve?.type !== 'Identifier' || parentOf(node)?.type !== 'ExpressionStatement') return false;
  const answers = node.arguments.some(
    (a) => dotted(a) === resolve.name || some(a, (n) => isCall(n) && dotted(n.callee) === resolve.name),
  );
  const emitter = receiverOf(node);
  if (!answers || !emitter) return false;
  if (method === 'subscribe') return /^this\.\w+(\.\w+)+$/.test(dotted(emitter)) && !isCall(bare(emitter));
  return (
    method === 'on' && staysForGood(site, index) && (isOfModule(site) || isOfInjected(site)) && !isEnd(node)
  );
}

/** `this.events.on('paid', …)` in a service, controller or gateway, of which there is one: what it was given lives as long. */
export function isOfInjected({ node, fn }: CallSite): boolean {
  const cls = classAround(fn);
  const emitter = receiverOf(node);
  const [self, name = '', ...rest] = emitter ? dotted(emitter).split('.') : [];
  return (
    cls !== undefined &&
    self === 'this' &&
    rest.length === 0 &&
    isMarked(cls, /^(Injectable|Controller|Resolver|WebSocketGateway)$/) &&
    isInjected(name, cls)
  );
}

/** In what a gateway does for each who connects, or for each message: on what outlives it, or a timer that nobody can end. */
export function isOfGateway(file: Reviewed, site: CallSite): boolean {
  const cls = classAround(site.fn);
  if (!cls || !isMarked(cls, /^WebSocketGateway$/)) return false;
  const own = site.fn.name.split('.').at(-1)!;
  const method = cls.node.body.body.find((m) => m.type === 'ClassMethod' && keyName(m) === own);
  const asked = method?.type === 'ClassMethod' ? (method.decorators ?? []) : [];
  const isPerCall =
    own === 'handleConnection' ||
    asked.some(({ expression: e }) => isCall(e) && dotted(e.callee) === 'SubscribeMessage');
  if (!isPerCall) return false;
  const text = textOf(file.index, cls.node);
  if (site.name === 'setInterval') return isForgotten(file, site) && !text.includes('clearInterval');
  return (
    /^(on|addListener)$/.test(site.method) &&
    (isOfInjected(site) || isOfModule(site)) &&
    staysForGood(site, file.index) &&
    !runsOnce(text)
  );
}

/** What is said once, or ends what says it. */
function isEnd(call: Call): boolean {
  const event = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  return (
    event?.type !== 'StringLiteral' ||
    /^(end|close|exit|finish|error|ready|open|connect|connected|listening|disconnect|load|done|SIG\w+)$/i.test(
      event.value,
    )
  );
}

/** Called when something is set up, or by their kin. */
export const settingUp =
  /^_?(constructor|init|setup|set|add|bind|attach|register|listen|start|connect|open|mount|create|build|subscribe|on|enable|configure|wire|boot|install|observe|watch|join|login|run|main|render|handle\w*(Events?|Listeners?))([A-Z_]|$)/;

/**
 * `play() { this.audio.addEventListener('loadeddata', () => …); }` on what the constructor has made, in a method that
 * the class itself calls from several places: one more for each time that it plays.
 */
export function isAddedByMethod(site: CallSite, index: FileIndex): boolean {
  if (!/^(on|addEventListener|addListener)$/.test(site.method)) return false;
  const method = helperOf(site);
  const cls = method?.cls;
  const own = method?.name.split('.').at(-1) ?? '';
  const emitter = receiverOf(site.node);
  const [self, name = '', ...rest] = emitter ? dotted(emitter).split('.') : [];
  if (!method || !cls?.methods.has(own) || settingUp.test(own)) return false;
  if (self !== 'this' || name === '' || rest.length > 0) return false;
  const made = cls.fields.get(name)?.value;
  if (made?.type !== 'NewExpression') return false;
  const [event, listener] = site.node.arguments.map((a) => bare(a));
  if (event?.type !== 'StringLiteral' || !isFunction(listener) || !staysForGood(site, index)) return false;
  const text = textOf(index, cls.node);
  const count = (pattern: string): number => text.split(new RegExp(pattern)).length - 1;
  return (
    count(`\\bthis\\.${name}\\s*=[^=]`) < 2 &&
    count(`\\bthis\\.${own}\\(`) > 1 &&
    !runsOnce(textOf(index, method.node as Node))
  );
}

/** An emitter that the file imports, or made when it was loaded. */
export function isOfModule(site: CallSite): boolean {
  const emitter = receiverOf(site.node);
  const root = emitter ? rootOf(emitter) : undefined;
  const b: Binding | undefined = root?.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  if (!b || emitter?.type !== 'Identifier' || b.writes.length > 0) return false;
  if (/^(app|router|server|\$|jQuery|d3|bot|gsap|_|map)$/.test(b.name)) return false;
  return b.kind === 'import' || (b.scope.fn.id === 0 && !isFunction(b.init));
}

/** `this.socket.on('move', show)` where an Angular component appears, on a service that lives longer. */
export function isOfService(site: CallSite, index: FileIndex): boolean {
  const cls = classAround(site.fn);
  const emitter = receiverOf(site.node);
  if (!cls || !emitter || !isOfAngular(cls) || isFrame(cls)) return false;
  const [self, holder = ''] = dotted(emitter).split('.');
  if (self !== 'this' || !isInjected(holder, cls) || /renderer|zone|form|dialog/i.test(holder)) return false;
  if (parentOf(site.node)?.type !== 'ExpressionStatement') return false;
  return !/\.(off|removeListener|removeAllListeners|disconnect|close|destroy)\(/.test(index.text);
}

/** `ngOnInit() { this.listen(); }` around `listen() { … }`. */
export function isCalledBy(fn: FunctionInfo, names: RegExp): boolean {
  const own = fn.name.split('.').at(-1)!;
  for (const [name, method] of fn.cls?.methods ?? [])
    if (names.test(name) && some(method.node, (n) => isCall(n) && dotted(n.callee) === `this.${own}`))
      return true;
  return false;
}

/** The effect that calls a function of its component: `const open = async () => { … }; useEffect(() => { open(); }, [])`. */
export function effectCalling(name: string, around: Node, effects: RegExp): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  some(around, (n) => {
    const fn = isCall(n) && effects.test(calledName(n)) ? n.arguments[0] : undefined;
    if (
      isFunction(fn) &&
      !contains(fn, around) &&
      some(fn.body, (c) => isCall(c) && dotted(c.callee) === name)
    )
      found = fn;
    return found !== undefined;
  });
  return found;
}

/** `labels && labels.addEventListener('click', () => …)`, a statement of a body that renders. */
export function isStatementOf(call: Node, body: Node): boolean {
  let n = parentOf(call);
  while (n && /^(LogicalExpression|ExpressionStatement|IfStatement)$/.test(n.type)) {
    n = parentOf(n);
    if (n?.type === 'BlockStatement' && n !== body && parentOf(n)?.type === 'IfStatement') n = parentOf(n);
  }
  return n === body;
}

/** What the page is asked for by name as the body runs: the same element each time. */
export function isFoundOnPage(site: CallSite): boolean {
  const emitter = receiverOf(site.node);
  const b = emitter?.type === 'Identifier' ? find(site.scope, emitter.name) : undefined;
  const made = b?.init && b.scope.fn === site.fn ? bare(b.init) : undefined;
  return isCall(made) && /^document\.(querySelector|getElementById)$/.test(dotted(made.callee));
}
