/** What findings cost in the recording that is open. */
import * as vscode from 'vscode';
import type { Finding } from '../../../core/analysis/finding.ts';
import { type Heat, withHeat } from '../../../core/analysis/heat.ts';
import type { OpenSet, Session } from '../../session.ts';
import type { Log } from '../log.ts';

const top = 100_000;

export class Shares implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  private known: { readonly set: OpenSet; readonly ids: string; readonly heat: Promise<Heat> } | undefined;

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

  /** With the measured share, hottest first, where a recording is open; else as they are. */
  async apply(findings: readonly Finding[]): Promise<readonly Finding[]> {
    const heat = await this.heat();
    return heat && findings.length > 0 ? withHeat(findings, heat) : findings;
  }

  private async heat(): Promise<Heat | undefined> {
    const set = this.session.current;
    if (!set) return undefined;
    const ids = this.session.ids(set);
    if (this.known?.set !== set || this.known.ids !== ids.join())
      this.known = { set, ids: ids.join(), heat: this.session.profiles.hot(ids, { onlyMine: true, top }) };
    try {
      return await this.known.heat;
    } catch (error) {
      this.log.error(error);
      return undefined;
    }
  }

  dispose(): void {
    this.changed.dispose();
    this.listener.dispose();
  }
}
