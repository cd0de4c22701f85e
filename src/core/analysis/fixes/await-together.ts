/** `const a = await f(); const b = await g();` → both started, then waited for. */
import {
  bare,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  some,
  statementOf,
} from '../ast.ts';
import { patternNames } from '../patterns.ts';
import { find } from '../scopes.ts';
import type { Fixer, FixSite, Proposal } from './fix.ts';
import { changesThings, isGuard, mustFind, onlyReads } from './support/call-names.ts';
import { changing, isSimple, languageRoots, runsOnlyLanguage } from './support/evidence.ts';
import { commentLines, commentsBefore, commentsIn, isReference, namesOf } from './support/prelude.ts';
import { beginningOf, indentAt, movedTo } from './support/style.ts';

export const awaitTogether: Fixer = {
  name: 'await-together',
  rules: ['sequential-awaits'],
  propose(site) {
    const node = site.nodes[0]!;
    const parent = parentOf(statementOf(node));
    if (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') return undefined;
    const run = longestRun(site, parent.body);
    return run && run.waits.length > 1 ? joined(site, run) : undefined;
  },
};

interface Wait {
  readonly statement: Node;
  /** `const`, `let`, `=` for what has a name already; with a colon where it has a type. */
  readonly kind: string;
  readonly id: Node;
  readonly type: Node | undefined;
  readonly value: Node;
}

interface Run {
  readonly waits: readonly Wait[];
  /** What is worked out between the waits, and can be as well before them, or has to be after them. */
  readonly before: readonly Node[];
  readonly after: readonly Node[];
}

/** Statements that the finding names, none of which needs one before it, with what can go around them. */
function longestRun(site: FixSite, statements: readonly Node[]): Run | undefined {
  const none: Run = { waits: [], before: [], after: [] };
  let [best, run, pending] = [none, none, none];
  let names = new Set<string>();
  const start = (): void => {
    [run, pending] = [none, none];
    names = new Set();
  };
  for (const s of statements) {
    const wait = isNamed(site, s) ? waitOf(s) : undefined;
    if (!wait) {
      if (run.waits.length === 0 || !isGlance(s, site)) start();
      else if (namesOf(s).some((n) => names.has(n))) {
        pending = { ...pending, after: [...pending.after, s] };
        for (const n of declared(s)) names.add(n);
      } else pending = { ...pending, before: [...pending.before, s] };
      continue;
    }
    const last = run.waits.at(-1);
    const risky =
      changesThings(wait.value) || (!onlyReads(wait.value) && run.waits.some((w) => mustFind(w.value)));
    const needs =
      (last !== undefined && (risky || changesThings(last.value) || isGuard(last.value))) ||
      namesOf(wait.value).some((n) => names.has(n)) ||
      run.waits.some((w) => reads(wait, w));
    if (needs || (run.waits[0] && run.waits[0].kind !== wait.kind)) start();
    run = {
      waits: [...run.waits, wait],
      before: [...run.before, ...pending.before],
      after: [...run.after, ...pending.after],
    };
    pending = none;
    for (const n of wait.kind === '=' ? [] : patternNames(wait.id)) names.add(n);
    if (run.waits.length > best.waits.length) best = run;
  }
  return best.waits.length > 0 ? best : undefined;
}

/** Of `a.b = await …` whether another asks for `a.b`, for `a`, or calls what may. */
function reads(wait: Wait, before: Wait): boolean {
  if (before.kind !== '=') return false;
  const written = dotted(before.id);
  return some(wait.statement, (n) => {
    if (n.type !== 'Identifier' || n.name !== written.split('.')[0] || !isReference(n)) return false;
    let whole: Node = n;
    for (let p = parentOf(whole); p && isMember(p) && p.object === whole && !p.computed; p = parentOf(p))
      whole = p;
    const p = parentOf(whole);
    if (p && isCall(p) && p.callee === whole) return true;
    return `${written}.`.startsWith(`${dotted(whole)}.`) || `${dotted(whole)}.`.startsWith(`${written}.`);
  });
}

function declared(s: Node): string[] {
  return s.type === 'VariableDeclaration' ? s.declarations.flatMap((d) => patternNames(d.id)) : [];
}

/** `const pages = Math.ceil(total / limit)`: gives the same a moment later, changes nothing, and cannot be told from outside. */
function isGlance(s: Node, site: FixSite): boolean {
  if (s.type !== 'VariableDeclaration' || s.kind !== 'const' || !runsOnlyLanguage(s, site.index))
    return false;
  const own = new Set(declared(s));
  const acts = some(s, (n) => {
    if (/^(Assignment|Update|TaggedTemplate)Expression$/.test(n.type)) return true;
    if (n.type === 'UnaryExpression') return n.operator === 'delete';
    // A clock and dice say something else a moment later.
    if (n.type === 'NewExpression') return dotted(n.callee) === 'Date' && n.arguments.length === 0;
    return (
      isCall(n) &&
      (changing.test(methodName(n)) || /^(Date\.now|Math\.random|console\.\w+)$/.test(dotted(n.callee)))
    );
  });
  return (
    !acts &&
    namesOf(s).every((name) => {
      if (own.has(name)) return true;
      const b = find(site.scope, name);
      return b ? b.writes.length === 0 : languageRoots.test(name) || /^(undefined|NaN|process)$/.test(name);
    })
  );
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
  const found = given(s);
  if (!found || found.init?.type !== 'AwaitExpression') return undefined;
  const { kind, id, init } = found;
  const value = bare(init.argument);
  if (some(value, (n) => n.type === 'AwaitExpression' || n.type === 'YieldExpression', false))
    return undefined;
  // A default would be worked out before the others are there.
  if (some(id, (n) => n.type === 'AssignmentPattern')) return undefined;
  const annotation = 'typeAnnotation' in id ? (id.typeAnnotation as Node | null) : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  // Types of another kind have no place in the joined form.
  if (annotation && !type) return undefined;
  return { statement: s, kind: type ? `${kind}:` : kind, id, type, value: init.argument };
}

function given(
  s: Node,
): { readonly kind: string; readonly id: Node; readonly init: Node | null | undefined } | undefined {
  if (s.type === 'VariableDeclaration') {
    if (s.kind === 'var' || s.declarations.length !== 1) return undefined;
    return { kind: s.kind, id: s.declarations[0]!.id, init: s.declarations[0]!.init };
  }
  const e = s.type === 'ExpressionStatement' ? s.expression : undefined;
  if (e?.type !== 'AssignmentExpression' || e.operator !== '=' || !isSimple(e.left)) return undefined;
  return { kind: '=', id: e.left, init: e.right };
}

/** Comments on the lines above a statement, and behind it. */
interface Remarks {
  above: string[];
  behind: string;
}

function joined(site: FixSite, run: Run): Proposal | undefined {
  const { index, style } = site;
  const { text } = index;
  const { waits } = run;
  const all = [...waits.map((w) => w.statement), ...run.before, ...run.after].sort(
    (a, b) => (a.start ?? 0) - (b.start ?? 0),
  );
  const remarks = remarksOf(site, all);
  if (!remarks || waits.some((w) => commentsBeside(site, w))) return undefined;
  const [first, last] = [all[0]!, all.at(-1)!];
  const indent = indentAt(text, first.start ?? 0);
  let start = first.start ?? 0;
  // Where each has its comment the first one's goes with it.
  if (run.before.length > 0 || waits.slice(1).some((w) => remarks.get(w.statement)!.above.length > 0)) {
    const from = commentsBefore(index, start);
    remarks.get(first)!.above.unshift(...commentLines(text.slice(from, start)));
    start = from;
  }
  const said = waits.some(
    (w) => remarks.get(w.statement)!.above.length > 0 || remarks.get(w.statement)!.behind,
  );
  const end = last.end ?? 0;
  const slice = (n: Node): string => text.slice(n.start ?? 0, n.end ?? 0);
  const parts = waits.map((w) => partsOf(site, w));
  const names = parts.flat().map((p) => p.name);
  const semi = text[end - 1] === ';' ? ';' : style.semi;
  const types = waits[0]!.type ? `: [${waits.map((w) => slice(w.type!)).join(', ')}]` : '';
  const word = waits[0]!.kind === '=' ? opened(first, text) : `${waits[0]!.kind.replace(':', '')} `;
  const { line, head, depth } = beginningOf(style, indent, word, names, types);
  const short = `${line}${parts
    .flat()
    .map((p) => slice(p.value))
    .join(', ')}])${semi}`;
  const entries = waits.map((w, i) => {
    const { above, behind } = remarks.get(w.statement)!;
    const comma = i < waits.length - 1 ? ',' : style.comma;
    const at = depth + style.indent;
    const values = parts[i]!.map((p) => at + movedTo(index, p.value, at)).join(`,${style.eol}`);
    return [...above.map((l) => at + l), `${values}${comma}${behind && ` ${behind}`}`].join(style.eol);
  });
  const long = [head, ...entries, `${depth}])${semi}`].join(style.eol);
  const fits = !said && !short.includes('\n') && indent.length + short.length <= style.width;
  const moved = (s: Node): string => {
    const { above, behind } = remarks.get(s)!;
    return [...above, `${slice(s)}${behind && ` ${behind}`}`].join(`${style.eol}${indent}`);
  };
  const whole = [...run.before.map(moved), fits ? short : long, ...run.after.map(moved)];
  return {
    title: `Start ${names.length === 2 ? 'both' : `all ${names.length}`} at once and wait for them together`,
    kind: 'preview',
    note: 'All are started even where the first fails, and what fails first is what is thrown.',
    edits: [{ start, end, text: whole.join(`${style.eol}${indent}`) }],
  };
}

/** What is waited for; of `const [a, b] = await Promise.all([f(), g()])` what is in there. */
function partsOf({ index }: FixSite, wait: Wait): readonly { readonly name: string; readonly value: Node }[] {
  const { text } = index;
  const whole = [{ name: untyped(wait, text), value: wait.value }];
  const call = bare(wait.value);
  if (wait.type || wait.id.type !== 'ArrayPattern' || !isCall(call) || dotted(call.callee) !== 'Promise.all')
    return whole;
  const list = call.arguments.length === 1 ? bare(call.arguments[0]!) : undefined;
  const { elements } = wait.id;
  if (list?.type !== 'ArrayExpression' || list.elements.length !== elements.length) return whole;
  const plain = elements.every((e) => e?.type === 'Identifier' || e?.type === 'ObjectPattern');
  const values = list.elements.filter((e) => e !== null && e.type !== 'SpreadElement') as Node[];
  const kept = (at: number): boolean => values.some((v) => (v.start ?? 0) <= at && at < (v.end ?? 0));
  if (!plain || values.length !== elements.length || !commentsIn(index, call).every(kept)) return whole;
  return values.map((value, i) => ({
    name: text.slice(elements[i]!.start ?? 0, elements[i]!.end ?? 0),
    value,
  }));
}

/** What gets the result, without its type. */
function untyped({ id, type }: Wait, text: string): string {
  const end = type && 'typeAnnotation' in id ? (id.typeAnnotation as Node).start : id.end;
  return text.slice(id.start ?? 0, end ?? 0).trim();
}

/** A bracket at the start of a statement would be taken for a part of one before that has no semicolon. */
function opened(first: Node, text: string): string {
  const block = parentOf(first);
  const statements: readonly Node[] = block && 'body' in block && Array.isArray(block.body) ? block.body : [];
  const before = statements[statements.indexOf(first) - 1];
  const end = before ? text[(before.end ?? 0) - 1] : ';';
  const closed =
    end === '}' && /^(If|For|While|Block|Try|Switch)|(Function|Class)Declaration$/.test(before?.type ?? '');
  return end === ';' || closed ? '' : ';';
}

/** Undefined where the statements do not stand side by side, each on lines of its own. */
function remarksOf({ index }: FixSite, statements: readonly Node[]): Map<Node, Remarks> | undefined {
  const remarks = new Map(statements.map((s): [Node, Remarks] => [s, { above: [], behind: '' }]));
  for (const [i, s] of statements.entries()) {
    const before = statements[i - 1];
    if (!before) continue;
    const gap = index.text.slice(before.end ?? 0, s.start ?? 0);
    if (gap.trim() === '') continue;
    const [behind = '', ...above] = gap.split(/\r?\n/);
    if (above.length === 0 || above.at(-1)!.trim() !== '') return undefined;
    remarks.get(before)!.behind = behind.trim();
    remarks.get(s)!.above = commentLines(above.join('\n'));
  }
  return remarks;
}

/** Between the name and the value, where nothing keeps them. */
function commentsBeside({ index }: FixSite, { statement, id, value }: Wait): boolean {
  return index.comments.some((c) => {
    const at = c.start ?? 0;
    const inside = at >= (statement.start ?? 0) && at < (statement.end ?? 0);
    const kept = [id, value].some((n) => at >= (n.start ?? 0) && at < (n.end ?? 0));
    return inside && !kept;
  });
}
