import type { GateReport } from '../../loop/gate.ts';
import { failingFindings } from '../../loop/gate.ts';
import { formatBytes, formatChange } from '../numbers.ts';
import { figure } from './text.ts';
import { type GateFormat, remarkOf } from './types.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly file: string;
  readonly seconds: number;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
}

/** JUnit XML as CI systems read it: a suite a file, a case a benchmark; what is inconclusive is skipped. */
export const junit: GateFormat = {
  name: 'junit',
  render(report) {
    const cases = casesOf(report);
    const suites = [...new Set(cases.map((c) => c.suite))].map((suite) => {
      const own = cases.filter((c) => c.suite === suite);
      return `  <testsuite name="${xml(suite)}" ${tally(own)}>\n${own.map(testcase).join('')}  </testsuite>\n`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="perfloop" ${tally(cases)}>\n${suites.join('')}</testsuites>\n`;
  },
};

function casesOf({ benchmarks, counters, findings }: GateReport): Case[] {
  const cases: Case[] = [];
  for (const r of benchmarks?.results ?? []) {
    const { file, id } = r.benchmark;
    const gate = r.compared?.gate;
    const kind =
      gate === 'fail'
        ? 'failure'
        : r.status === 'failed'
          ? 'error'
          : gate === 'pass'
            ? 'passed'
            : ('skipped' as const);
    const message = kind === 'skipped' ? remarkOf(r) || r.status : remarkOf(r);
    cases.push({ suite: file, name: id, file, seconds: (r.compared?.durationMs ?? 0) / 1000, kind, message });
  }
  for (const p of benchmarks?.problems ?? []) {
    if (p.fatal)
      cases.push({
        suite: p.file,
        name: '(file)',
        file: p.file,
        seconds: 0,
        kind: 'error',
        message: p.message,
      });
  }
  for (const l of counters?.lines ?? []) {
    const message = `${formatBytes(l.baseline)} → ${formatBytes(l.actual)} (${formatChange(l.share)})`;
    const kind = l.verdict === 'worse' ? 'failure' : 'passed';
    cases.push({
      suite: 'counters',
      name: `${l.file} > ${l.id}: ${l.counter}`,
      file: l.file,
      seconds: 0,
      kind,
      message,
    });
  }
  for (const b of counters?.budgets ?? []) {
    const message = `${b.budget} is ${figure(b.actual)}, allowed ${figure(b.limit)}`;
    cases.push({
      suite: 'budgets',
      name: `${b.file} > ${b.id}`,
      file: b.file,
      seconds: 0,
      kind: 'failure',
      message,
    });
  }
  if (findings) {
    const failing = new Set(failingFindings(findings));
    for (const f of findings.findings) {
      const name = `${f.file}:${f.line} ${f.rule}`;
      const kind = failing.has(f) ? 'failure' : 'passed';
      cases.push({ suite: 'review', name, file: f.file, seconds: 0, kind, message: f.message });
    }
  }
  return cases;
}

function tally(cases: readonly Case[]): string {
  const n = (kind: Case['kind']) => cases.filter((c) => c.kind === kind).length;
  const seconds = cases.reduce((sum, c) => sum + c.seconds, 0);
  return `tests="${cases.length}" failures="${n('failure')}" errors="${n('error')}" skipped="${n('skipped')}" time="${seconds.toFixed(3)}"`;
}

function testcase({ suite, name, file, seconds, kind, message }: Case): string {
  const start = `    <testcase classname="${xml(suite)}" name="${xml(name)}" file="${xml(file)}" time="${seconds.toFixed(3)}"`;
  if (kind === 'passed') return `${start}/>\n`;
  const inner =
    kind === 'skipped'
      ? `<skipped message="${xml(message)}"/>`
      : `<${kind} message="${xml(message)}">${xml(message)}</${kind}>`;
  return `${start}>${inner}</testcase>\n`;
}

/** Control characters cannot stand in XML 1.0 at all. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\n]+/g, ' ');
}
