/** One source map as the profile needs it: where a function and a line of generated code came from. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AnyMap, decodedMappings, type TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import { fileFromUrl } from '../core/profile/paths.ts';

/** 1-based. */
export interface Original {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function's name before minification, where the map knows it; else ''. */
  readonly name: string;
}

/** Longer runs of original lines on one generated line: the code was minified and lines cannot be told. */
const mostLinesOnOne = 6;

type Segment = readonly number[];

export class FileMap {
  readonly #map: TraceMap;
  readonly #sources: readonly string[];
  readonly #lineCounts = new Map<number, number>();
  /** Sources that are neither on disk nor in the map. */
  readonly missing = new Set<string>();
  /** Whether lines were asked for that hold too much of the source on one. */
  squeezed = false;

  private constructor(map: TraceMap, sources: readonly string[]) {
    this.#map = map;
    this.#sources = sources;
  }

  /**
   * @param json the map's text. @param base absolute path of the file that sources are relative to.
   * @throws where the text is no source map
   */
  static parse(json: string, base: string, roots: readonly string[]): FileMap {
    // Google's prefix against cross-site inclusion is allowed by the format.
    const map = new AnyMap(json.replace(/^\)\]\}'[^\n]*\n/, ''), pathToFileURL(base).href);
    const sources = map.resolvedSources.map((s, i) => locate(s, map.sources[i] ?? '', base, roots));
    return new FileMap(map, sources);
  }

  /** Of a function's definition. @param name as V8 gives it. Positions 1-based. */
  functionAt(line: number, column: number, name: string): Original | undefined {
    const segment = traceSegment(this.#map, line - 1, column - 1) ?? this.#segments(line)[0];
    const original = this.#original(segment);
    if (!original || !segment) return undefined;
    // `function a(`: the segment of the name ends where V8's position, the parenthesis, begins.
    const named = segment.length === 5 && segment[0]! + name.length === column - 1 && name !== '';
    return { ...original, name: named ? (this.#map.names[segment[4]!] ?? '') : '' };
  }

  /** Whether nothing of the source comes before the position: only a module's top level begins there. */
  isBefore(line: number, column: number): boolean {
    const lines = decodedMappings(this.#map) as readonly (readonly Segment[])[];
    for (let l = 0; l < Math.min(line, lines.length); l++) {
      const first = lines[l]?.[0];
      if (first) return l === line - 1 && first[0]! >= column - 1;
    }
    return true;
  }

  /** The source of the next mapped code: that of a wrapper which a bundler put around a module. */
  sourceAfter(line: number, column: number): string | undefined {
    const lines = decodedMappings(this.#map) as readonly (readonly Segment[])[];
    for (let l = line - 1; l < lines.length; l++) {
      for (const segment of lines[l] ?? []) {
        if (l === line - 1 && segment[0]! < column - 1) continue;
        const original = this.#original(segment);
        if (original) return original.file;
      }
    }
    return undefined;
  }

  /** Code that was transformed in memory goes by the name of its source. */
  isOfSource(file: string): boolean {
    return this.#sources.includes(file);
  }

  /** The original of a generated line, as seen from the function that begins at `from`. */
  lineAt(line: number, from: { readonly line: number; readonly column: number }): Original | undefined {
    const column = line === from.line ? from.column - 1 : 0;
    let first: Segment | undefined;
    const lines = new Set<string>();
    for (const segment of this.#segments(line)) {
      if (segment.length < 4 || segment[0]! < column) continue;
      first ??= segment;
      lines.add(`${segment[1]}:${segment[2]}`);
    }
    if (lines.size > mostLinesOnOne) this.squeezed = true;
    if (!first || lines.size > mostLinesOnOne) return undefined;
    return this.#original(first);
  }

  #segments(line: number): readonly Segment[] {
    return (decodedMappings(this.#map)[line - 1] as readonly Segment[] | undefined) ?? [];
  }

  #original(segment: Segment | null | undefined): Original | undefined {
    if (!segment || segment.length < 4) return undefined;
    const [, source, line, column] = segment as readonly [number, number, number, number];
    if (line + 1 > this.#lineCount(source)) return undefined;
    return { file: this.#sources[source]!, line: line + 1, column: column + 1, name: '' };
  }

  /** 0 for a source that cannot be seen: nothing may be mapped into it. */
  #lineCount(source: number): number {
    const known = this.#lineCounts.get(source);
    if (known !== undefined) return known;
    const text = this.#map.sourcesContent?.[source] ?? readSource(this.#sources[source]!);
    if (text === undefined) this.missing.add(this.#sources[source]!);
    const count = text === undefined ? 0 : text.split('\n').length;
    this.#lineCounts.set(source, count);
    return count;
  }
}

function readSource(file: string): string | undefined {
  try {
    return statSync(file).size <= 64 * 1024 * 1024 ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The absolute path of a source. Bundlers name sources by URLs of their own, relative to a folder that the map
 * does not tell: the nearest folder above it that holds such a file is taken.
 */
function locate(resolved: string | null, written: string, base: string, roots: readonly string[]): string {
  const direct = fileFromUrl(resolved ?? '');
  if (path.isAbsolute(direct) && existsSync(direct)) return direct;
  const relative = written
    .replace(/^[a-z][a-z-]+:\/\/[^/]*\//, '')
    .replace(/[?#].*$/s, '')
    .replace(/^(\.{0,2}\/)+/, '');
  if (relative !== '' && !path.isAbsolute(relative)) {
    for (const folder of [...ancestors(path.dirname(base)), ...roots]) {
      const candidate = path.join(folder, relative);
      if (existsSync(candidate)) return candidate.replaceAll('\\', '/');
    }
  }
  return direct;
}

function ancestors(folder: string): string[] {
  const list = [folder];
  for (let at = folder; path.dirname(at) !== at && list.length < 12; ) {
    at = path.dirname(at);
    list.push(at);
  }
  return list;
}
