import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isLoop,
  type Node,
  parentOf,
  settled,
  some,
  statementsOf,
  visit,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { FunctionInfo, Site } from '../index-types.ts';
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
  readonly call: Site<Call>;
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
  for (const s of statements) {
    const wait = waitOf(file, s);
    if (wait) {
      const free = run.length > 0 && !mentions(s, tainted);
      if (free) {
        tell(file, run, wait, fn, report);
        run = [...run, wait];
      } else run = [wait];
      if (!free) tainted = new Set();
      for (const n of wait.names) tainted.add(n);
      continue;
    }
    if (s.type === 'VariableDeclaration' && !some(s, (n) => n.type === 'AwaitExpression', false)) {
      if (mentions(s, tainted))
        for (const d of s.declarations) for (const n of patternNames(d.id)) tainted.add(n);
      continue;
    }
    run = [];
    tainted = new Set();
  }
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

function tell(file: Reviewed, run: readonly Wait[], last: Wait, fn: FunctionInfo, report: Report): void {
  const first = run[0]!;
  const texts = [...run, last].map((w) => dotted(w.call.node.callee));
  const oneConnection =
    texts.every((t) => serial.test(t)) ||
    [...run, last].some((w) =>
      w.call.node.arguments.some(
        (a) =>
          a.type === 'Identifier' &&
          /^(tx|trx|session|transaction|queryRunner|manager|conn|client)$/.test(a.name),
      ),
    );
  report({
    node: last.call.node,
    fn,
    message: '',
    calls: [...run, last].map((w) => file.callRow(w.call)),
    tag: String(run.length + 1),
    silenced: oneConnection ? 'one connection works in sequence' : '',
    steps: [
      { node: first.call.node, message: `waits for ${dotted(first.call.node.callee)}` },
      { node: last.call.node, message: `then for ${dotted(last.call.node.callee)}, which does not need it` },
    ],
  });
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  let sure = 1;
  for (const call of c.calls) {
    const effects = [...world.effects.ofCall(file, call).values()].filter(
      (e) => e.kind !== 'timer' && e.kind !== 'cpu',
    );
    const best = effects.reduce<Effect | undefined>((a, e) => (!a || e.sure > a.sure ? e : a), undefined);
    const row = file.calls[call]!;
    if (!best) return { silenced: `${row.text} does nothing outside the process` };
    if (best.kind === 'fs' || best.kind === 'process') return { silenced: 'local' };
    if (
      effects.some((e) => e.writes) ||
      /(^|\.)(create|update|delete|save|insert|upsert|remove|add|set|send|post|put|patch|register|process|start|run|execute|sync|increment|publish|handle|apply|mark|log)([A-Z]\w*)?$/.test(
        row.text,
      )
    ) {
      return { silenced: `${row.text} may write: order matters` };
    }
    sure = Math.min(sure, best.sure);
  }
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  const last = file.calls[c.calls.at(-1)!]!;
  const first = file.calls[c.calls[0]!]!;
  return {
    confidence: sure + (hot ? 0.1 : 0) >= 0.9 ? 'high' : sure >= 0.6 ? 'medium' : 'low',
    message: `${last.text} waits for ${c.calls.length > 2 ? `${c.calls.length - 1} earlier reads` : first.text} without needing ${c.calls.length > 2 ? 'them' : 'it'}`,
  };
}
