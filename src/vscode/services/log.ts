import * as vscode from 'vscode';
import { UserError } from '../../core/model.ts';

/** Perfloop's own log; the channel is made when the first line is written. */
export class Log implements vscode.Disposable {
  private channel: vscode.LogOutputChannel | undefined;

  private get open(): vscode.LogOutputChannel {
    this.channel ??= vscode.window.createOutputChannel('Perfloop', { log: true });
    return this.channel;
  }

  info(message: string): void {
    this.open.info(message);
  }

  error(error: unknown): void {
    this.open.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  show(): void {
    this.open.show(true);
  }

  dispose(): void {
    this.channel?.dispose();
  }
}

/** What a person may want to do instead: a command of ours, as a button. */
export interface WayOn {
  readonly label: string;
  readonly command: string;
}

/**
 * Tells a person what went wrong: a `UserError` as its one line and next step, with a way on where there is one;
 * anything else as a fault of ours with the way to the log.
 */
export async function tell(log: Log, error: unknown, way?: WayOn): Promise<void> {
  if (error instanceof UserError) {
    const choice = await vscode.window.showErrorMessage(sentence(error), ...(way ? [way.label] : []));
    if (choice && way) await vscode.commands.executeCommand(way.command);
    return;
  }
  log.error(error);
  const message = error instanceof Error ? error.message : String(error);
  const choice = await vscode.window.showErrorMessage(`Perfloop: ${message}`, 'Show Log');
  if (choice) log.show();
}

function sentence(error: UserError): string {
  return `${error.message.replace(/[.\s]+$/, '')}. ${error.next}`.trim();
}

/** Registers a command whose failures are told, never thrown at the caller. */
export function command<A extends unknown[]>(
  log: Log,
  id: string,
  run: (...args: A) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: A) => {
    try {
      return await run(...args);
    } catch (error) {
      void tell(log, error);
      return undefined;
    }
  });
}
