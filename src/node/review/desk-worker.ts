/** The worker's side of the desk. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { emptyConfig } from '../../core/analysis/analyse.ts';
import type { Fix } from '../../core/analysis/finding.ts';
import { fixesForAll } from '../../core/analysis/fixes/index.ts';
import { link } from '../../core/analysis/link.ts';
import { rules } from '../../core/analysis/rules/index.ts';
import { suppressionEdit } from '../../core/analysis/suppression-edit.ts';
import { ruleText } from '../../core/report/explain.ts';
import type { FixWish, FromDesk, LooseReview, LooseText, ToDesk } from './desk-messages.ts';
import { summariseWork } from './read.ts';

export function serveDesk(port: MessagePort): void {
  port.on('message', (message: ToDesk) => {
    const { id } = message;
    try {
      port.postMessage({ type: 'answer', id, value: answer(message) } satisfies FromDesk);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      port.postMessage({ type: 'failed', id, message: said } satisfies FromDesk);
    }
  });
}

function answer(message: ToDesk): unknown {
  switch (message.type) {
    case 'loose':
      return loose(message.of);
    case 'rules':
      return rules.map(ruleText);
    case 'fixes':
      return fixes(message.of);
    case 'suppression':
      return suppressionEdit(message.of);
  }
}

function loose({ path, text }: LooseText): LooseReview {
  const summary = summariseWork({ path, file: path, text });
  const { findings } = link(new Map([[path, summary]]), { rules, config: emptyConfig });
  return { findings, problem: summary.problem };
}

function fixes({ root, findings, text }: FixWish): Fix[][] {
  const file = findings[0]?.file ?? '';
  return fixesForAll(findings, text, { dependencies: root === '' ? new Set() : dependencies(root, file) });
}

/** Packages that the nearest package.json of a file depends on, no further up than its folder. */
function dependencies(root: string, file: string): ReadonlySet<string> {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    const json = readPackage(path.join(root, folder, 'package.json'));
    if (json) return new Set(Object.keys({ ...json.dependencies, ...json.devDependencies }));
    if (folder === '.' || folder === '/') return new Set();
  }
}

function readPackage(file: string): Record<string, Record<string, string> | undefined> | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof json === 'object' && json !== null
      ? (json as Record<string, Record<string, string> | undefined>)
      : undefined;
  } catch {
    // None there, or somebody is typing in it.
    return undefined;
  }
}
