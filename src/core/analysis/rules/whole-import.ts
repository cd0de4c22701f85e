import { dotted, isCall, isMember, lineOf, type Node, parentOf } from '../ast.ts';
import type { Binding } from '../index-types.ts';
import { moduleOf } from '../refs.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';

export const wholeImport: Rule = {
  slug: 'whole-import',
  title: 'A whole library for a few functions',
  family: 'bundle-bound',
  severity: 'warning',
  what: 'An import that loads all of a large library that is made of parts: lodash, aws-sdk v2, icon sets, date and utility collections.',
  why: 'Everything is parsed, kept in memory and shipped: tens to hundreds of kilobytes for a function or two.',
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
    'Tests, scripts, build code.',
  ],
  knownFalsePositives: ['A server where start-up time and memory do not matter.'],
  coldToo: true,
  check(file, report) {
    for (const n of file.index.imports)
      if (n.type === 'ImportDeclaration' && n.importKind !== 'type') checkImport(file, n, report);
    for (const s of file.index.calls) {
      const module = moduleOf(s.node);
      if (module && s.node.callee.type !== 'Import') checkRequire(s.node, s.fn, module, report);
    }
  },
  decide(c, file, world) {
    if (file.fileKind) return { silenced: file.fileWhy };
    const shipped = /\.[jt]sx$/.test(file.path) || world.dependsOn(file, browser);
    return { confidence: c.tag === 'named' && !shipped ? 'low' : c.confidence };
  },
};

const browser = /^(react|react-dom|vue|svelte|@angular\/core|preact|solid-js|next|nuxt|jquery|backbone)$/;

/** Made of parts, and not shaken when imported from its root, whatever the form. */
const commonJs =
  /^(lodash|underscore|ramda\/src|rxjs\/Rx|aws-sdk|moment-timezone|core-js|async|validator|firebase|googleapis|faker|antd\/lib|material-ui|@material-ui\/icons|semantic-ui-react|react-bootstrap|d3|three\/build\/three|highlight\.js|mathjs|plotly\.js|echarts|country-state-city)$/;
/** Named imports are enough; the whole is not. */
const shaken =
  /^(lodash-es|rxjs|ramda|date-fns|d3|three|@mui\/icons-material|@mui\/material|@material-ui\/(core|icons)|@ant-design\/icons|react-icons\/\w+|@heroicons\/.+|lucide-react|@fortawesome\/[\w-]+-svg-icons|antd|react-bootstrap|effect|remeda|validator|echarts|firebase|mathjs|@phosphor-icons\/react|@tabler\/icons-react|@radix-ui\/react-icons|reactstrap|semantic-ui-react|@chakra-ui\/react)$/;
/** Whole only by its root; named imports still load everything in the forms people use. */
const rootOnly = /^(lodash|underscore|aws-sdk|rxjs\/Rx|googleapis|@faker-js\/faker|faker)$/;
const smallAsWhole = /^(three|d3|rxjs|ramda|effect|antd|firebase|async|validator|@faker-js\/faker|faker)$/;

function checkImport(file: Reviewed, n: Extract<Node, { type: 'ImportDeclaration' }>, report: Report): void {
  const module = n.source.value;
  const values = n.specifiers.filter((s) => !(s.type === 'ImportSpecifier' && s.importKind === 'type'));
  if (values.length === 0) return;
  const whole = values.find(
    (s) =>
      s.type === 'ImportNamespaceSpecifier' ||
      s.type === 'ImportDefaultSpecifier' ||
      (s.type === 'ImportSpecifier' && s.imported.type === 'Identifier' && s.imported.name === 'default'),
  );
  const fn = file.index.functions[0]!;
  if (whole) {
    if (!(commonJs.test(module) || shaken.test(module))) return;
    if (onlyTypes(file, whole.local.name)) return;
    const few = !smallAsWhole.test(module);
    report({
      node: n,
      fn,
      message: `Imports all of ${module} as ${whole.local.name}`,
      confidence: few ? 'high' : 'low',
    });
  } else if (rootOnly.test(module) && module !== 'async') {
    report({
      node: n,
      fn,
      message: `Named imports from ${module} load all of it`,
      tag: 'named',
      confidence: /^(lodash|underscore|rxjs\/Rx)$/.test(module) ? 'medium' : 'low',
    });
  }
}

/** Only in types: erased before anything runs. */
function onlyTypes(file: Reviewed, name: string): boolean {
  const b: Binding | undefined = file.index.moduleScope.names.get(name);
  if (!b) return false;
  const used =
    file.index.text.split(new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}(?![\\w$])`)).length - 1;
  if (used > 1) return false;
  return used <= 1 && /\.tsx?$/.test(file.index.path) && lineOf(b.node) > 0;
}

function checkRequire(call: Node, fn: Parameters<Report>[0]['fn'], module: string, report: Report): void {
  if (!rootOnly.test(module) && !/^(rxjs|@material-ui\/icons|react-icons)$/.test(module)) return;
  const parent = parentOf(call);
  if (parent && isMember(parent) && parent.object === call) {
    report({
      node: call,
      fn,
      message: `Requires all of ${module} for ${dotted(parent).split('.').at(-1)}`,
      confidence: 'medium',
    });
    return;
  }
  if (parent && isCall(parent)) return;
  report({ node: call, fn, message: `Requires all of ${module}`, confidence: 'high' });
}
