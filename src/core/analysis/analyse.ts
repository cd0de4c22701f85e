/** Files in, findings out, without a disk: what tests, workers and the editor build on. */

import type { Severity } from './finding.ts';
import { hash } from './fingerprint.ts';
import { type Linked, link } from './link.ts';
import type { WorkspaceConfig } from './modules.ts';
import { isTest } from './paths.ts';
import type { Objective } from './rule.ts';
import { rules } from './rules/index.ts';
import { summarise } from './summarise.ts';
import type { FileSummary } from './summary.ts';

export const emptyConfig: WorkspaceConfig = { packages: [], tsconfigs: [] };

export interface AnalyseOptions {
  readonly config?: WorkspaceConfig;
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  readonly all?: boolean;
  readonly objectives?: readonly Objective[];
}

/** `files`: path → text. */
export function analyse(files: Readonly<Record<string, string>>, options: AnalyseOptions = {}): Linked {
  const summaries = new Map<string, FileSummary>();
  for (const [path, text] of Object.entries(files)) {
    if (!isTest(path)) summaries.set(path, summarise(path, text, hash(text), rules));
  }
  return link(summaries, { rules, config: options.config ?? emptyConfig, ...options });
}
