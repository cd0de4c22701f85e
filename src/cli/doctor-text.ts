import { styleFor } from '../core/report/style.ts';
import type { Check } from '../node/doctor.ts';

const marks = { ok: '✓', warn: '!', fail: '✗' } as const;

export function doctorText(checks: readonly Check[], colour: boolean): string {
  const style = styleFor(colour);
  const tint = { ok: style.green, warn: style.yellow, fail: style.red } as const;
  const width = Math.max(...checks.map((c) => c.name.length));
  const lines = checks.flatMap((c) => {
    const first = `  ${tint[c.state](marks[c.state])} ${style.bold(c.name.padEnd(width))}  ${c.detail}`;
    return c.next === '' ? [first] : [first, `    ${' '.repeat(width)}  ${style.dim(c.next)}`];
  });
  return `${lines.join('\n')}\n\n${summary(checks)}\n`;
}

function summary(checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((c) => c.state === state).length;
  const fails = count('fail');
  const warns = count('warn');
  if (fails > 0) return `${fails} to mend before measuring, ${warns} to know of.`;
  return warns > 0 ? `Ready to measure; ${warns} to know of.` : 'Ready to measure.';
}
