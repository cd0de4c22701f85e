import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isLoop,
  keyName,
  type Node,
  parentOf,
  settled,
  some,
  statementsOf,
  visit,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FunctionInfo } from '../index-types.ts';
import type { World } from '../link.ts';
import { patternNames } from '../patterns.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';

export const sequentialAwaits: Rule = {
  slug: 'sequential-awaits',
  title: 'Independent waits one after the other',
  family: 'io-bound',
  severity: 'warning',
  what: 'Two or more reads awaited in sequence although none needs the result of another.',
  why: 'The times add up where they could overlap: three queries of 20 ms take 60 ms instead of 20.',
  fix: 'Start them together: const [a, b] = await Promise.all([loadA(), loadB()]).',
  bad: [
    {
      file: 'src/page.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function dashboard(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.params.id } });
  const news = await prisma.news.findMany({ take: 10 });
  res.json({ user, news });
}`,
    },
  ],
  good: [
    {
      file: 'src/page.ts',
      code: `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function dashboard(req, res) {
  const [user, news] = await Promise.all([
    prisma.user.findUnique({ where: { id: req.params.id } }),
    prisma.news.findMany({ take: 10 }),
  ]);
  res.json({ user, news });
}`,
    },
  ],
  outOfScope: [
    'Writes: their order is part of the meaning.',
    'Checks that may end the function before the second wait.',
    'One transaction or connection, which works in sequence anyway.',
  ],
  knownFalsePositives: ['A first call whose failure is meant to spare the second.'],
  check(file, report) {
    const seen = new Set<Node>();
    for (const a of file.index.awaits) {
      const block = blockOf(a.node);
      if (!block || seen.has(block)) continue;
      seen.add(block);
      checkBlock(file, block, a.fn, report);
    }
  },
  decide,
};

interface Wait {
  readonly call: CallSite;
  readonly names: readonly string[];
}

function blockOf(node: Node): Node | undefined {
  for (let n = parentOf(node); n; n = parentOf(n)) {
    if (n.type === 'BlockStatement' || n.type === 'Program') return n;
    if (isFunction(n) || isLoop(n)) return undefined;
  }
  return undefined;
}

const guards =
  /(auth\w*|permission|check|verify|validate|ensure|assert|require[A-Z]\w*|guard|authorize|session|rateLimit\w*|limit|can[A-Z]\w*|is[A-Z]\w*|has[A-Z]\w*|exists|lock|acquire|connect|begin|startSession|startTransaction|getConnection|sleep|delay|wait\w*|params|cookies|headers|json|text|formData|arrayBuffer|blob|body|prompt\w*|confirm|step|click|goto|waitFor\w*|import|init\w*|setup|login|getCurrentUser|currentUser|getUser|getServerSession)$/i;

function checkBlock(file: Reviewed, block: Node, fn: FunctionInfo, report: Report): void {
  const statements = block.type === 'Program' ? block.body : statementsOf(block);
  let run: Wait[] = [];
  let tainted = new Set<string>();
  const flush = (): void => {
    if (run.length > 1) tell(file, run, fn, report);
    run = [];
    tainted = new Set();
  };
  for (const s of statements) {
    const wait = waitOf(file, s);
    if (wait) {
      if (run.length > 0 && mentions(s, tainted)) flush();
      run.push(wait);
      for (const n of wait.names) tainted.add(n);
    } else if (s.type === 'VariableDeclaration' && !some(s, (n) => n.type === 'AwaitExpression', false)) {
      if (mentions(s, tainted))
        for (const d of s.declarations) for (const n of patternNames(d.id)) tainted.add(n);
    } else flush();
  }
  flush();
}

/** `const x = await call(…)`: a read whose result has a name. */
function waitOf(file: Reviewed, s: Node): Wait | undefined {
  const declaration = s.type === 'ExportNamedDeclaration' ? s.declaration : s;
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return undefined;
  const d = declaration.declarations[0]!;
  const init = d.init ? bare(d.init) : undefined;
  if (init?.type !== 'AwaitExpression') return undefined;
  let call = settled(init.argument);
  if (!isCall(call)) return undefined;
  if (guards.test(dotted(call.callee).split('.').at(-1) ?? '')) return undefined;
  if (/^Promise\./.test(dotted(call.callee))) return undefined;
  if (isFunction(bare(call.callee))) return undefined;
  // Of a chain, the call that starts it.
  for (let next = chained(call); next; next = chained(call)) call = next;
  const site = file.index.siteOf.get(call as Call);
  return site ? { call: site, names: patternNames(d.id) } : undefined;
}

function chained(call: Node): Call | undefined {
  const callee = isCall(call) ? bare(call.callee) : undefined;
  const object = callee && 'object' in callee ? bare(callee.object as Node) : undefined;
  return object && isCall(object) ? object : undefined;
}

function mentions(node: Node, names: ReadonlySet<string>): boolean {
  let found = false;
  if (names.size === 0) return false;
  visit(node, (n) => {
    if (n.type === 'Identifier' && names.has(n.name)) found = true;
    return !found;
  });
  return found;
}

const serial =
  /(^|\.)(tx|trx|txn|transaction|session|queryRunner|client|conn|connection|page|browser|frame|manager|t)(\.|$)/;

function passesTransaction(a: Node): boolean {
  return (
    a.type === 'ObjectExpression' &&
    a.properties.some(
      (p) => p.type === 'ObjectProperty' && /^(transaction|session|trx|tx|client|lock)$/.test(keyName(p)),
    )
  );
}

function inTransaction(fn: FunctionInfo): boolean {
  for (let f: FunctionInfo | undefined = fn; f; f = f.parent) {
    if (f.via && /transaction/i.test(dotted(f.via.callee))) return true;
  }
  return false;
}

function tell(file: Reviewed, run: readonly Wait[], fn: FunctionInfo, report: Report): void {
  const [first, second] = run as readonly [Wait, Wait];
  const texts = run.map((w) => w.call.name);
  const oneConnection =
    inTransaction(fn) ||
    texts.every((t) => serial.test(t)) ||
    run.some((w) => w.call.node.arguments.some(passesTransaction)) ||
    run.some((w) =>
      w.call.node.arguments.some(
        (a) =>
          a.type === 'Identifier' &&
          /^(tx|trx|session|transaction|queryRunner|manager|conn|client)$/.test(a.name),
      ),
    );
  report({
    node: second.call.node,
    fn,
    message: '',
    calls: run.map((w) => file.callRow(w.call)),
    silenced: oneConnection ? 'one connection works in sequence' : '',
    steps: [
      { node: first.call.node, message: `waits for ${texts[0]}` },
      ...run.slice(1).map((w, i) => ({
        node: w.call.node as Node,
        message: `then for ${texts[i + 1]}, which does not need it`,
      })),
    ],
  });
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  const reads: { readonly text: string; readonly sure: number }[] = [];
  let why = 'nothing outside the process';
  for (const call of c.calls) {
    const row = file.calls[call]!;
    const sure = readOf(file, call, world);
    if (typeof sure === 'number') reads.push({ text: row.text, sure });
    else {
      why = `${row.text} ${sure}`;
      if (sure === mayWrite) break;
      // What waits for nothing outside is no step in a run of reads.
    }
  }
  if (reads.length < 2) return { silenced: why };
  const sure = Math.min(...reads.map((r) => r.sure));
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  const others = reads.length > 2 ? `${reads.length - 1} other reads` : reads[0]!.text;
  return {
    confidence: sure + (hot ? 0.1 : 0) >= 0.9 ? 'high' : sure >= 0.6 ? 'medium' : 'low',
    message: `${reads.at(-1)!.text} and ${others} wait for one another without need`,
  };
}

const mayWrite = 'may write: order matters';

/** How sure it is a read, or why it is none. */
function readOf(file: FileSummary, call: number, world: World): number | string {
  const row = file.calls[call]!;
  const effects = [...world.effects.ofCall(file, call).values()].filter(
    (e) => e.kind !== 'timer' && e.kind !== 'cpu',
  );
  const best = effects.reduce<Effect | undefined>((a, e) => (!a || e.sure > a.sure ? e : a), undefined);
  if (!best) return 'does nothing outside the process';
  if (best.kind === 'fs' || best.kind === 'process') return 'is local';
  return effects.some((e) => e.writes) || writing.test(row.text) ? mayWrite : best.sure;
}

const writing =
  /(^|\.)(create|update|delete|save|insert|upsert|remove|add|set|send|post|put|patch|register|process|start|run|execute|sync|increment|publish|handle|apply|mark|log)([A-Z]\w*)?$/;
