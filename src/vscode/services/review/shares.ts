/** What findings cost in the recording that is open. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../../core/analysis/finding.ts';
import { type Heat, hottest, measuring } from '../../../core/analysis/heat.ts';
import type { OpenSet, Session } from '../../session.ts';
import type { Log } from '../log.ts';
import { slashed, workspaceRoots } from '../roots.ts';
import { within } from './folders.ts';

const top = 100_000;
/** Of what overrules cold code: what takes 5 % is among the first twenty. */
const topOwn = 5000;

type Measure = (findings: readonly Finding[]) => Finding[];

/** Of one choice of threads of one recording. */
interface Known {
  readonly set: OpenSet;
  readonly ids: string;
  readonly heat: Promise<Heat>;
  readonly measures: Map<string, Measure>;
}

export class Shares implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private known: Known | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly session: Session,
    private readonly log: Log,
  ) {
    this.listener = session.onDidChange(() => this.changed.fire());
  }

  get measured(): boolean {
    return this.session.current !== undefined;
  }

  /** Name of what was measured, for people. */
  get title(): string {
    return this.session.current?.title ?? '';
  }

  /**
   * With the measured share, hottest first, where a recording of the folder's code is open; else as they are.
   * @param root that their files are relative to
   */
  async apply(root: string, findings: readonly Finding[]): Promise<readonly Finding[]> {
    const known = this.latest();
    if (!known || findings.length === 0) return findings;
    try {
      const heat = await known.heat;
      const measure = known.measures.get(root) ?? measureOf(below(root, heat));
      known.measures.set(root, measure);
      return measure(findings);
    } catch (error) {
      this.log.error(error);
      return findings;
    }
  }

  /** Code of a folder that ran hot by itself, not by what it calls in packages; undefined where none did. */
  async hottest(root: string): Promise<Heat | undefined> {
    const set = this.session.current;
    if (!set) return undefined;
    const all = await this.session.profiles.hot(this.session.ids(set), {
      onlyMine: false,
      top: topOwn,
      absolute: true,
    });
    const heat = below(root, hottest(all));
    return heat.functions.length + heat.lines.length > 0 ? heat : undefined;
  }

  private latest(): Known | undefined {
    const set = this.session.current;
    if (!set) return undefined;
    const ids = this.session.ids(set);
    if (this.known?.set !== set || this.known.ids !== ids.join()) {
      const heat = this.session.profiles.hot(ids, { onlyMine: true, top, absolute: true });
      this.known = { set, ids: ids.join(), heat, measures: new Map() };
    }
    return this.known;
  }

  dispose(): void {
    this.changed.dispose();
    this.listener.dispose();
  }
}

/** Where nothing of a folder ran, the recording is of another program: it makes nothing cold. */
function measureOf(heat: Heat): Measure {
  return heat.functions.length + heat.lines.length > 0 ? measuring(heat) : (findings) => [...findings];
}

/** What of it is in a folder, by the names that files have there. */
function below(root: string, { functions, lines }: Heat): Heat {
  const names = new Map<string, string | undefined>();
  const nameOf = (file: string): string | undefined => {
    if (!names.has(file)) names.set(file, nameIn(root, file));
    return names.get(file);
  };
  const here = <T extends { readonly file: string }>(rows: readonly T[]): T[] =>
    rows.flatMap((row) => {
      const file = nameOf(row.file);
      if (file === undefined) return [];
      return [file === row.file ? row : { ...row, file }];
    });
  return { functions: here(functions), lines: here(lines) };
}

function nameIn(root: string, file: string): string | undefined {
  if (root === '') return file;
  // Some profiles name files as somebody's folder does, wherever that was.
  const places = path.isAbsolute(file) ? [file] : workspaceRoots().map((folder) => path.join(folder, file));
  const place = places.find((p) => within(root, p));
  return place === undefined ? undefined : slashed(path.relative(root, place));
}
