/** What is kept of a world beside the findings, as plain data, so that a small edit need not link all anew. */
import { StringTable } from '../strings.ts';
import type { Target } from './by-name.ts';
import type { Way, Ways } from './context.ts';
import type { World } from './link.ts';
import type { EntryKind, FileSummary } from './summary.ts';

export interface Remembered {
  /** What numbers in `files` stand for. */
  readonly texts: readonly string[];
  /**
   * By path. Ways to its functions: for each function that has any its number, how many, and for each way its kind,
   * why, and the path that it started from. Functions that other files call, by number. Functions that are handed
   * to somebody, by name.
   */
  readonly files: Readonly<Record<string, readonly [ways: string, called: string, handed: string]>>;
  /** Whether that is known: nobody may have asked. */
  readonly knowsHanded: boolean;
  /** Names of functions that a rule asked about: does nobody call one so who is not understood, or somebody? */
  readonly uncalled: readonly string[];
  readonly calledUnknown: readonly string[];
  /** Names that callers were looked for by. */
  readonly callersOf: readonly string[];
  /** Folders of packages that serve, and files that bundles hold because others import them, where known. */
  readonly serving: readonly string[] | undefined;
  readonly bundled: readonly string[] | undefined;
  /** Files that a command line reaches, and whether what answers does not, where known. */
  readonly commands: readonly (readonly [string, 'only' | 'too'])[] | undefined;
}

type Row = Remembered['files'][string];

/** @param earlier what was known before the files in `changed` became others */
export function remember(
  world: World,
  changed: readonly FileSummary[] = [...world.files.values()],
  earlier?: Remembered,
): Remembered {
  const texts = new StringTable();
  for (const text of earlier?.texts ?? []) texts.intern(text);
  const rows = new Map<string, Row>(Object.entries(earlier?.files ?? {}));
  for (const target of handedOver(world, changed)) world.effects.leads.markCalled(target);
  const { handed } = world.callers;
  for (const file of changed) {
    const ways = packed(world.contexts.ways(file) ?? [], texts);
    rows.set(file.path, [
      ways,
      rows.get(file.path)?.[1] ?? '',
      [...(handed?.get(file.path) ?? [])].join('\n'),
    ]);
  }
  for (const [{ path }, ids] of world.effects.leads.calledFromElsewhere) {
    const [ways, before, names] = rows.get(path) ?? ['', '', ''];
    rows.set(path, [ways, [...new Set([...numbers(before), ...ids])].join(' '), names]);
  }
  const asked = (answer: boolean): string[] =>
    [...world.contexts.unknown].flatMap(([name, is]) => (is === answer ? [name] : []));
  const all = (a: Iterable<string> | undefined, b: Iterable<string>): string[] => [
    ...new Set([...(a ?? []), ...b]),
  ];
  return {
    texts: texts.list,
    files: Object.fromEntries(rows),
    knowsHanded: earlier?.knowsHanded ?? handed !== undefined,
    uncalled: all(earlier?.uncalled, asked(false)),
    calledUnknown: all(earlier?.calledUnknown, asked(true)),
    callersOf: all(earlier?.callersOf, world.callers.askedFor),
    serving: world.serving.folders && [...world.serving.folders],
    bundled: world.shipping.sent && [...world.shipping.sent],
    commands: world.serving.commands && [...world.serving.commands],
  };
}

/** `rows.map(send)`: functions of other files that a rule looks into without a call that leads there. */
function* handedOver({ values }: World, files: readonly FileSummary[]): Generator<Target> {
  for (const file of files)
    for (const { tag } of file.candidates) {
      const ref = /^ref (\d+)/.exec(tag)?.[1];
      const v = ref === undefined ? undefined : values.of(file, Number(ref));
      if (v?.t === 'fn' && v.file !== file) yield v;
    }
}

function packed(ways: Ways, texts: StringTable): string {
  const row: number[] = [];
  for (const [fn, list] of ways.entries()) {
    if (!list) continue;
    row.push(fn, list.length);
    for (const { kind, why, from } of list)
      row.push(texts.intern(kind), texts.intern(why), texts.intern(from.path));
  }
  return row.join(' ');
}

export function waysIn(
  { texts, files }: Remembered,
  path: string,
  fileOf: (path: string) => FileSummary,
): Ways {
  const row = numbers(files[path]?.[0] ?? '');
  const ways: Way[][] = [];
  for (let at = 0; at < row.length; ) {
    const [fn, count] = [row[at]!, row[at + 1]!];
    at += 2;
    ways[fn] = [];
    for (let i = 0; i < count; i++, at += 3)
      ways[fn].push({
        kind: texts[row[at]!] as EntryKind,
        why: texts[row[at + 1]!]!,
        from: fileOf(texts[row[at + 2]!]!),
      });
  }
  return ways;
}

/** Functions of a file that other files call. */
export function calledByOthers({ files }: Remembered, path: string): readonly number[] {
  return numbers(files[path]?.[1] ?? '');
}

/** Names of the functions of a file that are handed to somebody. */
export function handedIn({ files }: Remembered, path: string): ReadonlySet<string> {
  return new Set(files[path]?.[2]?.split('\n').filter(Boolean));
}

function numbers(text: string): number[] {
  return text === '' ? [] : text.split(' ').map(Number);
}
