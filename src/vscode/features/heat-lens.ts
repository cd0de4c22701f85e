import * as vscode from 'vscode';
import { formatShare, formatWeight } from '../../core/heat/format.ts';
import type { HeatStore } from '../services/heat.ts';
import { onSetting, settings } from '../services/settings.ts';

/** Opt-in: self and total above each measured function. */
export function heatLens(store: HeatStore): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let provider: vscode.Disposable | undefined;
  const set = () => {
    provider?.dispose();
    provider = settings().codeLens
      ? vscode.languages.registerCodeLensProvider(
          { scheme: 'file' },
          { onDidChangeCodeLenses: changed.event, provideCodeLenses: (document) => lenses(store, document) },
        )
      : undefined;
  };
  set();
  return vscode.Disposable.from(
    changed,
    store.onDidChange(() => changed.fire()),
    onSetting(['heat.codeLens'], set),
    { dispose: () => provider?.dispose() },
  );
}

function lenses(store: HeatStore, document: vscode.TextDocument): vscode.CodeLens[] {
  const heat = store.of(document);
  const unit = heat?.set.profiles[0]?.unit ?? 'us';
  return (heat?.annotations ?? []).flatMap((row) =>
    row.functions.slice(0, 1).map((f) => {
      const title =
        `$(flame) ${formatShare(f.totalShare)} total · ${formatShare(f.selfShare)} self · ` +
        `${formatWeight(f.totalMs, unit)}${row.stale ? ' · stale' : ''}`;
      const key = { name: f.name, file: f.file, line: f.line };
      const range = new vscode.Range(row.line - 1, 0, row.line - 1, 0);
      return new vscode.CodeLens(range, { title, command: 'perfloop.revealInFlame', arguments: [key] });
    }),
  );
}
