import * as vscode from 'vscode';
import { benchHistory } from './features/bench-history.ts';
import { benchInline } from './features/bench-inline.ts';
import { type BenchmarksView, benchmarks } from './features/benchmarks.ts';
import { resultsView } from './features/results-view.ts';
import { benchHost } from './services/bench/host.ts';
import { BenchStore } from './services/bench/store.ts';
import type { Log } from './services/log.ts';
import type { Session } from './session.ts';

/** For the tests. */
export interface Benchmarks extends vscode.Disposable {
  readonly store: BenchStore;
  readonly view: BenchmarksView;
}

/** The surfaces of benchmarks; part of the composition root. */
export function benchmarkSurfaces(context: vscode.ExtensionContext, session: Session, log: Log): Benchmarks {
  const { extensionUri, workspaceState: memory } = context;
  const store = new BenchStore();
  const host = benchHost(context);
  const view = benchmarks({ session, store, log, memory, host });
  const parts = [
    store,
    view,
    benchInline(store),
    resultsView({ store, log, extensionUri }),
    benchHistory({ store, log, host, items: view.items }),
  ];
  return { store, view, dispose: () => vscode.Disposable.from(...parts).dispose() };
}
