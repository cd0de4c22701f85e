import { bare, type Call, contains, dotted, isMember, methodName, rootOf } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { CallSite } from '../index-types.ts';
import { byCallers } from '../known-callers.ts';
import type { World } from '../link.ts';
import { textOf } from '../loops.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import {
  helperOf,
  isCalledAgain,
  isComposable,
  isDroppedWatcher,
  isOfInjected,
  isOfModule,
  isOfModuleForGood,
  isOfPageForGood,
  isOfStore,
  isTimerForGood,
  settingUp,
} from './added-again.ts';
import { goesOn } from './goes-on.ts';
import {
  callbackOf,
  checkEffect,
  effectAround,
  effects,
  inEffect,
  isEffect,
  isLeftDeeper,
  isOfPage,
  isRendering,
  ownElement,
  watchers,
} from './in-effects.ts';
import { endsItself, isClearedAsTimeout, isForgotten } from './intervals.ts';
import { cleanUpDropped, isPerEvent, runsOnce } from './lost-listeners.ts';
import { checkMounting, isMounting } from './mounted.ts';
import { checkUnended, frames } from './unended.ts';
import { isAddedPerClick } from './user-events.ts';

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
      !/\.\$?on\(|istener|setInterval|requestAnim|\.observe\(|\.subscribe\(|\bon(Snapshot|AuthStateChange|IdToken)|\bonValue\(/.test(
        file.index.text,
      )
    )
      return;
    for (const site of calls) {
      const what = registration(site);
      if (what && !comesOnce(site.node, what) && !isClearedAsTimeout(file, site))
        look(file, site, what, report);
    }
  },
  decide,
};

function look(file: Reviewed, site: CallSite, what: string, report: Report): void {
  const { index } = file;
  if (what === frames || site.method === 'observe') {
    checkUnended(file, site, what, report);
    return;
  }
  const kept = goesOn(file, site, what);
  if (kept) {
    report(kept);
    return;
  }
  const own = callbackOf(site.node, effects);
  const dropping = own ? undefined : cleanUpDropped(site.node);
  const later = what === 'setInterval' || isOfPage(site) || isOfModule(site);
  const begun = !own && later ? effectAround(site) : undefined;
  // What an effect begins by way of a function may say itself that it runs once, or that it has ended.
  const guarded = begun !== undefined && (endsItself(site) || runsOnce(textOf(index, site.fn.node)));
  const effect = own ?? (guarded ? undefined : begun);
  if (dropping && isEffect(dropping)) {
    if (!ownElement(site) && !endsItself(site))
      report(inEffect(site, `${what} in an effect that drops its clean-up`));
  } else if (effect) checkEffect(file, site, effect, what, report);
  else if (/\.on$/.test(what) && isLeftDeeper(site)) {
    report(inEffect(site, `${what} in an effect whose clean-up cannot remove it`));
  } else if (isRendering(site, what, index)) {
    report(inEffect(site, `${what} each time the component renders`));
  } else if (isAddedPerClick(site, what, index)) {
    report(inEffect(site, `${what} adds one more each time this runs, and nothing removes it`));
  } else if (isMounting(site)) checkMounting(file, site, what, report);
  else if (site.fn.id !== 0 && !checkHelper(file, site, what, report)) checkHandler(file, site, what, report);
}

/** Whoever calls the function adds one more: composables by their name, others where an effect or a request calls them. */
function checkHelper(file: Reviewed, site: CallSite, what: string, report: Report): boolean {
  const { index } = file;
  if (isDroppedWatcher(file, site, what) || isOfStore(site, index)) {
    const message = `${what} adds one more each time this runs, and nothing ends it`;
    report({ node: site.node, fn: site.fn, tag: 'watcher', message, steps: [] });
    return true;
  }
  const helper = helperOf(site);
  const isTimer = helper !== undefined && isTimerForGood(file, site, helper);
  if (
    !helper ||
    (!isTimer && !isOfPageForGood(site, helper, index) && !isOfModuleForGood(site, helper, index))
  )
    return false;
  const tag = !isTimer && isComposable(helper, index) ? 'effect' : byCallers;
  const message = `${what} adds one more each time ${helper.name} runs, and nothing ${isTimer ? 'ends' : 'removes'} it`;
  report({ node: site.node, fn: helper, tag, message, steps: [] });
  return true;
}

const registering = callsLike(
  /^(setInterval|add(Event|[A-Z]\w*)?Listener|\$?on|on(Snapshot|AuthStateChanged?|IdTokenChanged|Value)|subscribe|observe|requestAnimationFrame)$/,
);

function registration({ node: call, scope }: CallSite): string {
  const method = methodName(call);
  const name = dotted(call.callee);
  // `const [interval, setInterval] = useState(…)`
  if (name === 'setInterval' && find(scope, name)) return '';
  if (/^((window|globalThis|self)\.)?setInterval$/.test(name)) return 'setInterval';
  if (/^(window\.)?requestAnimationFrame$/.test(name)) return frames;
  if (/^add(Event|[A-Z]\w*)?Listener$/.test(method)) return name;
  if (watchers.test(method || name)) return method || name;
  if (/^(\$?on|subscribe|observe)$/.test(method) && call.arguments.length >= 1) return name;
  return '';
}

/** Its options say so, or it is the page's `load`, which comes once however many wait for it. */
function comesOnce(call: Call, what: string): boolean {
  const event = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (event?.type === 'StringLiteral' && /^(load|DOMContentLoaded)$/.test(event.value))
    if (/^(window|document|\$)(\(\))?\.(addEventListener|on)$/.test(what)) return true;
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
  if (!/\.on$|addListener$|setInterval$/.test(what) || isHandedOn(site)) return;
  const callee = bare(site.node.callee);
  const emitter = isMember(callee) ? bare(callee.object) : undefined;
  const root = emitter && rootOf(emitter);
  const again = isPerEvent(site.node, root?.type === 'Identifier' ? dotted(emitter!) : '');
  if (what !== 'setInterval') {
    const longer =
      root?.type === 'Identifier' && (emitter === root || again)
        ? livesLonger(file, site, root.name, again)
        : emitter !== undefined &&
          (ofRequest.test(dotted(emitter)) || (isOfInjected(site) && !settingUp.test(ownName(site))));
    if (!longer) return;
  } else if (!isForgotten(file, site)) return;
  const text = file.index.text.slice(site.fn.node.start ?? 0, site.fn.node.end ?? 0);
  // Nobody has the number of an interval that is forgotten, but the interval itself.
  if (isTakenAway(what === 'setInterval' ? textOf(file.index, site.node) : text, what)) return;
  if (runsOnce(text)) return;
  report({
    node: site.node,
    fn: site.fn,
    tag: again ? 'event' : 'handler',
    message: `${what} adds one more each time this runs`,
    steps: [],
  });
}

/** `onEvent(event, tell) { socket.on(event, tell); }`: whoever calls it has what takes it away. */
function isHandedOn({ node, fn, scope }: CallSite): boolean {
  const given = node.arguments.map((a) => find(scope, dotted(a)));
  return given.length === 2 && given.every((b) => b?.param !== undefined && b.scope.fn === fn);
}

function isTakenAway(text: string, what: string): boolean {
  if (what === 'setInterval') return text.includes('clearInterval');
  const emitter = what.slice(0, what.lastIndexOf('.') + 1).replace(/[.$()]/g, '\\$&');
  const ends = 'removeListener|removeAllListeners|off|unsubscribe|removeEventListener';
  return new RegExp(`${emitter ? `\\b${emitter}` : '\\.'}(${ends})\\b`).test(text);
}

function ownName({ fn }: CallSite): string {
  return fn.name.split('.').at(-1)!;
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

const ofPage = /^(window|document|globalThis|\$|jQuery|angular)/;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (c.tag === 'effect' || c.tag === 'event') return { confidence: 'medium' };
  // Events other than requests call what sets a program going, but for what is added to the page.
  if (c.tag === byCallers)
    return isCalledAgain(file, c.fn, world, !ofPage.test(c.message))
      ? { confidence: 'medium' }
      : { silenced: 'not known to run more than once' };
  const way = world.contexts.of(file, c.fn);
  if (world.contexts.atStart(file, c.fn)) return { silenced: 'runs when the program starts' };
  if (c.tag === 'watcher')
    return world.placeOf(file) === 'server'
      ? { silenced: 'a server starts it once' }
      : { confidence: 'medium' };
  if (way && (way.kind === 'handler' || way.kind === 'resolver')) return { confidence: 'medium' };
  return {
    silenced: way && hotEntries.has(way.kind) ? 'not reached per request' : 'not known to run more than once',
  };
}
