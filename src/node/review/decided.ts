/**
 * What was decided of a state of the code, beside the summaries: the same texts under the same settings give the
 * same findings. So a hook that runs again has nothing left to do, and a commit need not look at what was there
 * before: the last one did.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { Finding } from '../../core/analysis/finding.ts';
import type { Linked } from '../../core/analysis/link.ts';
import type { Decision } from '../../core/analysis/relink.ts';
import type { Remembered } from '../../core/analysis/remembered.ts';
import { writeFileAtomically } from '../project-files.ts';
import type { SummaryCache } from './cache.ts';
import { hashOf } from './read.ts';

/** Traces of the findings by file. */
export type Prints = Readonly<Record<string, readonly string[]>>;

export function printsOf(findings: readonly Finding[]): Prints {
  const prints: Record<string, string[]> = Object.create(null);
  for (const f of findings) {
    prints[f.file] ??= [];
    prints[f.file]!.push(f.trace);
  }
  return prints;
}

interface State {
  readonly key: string;
  readonly prints: Prints;
}

type Files = Iterable<readonly [string, { readonly saying: string }]>;

/** What the last state was made of, and what was worked out of it beside its findings. */
interface Made {
  /** All that counts beside the files. */
  readonly facts: string;
  /** Of the files in `world`, in their order, each on a line. */
  readonly sayings: string;
  readonly world: Remembered;
}

export interface Earlier extends Decision {
  /** By path. */
  readonly sayings: ReadonlyMap<string, string>;
}

/** Of branches that somebody goes back and forth between. */
const maxStates = 6;
const keyLength = 27;

export class Decided {
  private states: readonly State[] | undefined;

  /** @param kind of states that are kept apart, each with a last one of its own */
  constructor(
    readonly cache: SummaryCache,
    private readonly kind: '' | 'hot-' = '',
  ) {}

  /** Names a state. @param facts all that counts beside the files, as JSON will have it */
  keyOf(files: Files, facts: unknown): string {
    const parts = [this.factsKey(facts)];
    for (const [file, { saying }] of files) parts.push(`${file}\0${saying}`);
    return hashOf(parts.join('\n'));
  }

  private factsKey(facts: unknown): string {
    return hashOf(`${this.cache.version()}\n${JSON.stringify(facts)}`);
  }

  /** Of all files that are not ignored. What is asked for again and again, as the last commit is, stays. */
  async prints(key: string): Promise<Prints | undefined> {
    const at = this.known().findIndex((s) => s.key === key);
    const prints = this.known()[at]?.prints;
    if (prints && at >= maxStates / 2) await this.rememberPrints(key, prints);
    return prints;
  }

  /** Only of the last state that was remembered. */
  linked(key: string): Linked | undefined {
    return keyIn(this.file('linked')) === key
      ? (read(this.file('linked'), key) as Linked | undefined)
      : undefined;
  }

  /** The last state that was remembered, where all but the files is as it was. */
  earlier(facts: unknown): Earlier | undefined {
    const key = keyIn(this.file('linked'));
    const made = key ? (read(this.file('world'), key) as Made | undefined) : undefined;
    if (made?.facts !== this.factsKey(facts)) return undefined;
    const linked = this.linked(key!);
    const said = made.sayings.split('\n');
    const sayings = new Map(Object.keys(made.world.files).map((file, i) => [file, said[i] ?? '']));
    return linked && { linked, world: made.world, sayings };
  }

  /** Best effort, as the cache is. */
  async remember(key: string, files: Files, facts: unknown, { linked, world }: Decision): Promise<void> {
    await this.rememberPrints(key, printsOf(linked.findings));
    const sayings = [...files].map(([, { saying }]) => saying.replaceAll('\n', ' ')).join('\n');
    await this.keep('world', key, { facts: this.factsKey(facts), sayings, world } satisfies Made);
    await this.keep('linked', key, linked);
  }

  async rememberPrints(key: string, prints: Prints): Promise<void> {
    this.states = [{ key, prints }, ...this.known().filter((s) => s.key !== key)].slice(0, maxStates);
    await this.keep('states', this.name(), this.states);
  }

  private async keep(name: string, key: string, value: unknown): Promise<void> {
    try {
      await this.cache.makeFolder();
      await write(this.file(name), key, value);
    } catch {
      // Read-only checkouts are fine.
    }
  }

  private known(): readonly State[] {
    this.states ??= (read(this.file('states'), this.name()) as State[] | undefined) ?? [];
    return this.states;
  }

  private name(): string {
    return hashOf(this.cache.version());
  }

  private file(name: string): string {
    return path.join(this.cache.folder, `${this.kind}${name}.json`);
  }
}

/** A line that names it, a line with the checksum of the rest, JSON. */
async function write(file: string, key: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value);
  await writeFileAtomically(file, `${key}\n${crc32(json)}\n${json}`, file);
}

/** Undefined where it is broken, or of something else. */
function read(file: string, key: string): unknown {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n', keyLength + 1);
    const json = text.slice(end + 1);
    if (text.slice(0, keyLength) !== key || text.slice(keyLength + 1, end) !== String(crc32(json)))
      return undefined;
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of what a file was written; undefined where there is none. What is of something else is not read for it. */
function keyIn(file: string): string | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const bytes = Buffer.alloc(keyLength);
    readSync(handle, bytes, 0, keyLength, 0);
    return bytes.toString('latin1');
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
