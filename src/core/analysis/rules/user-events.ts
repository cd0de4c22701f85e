/** Listeners and timers that are added each time a person clicks, and those that go when the component's own connection ends. */
import {
  ancestor,
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  rootOf,
  some,
} from '../ast.ts';
import type { CallSite, FileIndex } from '../index-types.ts';
import { find } from '../scopes.ts';
import { nameGiven, runsOnce, staysForGood } from './lost-listeners.ts';

/**
 * `<button onClick={() => document.addEventListener('keydown', (e) => close(e))}>`: a browser knows a named function
 * again, and one that is made anew it adds once more. Nothing of the file takes it away.
 */
export function isAddedPerClick(site: CallSite, what: string, index: FileIndex): boolean {
  const { node } = site;
  const fn = ancestor(node, (n) => isFunction(n));
  if (!fn || !isFunction(fn) || !index.hasJsx || !isForPeople(fn, index)) return false;
  if (runsOnce(index.text.slice(fn.start ?? 0, fn.end ?? 0))) return false;
  if (what === 'setInterval') return parentOf(node)?.type === 'ExpressionStatement' || parentOf(node) === fn;
  const [event, listener] = node.arguments.map((a) => bare(a));
  if (event?.type !== 'StringLiteral' || !listener || !isMadeHere(listener, site, fn)) return false;
  const isPage = /^(window|document)(\.(body|documentElement))?\.addEventListener$/.test(what);
  const isKept = isHeldByModule(node, site, index) || isOfHook(site);
  if (!isPage && !(/\.on$/.test(what) && isKept) && !(/\.addEventListener$/.test(what) && isOfHook(site)))
    return false;
  return staysForGood(site, index);
}

/** Written in `onClick={…}`, or named there. */
function isForPeople(fn: Node, index: FileIndex): boolean {
  const holder = parentOf(fn);
  if (holder?.type === 'JSXExpressionContainer') {
    const attribute = parentOf(holder);
    const name = attribute?.type === 'JSXAttribute' ? attribute.name : undefined;
    return name?.type === 'JSXIdentifier' && isEvent.test(name.name);
  }
  const name = nameGiven(fn);
  if (name === '') return false;
  if (isGivenToEvent(name, index)) return true;
  // `const onCall = (id) => { startCalling(id); }` between the button and it.
  const around = ancestor(fn, (n) => isFunction(n));
  return (
    around !== undefined &&
    some(around, (n) => {
      if (!isCall(n) || dotted(n.callee) !== name) return false;
      const from = ancestor(n, (p) => isFunction(p) && nameGiven(p) !== '');
      return from !== undefined && from !== fn && from !== around && isGivenToEvent(nameGiven(from), index);
    })
  );
}

function isGivenToEvent(name: string, { text }: FileIndex): boolean {
  const word = name.replace(/\$/g, '\\$');
  const given = `\\{\\s*(${word}\\s*\\}|\\([^)]*\\)\\s*=>\\s*\\{?\\s*(void\\s+)?${word}\\()`;
  return new RegExp(`\\b${events}=${given}`).test(text);
}

const events = 'on(Click|Press|Submit|MouseDown|PointerDown|TouchStart|Change|Select|KeyDown)';
const isEvent = new RegExp(`^${events}$`);

export function isMadeHere(listener: Node, site: CallSite, fn: Node): boolean {
  if (isFunction(listener) || (isCall(listener) && methodName(listener) === 'bind')) return true;
  const b = listener.type === 'Identifier' ? find(site.scope, listener.name) : undefined;
  const made = b?.fn?.node ?? (b?.init && b.path.length === 0 ? bare(b.init) : undefined);
  return isFunction(made) && made !== fn && b?.scope.fn.node === fn;
}

function isHeldByModule(call: Call, site: CallSite, index: FileIndex): boolean {
  const root = rootOf(call);
  const b = root.type === 'Identifier' ? find(site.scope, root.name) : undefined;
  return b !== undefined && (b.kind === 'import' || b.scope === index.moduleScope);
}

/** `const [ref, api] = useCarousel()`: the same emitter each time the component renders, and the listener another. */
export function isKeptByHook(site: CallSite, what: string): boolean {
  if (!/^\w+\.on$/.test(what) || !isOfHook(site)) return false;
  const listener = site.node.arguments[1] ? bare(site.node.arguments[1]) : undefined;
  return listener !== undefined && isMadeHere(listener, site, site.fn.node);
}

/** What a hook of React gave, but for the element of a `useRef`. */
function isOfHook({ node, scope }: CallSite): boolean {
  const emitter = receiverOf(node);
  const b = emitter?.type === 'Identifier' ? find(scope, emitter.name) : undefined;
  const made = b?.init && bare(b.init);
  return isCall(made) && /^use[A-Z]/.test(calledName(made)) && !/Ref$/.test(calledName(made));
}

/** `const marker = new maps.Marker(…); marker.addListener('click', show)`, `L.map(box).on('move', show)`: it goes with what was made here. */
export function isOfMade({ node, scope, fn }: CallSite): boolean {
  const receiver = receiverOf(node);
  // `map.current = new maps.Map(box); map.current.addListener('click', show)`
  if (receiver && isMember(receiver)) return isMadeIn(fn.node, dotted(receiver));
  const b = receiver?.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  const made = b?.init && b.scope.fn === fn && b.path.length === 0 ? bare(b.init) : undefined;
  if (made?.type === 'NewExpression') return !connections.test(dotted(made.callee));
  if (isMotion(b?.init ? bare(b.init) : undefined)) return true;
  if (!isCall(made)) return false;
  const by = dotted(made.callee);
  // `const editor = grapesjs.init({ container: '#page' })`
  return (
    /^(L|maplibregl|mapboxgl|echarts|Highcharts)\.\w+$/.test(by) ||
    (/^\w+\.init$/.test(by) && !connections.test(by))
  );
}

/** `const spring = useSpring(0)`: such a value is its component's own. */
function isMotion(made: Node | undefined): boolean {
  return isCall(made) && /^use(Spring|MotionValue|Transform|Scroll|Velocity)$/.test(calledName(made));
}

function isMadeIn(fn: Node, name: string): boolean {
  return (
    name !== '' &&
    some(
      fn,
      (n) => {
        const made = n.type === 'AssignmentExpression' && dotted(n.left) === name ? bare(n.right) : undefined;
        return made?.type === 'NewExpression' && !connections.test(dotted(made.callee));
      },
      false,
    )
  );
}

/** These stay until they are closed. */
const connections = /Socket|Source|Channel|Worker|Client|Connection|Pusher|Server|Bus|Emitter$/i;

/**
 * `const [socket] = useState(…)`, with `return () => socket.disconnect()` in another effect: the connection ends with
 * the component, and what listens to it goes too.
 */
export function endsWithComponent({ node, scope }: CallSite, index: FileIndex): boolean {
  const receiver = receiverOf(node);
  const emitter = receiver ? dotted(receiver) : '';
  const root = receiver ? rootOf(receiver) : undefined;
  const b = root?.type === 'Identifier' ? find(scope, root.name) : undefined;
  if (!b || emitter === '' || b.kind === 'import' || b.scope === index.moduleScope) return false;
  return index.calls.some((c) => {
    if (
      !/^(disconnect|close|destroy|removeAllListeners|terminate)$/.test(c.method) ||
      c.node.arguments.length > 0
    )
      return false;
    const of = bare(c.node.callee);
    if (!isMember(of) || dotted(of.object) !== emitter || find(c.scope, b.name) !== b) return false;
    return ancestor(c.node, (n) => n.type === 'ReturnStatement') !== undefined;
  });
}
