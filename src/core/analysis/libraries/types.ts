/**
 * How a library family is described: data, no code. A kind is a sort of value (a client, a model, a query);
 * it says which of its methods do I/O and which values its members and results are.
 */

export type EffectKind = 'db' | 'http' | 'fs' | 'process' | 'cache' | 'queue' | 'timer' | 'cpu';

export interface Kind {
  readonly effect?: EffectKind;
  /** Methods, separated by spaces, that read or write; `*` for every method that is not in `pure`. */
  readonly reads?: string;
  readonly writes?: string;
  /** Methods that do nothing outside the process. */
  readonly pure?: string;
  /** Calling the value itself: `fetch(url)`, `knex('users')`. */
  readonly self?: 'read' | 'write';
  /** How sure that is, where less than usual: many go out as one. */
  readonly sure?: number;
  /** The work is done on this thread, blocking it. */
  readonly sync?: boolean;
  /** Kinds of members by name; `*` for all others. */
  readonly get?: Readonly<Record<string, string>>;
  /** Kinds of results by method name; `()` for calling the value itself, `*` for all others. */
  readonly returns?: Readonly<Record<string, string>>;
  /** Kind of the first parameter of a callback given to a method. */
  readonly callback?: Readonly<Record<string, string>>;
  /** Makes up methods from the names of related models: `order.getUser()`, `order.countItems()`. */
  readonly related?: boolean;
  /** For a class: kind of its static side. */
  readonly statics?: string;
  /** Kind of the items, where the value is a list. */
  readonly element?: string;
  /** Batches by itself: a DataLoader. */
  readonly batches?: boolean;
}

export interface Library {
  readonly family: string;
  /** Package names; a trailing `*` matches the rest. */
  readonly packages: readonly string[];
  /** What imports are: name → kind, or `new kind` for a class; `*` for every other name. */
  readonly exports: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, Kind>>;
}
