import { contains, isCall, isMember, lastWordOf, type Node, parentOf } from '../ast.ts';
import type { World } from '../link.ts';
import { loadingCalls, moduleOf } from '../refs.ts';
import type { Report, Reviewed, Rule, Verdict } from '../rule.ts';
import type { Candidate, FileSummary } from '../summary.ts';

export const wholeImport: Rule = {
  slug: 'whole-import',
  title: 'A whole library for a few functions',
  family: 'bundle-bound',
  severity: 'warning',
  what: 'An import that loads all of a large library that is made of parts: lodash, aws-sdk v2, icon sets, date and utility collections.',
  why: 'Everything is parsed, kept in memory and shipped: tens to hundreds of kilobytes for a function or two. Browsers and functions started per request pay each time; a server pays once, so there only SDKs that take long to load are told.',
  fix: "Import the part: import debounce from 'lodash/debounce', the v3 client, the single icon.",
  bad: [
    {
      file: 'src/search.js',
      code: `import _ from 'lodash';\nexport const search = _.debounce(() => {}, 100);`,
    },
    { file: 'src/upload.js', code: `const AWS = require('aws-sdk');\nexports.s3 = new AWS.S3();` },
  ],
  good: [
    {
      file: 'src/search.js',
      code: `import debounce from 'lodash/debounce';\nexport const search = debounce(() => {}, 100);`,
    },
    {
      file: 'src/types.ts',
      code: `import type { Dictionary } from 'lodash';\nexport type Users = Dictionary<string>;`,
    },
  ],
  outOfScope: [
    'Libraries that bundlers shake well when named parts are imported.',
    'Servers, which load a library once; SDKs of many services are told there too.',
    'Tests, scripts, build code.',
  ],
  knownFalsePositives: [
    'A bundler that replaces the import by parts and is configured outside package.json.',
    'Code that runs on a server and looks like a library for browsers.',
  ],
  coldToo: true,
  check(file, report) {
    for (const n of file.index.imports)
      if (n.type === 'ImportDeclaration' && n.importKind !== 'type') checkImport(file, n, report);
      else if (n.type !== 'ImportDeclaration' && n.exportKind !== 'type') checkHandedOn(file, n, report);
    for (const s of loadingCalls(file.index)) {
      const module = moduleOf(s.node);
      if (module && s.node.callee.type !== 'Import') checkRequire(s.node, s.fn, module, report);
    }
  },
  decide,
};

interface Library {
  readonly modules: RegExp;
  /**
   * whole: any import loads all of it ·
   * parts: names are shaken, and a namespace of which only members are read as well · pack: a namespace
   * of very many parts, slow to bundle even where it is shaken
   */
  readonly form: 'whole' | 'parts' | 'pack';
  /** Loads so long that a server that starts once feels it too. */
  readonly heavy?: boolean;
  /** Tools in package.json that import parts, or leave out what is not used. */
  readonly remedy?: RegExp;
  /** Whole up to this major version, in parts from the next on. */
  readonly until?: number;
}

const modularized =
  /^(babel-plugin-lodash|lodash-webpack-plugin|babel-plugin-transform-imports|babel-plugin-import|vite-plugin-imp|@swc\/plugin-transform-imports)$/;

/** What libraries are made of, by how they are published: their documentation on tree shaking. */
const libraries: readonly Library[] = [
  { modules: /^lodash$/, form: 'whole', remedy: modularized },
  {
    modules: /^moment(-timezone)?$/,
    form: 'whole',
    remedy: /^moment-(locales|timezone-data)-webpack-plugin$/,
  },
  { modules: /^(aws-sdk|googleapis)$/, form: 'whole', heavy: true },
  {
    modules:
      /^(rxjs\/Rx|firebase|firebase\/compat|core-js|babel-polyfill|@babel\/polyfill|material-ui|highlight\.js|plotly\.js|faker|country-state-city|chart\.js\/auto)$/,
    form: 'whole',
  },
  { modules: /^date-fns$/, form: 'parts', until: 1 },
  { modules: /^rxjs$/, form: 'parts', until: 5 },
  { modules: /^antd$/, form: 'parts', until: 3, remedy: modularized },
  {
    modules:
      /^(@mui\/icons-material|@material-ui\/icons|@ant-design\/icons|react-icons(\/\w+)?|@heroicons\/(react|vue)(\/(16|20|24))?(\/(solid|outline|mini|micro))?|lucide-react|lucide-vue-next|@fortawesome\/[\w-]+-svg-icons|@phosphor-icons\/react|phosphor-react|@tabler\/icons-react|@radix-ui\/react-icons|react-feather|d3|echarts|@mui\/material|@material-ui\/core|@faker-js\/faker)$/,
    form: 'pack',
  },
  {
    modules:
      /^(lodash-es|date-fns|underscore|ramda|three|effect|remeda|validator|mathjs|antd|react-bootstrap|reactstrap|semantic-ui-react|@chakra-ui\/react)$/,
    form: 'parts',
  },
];

/** How much of a library an import takes: what `decide` reads of the candidate's tag, with the module. */
type Form =
  | 'side-effect'
  | 'default'
  /** A namespace that is only read by names written out. */
  | 'members'
  /** A namespace that is given on or indexed: nothing of it can be left out. */
  | 'escapes'
  | 'names'
  | 'require';

const anyOf = new RegExp(libraries.map((l) => l.modules.source).join('|'));

/** By module: the same few are imported everywhere. */
const asked = new Map<string, boolean>();

function known(module: string): boolean {
  // What lies beside the file is no library, and there is no end of it.
  if (module.startsWith('.')) return false;
  let answer = asked.get(module);
  if (answer === undefined) {
    answer = anyOf.test(module);
    asked.set(module, answer);
  }
  return answer;
}

function checkImport(file: Reviewed, n: Extract<Node, { type: 'ImportDeclaration' }>, report: Report): void {
  const module = n.source.value;
  if (!known(module)) return;
  const fn = file.index.functions[0]!;
  const tell = (form: Form, message: string): void =>
    report({ node: n, fn, message, tag: `${form} ${module}${saysClient(file) ? ' client' : ''}` });
  if (n.specifiers.length === 0) tell('side-effect', `Loads all of ${module}`);
  const values = n.specifiers.filter((s) => !(s.type === 'ImportSpecifier' && s.importKind === 'type'));
  // All of the text is asked for a name: hundreds of names are not looked for when one of them tells.
  const isUsed = (s: (typeof values)[number]): boolean => !onlyTypes(file, s.local.name);
  const whole = values.find(
    (s) => (s.type !== 'ImportSpecifier' || importedName(s.imported) === 'default') && isUsed(s),
  );
  if (whole) {
    const form =
      whole.type !== 'ImportNamespaceSpecifier'
        ? 'default'
        : escapes(file, whole.local.name)
          ? 'escapes'
          : 'members';
    tell(form, `Imports all of ${module} as ${whole.local.name}`);
  } else if (values.some(isUsed)) tell('names', `Named imports from ${module} load all of it`);
}

/** `export { capitalize } from 'lodash'`, `export * from 'lodash'`: loaded just the same. */
function checkHandedOn(
  file: Reviewed,
  n: Extract<Node, { type: 'ExportNamedDeclaration' | 'ExportAllDeclaration' }>,
  report: Report,
): void {
  const module = n.source?.value ?? '';
  if (!module || !known(module)) return;
  const tag = `names ${module}${saysClient(file) ? ' client' : ''}`;
  report({
    node: n,
    fn: file.index.functions[0]!,
    message: `Hands on parts of ${module} and loads all of it`,
    tag,
  });
}

function importedName(n: Node): string {
  return n.type === 'Identifier' ? n.name : n.type === 'StringLiteral' ? n.value : '';
}

function saysClient(file: Reviewed): boolean {
  return file.index.program.directives.some((d) => d.value.value === 'use client');
}

interface Use {
  readonly before: string;
  readonly after: string;
}

/** Every place of a name but its import, with what stands around it. */
function* usesOf(file: Reviewed, name: string): Generator<Use, void> {
  const { text } = file.index;
  const imported = file.index.moduleScope.names.get(name)?.node;
  // The whole declaration: modules are often called what they are imported as.
  const declared = imported && (file.index.imports.find((n) => contains(n, imported)) ?? imported);
  const [from, to] = [declared?.start ?? 0, declared?.end ?? 0];
  for (let at = text.indexOf(name); at >= 0; ) {
    const end = at + name.length;
    const isName = !/[\w$.]/.test(text.charAt(at - 1)) && !/[\w$]/.test(text.charAt(end));
    if (isName && (end > to || at < from))
      yield { before: text.slice(Math.max(0, at - 24), at), after: text.slice(end, end + 60) };
    at = text.indexOf(name, end);
  }
}

/**
 * Only in types, or nowhere, as an editor leaves it behind: erased before anything runs. Text tells: types are not among
 * the references that are kept.
 */
function onlyTypes(file: Reviewed, name: string): boolean {
  if (!/\.[cm]?tsx?$/.test(file.index.path)) return false;
  for (const use of usesOf(file, name)) if (!isType(use, name)) return false;
  return true;
}

function isType({ before, after }: Use, name: string): boolean {
  return (
    /([\w)\]]\??|\}):\s*$|[<|&]\s*$|\b(as|extends|implements|satisfies)\s+$/.test(before) &&
    /^(\.[A-Z]\w*)?\s*([[\]<>;,)=|&{}\n]|$)/.test(after) &&
    (/^[A-Z]/.test(name) || after.startsWith('.'))
  );
}

function escapes(file: Reviewed, name: string): boolean {
  for (const { after } of usesOf(file, name)) if (!/^\s*\??\.\s*[\w$]/.test(after)) return true;
  return false;
}

function checkRequire(call: Node, fn: Parameters<Report>[0]['fn'], module: string, report: Report): void {
  if (!known(module)) return;
  const parent = parentOf(call);
  // Given to the function that makes a UMD module: somebody's build, not a choice of this file. Tracing is handed
  // the library as well, as `tracer.captureAWS(require('aws-sdk'))`.
  if (parent && isCall(parent) && !isMember(parent.callee)) return;
  const part = parent && isMember(parent) && parent.object === call ? lastWordOf(parent) : '';
  report({
    node: call,
    fn,
    tag: `require ${module}`,
    message: part ? `Requires all of ${module} for ${part}` : `Requires all of ${module}`,
  });
}

/** Tasks of a build import them, whatever their folder is called. */
const buildTools = /^((gulp|grunt)(-[\w-]+)?|webpack|rollup|browserify|esbuild)$/;

function decide(c: Candidate, file: FileSummary, world: World): Verdict {
  if (file.fileKind) return { silenced: file.fileWhy };
  if (file.modules.some((m) => buildTools.test(m))) return { silenced: 'code of a build' };
  const [form, module, client] = c.tag.split(' ') as [Form, string, string?];
  const p = world.packageOf(file);
  const library = libraries.find(
    (l) => l.modules.test(module) && (!l.until || major(p?.ranges[module]) <= l.until),
  );
  if (!library) return { silenced: 'imported in parts' };
  if (
    library.remedy &&
    [...(p?.tools ?? []), ...(p?.dependencies ?? [])].some((d) => library.remedy!.test(d))
  )
    return { silenced: 'a tool of this package imports it in parts' };
  const whole = library.form === 'whole' || library.until !== undefined;
  if (!whole && form === 'names') return { silenced: 'what is not imported is left out' };
  if (form === 'side-effect' && !/^(core-js|babel-polyfill|@babel\/polyfill|rxjs\/Rx)$/.test(module))
    return { silenced: 'imported for its side effects' };
  const place = client ? 'bundled' : world.placeOf(file);
  if (library.heavy) return { confidence: place === 'server' ? 'medium' : 'high' };
  if (place === 'server') return { silenced: 'a server loads it once, when it starts' };
  // Without a package.json nothing speaks against a bundle; with one that knows neither side, little speaks for it.
  if (place === 'unknown' && (form === 'require' || (p && !p.browser))) return { confidence: 'low' };
  if (!whole && library.form === 'parts' && form === 'members')
    return { silenced: 'only its members are read' };
  const sure = form !== 'names' && !/^(moment|d3|validator|@mui\/material|@material-ui\/core)/.test(module);
  return { confidence: sure && place !== 'unknown' ? 'high' : 'medium' };
}

/** First number of a version range; none is a version that is new enough. */
function major(range: string | undefined): number {
  return Number(/\d+/.exec(range ?? '')?.[0] ?? Number.POSITIVE_INFINITY);
}
