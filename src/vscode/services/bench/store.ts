import * as vscode from 'vscode';
import type { Growth } from '../../../core/bench/nouns.ts';
import { pastRow, type ResultRow, type ResultsView } from '../../../core/bench/results.ts';
import type { RowHistory } from '../../../core/bench/results-history.ts';

/** The latest results of each benchmark, over all runs of this window. Keys hold the folder: `root\0file#id`. */
export class BenchStore implements vscode.Disposable {
  private readonly rows = new Map<string, Stored>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly wanted = new vscode.EventEmitter<Wanted>();
  private growth: readonly Growth[] = [];
  private problems: readonly string[] = [];
  private subtitle = '';
  private runs = 0;

  readonly onDidChange = this.changed.event;
  /** Somebody wants to see the results, perhaps those of one benchmark. */
  readonly onDidAsk = this.wanted.event;

  get running(): boolean {
    return this.runs > 0;
  }

  get size(): number {
    return this.rows.size;
  }

  /** @returns what ends the run. */
  begin(): () => void {
    this.runs++;
    this.problems = [];
    this.changed.fire();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.runs--;
      this.changed.fire();
    };
  }

  put(root: string, rows: readonly ResultRow[]): void {
    for (const row of rows) {
      const key = storeKey(root, row.key);
      const known = this.rows.get(key)?.row;
      // A run does not take away what a comparison found, unless it measured anew.
      this.rows.set(key, {
        root,
        row:
          known && row.status === 'waiting'
            ? { ...known, status: 'waiting' }
            : // The past is read when a run is through; until then what was known of it stays.
              { ...row, history: row.history.length > 0 ? row.history : (known?.history ?? []) },
      });
    }
    this.changed.fire();
  }

  tell(facts: {
    readonly growth?: readonly Growth[];
    readonly problems?: readonly string[];
    readonly subtitle?: string;
  }): void {
    const { growth = [], problems = [], subtitle } = facts;
    const anew = new Set(growth.map((g) => `${g.file}#${g.id}`));
    this.growth = [...this.growth.filter((g) => !anew.has(`${g.file}#${g.id}`)), ...growth];
    this.problems = [...this.problems, ...problems];
    if (subtitle) this.subtitle = subtitle;
    this.changed.fire();
  }

  /** The past of the folder's benchmarks, from its history file. */
  past(root: string, histories: ReadonlyMap<string, RowHistory>): void {
    for (const [key, { root: of, row }] of this.rows) {
      const past = of === root ? histories.get(row.key) : undefined;
      if (!past) continue;
      const notes = [...row.notes, ...past.notes.filter((n) => !row.notes.includes(n))];
      this.rows.set(key, { root, row: { ...row, history: past.points, notes } });
    }
    this.changed.fire();
  }

  /** Benchmarks that this window did not measure, from the history. `lineOf`: where one is declared, 0 for nowhere. */
  remember(
    root: string,
    histories: ReadonlyMap<string, RowHistory>,
    lineOf: (file: string, id: string) => number,
  ): void {
    for (const [rowKey, history] of histories) {
      const key = storeKey(root, rowKey);
      const known = this.rows.get(key)?.row;
      if (known && known.status !== 'past') continue;
      const { file, id } = history;
      this.rows.set(key, { root, row: pastRow(file, id, lineOf(file, id), history) });
    }
    this.past(root, histories);
  }

  /** A benchmark that was being measured when a run ended is not waited for any more. */
  settle(root: string): void {
    for (const [key, { root: of, row }] of this.rows) {
      if (of !== root || (row.status !== 'waiting' && row.status !== 'running')) continue;
      if (row.candidate) this.rows.set(key, { root, row: { ...row, status: 'measured' } });
      else this.rows.delete(key);
    }
    this.changed.fire();
  }

  row(root: string, key: string): ResultRow | undefined {
    return this.rows.get(storeKey(root, key))?.row;
  }

  /** Of the benchmark that a line declares: all its parameter sets. */
  rowsOf(root: string, file: string): readonly ResultRow[] {
    return [...this.rows.values()].filter((s) => s.root === root && s.row.file === file).map((s) => s.row);
  }

  /** For the results view; keys are those of the store. */
  view(): ResultsView {
    return {
      title: 'Benchmarks',
      subtitle: this.subtitle,
      rows: [...this.rows].map(([key, { row }]) => ({ ...row, key })),
      growth: this.growth,
      problems: this.problems,
      running: this.running,
    };
  }

  /** Where a key of the view belongs. */
  find(key: string): Stored | undefined {
    return this.rows.get(key);
  }

  ask(key?: string, part?: 'history'): void {
    this.wanted.fire({ key, part });
  }

  dispose(): void {
    this.changed.dispose();
    this.wanted.dispose();
  }
}

/** What somebody wants to see: of one benchmark, or all; the history, or what was measured last. */
export interface Wanted {
  readonly key: string | undefined;
  readonly part: 'history' | undefined;
}

export interface Stored {
  /** Absolute folder that the row's file is relative to. */
  readonly root: string;
  readonly row: ResultRow;
}

export function storeKey(root: string, rowKey: string): string {
  return `${root}#${rowKey}`;
}
