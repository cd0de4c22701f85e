import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { slowTexts } from '../../../src/core/analysis/regex/effort.ts';
import { weaknesses } from '../../../src/core/analysis/regex/weakness.ts';
import { check } from './marked.ts';

const rules = `import { load } from 'cheerio';
let name;
const check = (context) => {
  const $link = context.headers().find('a').first();
  const href = $link?.attr('href')?.trim();
  const matches = (context.$('b').text() || '').match(/^a(.+)$/);
  [, name] = matches;
  return [
    href.match(/.*\\/([^/]+)\\/$/), // !redos
    name.replace(/\\d*$/, ''), // !redos
    context.norm($link.text()).match(/chosen the .*? Recommendation/), // !redos
    context.kind().match(/.*\\/([^/]+)\\/$/),
  ];
};
export const all = [check];
`;

check(
  'what a document says was written by others where a server reads it',
  {
    'package.json': JSON.stringify({ name: 'checks', dependencies: { express: '4', cheerio: '1' } }),
    'src/rules.js': rules,
  },
  'redos',
);

check(
  'and is the page itself in a browser',
  {
    'package.json': JSON.stringify({ name: 'checks', dependencies: { jquery: '3' } }),
    'src/rules.js': rules.replaceAll(' // !redos', ''),
  },
  'redos',
);

const inflect = {
  'lib/forms.js': `const singular = [];
singular.push([/(.*)ves$/i, '$1f']); // !redos
export const forms = () => singular;
`,
};
const stored = JSON.stringify({ name: 'words', main: './lib/index.js', dependencies: { mongoose: '9' } });

check(
  'a package that gives something is for others, though it may keep it in a database',
  {
    'package.json': stored,
    'lib/index.js': "export { forms } from './forms.js';\n",
    ...inflect,
  },
  'redos',
);

check(
  'so is one that is built and leans on jQuery',
  {
    'package.json': JSON.stringify({
      name: 'words',
      main: './dist/words.js',
      browser: './dist/words.web.js',
      dependencies: { jquery: '3' },
    }),
    'src/words.js': "export { forms } from '../lib/forms.js';\n",
    ...inflect,
  },
  'redos',
);

check(
  'and a program of its own is not',
  {
    'package.json': stored,
    'lib/index.js': "import { forms } from './forms.js';\nforms();\n",
    'lib/forms.js': inflect['lib/forms.js'].replace(' // !redos', ''),
  },
  'redos',
);

check(
  'a brace with nothing before it to repeat is no count',
  {
    'package.json': JSON.stringify({ name: 'tags' }),
    'src/tags.js': `exports.tag = (reply) => {
  const kinds = ['person', 'formal'];
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    reply = reply.match(new RegExp(\`{\${kind}}(.+?){/\${kind}}\`, 'i')); // !redos
  }
  return reply;
};
exports.short = (text, most) => new RegExp(\`^a{\${most}}b*$\`).test(text);
`,
  },
  'redos',
);

check(
  'the code of a function and the kind of a value are no texts of others',
  {
    'package.json': JSON.stringify({ name: 'reads' }),
    'src/reads.js': `exports.names = (fn) => fn.toString().match(/\\bnames\\([^,)\\n]*, [^,)\\n]*,/);
exports.kind = (value) => /\\[object (.*)\\]/.exec(value.toString());
exports.entry = (entry) => {
  if (typeof entry !== 'function') return false;
  const code = entry.toString();
  return /\\bthis\\.can\\([^,)\\n]*, [^,)\\n]*,/.test(code);
};
exports.code = (value) => String(value).match(/function[^(]*\\([^)]*\\)/);
exports.body = (body) => body.toString().match(/function[^(]*\\([^)]*\\)/); // !redos
exports.text = (value) => value.toString().match(/names\\([^,)\\n]*, [^,)\\n]*,/); // !redos
`,
  },
  'redos',
);

check(
  'a text that was cut or turned away for its length is short in all its parts',
  {
    'package.json': JSON.stringify({ name: 'search' }),
    'src/search.js': `exports.turned = (target, kind) => {
  if (target.length > 300) throw new Error('too long');
  if (kind) target += ', of a kind';
  const split = target.split(',').map((term) => term.trim());
  return /\\d*$/.exec(split[kind]);
};
exports.cut = (target, kind) => {
  target = target.slice(0, 300).trim();
  if (kind) target += \`, \${kind}\`;
  return /\\d*$/.exec(target);
};
exports.added = (target, more) => {
  target = target.slice(0, 300);
  target += more;
  return /\\d*$/.exec(target); // !redos
};
exports.long = (target) => {
  const split = target.split(',').map((term) => term.trim());
  return /\\d*$/.exec(split[2]); // !redos
};
exports.filled = (target) => {
  const split = target.slice(0, 200).split(',').map((term) => term.replace(/a/g, target));
  return /\\d*$/.exec(split[2]); // !redos
};
`,
  },
  'redos',
);

const slow = (pattern: string, flags: string): boolean =>
  [...slowTexts({ pattern, flags, weak: weaknesses(pattern, flags) })].length > 0;

test('quotes that only an escape lets go on are met behind one', () => {
  assert.ok(slow(String.raw`(["'])(?:\\.|[^\\])*?\1`, 'g'));
  assert.ok(!slow(String.raw`(["'])(.*?)\1`, 'g'));
});

test('what splits a text is looked for behind each match', () => {
  const flagsOf = (code: string): string[] =>
    analyse({ 'src/parts.js': code }, { config: { packages: [], tsconfigs: [] } }).findings.map(
      (f) => JSON.parse(f.probe!).flags,
    );
  const comma = '/,(?![^(]*\\))/';
  assert.deepEqual(flagsOf(`export const parts = (text) => text.split(${comma});`), ['g']);
  assert.deepEqual(flagsOf(`export const part = (text) => text.match(${comma});`), ['']);
  assert.ok(slow(comma.slice(1, -1), 'g') && !slow(comma.slice(1, -1), ''));
});
