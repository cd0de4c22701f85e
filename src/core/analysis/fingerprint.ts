/** Names a finding so that it keeps its name when lines above it move, and when it is formatted otherwise. */
import type { Finding } from './finding.ts';
import type { FileSummary } from './summary.ts';

/** 53 bits, FNV-like: no security, only names. */
export function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, '0');
}

/**
 * The same text twice in one function gets a running number.
 * @param above what the file's path starts with in its repository: who asks from where does not count
 */
export function fingerprints(findings: readonly Finding[], file: FileSummary, above = ''): Finding[] {
  const counts = new Map<string, number>();
  return findings.map((f) => {
    const line = file.lineTexts[f.line] ?? '';
    const key = `${f.rule}\n${above}${file.path}\n${f.function}\n${line.replace(/\s+/g, '')}`;
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    return { ...f, fingerprint: hash(n === 0 ? key : `${key}\n${n}`), trace: traceOf(f, line) };
  });
}

/** Neither quotes nor semicolons count in the text, nor where a relative import starts from. */
function traceOf(f: Finding, line: string): string {
  const text = line.replace(/(['"`])\.{1,2}\/(?:[^'"`]*\/)?([^'"`/]*)\1/g, '$2').replace(/[\s'"`;,]+/g, '');
  return hash(`${f.rule}\n${text}`) + hash(f.function) + hash(`${f.rule}\n${f.function}\n${f.message}`);
}

const size = 14;
/** What of a trace stays wherever the function is. */
const asWritten = (trace: string): string => trace.slice(0, 2 * size);
/** When the function is called otherwise. */
const withoutFunction = (trace: string): string => trace.slice(0, size);
/** When the code is laid out otherwise, or what is around the call changes. */
const asTold = (trace: string): string => trace.slice(2 * size);

/**
 * Findings that the base does not have, as often as they occur. Those of a file are looked for among the file's own,
 * then among those whose function has another name, then among those of the
 * function that say the same, then among those that other files have lost.
 * @param fromOf the path that a file has in the base; '' where it is new
 * @param before traces by path in the base
 * @param lost whether what is left of such a file in the base is gone, rather than not asked about
 */
export function newOnes(
  now: readonly Finding[],
  fromOf: (path: string) => string,
  before: Readonly<Record<string, readonly string[]>>,
  lost: (path: string) => boolean,
): Finding[] {
  const left = new Map(Object.entries(before).map(([file, traces]) => [file, [...traces]]));
  let rest = [...now];
  for (const part of [asWritten, withoutFunction, asTold]) {
    rest = rest.filter((f) => {
      const traces = left.get(fromOf(f.file)) ?? [];
      const i = traces.findIndex((trace) => part(trace) === part(f.trace));
      if (i >= 0) traces.splice(i, 1);
      return i < 0;
    });
  }
  const elsewhere = new Map<string, number>();
  for (const [file, traces] of left) {
    if (!lost(file)) continue;
    for (const trace of traces) elsewhere.set(asWritten(trace), (elsewhere.get(asWritten(trace)) ?? 0) + 1);
  }
  return rest.filter((f) => {
    const n = elsewhere.get(asWritten(f.trace)) ?? 0;
    elsewhere.set(asWritten(f.trace), n - 1);
    return n <= 0;
  });
}
