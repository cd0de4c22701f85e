/** What a file is for, by its path and first line. Cold code runs once: speed is not its reader's worry. */
import type { EntryKind } from './summary.ts';

const byPath: readonly (readonly [EntryKind, RegExp, string])[] = [
  [
    'test',
    /(^|\/)(__tests?__|__test[-_]?(?:utils?|helpers?|data)__|__mocks__|__fixtures__|tests?|specs?|e2e|cypress|playwright|jest|vitest|fixtures|test-utils?|testutils?|testing|mocks|fakes|step[-_]?definitions|benchmarks?|bench)\//i,
    'a test folder',
  ],
  [
    'test',
    // `mock-tests/` and `lab-tests/` are what some applications are about.
    /(^|\/)([\w.-]+[-_]e2e|([\w.-]+[-_])?(integ(ration)?|unit|api|ui|browser|e2e|end-to-end|acceptance|functional|load|stress|smoke|contract|visual|regression)[-_]?(tests?|testing)|test[-_](helpers?|support|setup|fixtures?|e2e)|k6)\//i,
    'a test folder',
  ],
  [
    'test',
    /[._-](test|tests|spec|e2e|e2e-spec|stories|story|bench|benchmark|cy|mock|fake|fixture)\.[cm]?[jt]sx?$/i,
    'a test file',
  ],
  [
    'test',
    /(^|\/)((jest|vitest|karma|mocha|cypress|playwright)[.\w-]*|global-?(setup|teardown))\.[cm]?[jt]s$/i,
    'test set-up',
  ],
  [
    'test',
    /(^|\/)mock[-_]?(api|data|server|backend|db|handlers?|responses?)\w*\.[cm]?[jt]sx?$/i,
    'stands in for a server',
  ],
  [
    'migration',
    /(^|\/)(db-?)?(migrations?|upgrades?|data-?migrations?|database-migrations?)\//i,
    'a migration',
  ],
  [
    'migration',
    /[._-]migrations?(\.(service|controller|module|handler|processor|job|use-?case|utils?|helpers?))?\.[cm]?[jt]s$|(^|\/)\d{8,14}[-_][\w.-]+\.[cm]?[jt]s$|(^|\/)((db|database|run|auto|schema|data|pg|sql|mongo)[_-]?)?migrat(e|ions?|or)[\w-]*\.[cm]?[jt]s$/i,
    'a migration',
  ],
  [
    'seed',
    /(^|\/)(seeds?|seeders?|seeding|seed[-_](helpers?|data|utils?|factories)|dev-?data|init(ial)?[-_]?data|(dummy|fake|sample)([-_]?data)?|fakers?|factories)\//i,
    'a seed',
  ],
  [
    'seed',
    /(^|\/|[._-])seed(s|er|ers|ing)?([._-][\w-]+)?\.[cm]?[jt]s$|(^|\/)fixtures?\.[cm]?[jt]s$/i,
    'a seed',
  ],
  [
    'script',
    // `contexts/scripts/`, `services/script/`, `app/(ops)/scripts/`, `screens/Script/`: what an application is about.
    /(^|(?<!(^|\/)(components|contexts?|hooks|controllers|queries|mutations|actions|features|modules|views|pages|models|entities|stores?|routes|routers|resolvers|\([\w-]+\)))\/)(((node|[dD]ev|db|admin|[bB]uild|ops|data|[dD]eploy(ment)?|[uU]til(ity)?)[-_]?[sS]cripts?)|scripts|(?<!(^|\/)services?\/)script|Scripts|[bB]in|codemods?|[dD]ocs?|\.github|\.storybook|\.changeset|\.husky|[dD]ev[tT]ools|maintenance(?!\/(controllers?|routes?|services?|components|helpers|views|pages?|dto|hooks|handlers)\/|\/(page|route|layout)\.|\/([\w-]+\/)*[\w-]+\.(component|service|controller|resolver|module)\.[jt]s$)|one-?off)\//,
    'a script',
  ],
  ['script', /(^|\/)prisma\/(run|tasks|fixes|utils|data)\//i, 'a script beside the schema'],
  ['script', /^tools?\//i, 'a tool of the repository'],
  // `reorder.transaction.script.ts` is a layer of a design, not a script.
  ['script', /(^|\/|(?<!transaction)[._-])(script|backfill|cleanup-script)\.[cm]?[jt]s$/i, 'a script'],
  [
    'script',
    /(^|\/)(un)?(deploy|register|publish|clear|delete|remove)[-_]?(all[-_]?)?(guild[-_]?|global[-_]?)?(slash[-_]?)?commands\.[cm]?[jt]s$/i,
    'tells a chat which commands there are',
  ],
  [
    'build',
    /^(?!(.*\/)?(src|server|app|lib|modules|services|api)\/.*\.config\.)(.*\/)?([\w.-]+\.config|\.\w+rc|gruntfile|gulpfile|jakefile|herebyfile|dangerfile|webpack[\w.-]*|rollup[\w.-]*|vite[\w.-]*|esbuild[\w.-]*|next\.config|babel\.config|metro\.config|karma\.conf|\.[\w-]+)\.[cm]?[jt]s$/i,
    'build configuration',
  ],
  ['build', /^(packages\/[^/]+\/)?(build|webpack|\.config)\//i, 'build configuration'],
  ['start-up', /(^|\/)(events|listeners)\/(.*\/)?(client)?ready\.[cm]?[jt]s$/i, 'runs when the bot is ready'],
  ['cli', /(^|\/)(cli|command-?line)(\/|\.[cm]?[jt]s$)/i, 'a command line tool'],
];

const mostFolders = 50_000;
const isAnyKind = asksOnce(byPath);
const isAnyTest = asksOnce(byPath.filter(([kind]) => kind === 'test'));
/** Of the one pattern that asks for a folder and a name at once. */
const readyOfBot = /ready\.[cm]?[jt]s$/i;

/**
 * Most files are none of these: one question instead of one after the other, of a folder once for all of its files, and
 * of the name by itself. In small letters, in which each pattern has its words, too: V8 makes it ready in a third of
 * the time that one takes that leaves the case open.
 */
function asksOnce(patterns: typeof byPath): (path: string) => boolean {
  const any = new RegExp(patterns.map(([, pattern]) => pattern.source).join('|'));
  const folders = new Map<string, boolean>();
  return (path) => {
    const small = path.toLowerCase();
    const at = small.lastIndexOf('/') + 1;
    const folder = small.slice(0, at);
    let answer = folders.get(folder);
    if (answer === undefined) {
      answer = any.test(folder);
      if (folders.size >= mostFolders) folders.clear();
      folders.set(folder, answer);
    }
    return answer || any.test(`/${small.slice(at)}`);
  };
}

/** `scripts/cron/reminders.js` */
const scheduled = /(^|\/)cron(s|[-_]?jobs?)?\//i;
/** `bin/www`, `src/bin/worker.js`: what goes on and on is started there. */
const served =
  /(^|\/)bin\/(\w+[-_.])?(www|server|workers?|crons?|scheduler|consumer|daemon|bot)\.[cm]?[jt]s$/i;

/** `bin/areas/manager.js`: a program whose sources lie below `bin`, no part of a command line tool nor compiled. */
const sourceInBin =
  /(^|\/)[bB]in\/(?!(commands?|cmds?|cli|lib|scripts?|utils?|helpers?|tasks?|tools?|src)\/)[^/]+\//;
const exporting = /^\s*(module\.exports\b|exports\.|export\s)/m;

function isSourceInBin(path: string, text: string): boolean {
  if (!sourceInBin.test(path) || !exporting.test(text) || text.includes('"__esModule"')) return false;
  const plain = path.replace(/(^|\/)[bB]in\//, '$1');
  return !isAnyKind(plain);
}

/** `scripts/cmds/ping.js` of Messenger, `scripts/hello.js` of Hubot: what a bot loads and calls. */
const ofBot =
  /^\s*(async\s+)?(on(Start|Chat|Reply|Reaction)|handle(Event|Reply|Reaction))\s*[:(]|^module\.exports\s*=\s*(async\s*)?(function\s*)?\(?\s*robot\b/m;

function isOfBot(text: string): boolean {
  return exporting.test(text) && ofBot.test(text);
}

/** `seedProducts.js`, `userSeeder.ts`; `seedPhrase.ts` and `randomSeed.ts` are of other seeds. */
const named =
  /(^|\/)(seed(?!Phrase|Random|Words?\b|Generator)[A-Z]\w*|(?!(random|game|world|map|rng|server|client|wallet|noise|hash)Seed)\w*[a-z]Seed(s|er|ers|ing|Data)?)\.[cm]?[jt]s$/;

export interface FileKind {
  readonly kind: EntryKind | '';
  readonly why: string;
}

export function fileKind(path: string, text: string): FileKind {
  if (isAnyKind(path) || readyOfBot.test(path))
    for (const [kind, pattern, why] of byPath)
      if (
        pattern.test(path) &&
        !(
          kind === 'script' &&
          (scheduled.test(path) || served.test(path) || isSourceInBin(path, text) || isOfBot(text))
        ) &&
        !(kind === 'test' && isRoute(path))
      )
        return { kind, why };
  if (named.test(path)) return { kind: 'seed', why: 'a seed' };
  // What others import is more than a script, and so is what answers a model.
  if (
    text.startsWith('#!') &&
    !/^(module\.exports\b|export\s)/m.test(text) &&
    !/['"]@modelcontextprotocol\/sdk/.test(text)
  )
    return { kind: 'script', why: 'starts with #!' };
  return { kind: '', why: '' };
}

/** Files that nothing is reported in and nothing is learnt from. */
export function isTest(path: string): boolean {
  return isAnyTest(path) && !isRoute(path);
}

/** `app/api/tests/route.ts`, `app/benchmark/page.tsx`: what an application is about, unless a test has it. */
function isRoute(path: string): boolean {
  const at =
    /^(.*\/)?(?:app\/(?!.*__)(?:.*\/)?(?:route|page|layout)\.[jt]sx?|routes\/(?!.*__)(?:.*\/)?\+(?:page|layout|server)(?:\.server)?\.[jt]s)$/.exec(
      path,
    );
  return at !== null && !isAnyTest(`${at[1] ?? ''}app/`);
}

/** Whether a file's folder or name says that it is started again and again: `workers/cache/index.ts`; `check-task-lists.js` is about tasks. */
export function isStartedAgain(path: string): boolean {
  return /(^|\/|[._-])(crons?|cronjobs?|jobs?|workers?|tasks?(?!-)|schedul\w*|consumers?|queues?|sweep(s|er)?|reapers?)([/._-]|$)/i.test(
    path,
  );
}

/** Whether what runs by itself there is started by a schedule: `src/jobs/expire.js`. */
export function isJobFile(path: string): boolean {
  return /(^|\/)(crons?|cron-?jobs?|jobs)\/|[._-](cron|cronjob|job)\.[cm]?[jt]s$/i.test(path);
}

export const cold: ReadonlySet<EntryKind | ''> = new Set<EntryKind | ''>([
  'start-up',
  'migration',
  'seed',
  'script',
  'cli',
  'test',
  'build',
]);

export function entryName(kind: EntryKind | ''): string {
  const names: Partial<Record<EntryKind, string>> = {
    handler: 'request handler',
    resolver: 'GraphQL resolver',
    event: 'event handler',
    page: 'page rendered per request',
    loader: 'batch function of a loader',
    cli: 'command line tool',
    build: 'build configuration',
  };
  return kind === '' ? '' : (names[kind] ?? kind);
}
