/** `const a = await f(); const b = await g();` → both started, then waited for. */
import { bare, type Node, parentOf, some, statementOf } from '../ast.ts';
import { patternNames } from '../patterns.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { namesOf } from './support/prelude.ts';
import { indentAt, reindented } from './support/style.ts';

export const awaitTogether: Fixer = {
  name: 'await-together',
  rules: ['sequential-awaits'],
  propose(site) {
    const node = site.nodes[0]!;
    const parent = parentOf(statementOf(node));
    if (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') return undefined;
    const run = longestRun(site, parent.body);
    return run.length > 1 ? joined(site, run) : undefined;
  },
};

interface Wait {
  readonly statement: Node;
  readonly kind: string;
  readonly id: Node;
  readonly value: Node;
}

/** Statements side by side that the finding names, none of which needs one before it. */
function longestRun(site: FixSite, statements: readonly Node[]): readonly Wait[] {
  let best: Wait[] = [];
  let run: Wait[] = [];
  let names = new Set<string>();
  for (const s of statements) {
    const wait = isNamed(site, s) ? waitOf(s) : undefined;
    const needs = wait && namesOf(wait.value).some((n) => names.has(n));
    if (!wait || needs || (run[0] && run[0].kind !== wait.kind)) {
      run = [];
      names = new Set();
    }
    if (wait) {
      run.push(wait);
      for (const n of patternNames(wait.id)) names.add(n);
    }
    if (run.length > best.length) best = [...run];
  }
  return best;
}

function isNamed(site: FixSite, statement: Node): boolean {
  const { start, end } = statement.loc!;
  return site.target.chain.some(
    (c) =>
      (c.line > start.line || (c.line === start.line && c.column > start.column)) &&
      (c.line < end.line || (c.line === end.line && c.column <= end.column)),
  );
}

function waitOf(s: Node): Wait | undefined {
  if (s.type !== 'VariableDeclaration' || s.kind === 'var' || s.declarations.length !== 1) return undefined;
  const { id, init } = s.declarations[0]!;
  // A type written on the name or around the value has no place in the joined form.
  if (!init || init.type !== 'AwaitExpression' || ('typeAnnotation' in id && id.typeAnnotation))
    return undefined;
  const value = bare(init.argument);
  if (some(value, (n) => n.type === 'AwaitExpression' || n.type === 'YieldExpression', false))
    return undefined;
  // A default would be worked out before the others are there.
  if (some(id, (n) => n.type === 'AssignmentPattern')) return undefined;
  return { statement: s, kind: s.kind, id, value: init.argument };
}

function joined(site: FixSite, run: readonly Wait[]): Proposal | undefined {
  const { index, style } = site;
  const { text } = index;
  const [first, last] = [run[0]!.statement, run.at(-1)!.statement];
  const [start, end] = [first.start ?? 0, last.end ?? 0];
  if (index.comments.some((c) => (c.start ?? 0) >= start && (c.end ?? 0) <= end)) return undefined;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const indent = indentAt(text, start);
  const names = run.map((w) => slice(w.id)).join(', ');
  const values = run.map((w) => slice(w.value));
  const semi = text[end - 1] === ';' ? ';' : style.semi;
  const short = `${run[0]!.kind} [${names}] = await Promise.all([${values.join(', ')}])${semi}`;
  const step = `${style.eol}${indent}${style.indent}`;
  const long = `${run[0]!.kind} [${names}] = await Promise.all([${values.map((v, i) => `${step}${reindented(v, indentAt(text, run[i]!.value.start ?? 0), indent + style.indent)},`).join('')}${style.eol}${indent}])${semi}`;
  const fits = !short.includes('\n') && indent.length + short.length <= 100;
  return {
    title: `Start ${run.length === 2 ? 'both' : `all ${run.length}`} at once and wait for them together`,
    kind: 'preview',
    note: 'All are started even where the first fails, and what fails first is what is thrown.',
    edits: [{ start, end, text: fits ? short : long }],
  };
}
