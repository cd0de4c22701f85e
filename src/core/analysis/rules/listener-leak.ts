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
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  some,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite } from '../index-types.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { isOfProp, leavesListener, outlivesComponent } from './kept-subscriptions.ts';
import {
  cleans,
  cleanUpDropped,
  isClearedAsTimeout,
  isDrawn,
  isForgotten,
  isLost,
  isPerEvent,
  marksPage,
  outlivesPromise,
  runsOnce,
} from './lost-listeners.ts';
import { endsWithComponent, isAddedPerClick, isKeptByHook, isOfMade } from './user-events.ts';

export const listenerLeak: Rule = {
  slug: 'listener-leak',
  title: 'Listener or timer added and never removed',
  family: 'allocation-bound',
  severity: 'warning',
  what: 'A listener, subscription or interval added each time an effect, handler or request runs, to something that lives longer.',
  why: 'Each run adds one more: memory grows, and every event is handled as often as the code ran.',
  fix: 'Remove it when the work ends (effect clean-up, off, AbortSignal, clearInterval), or add it once.',
  bad: [
    {
      file: 'src/use-width.jsx',
      code: `import { useEffect, useState } from 'react';
export function useWidth() {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    window.addEventListener('resize', () => setWidth(window.innerWidth));
  }, []);
  return width;
}`,
    },
    {
      file: 'src/stream.js',
      code: `const express = require('express');
const bus = require('./bus');
const app = express();
app.get('/events', (req, res) => {
  bus.on('event', (event) => res.write(event));
});`,
    },
    {
      file: 'src/Clock.jsx',
      code: `import React from 'react';
export class Clock extends React.Component {
  componentDidMount() {
    setInterval(() => this.setState({ now: Date.now() }), 1000);
  }
  render() {
    return <time>{this.state.now}</time>;
  }
}`,
    },
  ],
  good: [
    {
      file: 'src/use-width.jsx',
      code: `import { useEffect, useState } from 'react';
export function useWidth() {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const update = () => setWidth(window.innerWidth);
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, []);
  return width;
}`,
    },
    {
      file: 'src/Box.jsx',
      code: `import { useEffect, useRef } from 'react';
export function Box({ onWheel }) {
  const box = useRef(null);
  useEffect(() => {
    const element = box.current;
    element.addEventListener('wheel', onWheel, { passive: true });
  }, []);
  return <div ref={box} />;
}`,
    },
    {
      file: 'src/cache.js',
      code: `const { createClient } = require('redis');
const app = require('express')();
let client;
async function cache() {
  if (client) return client;
  client = createClient();
  client.on('error', console.error);
  return client;
}
app.get('/rates', async (req, res) => res.send(await (await cache()).get('rates')));`,
    },
  ],
  outOfScope: [
    'Listeners on objects made in the same run, and on elements of the component: they go together.',
    'Functions that run when the program starts.',
  ],
  knownFalsePositives: ['An emitter that is thrown away elsewhere.'],
  check(file, report) {
    const calls = registering(file.index);
    if (
      calls.length === 0 ||
      !/\.on\(|istener|setInterval|\.subscribe\(|\bon(Snapshot|AuthStateChange|IdToken)|\bonValue\(/.test(
        file.index.text,
      )
    )
      return;
    const told = new Set<Node>();
    for (const site of calls) {
      const what = registration(site);
      if (!what || hasOnceOrSignal(site.node) || isClearedAsTimeout(file, site)) continue;
      if (outlivesPromise(site)) {
        const message = `${what} goes on after the promise around it is settled`;
        report({ node: site.node, fn: site.fn, tag: 'event', message, steps: [] });
        continue;
      }
      const kept = leavesListener(site, file.index.text)
        ? 'for each that subscribes, and nothing removes it'
        : outlivesComponent(site)
          ? 'goes on when the component is gone'
          : '';
      if (kept) {
        report(inEffect(site, `${what} ${kept}`));
        continue;
      }
      const effect =
        callbackOf(site.node, effects) ??
        (what === 'setInterval' || isOfPage(site) ? effectAround(site) : undefined);
      const dropping = effect ? undefined : cleanUpDropped(site.node);
      if (dropping && isEffect(dropping)) {
        // Its other listeners go the same way.
        if (!told.has(dropping)) report(inEffect(site, `${what} in an effect that drops its clean-up`));
        told.add(dropping);
      } else if (effect) checkEffect(file, site, effect, what, report);
      else if (/\.on$/.test(what) && isLeftDeeper(site)) {
        report(inEffect(site, `${what} in an effect whose clean-up cannot remove it`));
      } else if (file.index.hasJsx && isRendering(site, what)) {
        report(inEffect(site, `${what} each time the component renders`));
      } else if (isAddedPerClick(site, what, file.index)) {
        report(inEffect(site, `${what} adds one more each time this runs, and nothing removes it`));
      } else if (isMounting(site.node)) checkMounting(file, site, what, report);
      else if (site.fn.id !== 0) checkHandler(file, site, what, report);
    }
  },
  decide,
};

function inEffect(site: CallSite, message: string): Parameters<Report>[0] {
  return { node: site.node, fn: site.fn, tag: 'effect', message, steps: [] };
}

const effects = /^use(Layout|Insertion)?Effect$/;

const registering = callsLike(
  /^(setInterval|add(Event|[A-Z]\w*)?Listener|on(Snapshot|AuthStateChanged?|IdTokenChanged|Value)?|subscribe)$/,
);

function registration({ node: call, scope }: CallSite): string {
  const method = methodName(call);
  const name = dotted(call.callee);
  // `const [interval, setInterval] = useState(…)`
  if (name === 'setInterval' && find(scope, name)) return '';
  if (/^((window|globalThis|self)\.)?setInterval$/.test(name)) return 'setInterval';
  if (/^add(Event|[A-Z]\w*)?Listener$/.test(method)) return name;
  if (watchers.test(method || name)) return method || name;
  if (/^(on|subscribe)$/.test(method) && call.arguments.length >= 1) return name;
  return '';
}

/** Firebase's and Supabase's: they go on telling until the function that they give is called. */
const watchers = /^on(Snapshot|AuthStateChanged?|IdTokenChanged|Value)$/;

/** The function that directly contains a call, where it is the callback of one of these. */
function callbackOf(n: Node, of: RegExp): FunctionNode | undefined {
  const fn = ancestor(n, (p) => isFunction(p));
  const call = fn ? parentOf(fn) : undefined;
  if (!isFunction(fn) || !call || !isCall(call) || call.arguments[0] !== fn) return undefined;
  return of.test(calledName(call)) ? fn : undefined;
}

function isEffect(fn: FunctionNode): boolean {
  const call = parentOf(fn);
  return call !== undefined && isCall(call) && call.arguments[0] === fn && effects.test(calledName(call));
}

/** On the page itself, or on its service worker: `const registration = await navigator.serviceWorker.ready`. */
function isOfPage(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  if (!isMember(callee) || !/^(addEventListener|on)$/.test(site.method)) return false;
  const object = bare(callee.object);
  const b = object.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  if (!b) return /^(window|document|navigator)(\.|$)/.test(dotted(object));
  const made = b.init && b.path.length === 0 ? bare(b.init) : undefined;
  return made?.type === 'AwaitExpression' && /^navigator\./.test(dotted(bare(made.argument)));
}

/** Registered in a callback within an effect, whose clean-up takes other events off the same emitter. */
function isLeftDeeper(site: CallSite): boolean {
  for (let n = ancestor(site.node, (p) => isFunction(p)); n; n = ancestor(n, (p) => isFunction(p))) {
    const call = parentOf(n);
    if (isFunction(n) && call && isCall(call) && call.arguments[0] === n && effects.test(calledName(call)))
      return isLost(site.node, n.body);
  }
  return false;
}

/** The effect that a timer is started by later on: in `then`, or in a function that the effect calls. */
function effectAround(site: CallSite): FunctionNode | undefined {
  let n: Node = site.node;
  for (let depth = 0; depth < 4; depth++) {
    const fn = ancestor(n, (p) => isFunction(p));
    const holder = fn ? parentOf(fn) : undefined;
    if (!isFunction(fn) || !holder) return undefined;
    const found = callbackOf(n, effects);
    if (found) return found;
    const name =
      fn.type === 'FunctionDeclaration'
        ? fn.id?.name
        : holder.type === 'VariableDeclarator'
          ? dotted(holder.id)
          : '';
    const around = ancestor(fn, (p) => isFunction(p));
    const called = name && around && some(around, (x) => isCall(x) && dotted(x.callee) === name, false);
    if (!called && !(isCall(holder) && /^(then|catch|finally)$/.test(calledName(holder)))) return undefined;
    n = fn;
  }
  return undefined;
}

/** `window.addEventListener(…)`, or `api?.on('select', show)` of what a hook gave, in the body of a component. */
function isRendering(site: CallSite, what: string): boolean {
  const { node, name, invocation } = site.fn;
  return (
    (/^(window|document)\.addEventListener$/.test(what) || isKeptByHook(site, what) || isOfProp(site)) &&
    invocation === 'named' &&
    /^[A-Z][A-Za-z\d]*$/.test(name) &&
    isFunction(node) &&
    node.body.type === 'BlockStatement' &&
    parentOf(parentOf(site.node) ?? node) === node.body &&
    some(node.body, (n) => n.type === 'JSXElement' || n.type === 'JSXFragment', false)
  );
}

function checkEffect(
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
  const text = textOf(file.index, effect);
  if (marksPage(text) || /\b(hasListeners|listenerCount)\(/.test(text)) return;
  report(inEffect(site, `${what} ${how}`));
}

function givesCleanUp(n: Node): boolean {
  if (n.type !== 'ReturnStatement' || !n.argument) return false;
  const a = bare(n.argument);
  if (isFunction(a) && a.body.type === 'BlockStatement' && a.body.body.length === 0) return false;
  return !(a.type === 'NullLiteral' || a.type === 'BooleanLiteral' || dotted(a) === 'undefined');
}

/** `ref.current.addEventListener(…)`: the element goes with the component, and its listeners with it. */
function ownElement(site: CallSite): boolean {
  const callee = bare(site.node.callee);
  if (!isMember(callee) || site.method !== 'addEventListener') return false;
  const object = bare(callee.object);
  if (/\.current$/.test(dotted(object))) return true;
  const b = object.type === 'Identifier' ? find(site.scope, object.name) : undefined;
  if (!b?.init) return false;
  const made = bare(b.init);
  // What the page was asked for is most often what this component has put there.
  const asked =
    isCall(made) && /^document\.(querySelector|getElementById|createElement)$/.test(dotted(made.callee));
  return asked || /\.current$/.test(dotted(made));
}

/** Vue, Svelte and Solid, Meteor's templates. */
const mountHooks = /^on(Mounted|BeforeMount|Mount|Created|Rendered)$/;
const mountMethods = /^(componentDidMount|componentWillMount|ngOnInit|ngAfterViewInit|connectedCallback)$/;

/** Run each time a component appears: by its method, or by the framework's function. */
function isMounting(n: Node): boolean {
  if (callbackOf(n, mountHooks)) return true;
  const fn = ancestor(n, (p) => isFunction(p));
  if (!fn) return false;
  const holder = fn.type === 'ClassMethod' ? fn : parentOf(fn);
  return (
    (holder?.type === 'ClassMethod' || holder?.type === 'ClassProperty') && mountMethods.test(keyName(holder))
  );
}

/** On the window or the document, or a timer; what cleans up may stand anywhere in the file. */
function checkMounting(file: Reviewed, site: CallSite, what: string, report: Report): void {
  const timer = what === 'setInterval';
  if (!timer && !/^(window|document|globalThis|process)(\.\w+)?\.(addEventListener|on)$/.test(what)) return;
  const cleanUp = timer ? /clearInterval/ : /remove(Event)?Listener|removeAllListeners|\.off\(/;
  const holder = site.fn.cls?.node ?? site.fn.parent?.cls?.node;
  const cleaned = cleanUp.test(file.index.text);
  if (cleaned && !(holder && isLost(site.node, holder))) return;
  const left = cleaned ? 'its clean-up cannot remove it' : 'nothing cleans it up';
  report(inEffect(site, `${what} when the component appears, and ${left}`));
}

function hasOnceOrSignal(call: Call): boolean {
  return call.arguments.some((a) => {
    const o = bare(a);
    return (
      o.type === 'ObjectExpression' &&
      o.properties.some(
        (p) =>
          p.type === 'ObjectProperty' && p.key.type === 'Identifier' && /^(once|signal)$/.test(p.key.name),
      )
    );
  });
}

/** On something of the module (or global), from a function that requests reach. */
function checkHandler(file: Reviewed, site: CallSite, what: string, report: Report): void {
  if (!/\.on$|addListener$|setInterval$/.test(what)) return;
  const callee = bare(site.node.callee);
  const root = isMember(callee) ? bare(callee.object) : undefined;
  const again = root?.type === 'Identifier' && isPerEvent(site.node, root.name);
  if (what !== 'setInterval') {
    const longer =
      root?.type === 'Identifier'
        ? livesLonger(file, site, root.name, again)
        : root !== undefined && ofRequest.test(dotted(root));
    if (!longer) return;
  } else if (!isForgotten(file, site)) return;
  const text = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
  if (/removeListener|removeAllListeners|\.off\(|clearInterval|unsubscribe|removeEventListener/.test(text))
    return;
  if (runsOnce(text)) return;
  report({
    node: site.node,
    fn: site.fn,
    tag: again ? 'event' : 'handler',
    message: `${what} adds one more each time this runs`,
    steps: [],
  });
}

/** What a request brings along is the whole server's: `req.io.on('connection', …)`. */
const ofRequest = /^(req|request|ctx|context)\.(\w+\.)*(io|emitter|eventBus|bus|events)$/;

/** Something of the module that this function did not just make. */
function livesLonger(file: Reviewed, site: CallSite, name: string, again: boolean): boolean {
  const b = find(site.scope, name);
  if (!b) return /^(process|emitter|eventBus|io)$/.test(name);
  if (b.writes.some((w) => contains(site.fn.node, w))) return false;
  const ofModule = b.kind === 'import' || b.scope === file.index.moduleScope;
  return ofModule && (again || !/^(app|router|server|\$|jQuery|d3|bot|client|window)$/.test(name));
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (c.tag === 'effect' || c.tag === 'event') return { confidence: 'medium' };
  const way = world.contexts.of(file, c.fn);
  if (world.contexts.atStart(file, c.fn)) return { silenced: 'runs when the program starts' };
  if (way && (way.kind === 'handler' || way.kind === 'resolver')) return { confidence: 'medium' };
  return {
    silenced: way && hotEntries.has(way.kind) ? 'not reached per request' : 'not known to run more than once',
  };
}
