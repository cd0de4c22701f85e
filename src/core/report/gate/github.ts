import { formatBytes, formatChange } from '../numbers.ts';
import { visible } from '../visible.ts';
import { figure } from './text.ts';
import { type GateFormat, remarkOf, stateOf } from './types.ts';

/** Workflow commands: annotations on the lines of a pull request. */
export const github: GateFormat = {
  name: 'github',
  render({ benchmarks, counters, findings }) {
    const lines: string[] = [];
    for (const r of benchmarks?.results ?? []) {
      const state = stateOf(r);
      const failed = r.compared?.gate === 'fail' || r.status === 'failed';
      const level = failed
        ? 'error'
        : state === 'inconclusive'
          ? 'warning'
          : state === 'faster'
            ? 'notice'
            : '';
      if (level) lines.push(annotation(level, r.benchmark, `${state}: ${r.benchmark.id}`, remarkOf(r)));
    }
    for (const p of [...(benchmarks?.problems ?? []), ...(counters?.problems ?? [])]) {
      lines.push(
        annotation(p.fatal ? 'error' : 'notice', { file: p.file, line: 0 }, 'benchmarks', p.message),
      );
    }
    for (const l of counters?.lines ?? []) {
      if (l.verdict !== 'worse') continue;
      const message = `${l.counter} per iteration ${formatBytes(l.baseline)} → ${formatBytes(l.actual)} (${formatChange(l.share)})`;
      lines.push(annotation('error', l, `counter: ${l.id}`, message));
    }
    for (const b of counters?.budgets ?? []) {
      lines.push(
        annotation(
          'error',
          b,
          `budget: ${b.id}`,
          `${b.budget} is ${figure(b.actual)}, allowed ${figure(b.limit)}`,
        ),
      );
    }
    for (const f of findings?.findings ?? []) {
      const level = f.severity === 'error' ? 'error' : f.severity === 'warning' ? 'warning' : 'notice';
      lines.push(annotation(level, f, f.rule, `${f.message}. ${f.advice}`));
    }
    return lines.map((l) => `${l}\n`).join('');
  },
};

function annotation(
  level: string,
  { file, line }: { readonly file: string; readonly line: number },
  title: string,
  message: string,
): string {
  const where = [
    ...(file ? [`file=${property(file)}`] : []),
    ...(file && line > 0 ? [`line=${line}`] : []),
    `title=${property(`perfloop: ${title}`)}`,
  ];
  return `::${level} ${where.join(',')}::${data(message)}`;
}

function data(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
