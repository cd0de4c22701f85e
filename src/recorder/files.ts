/** Writing from inside the measured process: synchronous, because the process is about to end. */
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import type { AnyProfile } from './profile.ts';

/** Nodes or samples turned into text at a time; one string of a long profile could pass V8's limit. */
const CHUNK = 20_000;

/** Whole or not at all: a reader never sees half a file. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(value));
  renameSync(`${file}.tmp`, file);
}

export function writeProfile(file: string, result: AnyProfile): void {
  if (result.kind === 'heap') {
    writeJson(file, result.profile);
    return;
  }
  const { nodes, startTime, endTime, samples, timeDeltas } = result.profile;
  const fd = openSync(`${file}.tmp`, 'w');
  try {
    writeSync(fd, '{"nodes":');
    writeArray(fd, nodes);
    writeSync(fd, `,"startTime":${startTime},"endTime":${endTime},"samples":`);
    writeArray(fd, samples);
    writeSync(fd, ',"timeDeltas":');
    writeArray(fd, timeDeltas);
    writeSync(fd, '}');
  } finally {
    closeSync(fd);
  }
  renameSync(`${file}.tmp`, file);
}

function writeArray(fd: number, values: readonly unknown[]): void {
  writeSync(fd, '[');
  for (let from = 0; from < values.length; from += CHUNK) {
    const text = JSON.stringify(values.slice(from, from + CHUNK));
    writeAll(fd, `${from === 0 ? '' : ','}${text.slice(1, -1)}`);
  }
  writeSync(fd, ']');
}

/** `writeSync` may write less than it was given. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
