import {
  ancestor,
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  some,
} from '../ast.ts';
import type { CallSite, FunctionInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { find } from '../walk.ts';

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
  ],
  outOfScope: ['Listeners on objects made in the same run: they go together.'],
  knownFalsePositives: ['An emitter that is thrown away elsewhere.'],
  check(file, report) {
    if (!/\.on\(|istener|setInterval|\.subscribe\(/.test(file.index.text)) return;
    for (const site of file.index.calls) {
      const what = registration(site.node);
      if (!what) continue;
      const effect = effectAround(site.node);
      if (effect) checkEffect(site, effect, what, report);
      else if (site.fn.id !== 0) checkHandler(file, site, what, report);
    }
  },
  decide,
};

function registration(call: Call): string {
  const method = methodName(call);
  const name = dotted(call.callee);
  if (/(^|\.)setInterval$/.test(name)) return 'setInterval';
  if (/^(addEventListener|addListener)$/.test(method)) return name;
  if (/^(on|subscribe)$/.test(method) && call.arguments.length >= 1) return name;
  return '';
}

/** The callback of useEffect around a call, directly. */
function effectAround(n: Node): Node | undefined {
  const fn = ancestor(n, (p) => isFunction(p));
  const call = fn ? parentOf(fn) : undefined;
  return fn && call && isCall(call) && /^(React\.)?use(Layout|Insertion)?Effect$/.test(dotted(call.callee))
    ? fn
    : undefined;
}

function checkEffect(site: CallSite, effect: Node, what: string, report: Report): void {
  if (!isFunction(effect) || effect.body.type !== 'BlockStatement') return;
  if (some(effect.body, (n) => n.type === 'ReturnStatement' && n.argument != null, false)) return;
  if (
    some(
      effect.body,
      (n) =>
        isCall(n) &&
        /^(removeEventListener|removeListener|off|unsubscribe|clearInterval|abort)$/.test(nameOf(n)),
    )
  )
    return;
  if (
    hasOnceOrSignal(site.node) ||
    !(what === 'setInterval' || /addEventListener$|addListener$|\.on$|\.subscribe$/.test(what))
  )
    return;
  report({
    node: site.node,
    fn: site.fn,
    tag: 'effect',
    message: `${what} in an effect that cleans nothing up`,
    steps: [],
  });
}

function nameOf(call: Call): string {
  const callee = bare(call.callee);
  return isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : '';
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
  if (what !== 'setInterval') {
    if (root?.type !== 'Identifier') return;
    const b = find(site.scope, root.name);
    const longLived = b
      ? b.kind === 'import' || b.scope === file.index.moduleScope
      : /^(process|emitter|eventBus)$/.test(root.name);
    if (!longLived || /^(app|router|server|\$|jQuery|io|d3|bot|client|window)$/.test(root.name)) return;
  } else if (parentOf(site.node)?.type !== 'ExpressionStatement') return;
  if (cleansUp(file, site.fn)) return;
  report({
    node: site.node,
    fn: site.fn,
    tag: 'handler',
    message: `${what} adds one more each time this runs`,
    steps: [],
  });
}

function cleansUp(file: Reviewed, fn: FunctionInfo): boolean {
  const text = file.index.text.slice(fn.node.start ?? 0, fn.node.end ?? 0);
  return /removeListener|removeAllListeners|\.off\(|clearInterval|unsubscribe|removeEventListener/.test(text);
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (c.tag === 'effect') return { confidence: 'medium' };
  const way = world.contexts.of(file, c.fn);
  if (way && (way.kind === 'handler' || way.kind === 'resolver')) return { confidence: 'medium' };
  return {
    silenced: way && hotEntries.has(way.kind) ? 'not reached per request' : 'not known to run more than once',
  };
}
