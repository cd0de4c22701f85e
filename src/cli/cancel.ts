/** Ctrl+C: the first signal ends the work in good order, the second leaves at once. */
import os from 'node:os';
import type { Terminal } from './terminal.ts';

export interface Cancel {
  readonly signal: AbortSignal;
  release(): void;
}

/** @param saying what happens now, for people */
export function cancelOnSignals(terminal: Terminal, saying: string): Cancel {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    // What `main` makes of `exit.cancelled`: shells tell by it which signal ended a process.
    process.exitCode = 128 + os.constants.signals[name];
    if (controller.signal.aborted) process.exit();
    controller.abort();
    terminal.err(`\nperfloop: ${saying}\n`);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const s of signals) process.on(s, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const s of signals) process.off(s, onSignal);
    },
  };
}
