/** How much is done for one item by the function that a loop calls, and what else the turn does. */
import type { Target } from '../by-name.ts';
import type { Effect } from '../effects.ts';
import type { EffectKind } from '../libraries/types.ts';
import type { World } from '../link.ts';
import { oncePer } from '../once.ts';
import type { Candidate, FileSummary } from '../summary.ts';
import { asksOthers, asksStore, changesStore } from './stores-asked.ts';

const outside: ReadonlySet<EffectKind> = new Set<EffectKind>(['db', 'http', 'cache', 'queue', 'fs']);

/**
 * Why one for all would not do, whatever the call: what the turn does as a whole says so; '' where it does not.
 * @param inJob it runs in a job, for which nobody waits
 */
export function ofItsOwn(c: Candidate, e: Effect, file: FileSummary, world: World, inJob: boolean): string {
  const helped = e.steps.length > 1;
  if (helped && e.writes && / each\b/.test(c.tag)) return 'a job of its own for each';
  // `for (const connection of connections) await syncAll(connection)`: whoever asks for it, each is a system of its own.
  if (helped && / tenants?\b/.test(c.tag) && doesWholeJob(c, file, world)) return 'a job of its own for each';
  if (!inJob) return '';
  // Whoever asks for all at once waits for them, however each of them ends.
  if (helped && / tried\b/.test(c.tag) && doesWholeJob(c, file, world, manyTried))
    return 'a job of its own for each, done or failed by itself';
  // What is looked up by the item alone, one query could look up for all before the first turn.
  if (/ keyed\b/.test(c.tag) && asksStore(e) && !changesStore(e) && e.steps.length <= 2) return '';
  const turn = sameTurn(c, file).filter((o) => o.silenced === '');
  return turn.some((o) => doesWholeJob(o, file, world)) ? 'a job of its own for each' : '';
}

/**
 * Whether a turn of a job does much by itself, written out in it, or asks a service and keeps what it said: two of
 * three reviewers ask to change that.
 * @param effectsOf what another call of the turn does
 */
export function doesMuch(
  c: Candidate,
  e: Effect,
  file: FileSummary,
  effectsOf: (other: Candidate) => readonly Effect[],
): boolean {
  // What it looks up by itself could be looked up at once, whatever else it does.
  if (asksStore(e) && !changesStore(e) && e.steps.length === 1) return false;
  const done = sameTurn(c, file)
    .filter((o) => o.silenced === '')
    .map(effectsOf);
  return isWholeJob(done) || (done.some((effects) => effects.some(changesStore)) && done.some(asksService));
}

/** As much as a request does, written out in the turn itself, and some of it writes. */
function isWholeJob(done: readonly (readonly Effect[])[]): boolean {
  const outward = done.filter((effects) => effects.some((e) => outside.has(e.kind)));
  return outward.length >= many && outward.filter((effects) => effects.some((e) => e.writes)).length > 1;
}

/** A request, and no more than reads of what it needs for it. Nobody waits for a job that makes one after the other. */
function asksService(effects: readonly Effect[]): boolean {
  return effects.some((e) => asksOthers(e) && e.sure >= 0.5) && !effects.some(changesStore);
}

const many = 6;
/** Where the turn says that one that fails is no matter for the others. */
const manyTried = 4;

/** `await settle(payout)`, which reads, books, pays and writes down: as much as a request does, and some of it writes. */
function doesWholeJob(c: Candidate, file: FileSummary, world: World, enough = many): boolean {
  return c.calls.some(
    (call) =>
      world.effects.leads.targets(file, call).some((t) => operationsOf(t, world, 0) >= enough) &&
      [...world.effects.ofCall(file, call).values()].some((e) => e.writes),
  );
}

/** `await runAndSend(report)`: more than one thing is done for it, and some of it writes. */
export function doesSeveralThings(c: Candidate, file: FileSummary, world: World): boolean {
  return doesWholeJob(c, file, world, 2);
}

function operationsOf({ file, id }: Target, world: World, depth: number): number {
  let count = 0;
  let only = -1;
  for (const call of world.effects.leads.callsIn(file, id)) {
    if (file.calls[call]!.rare) continue;
    if (![...world.effects.ofCall(file, call).keys()].some((kind) => outside.has(kind))) continue;
    count++;
    only = call;
  }
  if (count !== 1 || depth > 2) return count;
  // `execute(input) { return this.transfer(input); }`
  return Math.max(
    1,
    ...world.effects.leads.targets(file, only).map((t) => operationsOf(t, world, depth + 1)),
  );
}

/** The candidates of a file by their rule and loop. */
const byTurn = oncePer((file: FileSummary) => {
  const found = new Map<string, Candidate[]>();
  for (const c of file.candidates) {
    const key = turnOf(c);
    const list = found.get(key);
    if (list) list.push(c);
    else if (key !== '') found.set(key, [c]);
  }
  return found;
});

function turnOf({ rule, steps: [loop] }: Candidate): string {
  return loop ? `${rule} ${loop.line}:${loop.column}` : '';
}

/** What else this rule looks at in the same loop. */
export function sameTurn(c: Candidate, file: FileSummary): readonly Candidate[] {
  return byTurn(file).get(turnOf(c)) ?? [];
}
