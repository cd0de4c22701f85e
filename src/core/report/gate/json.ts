import type { GateFormat } from './types.ts';

/** A comparison's own document for `compare` and `merge`, the parts beside each other for `gate`. */
export const json: GateFormat = {
  name: 'json',
  render(report, { command, outcome }) {
    const { benchmarks, version, ...rest } = report;
    const document =
      command === 'gate'
        ? { version, command, outcome, ...rest, benchmarks: benchmarks ?? null }
        : { version, command, outcome, ...benchmarks };
    return `${JSON.stringify(document, null, 2)}\n`;
  },
};
