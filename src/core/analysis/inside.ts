/**
 * Calls of which the file alone tells that they lead to nothing outside the process: what `EffectsOf` would find out
 * when all files are known, of helpers of the same file that call nobody else, and of what only has a name. Most
 * calls in loops are such, and nothing else has to be asked of them.
 */
import { isLogging } from './effects.ts';
import type { FileIndex } from './index-types.ts';
import { builtIn, receivers } from './leads.ts';
import { oncePer } from './once.ts';
import type { Reviewed } from './rule.ts';
import { guessEffect } from './shapes.ts';
import type { CallRow } from './summary.ts';

/** @param call its row in the summary */
export function staysInside(file: Reviewed, call: number): boolean {
  return rowStaysInside(file, file.calls[call]!);
}

function rowStaysInside(file: Reviewed, row: CallRow): boolean {
  if (row.ref < 0 || (!row.awaited && isLogging(row.text))) return true;
  const { rows } = file.refs;
  const ref = rows[row.ref]!;
  switch (ref.op) {
    case 'global':
    case 'unknown':
      return saysNothing(ref.name, row);
    case 'fn':
      return leadsNowhere(file, ref.id, row);
    case 'member': {
      const of = rows[ref.of]!;
      const own = of.op === 'this' ? file.index.classes[of.id]!.methods.get(ref.name) : undefined;
      if (own) return leadsNowhere(file, own.id, row);
      // `date.getTime()`
      const type = of.op === 'instance' ? rows[of.of] : undefined;
      return type?.op === 'global' && builtIn.test(`:${type.name}`);
    }
    default:
      return false;
  }
}

/** Of what is called by one name that nobody can follow. */
function saysNothing(name: string, { arg, awaited, text }: CallRow): boolean {
  const guess =
    guessEffect({ method: name, arg, awaited, receivers: receivers([name], text) }) ??
    (/^\w+$/.test(text) ? guessEffect({ method: text, arg, awaited, receivers: [] }) : undefined);
  return guess === undefined;
}

/** Of a function of the file: neither its code nor its name, nor what it is given, says that it asks anybody. */
function leadsNowhere(file: Reviewed, id: number, { arg, awaited }: CallRow): boolean {
  if (arg.startsWith('sql') || !functionStaysInside(file, id)) return false;
  const { name } = file.index.functions[id]!;
  return (guessEffect({ method: name, arg, awaited, receivers: [] })?.sure ?? 0) < 0.7;
}

/** Calls within calls that are followed: of functions that call each other by thousands the stack would be full. */
const deepest = 100;

/** Whether a function calls only what stays inside. One that leads back to itself, or too far, may do anything. */
export function functionStaysInside(file: Reviewed, id: number): boolean {
  const { answers, open } = answersOf(file.index);
  const known = answers.get(id);
  if (known !== undefined) return known;
  if (open.size >= deepest) return false;
  answers.set(id, false);
  open.add(id);
  const stays = (callsByFunction(file)[id] ?? []).every((row) => row.rare || rowStaysInside(file, row));
  open.delete(id);
  answers.set(id, stays);
  return stays;
}

const answersOf = oncePer((_index: FileIndex) => ({
  answers: new Map<number, boolean>(),
  /** Being looked into. */
  open: new Set<number>(),
}));

/** Calls of each function and of the callbacks that run as part of it. */
const callsByFunction = oncePer((file: Reviewed): readonly (readonly CallRow[] | undefined)[] => {
  const lists: CallRow[][] = [];
  for (const row of file.calls) {
    for (let f = file.index.functions[row.fn]; f; f = f.parent) {
      const list = lists[f.id];
      if (list) list.push(row);
      else lists[f.id] = [row];
      if (f.invocation !== 'loop' && f.invocation !== 'once') break;
    }
  }
  return lists;
});
