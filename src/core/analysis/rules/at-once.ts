/** Whether as many of them at once as there are items do harm, and why not. */
import type { Effect } from '../effects.ts';
import type { World } from '../link.ts';
import type { Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { helperOf } from './by-helper.ts';
import { goesOn, savedUnheard, sentUnheard } from './floating.ts';
import { likelyRemote } from './likely-remote.ts';
import { overOneConnection } from './one-connection.ts';
import { boundedElsewhere, importedBound, runsAtLoad } from './shared.ts';

/** As many at once do no harm. */
const atOnce = 100;

/**
 * `stat`, `unlink` and their kin wait in a queue of four threads and hold no descriptor, however many there are; what is
 * synchronous is never at once. Further away than a helper it may not be all that is done.
 */
function opensNothing(e: Effect): boolean {
  return (
    e.kind === 'fs' &&
    e.steps.length <= 2 &&
    /(^|\.)(l?stat|access|unlink|rm|rmdir|mkdirp?|exists|pathExists|rename|readdir|chmod|utimes|realpath|readlink|remove|rimraf|ensureDir|\w+Sync)(P|Async|Promise)?$/.test(
      e.what,
    )
  );
}

/** `missing.map((name) => db.createCollection(name))`: a database has a few, and they are there from then on. */
const setsUp = /(^|\.)(create(Collection|Table|Dataset|Schema|Bucket)|(create|ensure)Index(es)?)$/;

/** What a cache is asked on the way, and a file where nobody is served, say less than what else is done. */
function weight(e: Effect, hot: boolean): number {
  return e.kind === 'cache' || (e.kind === 'fs' && !hot) ? e.sure - 0.5 : e.sure;
}

/** How sure it has to be that each does something, where nothing but `Promise.all` says that there are many. */
const enough = 0.6;

const words: Record<string, string> = {
  db: 'queries',
  http: 'requests',
  fs: 'file accesses',
  process: 'processes',
  cache: 'cache commands',
  queue: 'messages',
};

export function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  // A script's or a service's first lines, and what they run at once.
  if (runsAtLoad(file, c)) return { silenced: 'runs when the module is loaded' };
  const bounded = importedBound(c, file, world);
  if (bounded) return bounded;
  const helper = helperOf(c, file, world);
  if (helper === undefined) return { silenced: 'what is called starts nothing for all at once' };
  const calls = helper ? [] : c.calls;
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  let best: Effect | undefined;
  let limited = false;
  const consider = (e: Effect): void => {
    if (e.kind === 'timer' || e.kind === 'cpu') return;
    if (e.limited) {
      limited = true;
      return;
    }
    if (!best || weight(e, hot) > weight(best, hot) || (opensNothing(best) && e.sure >= 0.5)) best = e;
  };
  for (const call of calls) for (const e of world.effects.ofCall(file, call).values()) consider(e);
  for (const body of c.bodies) for (const e of world.effects.ofFunction(file, body).values()) consider(e);
  if (c.tag.startsWith('ref ')) {
    const v = world.values.of(file, Number(c.tag.split(' ')[1]));
    if (c.tag.endsWith(' dropped') && !(v?.t === 'fn' && v.file.functions[v.id]!.isAsync))
      return { silenced: 'done when its statement is' };
    if (v?.t === 'fn') {
      for (const e of world.effects.ofFunction(v.file, v.id).values()) consider(e);
      if (!best || best.sure < 0.5)
        best = likelyRemote(world, v.file, world.effects.leads.callsIn(v.file, v.id)) ?? best;
    }
  }
  if (
    c.tag.startsWith('floating') &&
    c.calls.length > 0 &&
    !(best && goesOn(file, c.calls[0]!, best, world))
  ) {
    best =
      c.tag === 'floating row'
        ? savedUnheard(file, c.calls[0]!, world)
        : sentUnheard(file, c.calls[0]!, world);
    if (!best) return { silenced: 'done when its statement is' };
  }
  if (!best && limited) return { silenced: 'behind a limiter' };
  if (!best || best.sure < 0.5 || opensNothing(best)) {
    const all = [...calls, ...c.bodies.flatMap((b) => world.effects.leads.callsIn(file, b))];
    best = likelyRemote(world, file, all) ?? best;
  }
  if (!best) return { silenced: 'nothing outside the process' };
  if (overOneConnection(best, c, file, world))
    return { silenced: 'waits for the one connection of a transaction' };
  // The containers of one machine, asked for over a local socket.
  if (/^docker\b|^(this\.)?docker\./.test(best.what)) return { silenced: 'what runs on one machine' };
  if (setsUp.test(best.what)) return { silenced: 'sets the database up' };
  if (opensNothing(best)) return { silenced: 'file system calls that hold nothing open' };
  if (best.sure < 0.7 && /(^|\.)subscribe(To\w*)?$/.test(best.what))
    return { silenced: 'opened once, and kept' };
  const few = boundedElsewhere(c, file, world, { written: atOnce, capped: atOnce });
  if (few) return few;
  // What a cache is told and asked goes out together over one connection.
  // Files wait for four threads; who serves nobody reads a folder of its own.
  const doubt = best.kind === 'fs' ? (hot ? 0 : 0.5) : best.kind === 'cache' ? 0.15 : 0;
  const sure = best.sure + (hot ? 0.1 : 0) - doubt;
  const loop = c.steps[0]!;
  return {
    confidence: sure >= 0.85 ? 'high' : sure >= (c.confidence === 'low' ? enough : 0.5) ? 'medium' : 'low',
    message: `As many ${words[best.kind] ?? 'operations'} at once as there are items: ${best.what} for the whole ${loop.message}, without a limit`,
    steps: [loop, ...best.steps, ...c.steps.slice(1)],
  };
}
