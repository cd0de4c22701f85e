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

/** The same text twice in one function gets a running number. */
export function fingerprints(findings: readonly Finding[], file: FileSummary): Finding[] {
  const counts = new Map<string, number>();
  return findings.map((f) => {
    const text = (file.lineTexts[f.line] ?? '').replace(/\s+/g, '');
    const key = `${f.rule}\n${file.path}\n${f.function}\n${text}`;
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    return { ...f, fingerprint: hash(n === 0 ? key : `${key}\n${n}`) };
  });
}
