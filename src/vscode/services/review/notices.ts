/** What a review says beside its findings: files that it could not read, settings that make no sense. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { NamedFile } from '../../../core/report/short-names.ts';
import { uriOf } from './places.ts';
import type { Run } from './runs.ts';

export interface NoticeNode {
  readonly kind: 'notice';
  readonly id: string;
  readonly text: string;
  /** The text with the whole path of a folder, which a narrow view has no room for. */
  readonly full: string;
  /** What it is about; undefined for a folder. */
  readonly at: { readonly uri: vscode.Uri; readonly line: number } | undefined;
}

/** A file as the folder knows it, with the folder where there are several. */
export function namedIn(run: Pick<Run, 'folders'>, { root, file }: NamedFile): string {
  return run.folders.length > 1 ? `${root.split(/[\\/]/).at(-1)}/${file}` : file;
}

export function noticesOf(run: Pick<Run, 'failed' | 'folders'>): NoticeNode[] {
  const told = new Map<string, Pick<NoticeNode, 'at' | 'text'>>();
  for (const { root, message } of run.failed) {
    const full = message.includes(root) ? message : `${root}: ${message}`;
    told.set(full, { text: full.replace(root, path.basename(root)), at: undefined });
  }
  for (const { root, result } of run.folders) {
    for (const { file, message } of result.notices) {
      // A submodule that is reviewed by itself.
      if (file !== '.' && run.folders.some((other) => other.root === path.join(root, file))) continue;
      const [, line = '1'] =
        /^line (\d+):|\((\d+):\d+\)$/.exec(message)?.filter((m) => m !== undefined) ?? [];
      const at = sourceOrSettings.test(file) ? { uri: uriOf(root, file), line: Number(line) } : undefined;
      const text = `${namedIn(run, { root, file })}: ${message}`;
      told.set(text, { text, at });
    }
  }
  return [...told].map(([full, { text, at }], i) => ({ kind: 'notice', id: `notice ${i}`, text, full, at }));
}

const sourceOrSettings = /\.(?:[cm]?[jt]s|[jt]sx|json)$/;

export function noticeItem({ text, full, at }: NoticeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon('info');
  item.tooltip = full;
  if (at) {
    const selection = new vscode.Range(at.line - 1, 0, at.line - 1, 0);
    item.command = { command: 'vscode.open', title: 'Open', arguments: [at.uri, { selection }] };
  }
  return item;
}
