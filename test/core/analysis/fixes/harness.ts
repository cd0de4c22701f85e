/** Runs code before and after a fix and compares what it does. */
import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { analyse } from '../../../../src/core/analysis/analyse.ts';
import type { Finding, Fix } from '../../../../src/core/analysis/finding.ts';
import type { FixProject } from '../../../../src/core/analysis/fixes/fix.ts';
import { fixesFor } from '../../../../src/core/analysis/fixes/index.ts';
import { applyEdits } from '../../../../src/core/analysis/fixes/support/apply-edits.ts';
import { parse } from '../../../../src/core/analysis/parse.ts';

export type Exports = Record<string, (...args: unknown[]) => unknown>;

export interface FixCase {
  readonly rule: string;
  readonly fix: string;
  readonly kind: Fix['kind'];
  readonly file?: string;
  readonly code: string;
  /** What is expected in the fixed text, where the exact form matters. */
  readonly becomes?: string;
  /** Calls with different inputs; what they return or throw is compared. Each gets fresh modules. */
  readonly runs: readonly ((exports: Exports) => unknown)[];
  /** Fakes of modules, made anew for each run. */
  readonly modules?: () => Readonly<Record<string, unknown>>;
  readonly project?: FixProject;
  /** Other findings that the code has before and after. */
  readonly others?: readonly string[];
}

export function findings(file: string, code: string): readonly Finding[] {
  return analyse({ [file]: code }, { all: true }).findings;
}

export function offered(file: string, code: string, rule: string, project?: FixProject): Fix[] {
  const found = findings(file, code).filter((f) => f.rule === rule);
  assert.ok(
    found.length > 0,
    `${rule} is found: ${JSON.stringify(analyse({ [file]: code }, { all: true }).silenced)}`,
  );
  return found.flatMap((f) => fixesFor(f, code, project));
}

export async function holds(c: FixCase): Promise<void> {
  const file = c.file ?? 'src/code.js';
  const fixes = offered(file, c.code, c.rule, c.project);
  const fix = fixes.find((f) => f.name === c.fix);
  assert.ok(fix, `${c.fix} is offered, not only ${fixes.map((f) => f.name)}`);
  assert.equal(fix.kind, c.kind);
  assert.equal(fix.note === '', fix.kind === 'safe', 'a preview says what to look at');
  const fixed = applyEdits(c.code, fix.edits);
  if (c.becomes !== undefined) assert.equal(fixed, c.becomes);
  const parsed = parse(file, fixed);
  assert.ok(parsed.program && !parsed.problem, `${parsed.problem}\n${fixed}`);
  const left = findings(file, fixed).map((f) => `${f.rule}: ${f.message}`);
  const others = c.others ?? [];
  assert.deepEqual(
    left.filter((f) => !others.some((o) => f.startsWith(`${o}:`))),
    [],
    fixed,
  );
  for (const f of findings(file, fixed)) if (f.rule === c.rule) assert.deepEqual(fixesFor(f, fixed), []);
  for (const run of c.runs) {
    assert.deepEqual(await outcome(file, fixed, run, c), await outcome(file, c.code, run, c), fixed);
  }
}

async function outcome(
  file: string,
  code: string,
  run: FixCase['runs'][number],
  c: FixCase,
): Promise<unknown> {
  try {
    return { value: await run(load(file, code, c.modules?.() ?? {})) };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

function load(file: string, code: string, modules: Readonly<Record<string, unknown>>): Exports {
  const loader = file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js';
  const js = transformSync(code, { loader, format: 'cjs', platform: 'node', logLevel: 'silent' }).code;
  const module = { exports: {} as Exports };
  const require = (name: string): unknown => {
    assert.ok(name in modules, `${name} is faked`);
    return modules[name];
  };
  new Function('module', 'exports', 'require', js)(module, module.exports, require);
  return module.exports;
}
