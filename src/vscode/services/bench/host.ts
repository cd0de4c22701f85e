import type * as vscode from 'vscode';

/** What benchmarks need of the node layer. */
export type BenchHost = typeof import('../../../node/bench/editor.ts');

/**
 * A bundle of its own (dist/bench.cjs): it brings a parser and the statistics with it, which nobody needs who only
 * opens a profile.
 */
export function benchHost(context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>): () => BenchHost {
  let loaded: BenchHost | undefined;
  return () => {
    const file = context.asAbsolutePath('dist/bench.cjs');
    loaded ??= require(file) as BenchHost;
    return loaded;
  };
}
