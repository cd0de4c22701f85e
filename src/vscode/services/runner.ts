import * as vscode from 'vscode';
import { formatClock } from '../../core/heat/format.ts';
import type { ProfileTarget, RecordingResult } from '../../node/perfloop.ts';
import type { Output } from './output.ts';
import { settings } from './settings.ts';

export interface Running {
  readonly label: string;
  readonly elapsedMs: number;
}

/** Runs one measurement at a time. */
export class Runner implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private abort: AbortController | undefined;
  private state: Running | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly output: Output) {}

  get running(): Running | undefined {
    return this.state;
  }

  /** Ends the target; what was recorded is kept. */
  stop(): void {
    this.abort?.abort();
  }

  /**
   * Runs and records with progress. The caller has made sure that running is allowed and nothing runs.
   * @throws UserError where the target cannot be started.
   */
  async record(target: ProfileTarget, label: string, outDir: string): Promise<RecordingResult> {
    const abort = new AbortController();
    this.abort = abort;
    this.update({ label, elapsedMs: 0 });
    void vscode.commands.executeCommand('setContext', 'perfloop.recording', true);
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: 'Perfloop', cancellable: true },
        (progress, token) => {
          token.onCancellationRequested(() => abort.abort());
          return this.recordWith(target, label, outDir, abort.signal, (message) =>
            progress.report({ message }),
          );
        },
      );
    } finally {
      this.abort = undefined;
      this.update(undefined);
      void vscode.commands.executeCommand('setContext', 'perfloop.recording', false);
    }
  }

  private async recordWith(
    target: ProfileTarget,
    label: string,
    outDir: string,
    signal: AbortSignal,
    report: (message: string) => void,
  ): Promise<RecordingResult> {
    const { intervalUs, durationMs, nodePath } = settings();
    this.output.start(label);
    report(`recording ${label}`);
    const options = {
      kind: 'cpu',
      intervalUs,
      durationMs,
      outDir,
      ...(nodePath ? { nodePath } : {}),
    } as const;
    // The verb alone, and only now: with it come its libraries, which nobody needs before.
    const { record } = await import('../../node/record/record.ts');
    return record(target, options, {
      signal,
      onOutput: (_stream, chunk) => this.output.write(chunk),
      onProgress: ({ elapsedMs, threads }) => {
        this.update({ label, elapsedMs });
        const found = threads > 1 ? `, ${threads} threads` : '';
        report(
          signal.aborted
            ? `stopping ${label}, keeping what was recorded`
            : `recording ${label} · ${formatClock(elapsedMs)}${found}. Cancel stops it and keeps the profile.`,
        );
      },
    });
  }

  private update(state: Running | undefined): void {
    this.state = state;
    this.changed.fire();
  }

  dispose(): void {
    this.abort?.abort();
    this.changed.dispose();
  }
}
