/** Runs in Node's loader thread, behind a loader that the measured program registered. */
import { laidOut } from './reflow-hooks.ts';

type Load = (url: string, context: unknown) => Promise<Record<string, unknown>>;

export async function load(url: string, context: unknown, next: Load): Promise<Record<string, unknown>> {
  return laidOut(await next(url, context));
}
