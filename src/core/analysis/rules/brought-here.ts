/** Loops that bring here what another system has, one thing after the other. */
import type { FunctionInfo, LoopInfo } from '../index-types.ts';

const takesUp = /(?<![aA])([sS]ync|[iI]ngest)(?![a-z])|(?<![a-zA-Z])(sync|ingest)(?![a-z])/;

/** `syncProducts`, `sync-orders.ts`, `OrderIngestService`: brings here what another system has, one after the other. */
export function bringsUpToDate({ fn }: LoopInfo, path: string): boolean {
  for (let f: FunctionInfo | undefined = fn; f?.parent; f = f.parent)
    if (!f.name.startsWith('callback') && takesUp.test(f.name)) return true;
  return takesUp.test(path.slice(path.lastIndexOf('/') + 1));
}
