/**
 * What is kept of a file after its walk: enough to link it with others and to judge its candidates, plain
 * data, cached by content hash. Anything that needs the syntax tree has been decided by then.
 */
import type { Confidence, Step } from './finding.ts';

/** Raise when summaries written by older code must not be read. */
export const summaryVersion = 25;

/**
 * A value as the file alone can describe it, in a table where rows refer to rows.
 * import: module + exported name · fn/class/this/obj: id in the file · member: of + name · result: what calling
 * `of` gives · instance: of a class or of a type · item: of a list · or: first that is known (`of`, then `id`)
 * · param: parameter `id` of a callback that `of` (a call's callee) is given · list: constant list of `id` items, or a list of values like `of`
 * · keys: one item for each entry of `of` · joined: the items of `of` and of `id`
 * · unknown: only a name
 */
export interface Ref {
  readonly op:
    | 'import'
    | 'fn'
    | 'class'
    | 'this'
    | 'super'
    | 'obj'
    | 'member'
    | 'result'
    | 'instance'
    | 'item'
    | 'or'
    | 'param'
    | 'list'
    | 'keys'
    | 'joined'
    | 'global'
    | 'unknown';
  readonly of: number;
  readonly name: string;
  readonly id: number;
}

/**
 * How many items a list may have, as far as its file tells, in a table where rows refer to rows.
 * constant, capped: at most `id`, -1 where only that they are few · chunk: a part of something longer
 * · param: what the function `id` is given in place `of[0]`, or the property `text` of that
 * · result: what calling the ref `id` gives, with arguments like `of` · value: the ref `id`, or else `of[0]`
 * · all: the longest of `of` · object: an object whose properties `text` are lists like `of`
 */
export interface Extent {
  readonly op: 'constant' | 'capped' | 'chunk' | 'param' | 'result' | 'value' | 'all' | 'object';
  readonly id: number;
  /** For constant, capped and chunk: why, for people. */
  readonly text: string;
  /** Extents, -1 unknown; for param its place. */
  readonly of: readonly number[];
}

/** What the first argument says about a call that only names describe. */
export type ArgShape =
  | ''
  | 'sql-read'
  | 'sql-write'
  /** A command to a database of rows that takes no statements. */
  | 'rows-read'
  | 'rows-write'
  /** A change of the schema. */
  | 'ddl'
  | 'url'
  /** An address of somebody else's host, which is written down. */
  | 'others-url'
  /** An address that holds its content. */
  | 'data-url'
  /** A query that is handed on before it is run. */
  | 'unrun'
  | 'object'
  /** An object with `where`, or that names the models to include. */
  | 'filter'
  /** An object that names the columns wanted. */
  | 'columns'
  /** An object with `variables`: an operation of GraphQL. */
  | 'variables'
  | 'function'
  | 'text'
  | 'other';

export interface CallRow {
  readonly ref: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly fn: number;
  readonly arg: ArgShape;
  readonly awaited: boolean;
  /** Only after a failure: in a `catch`. */
  readonly rare: boolean;
  /** The callee as written: `this.users.find`. */
  readonly text: string;
  /** Extents of the arguments by place, -1 unknown; empty where none is known. */
  readonly given: readonly number[];
}

export type EntryKind =
  | 'handler'
  | 'resolver'
  | 'job'
  | 'event'
  | 'page'
  | 'loader'
  | 'start-up'
  | 'migration'
  | 'seed'
  | 'script'
  | 'cli'
  | 'test'
  | 'build';

export const hotEntries: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'handler',
  'resolver',
  'job',
  'event',
  'page',
  'loader',
]);

export interface FunctionRow {
  readonly name: string;
  readonly line: number;
  /** Class that it is a method of, -1 none. */
  readonly cls: number;
  readonly parent: number;
  readonly invocation: 'loop' | 'once' | 'deferred' | 'named';
  /** What it returns, as a ref; -1 unknown. */
  readonly ret: number;
  /** Extent of the longest list it returns; -1 unknown. */
  readonly gives: number;
  readonly entry: EntryKind | '';
  readonly entryWhy: string;
  /** Remembers its results: a call is not a query each time. */
  readonly memo: boolean;
  /** Waits for a place before it works: run by a limiter, or takes a semaphore itself. */
  readonly limited: boolean;
  readonly isAsync: boolean;
  /** Given to a property, `Groups.isMember = async () => …`: called by that name elsewhere. */
  readonly assigned: boolean;
  /** In an object that goes to others, `makeOrders({ loadUser: async (id) => … })`: `deps.loadUser` there. */
  readonly handed: boolean;
  /** Throws where what it looked for is not there: whoever called it goes on only with that. */
  readonly insists: boolean;
}

export interface ClassRow {
  readonly name: string;
  /** Ref of the superclass, -1 none. */
  readonly base: number;
  /** Names of the interfaces it implements, and of its superclass. */
  readonly contracts: readonly string[];
  readonly methods: Readonly<Record<string, number>>;
  readonly statics: Readonly<Record<string, number>>;
  readonly fields: Readonly<Record<string, number>>;
}

/** What a rule saw in one file; the linker decides. */
export interface Candidate {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly fn: number;
  readonly message: string;
  readonly confidence: Confidence;
  /** Why it is no finding, as far as the file alone can tell; kept for --verbose. */
  readonly silenced: string;
  readonly steps: readonly Step[];
  /** Calls whose effects decide (indexes into `calls`). */
  readonly calls: readonly number[];
  /** Functions whose effects decide. */
  readonly bodies: readonly number[];
  /** Ref of the iterated value where another file says whether it is bounded; -1 none. */
  readonly iter: number;
  /** Extent of the iterated value where callers or other functions say whether it is bounded; -1 none. */
  readonly extent: number;
  /** Free for the rule: short words that its `decide` reads. */
  readonly tag: string;
  /** A recording shows that the run spent its time there: for who decides, never kept. */
  readonly hot?: boolean;
}

export interface Suppression {
  readonly rule: string;
  /** The line it silences; 0 for the whole file. */
  readonly line: number;
  readonly reason: string;
  readonly at: number;
}

export interface FileSummary {
  readonly version: number;
  readonly path: string;
  readonly hash: string;
  readonly refs: readonly Ref[];
  readonly objects: readonly Readonly<Record<string, number>>[];
  readonly extents: readonly Extent[];
  readonly calls: readonly CallRow[];
  readonly functions: readonly FunctionRow[];
  readonly classes: readonly ClassRow[];
  /** Exported name → ref; 'default' too. CommonJS: `module.exports = x` is '=' and `exports.y` is y. */
  readonly exports: Readonly<Record<string, number>>;
  /** Modules of `export * from`. */
  readonly stars: readonly string[];
  /** Texts that patterns of other files may be put together from (see `regex/exported.ts`), caps, and clients (`schema-caps.ts`, `request-bounds.ts`). */
  readonly patterns: Readonly<Record<string, string>>;
  /** Every module that is imported, required or re-exported at run time. */
  readonly modules: readonly string[];
  /** Refs of functions that are handed to somebody, who may call them with anything. */
  readonly passed: readonly number[];
  /** Functions that something outside calls: routes, jobs, resolvers given by name. */
  readonly entries: readonly { readonly ref: number; readonly kind: EntryKind; readonly why: string }[];
  readonly candidates: readonly Candidate[];
  readonly suppressions: readonly Suppression[];
  /** Text of the lines that candidates stand on, trimmed, for fingerprints: line → text. */
  readonly lineTexts: Readonly<Record<number, string>>;
  /** What kind of file it is by its path or head: cold code is not reviewed for speed. */
  readonly fileKind: EntryKind | '';
  readonly fileWhy: string;
  readonly problem: string;
}
