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
 * The same text twice in one function gets a running number; what is still to be timed on one line is one.
 * @param above what the file's path starts with in its repository: who asks from where does not count
 */
export function fingerprints(findings: readonly Finding[], file: FileSummary, above = ''): Finding[] {
  const last = new Map<string, { readonly line: number; readonly n: number }>();
  return findings.map((f) => {
    const line = file.lineTexts[f.line] ?? '';
    const key = `${f.rule}\n${above}${file.path}\n${f.function}\n${line.replace(/\s+/g, '')}`;
    const before = last.get(key);
    const n = before ? before.n + (before.line === f.line ? 0 : 1) : 0;
    last.set(key, { line: f.line, n });
    return { ...f, fingerprint: hash(n === 0 ? key : `${key}\n${n}`), trace: traceOf(f, line) };
  });
}

/** Five hashes: of the text, of the function, and of what is told, with the function, without it, and as it is called. */
function traceOf(f: Finding, line: string): string {
  const { rule, message, chain } = f;
  const loop = chain[0]?.message ?? '';
  const callee = calleeOf(chain[1]?.message);
  return [
    `${rule}\n${plain(line)}`,
    f.function,
    `${rule}\n${f.function}\n${message}`,
    // The same method is asked, whoever has it and whatever it asks in turn, or the same is done, whatever list is
    // gone through; in a callback or in the function around it.
    `${rule}\n${f.owner ?? f.function}\n${callee ? nameOf(callee, chain[1]!.message) : message.replace(loop, '')}`,
    callee ? `${rule}\n${loop}\n${callee}` : `${rule}\n${message}\n${plain(line)}`,
  ]
    .map(hash)
    .join('');
}

/** `calls Orders.load`, `db.find queries the database`, `then for load, which does not need it`. */
function calleeOf(message: string | undefined): string {
  return /^(?:calls |then for |waits for )?([^\s,]+)/.exec(message ?? '')?.[1] ?? '';
}

/** Of a function of the project its name; `findOne` of a library is that of all models, so the model's is in it. */
function nameOf(callee: string, message: string): string {
  const isOwn = message.startsWith('calls ');
  return callee
    .split('.')
    .slice(isOwn ? -1 : -2)
    .join('.');
}

const required =
  /^(?:export\s+)?(?:const|let|var|import)\s+(.+?)\s*=\s*require\((['"`])(.*?)\2\)(?:\.default)?/;

/**
 * Neither quotes nor semicolons count, nor where a relative import starts from, nor whether something is required
 * or imported.
 */
function plain(line: string): string {
  return line
    .trim()
    .replace(required, "import $1 from '$3'")
    .replace(/^import\s+\*\s+as\s/, 'import ')
    .replace(/(['"`])\.{1,2}\/(?:[^'"`]*\/)?([^'"`/]*)\1/g, '$2')
    .replace(/[\s'"`;,]+/g, '');
}

const size = 14;
type Part = (trace: string) => string;
const from = (first: number, end: number): Part => {
  return (trace) => trace.slice(first * size, end * size);
};
/** What of a trace stays wherever the function is. */
const asWritten = from(0, 2);
/** When the function is called otherwise. */
const withoutFunction = from(0, 1);
/** When the code is laid out otherwise, or what is around the call changes. */
const asTold = from(2, 3);
/** When what is called does its work by other means, or is somebody else's. */
const asCalled = from(3, 4);
/** When the code was taken out of its function into another file. */
const withoutPlace = from(4, 5);

/**
 * Findings that the base does not have, as often as they occur. Those of a file are looked for among the file's own,
 * then among those whose function has another name, then among those of the function that say the same, then among
 * those that call the same, then among those that other files have lost.
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
  for (const part of [asWritten, withoutFunction, asTold, asCalled]) {
    rest = rest.filter((f) => !take(left.get(fromOf(f.file)) ?? [], f.trace, part));
  }
  const elsewhere = [...left].flatMap(([file, traces]) => (lost(file) ? traces : []));
  for (const part of [asWritten, withoutPlace]) rest = rest.filter((f) => !take(elsewhere, f.trace, part));
  return rest;
}

/** Each is taken once. */
function take(traces: string[], trace: string, part: Part): boolean {
  const i = traces.findIndex((t) => part(t) === part(trace));
  if (i >= 0) traces.splice(i, 1);
  return i >= 0;
}
