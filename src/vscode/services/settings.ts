import * as vscode from 'vscode';

export interface Settings {
  /** '' = the first node on PATH. */
  readonly nodePath: string;
  readonly intervalUs: number;
  /** 0 = until the program ends. */
  readonly durationMs: number;
  readonly heat: boolean;
  readonly codeLens: boolean;
  readonly onlyMine: boolean;
  readonly benchInline: boolean;
  readonly runOnSave: 'off' | 'file' | 'affected';
  /** When the results view opens by itself. */
  readonly showResults: 'always' | 'compared' | 'never';
}

export function settings(scope?: vscode.Uri): Settings {
  const get = vscode.workspace.getConfiguration('perfloop', scope);
  return {
    nodePath: get.get<string>('nodePath', '').trim(),
    intervalUs: Math.max(50, get.get<number>('interval', 1000)),
    durationMs: Math.max(0, get.get<number>('profile.duration', 0)) * 1000,
    heat: get.get<boolean>('heat.enabled', true),
    codeLens: get.get<boolean>('heat.codeLens', false),
    onlyMine: get.get<boolean>('onlyMyCode', true),
    benchInline: get.get<boolean>('benchmarks.inline', true),
    runOnSave: get.get<Settings['runOnSave']>('benchmarks.runOnSave', 'off'),
    showResults: get.get<Settings['showResults']>('benchmarks.showResults', 'compared'),
  };
}

export async function change(
  key: 'heat.enabled' | 'onlyMyCode' | 'review.groupBy',
  value: boolean | string,
): Promise<void> {
  await vscode.workspace.getConfiguration('perfloop').update(key, value, vscode.ConfigurationTarget.Global);
}

/** Called when one of the keys changes. */
export function onSetting(keys: readonly string[], run: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((e) => {
    if (keys.some((key) => e.affectsConfiguration(`perfloop.${key}`))) run();
  });
}

export interface ReviewSwitches {
  readonly enable: boolean;
  readonly onType: boolean;
}

/** May differ from folder to folder. */
export function reviewSwitches(scope: vscode.Uri): ReviewSwitches {
  const get = vscode.workspace.getConfiguration('perfloop', scope);
  return {
    enable: get.get<boolean>('review.enable', true),
    onType: get.get<boolean>('review.onType', true),
  };
}

export type Grouping = 'severity' | 'rule' | 'file';

export function reviewGrouping(): Grouping {
  const get = vscode.workspace.getConfiguration('perfloop');
  const value = get.get<string>('review.groupBy', 'severity');
  return value === 'rule' || value === 'file' ? value : 'severity';
}
