import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  keyName,
  type Node,
  parentOf,
  rootOf,
} from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, FileIndex, FunctionInfo } from '../index-types.ts';
import { kinds } from '../libraries/index.ts';
import type { World } from '../link.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import { find } from '../scopes.ts';
import { type Candidate, type FileSummary, hotEntries } from '../summary.ts';
import { asksAboutTheSame } from '../turned-away.ts';
import {
  asksBus,
  asksByChain,
  assembling,
  decoding,
  making,
  nameOfDeed,
  shaping,
  wholeLinks,
  writing,
} from '../wait-words.ts';
import { blockAround, runsIn, type Wait } from '../waits.ts';
import { runsAtLoad } from './shared.ts';

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
    'Checks of who asks, and of rules, which may end the function before the second wait.',
    'One transaction, connection or stream, which works in sequence anyway.',
  ],
  knownFalsePositives: ['A first call whose failure is meant to spare the second.'],
  check(file, report) {
    const seen = new Set<Node>();
    const starts = file.index.awaits.map((a) => a.node.start ?? 0).sort((a, b) => a - b);
    for (const a of file.index.awaits) {
      // `try { user = await load(); } catch { … }` waits where it stands, too.
      for (
        let b = blockAround(a.node);
        b && !seen.has(b.key);
        b = isBranch(b.key) ? blockAround(b.key) : undefined
      ) {
        seen.add(b.key);
        if (isAlone(b.key, a.node, starts)) continue;
        for (const run of runsIn(file.index, b.statements, a.scope)) tell(file, run, a.fn, report);
      }
    }
  },
  decide,
};

function isBranch(block: Node): boolean {
  const around = parentOf(block);
  return around?.type === 'TryStatement' || around?.type === 'IfStatement';
}

/** No other await in the block: nothing there can wait in sequence. */
function isAlone(block: Node, wait: Node, starts: readonly number[]): boolean {
  const at = starts.indexOf(wait.start ?? 0);
  const [before, after] = [starts[at - 1] ?? -1, starts[at + 1] ?? Number.POSITIVE_INFINITY];
  return before < (block.start ?? 0) && after >= (block.end ?? 0);
}

const serial =
  /(^|\.)(tx|trx|txn|transaction|session|queryRunner|page|browser|frame|manager)(\.|$)|(^|\.)(?!(db|database|knex|pg|mysql|sql|prisma|orm|pool)Reader\.)\w*[a-z](Stream|Reader)\.|(^|\.)(client|conn|connection)\.(query|execute|run|exec)$|^\w*[eE]ntityManager\.|^t\.(any|one|none|many|oneOrNone|manyOrNone|query|result)$/;

function oneConnection(run: readonly Wait[], fn: FunctionInfo, file: FileIndex): boolean {
  const begun = transactionAround(fn);
  if (begun && !run.some((w) => asksBeside(w, begun))) return true;
  return run.every((w) =>
    w.calls.some(
      (c) =>
        (serial.test(c.name) && !takesSeveral(c)) ||
        c.node.arguments.some((a) => passesTransaction(a) || holdsTransaction(a, file)) ||
        passesClient(c, file),
    ),
  );
}

/** `knex('users')` inside of `knex.transaction(async (trx) => …)`: asked beside it, over a connection of its own. */
function asksBeside(w: Wait, begun: Call): boolean {
  const whole = dotted(begun.callee);
  const db = whole.slice(0, Math.max(0, whole.lastIndexOf('.')));
  const given = begun.arguments.map((a) => bare(a)).find(isFunction)?.params.length ?? 0;
  return db !== '' && given > 0 && w.calls[0] !== undefined && `${w.calls[0].name}.`.startsWith(`${db}.`);
}

/** `getContact(req, id)` in a file that asks with `req.trx`: the request brings its transaction along. */
function holdsTransaction(a: Node, file: FileIndex): boolean {
  return (
    a.type === 'Identifier' &&
    new RegExp(String.raw`(^|[^\w$.])${a.name}\.(tx|trx|txn|transaction|queryRunner)\b`).test(file.text)
  );
}

/** `client.execute(…)` of libSQL: what `createClient` makes sends several at once. */
function takesSeveral({ node, scope }: CallSite): boolean {
  const root = rootOf(node.callee as Node);
  const init = root.type === 'Identifier' ? find(scope, root.name)?.init : undefined;
  const made = init && bare(init);
  return made !== undefined && isCall(made) && dotted(made.callee) === 'createClient';
}

/** `loadPhases(client, id)` in a file that asks its `client` for rows: one connection of a pool. */
function passesClient(c: CallSite, file: FileIndex): boolean {
  const first = c.node.arguments[0];
  if (first?.type !== 'Identifier' || first.name !== 'client') return false;
  return file.calls.some((other) => other.name === 'client.query' || other.name === 'client.release');
}

function passesTransaction(a: Node): boolean {
  if (a.type === 'Identifier')
    return /^(tx|trx|session|transaction|queryRunner|manager|entityManager|conn)$/.test(a.name);
  return (
    a.type === 'ObjectExpression' &&
    a.properties.some(
      (p) =>
        p.type === 'ObjectProperty' && /^(transaction|transacting|session|trx|tx|lock)$/.test(keyName(p)),
    )
  );
}

function transactionAround(fn: FunctionInfo): Call | undefined {
  for (let f: FunctionInfo | undefined = fn; f; f = f.parent) {
    if (f.via && isCall(f.via) && /transaction/i.test(dotted(f.via.callee))) return f.via;
  }
  return undefined;
}

function tell(file: Reviewed, run: readonly Wait[], fn: FunctionInfo, report: Report): void {
  const [first, ...rest] = run as readonly [Wait, ...Wait[]];
  const last = run.at(-1)!;
  const begins = last.calls[0]?.node.callee;
  const text = (w: Wait): string => w.query || w.calls[0]?.name || 'a call';
  report({
    node: first.node,
    // To where the last wait begins: the rest of its query tells nothing.
    until: begins && contains(last.node, begins) ? begins : last.node,
    fn,
    message: '',
    calls: run.flatMap((w) => (w.query ? [] : w.calls.map((c) => file.callRow(c)))),
    // How many calls each wait has, or the name of its query; whether somebody is turned away before it, an `if`, and
    // whether it asks about the very thing that the one before asked for.
    tag: run
      .map((w, i) => {
        const same = i > 0 && asksAboutTheSame(w, run[i - 1]!);
        return `${i > 0 && w.guarded ? '/' : ''}${w.maybe ? '?' : ''}${same ? '=' : ''}${w.query || w.calls.length}`;
      })
      .join(' '),
    silenced: oneConnection(run, fn, file.index) ? 'one connection works in sequence' : '',
    steps: [
      { node: first.node, message: `waits for ${text(first)}` },
      ...rest.map((w) => ({ node: w.node, message: `then for ${text(w)}, which does not need it` })),
    ],
  });
}

interface Read {
  readonly text: string;
  readonly sure: number;
}

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (runsAtLoad(file, c)) return { silenced: 'runs when the module is loaded' };
  let best: readonly Read[] = [];
  let reads: Read[] = [];
  let why = 'nothing outside the process';
  let at = 0;
  let before: readonly number[] = [];
  let [plain, sure] = [0, false];
  const hot = hotEntries.has(world.contexts.of(file, c.fn)?.kind ?? 'script');
  for (const tag of c.tag.split(' ')) {
    const [, guard, maybe, same, part = ''] = /^(\/?)(\??)(=?)(.*)$/.exec(tag) ?? [];
    if (guard) [plain, sure] = [0, false];
    if (!maybe) sure = true;
    const count = /^\d+$/.test(part) ? Number(part) : -1;
    const calls = c.calls.slice(at, at + Math.max(0, count));
    at += calls.length;
    // `this.users.findOne(id)`, which throws where there is none, then what that user has.
    if (same && before.some((call) => insists(file, call, world))) {
      why = 'asks about what the one before may not find';
      reads = [];
      plain = 0;
    }
    before = calls;
    const wait = count < 0 ? { text: part, sure: 0.9 } : waitOf(file, calls, world, hot);
    if (typeof wait === 'object') {
      reads.push(wait);
      // Two of them that nothing parts are told by themselves.
      if (++plain > 1 && sure && c.tag.includes('/')) return { silenced: 'a part of it says more' };
      if (reads.length > best.length) best = [...reads];
      continue;
    }
    why = wait;
    // What waits for nothing outside is no step in a run of reads.
    if (wait.endsWith(mayWrite)) {
      reads = [];
      plain = 0;
    }
  }
  if (best.length < 2) return { silenced: why };
  const least = Math.min(...best.map((r) => r.sure));
  const others = best.length > 2 ? `${best.length - 1} other reads` : best[0]!.text;
  return {
    confidence: least + (hot ? 0.1 : 0) >= 0.9 ? 'high' : 'medium',
    message: `${best.at(-1)!.text} and ${others} wait for one another without need`,
  };
}

const mayWrite = 'may write: order matters';

/** Whatever a call leads to throws where what it looks for is not there. */
function insists(file: FileSummary, call: number, world: World): boolean {
  const targets = world.effects.leads.targets(file, call);
  return targets.length > 0 && targets.every((t) => t.file.functions[t.id]!.insists);
}

/** A wait is a read when nothing that it starts writes, and something reads. */
function waitOf(file: FileSummary, calls: readonly number[], world: World, hot: boolean): Read | string {
  let read: Read | undefined;
  let why = '';
  const questions = calls.map((c) => file.calls[c]!.text).filter(asksByChain);
  for (const call of calls) {
    const row = file.calls[call]!;
    const asks = row.text !== '' && questions.some((q) => q.startsWith(row.text));
    const sure = readOf(file, call, world, hot, asks);
    if (sure === mayWrite) return `${row.text} ${mayWrite}`;
    if (typeof sure === 'number') {
      // `knex('orders')`, which a query was begun with, says less than what is asked of it.
      const said = read && !row.text.includes('.') ? read.text : row.text;
      if (sure >= 0.6 && (!read || sure > read.sure)) read = { text: said || 'the call', sure };
      else why ||= `${row.text} may not leave the process`;
    } else why ||= `${row.text} ${sure}`;
  }
  return read ?? why;
}

/**
 * How sure it is a read, or why it is none.
 * @param asks it is part of a chain that says so
 */
function readOf(file: FileSummary, call: number, world: World, hot: boolean, asks: boolean): number | string {
  const row = file.calls[call]!;
  if (numbering.test(row.text)) return mayWrite;
  if (nearby.test(row.text)) return 'asks somebody beside it, who answers one by one';
  if (inMemory.test(row.text)) return 'done when it is called';
  const effects = [...world.effects.ofCall(file, call).values()].filter(
    (e) => e.kind !== 'timer' && e.kind !== 'cpu',
  );
  const near = (e: Effect): number => (e.kind === 'fs' ? e.sure - 1 : e.sure);
  const best = effects.reduce<Effect | undefined>((a, e) => (!a || near(e) > near(a) ? e : a), undefined);
  const name = nameOfDeed(wholeLinks(row.text));
  const found = making.test(name) && best !== undefined && world.effects.leads.targets(file, call).length > 0;
  if (!best && assembling.test(name)) return 'puts something together';
  if (asksBus.test(row.text)) return 0.7;
  const asked = asks || (/^(sql|rows)-read$/.test(row.arg) && /^(execute|exec|run|rpc|send)$/.test(name));
  // `query(text)`: nothing says that the text only reads.
  if (
    (writing.test(name) && !found && !asked && !/\)\.join$/.test(row.text)) ||
    row.arg === 'sql-write' ||
    (name === 'query' && row.arg === 'other' && !/(\(\)|[mM]odel)\.query$/.test(row.text))
  )
    return mayWrite;
  if (!best) return byName(file, call, name, world, asks);
  const reads = reading.test(name) && !taking.test(name);
  // What a read remembers in a cache on its way does not make it a write.
  const remembers = (e: Effect): boolean => e.kind === 'cache' && e.steps.length > 1 && best.mode === 'read';
  // `getVersion()` that starts a program in the end: its name says that it only asks.
  const asksProgram = best.kind === 'process' && inquiring.test(name) && best.steps.length > 1;
  if (asksProgram && effects.every((e) => e.kind === 'process' || !e.writes)) return 0.6;
  if (
    best.kind === 'process' ||
    effects.some((e) => e.writes && !asked && (e.steps.length <= 1 || !reads) && !remembers(e))
  )
    return mayWrite;
  // `async function getTasks() { return JSON.parse(readFileSync(…)) }`
  if (best.kind === 'fs' && /Sync$/.test(best.what)) return 'done when it is called';
  // `decrypt(text)` that reads its key: what takes time is done here.
  if (best.kind === 'fs' && computing.test(row.text)) return 'done by this process';
  // A file is near: waiting for two of them costs little, unless somebody waits for the answer.
  if (best.kind === 'fs') return hot && best.mode === 'read' ? 0.6 : 0.5;
  // A package's own function says less than one that leads further.
  const led =
    best.sure >= 0.3 ||
    best.steps.length > 1 ||
    far(row.text) ||
    lookup.test(name) ||
    row.arg.endsWith('url');
  return reads && led ? Math.max(best.sure, 0.6) : best.sure;
}

/** Nothing is known but the name, and that its promise is awaited. */
function byName(file: FileSummary, call: number, name: string, world: World, asks: boolean): number | string {
  const row = file.calls[call]!;
  const none = 'does nothing outside the process';
  // `scoped(db('users')).where(…).orderBy(…)`: whatever `scoped` is, a query came out of it.
  if (onChain.test(row.text) || (asks && ofQuery.test(`${row.text}()`))) return 0.6;
  if (!reading.test(name)) return none;
  const targets = world.effects.leads.targets(file, call);
  // `Canvas.loadImage('https://…')`, `Jimp.read(url)` of packages that draw.
  const remote = far(row.text) || row.arg.endsWith('url');
  if (remote && targets.length === 0) return 0.6;
  if (
    settings.test(name) &&
    !remote &&
    (targets.length === 0 || /transl|i18n|locale|license|theme/i.test(name))
  )
    return none;
  if (targets.length === 0) {
    const v = world.values.of(file, row.ref);
    // A vendor's query that was put together first: who waits for it does so elsewhere.
    return v === undefined ||
      v.t === 'names' ||
      (asks && v.t === 'kind' && Boolean(kinds.get(v.kind)?.effect))
      ? 0.6
      : none;
  }
  const waits = targets.some(
    (t) => (remote || !t.file.functions[t.id]!.memo) && waitsOutside(t.file, t.id, world),
  );
  return waits ? 0.6 : none;
}

/** Whether something that a function awaits may be far: `await cookies()`, in however many helpers, is not. */
function waitsOutside(file: FileSummary, fn: number, world: World, hops = 3): boolean {
  return awaitedIn(file, fn, world).some((c) => !staysNear(file, c, world, hops));
}

function staysNear(file: FileSummary, call: number, world: World, hops: number): boolean {
  const row = file.calls[call]!;
  if (computing.test(row.text) || decoding.test(nameOfDeed(row.text))) return true;
  // `this.props.socket`: what a component of a library is given is anybody's.
  const v = row.text.startsWith('this.') ? undefined : world.values.of(file, row.ref);
  if (v?.t === 'kind' && !kinds.get(v.kind)?.effect) return true;
  const targets = hops > 0 ? world.effects.leads.targets(file, call) : [];
  // What awaits nothing itself may answer by an event.
  return (
    targets.length > 0 &&
    targets.every(
      (t) =>
        (!t.file.functions[t.id]!.isAsync &&
          shaping.test(nameOfDeed(row.text)) &&
          world.effects.ofCall(file, call).size === 0) ||
        (awaitedIn(t.file, t.id, world).length > 0 && !waitsOutside(t.file, t.id, world, hops - 1)),
    )
  );
}

function awaitedIn(file: FileSummary, fn: number, world: World): readonly number[] {
  return world.effects.leads.callsIn(file, fn).filter((c) => file.calls[c]!.awaited);
}

/** The host of an extension, a worker thread: near, and one for all. */
const nearby =
  /^(chrome|browser|vscode)\.|((^|[._])w|[a-z\d]W)orker\.\w+$|(^|\.)([cC]lipboard\w*|navigator)(\[\])?\./;
/** Awaited though it answers at once: `fs.readdirSync`, `guild.members.cache.get(id)`, `interaction.options.getUser`. */
const inMemory =
  /\wSync$|(^|\.)(guilds|channels|members|roles|users|messages|emojis|threads|bans)\.cache\.\w+$|\.options\.get(String|Integer|Number|Boolean|User|Member|Channel|Role|Mentionable|Attachment|Subcommand|SubcommandGroup|Focused)$/;
/** Links of a query's chain. */
const ofQuery = /\)\.(select|(and|or)?[wW]here\w*|\w*[jJ]oin|orderBy|groupBy)\(/;
/** What contracts of tokens are asked. */
const onChain =
  /([cC]ontract|[tT]oken|[eE][rR][cC]\d+)\.(name|symbol|decimals|totalSupply|balanceOf|allowance|ownerOf|tokenURI|owner|paused|nonces)$/;
/** Names that are given to looking something up in a store, whoever is asked. */
const lookup = /^(find|fetch|list|query|count|search|retrieve)(?=[A-Z])|^prefetch|^(get|load)\w*[a-z]By[A-Z]/;
/** Awaited, but done by this process: tokens, digests, decoding. */
const computing =
  /(^|\.)(verify|sign|decode|hash|compare|digest|encrypt|decrypt|validate|parse|json|text)(Async)?$/;

/** What a socket, a client or another side's interface is asked for comes from elsewhere. */
function far(text: string): boolean {
  return /([sS]ocket|[cC]lient|[aA]pi|API|[rR]pc|[rR]emote|[gG]ateway|[bB]ackend|[sS]dk)\.\w+$/.test(text);
}

const reading =
  /^(get|find|fetch|prefetch|load|list|resolve|check|count|query|search|select|read|retrieve|lookup|aggregate|exists?|is|has|can|download|refresh|reload|refetch|inspect|info|stats|describe|scan|collect|gather|discover|raw(?=Query)\w*|\$queryRaw|(db|sql|pg|mysql|mongo|gql|graphql)\w*Query)(?![a-z])(?!\w*(Or|And)(Create|Insert|Update|Upsert|Set|Add|Attach|Save|Store|Mark|Delete|Remove|Send|Lock|Claim|Increment|Assign|Link))|^[a-z]\w*(Fetch|Find|Lookup)$/;
const inquiring = /^(get|fetch|list|read|query|info|inspect|stats|describe|probe)(?=[A-Z]|$)/;
/** Each answer is another one's: `getNextNumber`; `getNextReservation` only asks which it is. */
const taking =
  /^(get|fetch|load|find|resolve)?(Next|next|Unique|unique)(?=[A-Z])\w*(Id|ID|No|Number|Code|Serial|Value|Index|Slug|Key|[nN]ame|Job|Task|Message|Item|Batch|Ticket|Token|Version|Allocation|Slot)((For|From|In|Of|By)[A-Z]\w*)?s?$|(Sequence|Counter)$/;
const numbering = /([sS]equence|[cC]ounter)\w*\.(getNext|next)$/;
const settings =
  /(transl\w*|i18n|locale\w*|config\w*|env|theme|version|path|url|uri|key|hash|secret|formatter|parser|schema|instance|client|module|logger|context|provider|component|template|plugin|element|by(Role|Text|TestId)|dimensions|attr|license|width|height|bounds|cookies?|headers?|time|date)$/i;
