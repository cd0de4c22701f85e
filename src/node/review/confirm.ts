/**
 * Tries the patterns that the review suspects on the texts that are to slow them down: what stays quick is no
 * finding. Answers are kept by pattern, in memory and beside the summaries.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Finding, Silenced } from '../../core/analysis/finding.ts';
import type { Weakness } from '../../core/analysis/regex/weakness.ts';
import { writeFileAtomically } from '../project-files.ts';
import { type PatternTime, timePattern } from './regex-time.ts';

interface Probe {
  readonly pattern: string;
  readonly flags: string;
  readonly weak: readonly Weakness[];
  readonly without?: string;
  readonly trimmed?: boolean;
}

export interface Confirmed {
  readonly findings: Finding[];
  readonly silenced: Silenced[];
}

const version = 8;
const kept = 5000;

export function patternsFile(root: string): string {
  return path.join(root, '.perfloop', 'cache', 'review', 'patterns.json');
}

export class PatternTimes {
  private readonly known = new Map<string, PatternTime>();
  private changed = false;

  /** @param file where answers are kept; only in memory where absent. */
  constructor(private readonly file?: string) {}

  async open(): Promise<this> {
    if (!this.file) return this;
    try {
      const json = JSON.parse(await readFile(this.file, 'utf8')) as {
        version: number;
        times: [string, PatternTime][];
      };
      if (json.version === version) for (const [key, time] of json.times) this.known.set(key, time);
    } catch {
      // Nothing there yet, or broken: it is timed again.
    }
    return this;
  }

  /** Best effort: a folder that cannot be written costs time, not the review. */
  async save(): Promise<void> {
    if (!this.file || !this.changed) return;
    const json = JSON.stringify({ version, times: [...this.known].slice(-kept) });
    try {
      await writeFileAtomically(this.file, json, this.file);
    } catch {
      // Read-only checkouts are fine.
    }
  }

  /** Findings whose patterns are slow indeed, with the text that showed it; the others are held back. */
  async confirm(findings: readonly Finding[], signal?: AbortSignal): Promise<Confirmed> {
    const out: Confirmed = { findings: [], silenced: [] };
    for (const f of findings) {
      if (this.isToBeTimed(f)) {
        // Others get their turn between two patterns; one takes a tenth of a second.
        await setImmediate();
        signal?.throwIfAborted();
      }
      this.judge(f, out);
    }
    return out;
  }

  /** The same at once, for at most `budgetMs`; what is not timed by then is told only where the pattern alone is proof. */
  confirmNow(findings: readonly Finding[], budgetMs: number): Confirmed {
    const out: Confirmed = { findings: [], silenced: [] };
    const end = performance.now() + budgetMs;
    for (const f of findings) {
      const late = performance.now() > end && this.isToBeTimed(f);
      if (isTold(f, out)) continue;
      if (late && f.confidence === 'high') out.findings.push(plain(f));
      else if (late) out.silenced.push(silenced(f, 'not timed yet'));
      else this.judge(f, out);
    }
    return out;
  }

  private isToBeTimed({ probe }: Finding): boolean {
    return probe !== undefined && !this.known.has(keyOf(JSON.parse(probe) as Probe));
  }

  private judge(f: Finding, out: Confirmed): void {
    if (f.probe === undefined) {
      out.findings.push(f);
      return;
    }
    if (isTold(f, out)) return;
    const time = this.timeOf(f.probe);
    if (time.length > 0) out.findings.push(told(f, time));
    else out.silenced.push(silenced(f, 'stayed quick when it was timed'));
  }

  private timeOf(probe: string): PatternTime {
    const asked = JSON.parse(probe) as Probe;
    const key = keyOf(asked);
    const known = this.known.get(key);
    if (known) return known;
    const time = timePattern(asked);
    this.known.set(key, time);
    this.changed = true;
    return time;
  }
}

/** One pattern stands in many places, from which different texts reach it. */
function keyOf({ pattern, flags, without, trimmed }: Probe): string {
  const texts = `${trimmed ? 'trimmed' : ''}${without ?? ''}`;
  return texts ? `${flags}/${pattern}\n${texts}` : `${flags}/${pattern}`;
}

/** Of several patterns of one line one that is slow is enough. */
function isTold({ fingerprint }: Finding, { findings }: Confirmed): boolean {
  return findings.some((f) => f.fingerprint === fingerprint);
}

function silenced({ rule, file, line, column, message }: Finding, reason: string): Silenced {
  return { rule, file, line, column, message, reason };
}

function plain(f: Finding): Finding {
  const { probe: _, ...rest } = f;
  return rest;
}

/** What was measured is the proof, and says how bad it is. */
function told(f: Finding, time: PatternTime): Finding {
  const { file, line, column } = f;
  const exponential = f.message.includes('exponential');
  const growth = time.exponential
    ? 'each repetition multiplies the time'
    : `${2 ** time.power} times as long on twice the text`;
  const slow = `slow on ${time.text}: ${time.length} characters, ${growth}`;
  const proof = { file, line, column, message: slow };
  const isLess = exponential && !time.exponential;
  const message = isLess ? f.message.replace('exponential', 'polynomial') : f.message;
  return {
    ...plain(f),
    message: `${message}, such as ${time.example}`,
    chain: [...f.chain, proof],
    ...(isLess ? { severity: 'warning' as const, confidence: 'medium' as const } : {}),
  };
}
