import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';
import { check } from './marked.ts';

const found = (name: string, files: Readonly<Record<string, string>>): void => check(name, files, 'redos');

found('patterns that a helper makes of a source are told where it is called', {
  'src/tokens.js': `const table = {};
const create = (name, source) => {
  const safe = source.replace('#', '\\\\d');
  table[name] = new RegExp(safe);
};
create('WORDS', '^(\\\\w+\\\\s?)*$'); // !redos
create('WORD', '^\\\\w+$');
`,
});

found('patterns put together by functions, lists, objects and other patterns', {
  'src/parts.js': `const parts = { word: '\\\\w+', space: /\\s?/ };
const group = (x) => \`(?:\${x})*\`;
const names = ['a+', 'b'];
export const a = new RegExp('^' + group(parts.word + parts.space.source) + '$'); // !redos
export const b = new RegExp('^(?:' + names.map((n) => n + ',?').join('|') + ')+$'); // !redos
const base = new RegExp(parts.word);
export const c = new RegExp('^(' + base.source + ')+$'); // !redos
export const d = new RegExp('^NAME$'.replace('NAME', '(x+x+)+')); // !redos
export const g = new RegExp('^NAME$'.replace(/NAME/g, () => '(y+y+)+')); // !redos
export const e = new RegExp('^' + parts.word + '$');
export const f = (name) => new RegExp('^(' + name + '+)+$');
`,
});

found('patterns given as texts', {
  'src/texts.js': `export const is = (text) => text.match('^(a+)+$'); // !redos
export const schema = {
  type: 'object',
  properties: {
    name: {
      type: 'string',
      pattern: '^(a+)+$', // !redos
    },
    file: { type: 'glob', pattern: '(a+)+$' },
    rest: {
      patternProperties: {
        '^(b+)+$': { type: 'string' }, // !redos
        '^b+$': { type: 'string' },
      },
    },
    id: { type: 'string', pattern: '^[a-z]+$' },
  },
};
`,
});

found('runs that were made one character before are no long runs', {
  'src/slug.js': `app.get('/slug', (req, res) => {
  const { name } = req.query;
  res.json(req.query.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, ''));
  res.json(req.query.name.replace(/[^\\w-]/g, '').replace(/-+/g, '-').trim().replace(/-+$/, ''));
  res.json(req.query.name.replace(/[^a-z0-9]/g, '-').replace(/-+$/g, '')); // !redos
  res.json(req.query.name.replace(/-+/g, '-').replace(/[^\\w-]/g, '').replace(/-+$/g, '')); // !redos
  res.json(req.query.name.replace(/\\s+/g, '-').replace(/-+$/g, '')); // !redos
});
`,
});

found('a length that is checked before bounds what is trimmed of it, too', {
  'src/mail.js': `export function isAddress(input) {
  if (input.length > 1000) throw new Error('too long');
  return /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(input.trim());
}
export function isOther(input) {
  return /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(input.trim()); // !redos
}
`,
});

found('what a function is handed may be crafted; an address of the set-up is not', {
  'package.json': '{"name":"app","dependencies":{"express":"4"}}',
  'src/fill.js': `export const fill = (template) => String(template ?? '').replace(/{(.*?)}/g, ''); // !redos
export const join = (baseUrl, path) => baseUrl.replace(/\\/+$/, '') + path;
`,
  'src/config.js': `export const clean = (value) => value.replace(/\\/+$/, '');`,
  'src/Field.jsx': `export const Field = ({ text }) => <b>{text.replace(/{(.*?)}/g, '')}</b>;`,
});

found('a command line tool is told of what hangs on any text', {
  'src/cli.js': `export const a = (text) => /^(a+)+$/.test(text); // !redos
export const b = (text) => text.replace(/\\s+$/, '');
`,
});

found('patterns of parts that other files hold', {
  'src/constants.ts': `export const WORDS = '(?:\\\\w+\\\\s?)+';
export const PARTS = { words: '(\\\\w+\\\\s?)+', word: '\\\\w+' };
export const SPACE = /\\s+!/; // !redos
const numbers = String.raw\`(\\d+,?)+\`;
export default numbers;
export { numbers as NUMBERS };
export const limit = 7;
`,
  'src/index.ts': `export * from './constants.ts';`,
  'src/re.js': `module.exports = { src: '^(a+)+$', plain: 'a', others: /(b+)b/ };`,
  'src/use.ts': `import numbers, { limit, PARTS, SPACE, WORDS } from './constants.ts';
import { NUMBERS } from './index.ts';
const { src } = require('./re.js');
const re = require('./re.js');
export const a = (text: string) => new RegExp(\`^\${WORDS}$\`).test(text); // !redos
export const b = (text: string) => new RegExp('^' + PARTS.words + '$').test(text); // !redos
export const c = (text: string) => new RegExp('^' + numbers + '$').test(text); // !redos
export const d = (text: string) => new RegExp(['^', NUMBERS, '$'].join('')).test(text); // !redos
export const e = (text: string) => new RegExp(src).test(text); // !redos
export const f = (text: string) => new RegExp(re.src, 'i').test(text); // !redos
export const g = (text: string) => new RegExp('(' + re.others.source + '+)+c').test(text); // !redos
export const h = (text: string) => new RegExp(SPACE, 'g').test(text);
export const i = (text: string) => new RegExp('^' + PARTS.word + '$').test(text);
export const j = (text: string) => new RegExp('^(' + re.plain + ')+$').test(text);
export const k = (text: string) => new RegExp('^(a+)+' + limit).test(text); // !redos
export const l = (text: string) => new RegExp('^(a+)+' + re.missing).test(text); // !redos
export const m = (text: string) => ({ name: new RegExp(re.missing + '$') });
`,
});

found('tables of patterns that are filled one by one, also by a function', {
  'src/tokens.js': `const src = [];
const re = [];
const t = {};
let next = 0;
const create = (name, value, all) => {
  const i = next++;
  t[name] = i;
  src[i] = value;
  re[i] = new RegExp(value, all ? 'g' : undefined);
};
create('WORD', '\\\\w+\\\\s?');
create('WORDS', '^(' + src[t.WORD] + ')+$'); // !redos
create('PAIR', \`^\${src[t.WORD]}=\${src[t.WORD]}$\`);
create('SELF', '^' + src[t.SELF] + '(a+)+$');
`,
  'src/old.js': `const src = [];
const re = [];
let next = 0;
const DIGITS = next++;
src[DIGITS] = '\\\\d+';
const MANY = next++;
src[MANY] = '^(?:' + src[DIGITS] + ',?)+$'; // !redos
for (let i = 0; i < next; i++) re[i] = new RegExp(src[i]);
`,
  'src/named.js': `const parts = {};
parts.word = '\\\\w+';
parts.words = '(?:' + parts.word + '\\\\s?)+';
parts.twice = 'a';
parts.twice = '(b+)+';
export const words = new RegExp('^' + parts.words + '$'); // !redos
export const twice = new RegExp('^' + parts.twice + '$');
`,
});

found('patterns that are nested in the lines below', {
  'src/nested.js': `let nested = /[^()]|\\((?:<self>)*\\)/.source;
for (var i = 0; i < 2; i++) {
  nested = nested.replace(/<self>/g, function () { return nested; });
}
nested = nested.replace(/<self>/g, '[]');
export const grammar = { call: RegExp('^a(?:' + nested + ')*b(?:' + nested + ')*c$') }; // !redos
let changed = 'a';
if (process.env.WIDE) changed = changed.replace('a', '(a+)+');
export const unknown = RegExp('^' + changed + '$');
`,
});

found('patterns of either part, and of parts that are given one by one', {
  'src/either.js': `export const make = (wide) => {
  const host = wide ? '(?:[a-z]+-?)+' : '[a-z]+';
  return new RegExp('^' + host + '$'); // !redos
};
const call = (...parts) => {
  'worklet';
  return '\\\\(' + parts.join(',') + '\\\\)';
};
const number = '\\\\d*\\\\.?\\\\d+';
export const rgb = new RegExp('^rgb' + call(number, number)); // !redos
export const hex = new RegExp('^hex' + call('\\\\d+', '\\\\d+'));
`,
});

found('a pattern that is only part of others, and a length that is checked the other way round', {
  'src/quoted.js': `const quoted = /"((?:\\\\[^]|[^"\\\\])*)"/;
const list = new RegExp('^' + quoted.source + '(?:,' + quoted.source + ')*$');
export const isList = (text) => list.test(text);
const MAX = 300;
export function isMail(mail) {
  if (MAX < mail.length) return false;
  return /^\\S+@\\S+$/.test(mail);
}
export const isLongMail = (mail) => /^\\S+@\\S+$/.test(mail); // !redos
`,
});

found('what all matches of a text try in vain, and ends of lines', {
  'src/markup.js': `export const plain = (text) => text.replace(/\\^\\[[^\\]]*]|\\^(.)/g, ''); // !redos
export const words = (text) => text.replace(/"[^"]*"|[a-z]+/g, '');
export const paths = (text) => /^(\\/\\w+)*\\/[\\w.]+[^#?\\s]+$/m.test(text); // !redos
`,
});

found('a loop that may end at each turn, and a pattern too large to be gone through whole', {
  'src/grammar.js': `export const attributes = (text) => /^%\\w+(?:\\{(?:\\{[^}]+\\}|[^}])+\\})*/.test(text); // !redos
let part = /[^()"']|\\((?:<self>)*\\)|<(?!#--)|<#--(?:[^-]|-(?!->))*-->|"(?:[^\\\\"]|\\\\.)*"|'(?:[^\\\\']|\\\\.)*'/.source;
for (let i = 0; i < 2; i++) part = part.replace(/<self>/g, () => part);
part = part.replace(/<self>/g, /[^\\s\\S]/.source);
export const inserted = RegExp('\\\\$\\\\{(?:' + part + ')*?\\\\}'); // !redos
`,
});

found('what only runs where there is no trim', {
  'src/trim.js': `export function trim(text) {
  if (typeof String.prototype.trim === 'undefined') return text.replace(/(^\\s*|\\s*$)/g, '');
  return text.trim();
}
export function other(text) {
  if (typeof String.prototype.trim === 'function') return text.replace(/(^\\s*|\\s*$)/g, ''); // !redos
  if (!text.trimEnd) return text.replace(/\\s+$/, '');
  return text.trim === undefined ? text.replace(/\\s+$/, '') : text;
}
`,
});

found('a part that a package makes is left out where it is one of several', {
  'package.json': '{"name":"addresses"}',
  'src/address.js': `const ip = require('ip-regex');
const word = '(?:[a-z]+-?)*';
module.exports = {
  one: new RegExp(\`^(?:localhost|\${ip.v4().source}|\${word})$\`), // !redos
  whole: new RegExp(\`^\${word}\${ip.v4().source}$\`), // !redos
  only: new RegExp(\`^\${ip.v4().source}$\`),
  plain: (strict, names) => new RegExp('^(?:' + (strict ? word : names.join('|')) + ')$'), // !redos
};
`,
});

found('patterns made of members of enums, classes, lists and objects within objects', {
  'src/parts.ts': `export enum Names { Words = '^(\\\\w+\\\\s?)*$', Word = '^\\\\w+$' }
export const parts = { of: { words: '(\\\\w+\\\\s?)*', word: '\\\\w+' } };
export class Names2 { static readonly WORDS = '^(\\\\w+\\\\s?)*$'; }
`,
  'src/use.ts': `import { Names, Names2, parts } from './parts.ts';
export const a = (text: string) => new RegExp(Names.Words).test(text); // !redos
export const b = (text: string) => new RegExp(Names.Word).test(text);
export const c = (text: string) => new RegExp(\`^\${parts.of.words}$\`).test(text); // !redos
export const d = (text: string) => new RegExp('^' + parts.of.word + '$').test(text);
export const e = (text: string) => new RegExp(Names2.WORDS).test(text); // !redos
const list = ['^', '(\\\\w+\\\\s?)*', '$'];
export const f = (text: string) => new RegExp(list[0] + list[1] + list[2]).test(text); // !redos
const own = { of: { words: '(\\\\w+\\\\s?)*' } };
export const g = (text: string) => new globalThis.RegExp('^' + own.of.words + '$').test(text); // !redos
export class Reader {
  private static WORDS = '(\\\\w+\\\\s?)*';
  private readonly words = '^(\\\\w+\\\\s?)*$';
  private readonly made = new RegExp(this.words); // !redos
  is(text: string) {
    return new RegExp('^' + Reader.WORDS + '$').test(text) || this.made.test(text); // !redos
  }
}
let built = '^';
built += '(\\\\w+\\\\s?)*';
built += '$';
export const h = (text: string) => new RegExp(built).test(text); // !redos
export const i = (text: string) => new RegExp([/^/, /(?:\\w+\\s?)*/, /$/].map((r) => r.source).join('')).test(text); // !redos
`,
});

found('parts that are known only when the program runs stand for a word, where the pattern meets a text', {
  'src/tags.js': `export const of = (xml, tag) => xml.match(new RegExp(\`<\${tag}[^>]*>([\\\\s\\\\S]*?)</\${tag}>\`)); // !redos
export const has = (text, word) => new RegExp(\`\\\\b\${word}\\\\b\`).test(text);
export const like = (word) => ({ name: new RegExp('.*' + word + '.*', 'i') });
export const without = (text, mark) => text.replace(new RegExp('\\\\' + mark + '+$'), '');
`,
});

found('patterns of schemas that are given as texts', {
  'src/schemas.ts': `export const a = Type.String({ pattern: '^(a+)+$' }); // !redos
export const b = { type: ['string', 'null'], pattern: '^(a+)+$' }; // !redos
export class C {
  @Matches('^(a+)+$', { message: 'no' }) // !redos
  name!: string;
}
`,
});

found('only what keeps a text short bounds it', {
  'src/length.js': `const mail = /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/; // !redos
export const a = (text) => text.length < 8 ? false : mail.test(text);
export const b = (text) => { if (text.length < 8) throw new Error('short'); return text.replace(/\\s+$/, ''); }; // !redos
export const c = (text) => text.length > 5 && text.replace(/\\s+$/, ''); // !redos
export const d = (text) => text.length <= 254 && text.replace(/\\s+$/, '');
export const e = (text) => { if (!text || text.length < 5 || text.length > 100) return ''; return text.replace(/\\s+$/, ''); };
export const f = (text) => { if (text.length > 500) text = text.slice(0, 500); return text.replace(/\\s+$/, ''); };
export const g = (text) => { const short = text.length < 500; if (short) return text.replace(/\\s+$/, ''); return ''; };
export const h = (text) => (text.length > 200 ? '' : text.replace(/\\s+$/, ''));
export const i = async (text) => { if (text.length > 200) { await report(text); } return text.replace(/\\s+$/, ''); }; // !redos
export const j = (text) => { if (text.length > 200) { if (text[0] === ' ') return ''; } return text.replace(/\\s+$/, ''); }; // !redos
export const k = (text) => { if (text.length > 200) { report(text); fail('long'); } return text.replace(/\\s+$/, ''); };
export const l = (text) => { if (text.length > 200) { if (text[0]) return ''; else throw new Error(text); } return text.replace(/\\s+$/, ''); };
`,
});

found('what is handed over is also the parts and the items of it', {
  'src/items.js': `export const a = (items) => items.map((i) => i.name.replace(/\\s+$/, '')); // !redos
export const b = (text) => { for (const line of text.split('\\n')) console.log(line.replace(/\\s+$/, '')); }; // !redos
export const c = (text) => JSON.parse(text).name.replace(/\\s+$/, ''); // !redos
export const d = (a, b) => \`\${a} \${b}\`.replace(/\\s+$/, ''); // !redos
export const e = () => { for (const line of lines()) console.log(line.replace(/\\s+$/, '')); };
`,
});

found('patterns that objects, fields, lists and other files hold meet texts, too', {
  'src/constants.ts': `export const tags = /<[^>]*>/g; // !redos
const inside = /<[^>]*>/g;
void inside;
`,
  'src/held.ts': `const own = { dashes: /-+$/, dots: /\\.+$/ }; // !redos
export const a = (text: string) => text.replace(own.dashes, '');
const all = [/;+$/, /:+$/]; // !redos
export const b = (text: string) => all.some((re) => re.test(text));
export class Cleaner {
  private re = /_+$/; // !redos
  clean(text: string) { return text.replace(this.re, ''); }
}
const unused = { commas: /,+$/ };
void unused;
`,
});

found('a stack and a file of the project itself are no crafted texts', {
  'src/log.js': `export const caller = () => {
  const { stack } = new Error();
  for (const line of stack.split('\\n')) if (line.match(/at .*?\\((.*?):(\\d+):\\d+\\)/)) return line;
};
export function parseStackLine(line) { return line.replace(/<[^>]*>/g, ''); }
export const schema = () => {
  const sql = fs.readFileSync(path.join(__dirname, 'schema.sql'), 'utf8');
  return sql.match(/INSERT.*INTO.*;/);
};
export const any = (file) => {
  const sql = fs.readFileSync(file, 'utf8');
  return sql.match(/INSERT.*INTO.*;/); // !redos
};
`,
});

found('texts of which something is known', {
  'src/known.js': `app.post('/known', (req, res) => {
  const { text } = req.body;
  const found = text.match(/(\\w+)=(\\w+)/g) || []; // !redos
  for (const pair of found) res.write(pair.match(/(\\w+)=(\\w+)/));
  for (const pair of found) res.write(pair.match(/(\\w+)=(\\w*)z/)); // !redos
  res.write(Buffer.from(text).toString('base64').replace(/\\+/g, '-').replace(/=+$/, ''));
  res.write(Buffer.from(text).toString('utf8').replace(/=+$/, '')); // !redos
  res.write(Buffer.from(text).toString('base64').replace(/A+$/, '')); // !redos
  res.write(Buffer.from(text).toString('base64').replace(/[+]/g, '-').replace(/-+$/, '')); // !redos
});
export const before = (body, at) => body.substring(Math.max(0, at - 80), at).match(/[a-z]+\\s*$/);
export const around = (body, at) => { const from = at - 80; return body.slice(from, at + 80).match(/[a-z]+\\s*$/); };
export const behind = (body, at) => body.slice(at, at + 9000).match(/[a-z]+\\s*$/); // !redos
export const to = (body, at, end) => body.slice(at, end).match(/[a-z]+\\s*$/); // !redos
export const rest = (body, at) => body.slice(-at, -2).match(/[a-z]+\\s*$/); // !redos
`,
});

found('texts of headers, of the machine and of who waits himself', {
  'src/route.ts': `const url = process.env.URL?.trim() || '';
export const base = () => url.replace(/\\/+$/, '');
export async function POST(request: Request) {
  const auth = request.headers.get('authorization') ?? request.headers.get('x-secret') ?? '';
  const token = auth.match(/^Bearer\\s+(.+)$/);
  const kind = auth.trim().match(/^\\w+\\s*\\w+$/); // !redos
  const body = await request.text();
  const first = body.match(/^Bearer\\s+(.+)$/); // !redos
  const any = (process.env.TEXT || body).replace(/\\/+$/, ''); // !redos
  return Response.json({ token, kind, first, any });
}
`,
  'src/Form.tsx': `import { useState } from 'react';
export function Form({ note, save }) {
  const [email, setEmail] = useState('');
  const trimmed = email.trim();
  const ok = /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(trimmed);
  const noted = /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(note); // !redos
  const hangs = /^(\\w+\\s?)*$/.test(trimmed); // !redos
  return <input onChange={(e) => { setEmail(e.target.value); save(ok, noted, hangs, /^\\S+@\\S+\\.\\S+$/.test(e.target.value)); }} />;
}
`,
});

test('a pattern at the top of a module is reached from where it is used, not from start-up', () => {
  const reached = (code: string): string[] =>
    analyse({ 'src/words.js': code }).findings.map((f) => f.context);
  const pattern = 'const words = /^(\\w+\\s?)*$/;\n';
  const [handler] = reached(
    `${pattern}app.post('/words', (req, res) => res.json(words.test(req.body.text)));\n`,
  );
  assert.match(handler!, /^request handler/);
  assert.deepEqual(reached(`export ${pattern}`), ['']);
});

found(
  'a text that was cut before is short, under whatever name, in an object, a list or a table of entries',
  {
    'src/form.js': `const most = 300;
app.post('/form', (req, res) => {
  const table = Object.fromEntries(Object.entries(req.body).map(([k, v]) => [k, String(v).slice(0, 200)]));
  res.write(table.name.replace(/\\s+$/, ''));
  const keys = Object.fromEntries(Object.entries(req.body).map(([k, v]) => [k.slice(0, 100), String(v)]));
  res.write(keys.name.replace(/\\s+$/, '')); // !redos
  const rows = req.body.rows.map((x) => ({ ...x, text: x.text.slice(0, 500).trim() }));
  for (const row of rows) {
    res.write(row.text.replace(/\\s+,/, ''));
    res.write(row.other.replace(/\\s+,/, '')); // !redos
  }
  const form = { name: req.body.name.slice(0, most), mail: req.body.mail };
  const { name } = form;
  res.write(form.name.replace(/\\s+,/, '') + name.trim().replace(/\\s+,/, ''));
  res.write(form.mail.replace(/\\s+,/, '')); // !redos
  res.write(req.body.title.slice(0, 120000).replace(/\\s+,/, '')); // !redos
  const filled = [];
  filled.push({ text: req.body.text });
  res.write(filled.filter((x) => x.text.replace(/\\s+,/, '')).length); // !redos
  const result = { text: '', name: null };
  result.text = req.body.text;
  res.write(result.text.replace(/\\s+,/, '')); // !redos
  const over = { title: req.body.title.slice(0, 10), ...req.body };
  res.end(over.title.replace(/\\s+,/, '')); // !redos
});
`,
  },
);

found(
  'patterns of a list or an object that are made where it is gone through are told where they are written',
  {
    'src/rules.js': `const rules = [
  { name: 'words', text: '^(a+)+$' }, // !redos
  { name: 'word', text: '^a+$' },
];
const named = {
  one: '^(b+)+$', // !redos
  two: '^b+$',
};
const plain = [
  '^(c+)+$', // !redos
];
export const isOne = (s) => rules.some((r) => new RegExp(r.text, 'i').test(s));
export const which = (s) => {
  for (const [name, text] of Object.entries(named)) if (new RegExp(text).test(s)) return name;
  for (const [name, text] of Object.entries(named)) if (new RegExp(name).test(s)) return text;
};
export const isPlain = (s) => plain.some((p) => new RegExp(p).test(s));
`,
  },
);

found('a pattern that is weak whatever a function is given for a part of it is told where it is written', {
  'src/meta.js': `const meta = (html, name) => {
  const found = html.match(new RegExp(\`<meta[^>]+name="\${name}"[^>]+content="([^"]+)"\`, 'i')); // !redos
  return found && found[1];
};
export const read = (html) => [meta(html, 'title'), meta(html, 'description')];
`,
});

found(
  'no address of a request line has line ends, and two and more of a kind that were made one are single',
  {
    'src/address.js': `app.get('/address', (req, res) => {
  res.write(/^Bearer\\s+(.+)$/.test(req.url) ? 'a' : 'b');
  res.write(/^Bearer\\s+(.+)$/.test(req.body.text) ? 'a' : 'b'); // !redos
  res.write(req.query.name.replace(/--+/g, '-').replace(/-+$/, ''));
  res.end(req.query.name.replace(/-_+/g, '-').replace(/-+$/, '')); // !redos
});
`,
  },
);

found('patterns given to validators as texts', {
  'src/validate.js': `import validator from 'validator';
import { body } from 'express-validator';
export const is = (text) => validator.matches(text, '^(a+)+$'); // !redos
export const checks = [
  body('name').trim().matches('^(b+)+$'), // !redos
  body('id').matches('^b+$'),
];
export const hasClass = (element) => element.matches('(a+)+$');
`,
});

found('numbers, names of files, what is written out and what is encoded are no crafted texts', {
  'src/look.js': `import fs from 'node:fs';
class Foo {}
const kinds = { one: 'a', two: 'b' };
app.get('/look', (req, res) => {
  const n = req.query.n;
  res.write(String(Number(n)).replace(/0+$/, '') + parseInt(n, 10).toString().replace(/0+$/, ''));
  res.write(\`\${n.length}\`.replace(/0+$/, '') + Foo.name.replace(/([A-Z]+\\w*)+$/, ''));
  res.write(\`\${n}\`.replace(/0+$/, '')); // !redos
  const lines = ['head'];
  lines.push(req.body.text);
  for (const line of lines) res.write(line.replace(/(\\w+\\s?)*$/, '')); // !redos
  for (const line of ['a', 'b']) res.write(line.replace(/(\\w+\\s?)*$/, ''));
  for (const kind of Object.values(kinds)) res.write(kind.replace(/(\\w+\\s?)*$/, ''));
  for (const file of fs.readdirSync(req.query.folder).sort()) res.write(file.replace(/\\s+x/, ''));
  for (const file of fs.readFileSync(req.query.folder).split(',')) res.write(file.replace(/\\s+x/, '')); // !redos
  res.write(req.ip.replace(/:+$/, '') + encodeURIComponent(req.query.q).replace(/\\s+$/, ''));
  res.end(encodeURIComponent(req.query.q).replace(/-+$/, '')); // !redos
});
`,
});

found('what was cut, taken out or told by the program before is not crafted', {
  'src/cut.js': `import express from 'express';
const app = express();
const others = /[^a-z0-9]+/g;
const excerpt = (text, max = 140) => text.slice(0, max).replace(/\\s+\\S*$/, '');
const unbound = (text, max) => text.slice(0, max).replace(/\\s+\\S*$/, ''); // !redos
const far = (text, max = 100000) => text.slice(0, max).replace(/\\s+\\S*$/, ''); // !redos
app.post('/cut', (req, res) => {
  const { title } = req.body;
  res.write(title.replace(others, '-').replace(/-+$/, ''));
  res.write(title.replace(/</g, '&lt;').replace(/<script[^>]*>.*?<\\/script>/g, ''));
  res.write(title.replaceAll('<', '').replace(/<[^>]*>/g, ''));
  res.write(title.replace(/</, '&lt;').replace(/<[^>]*>/g, '')); // !redos
  res.write(title.replace(/</g, '&lt;').replace(/&/g, '<').replace(/<[^>]*>/g, '')); // !redos
  res.write(title.replace(/[<>]/g, '\\\\$&').replace(/<[^>]*>/g, '')); // !redos
  res.write(req.file.buffer.toString('utf8', 0, Math.min(req.file.size, 1024)).replace(/<[^>]*>/g, ''));
  res.write(req.file.buffer.toString('utf8').replace(/<[^>]*>/g, '')); // !redos
  res.end(excerpt(title) + unbound(title, 3) + far(title));
});
export const kind = (x) => Object.prototype.toString.call(x).replace(/^\\[.+\\s(.+?)]$/, '$1');
export const named = (x) => x.toString().replace(/^\\[.+\\s(.+?)]$/, '$1'); // !redos
export const said = (err) => (err?.message || String(err) || '').toString().replace(/<[^>]*>/g, '');
app.get('/why', (req, res) => {
  try {
    res.end(work(req.query.name));
  } catch (failure) {
    res.end(failure.message.replace(/:\\/\\/.*@/, ''));
    res.end(failure.response.replace(/:\\/\\/.*@/, '')); // !redos
  }
});
`,
  'src/newest.js': `import { readdirSync } from 'node:fs';
export function newest(folder, more) {
  more.sort((a, b) => b.match(/v(.+)\\.log/)[1] - a.match(/v(.+)\\.log/)[1]); // !redos
  const names = readdirSync(folder);
  return names.sort((a, b) => b.match(/v(.+)\\.log/)[1] - a.match(/v(.+)\\.log/)[1]);
}
`,
});

found('a default of old is a limit, a limit of fifty thousand is none, and a page knows its own address', {
  'src/limits.js': `const MAX_LENGTH = 50000;
const MAX_NAME = 500;
export function preview(text, most) {
  most = most || 128;
  return text.substring(0, most).replace(/\\s+\\S*$/, '');
}
export function far(text, most) {
  most = most || 128000;
  return text.substring(0, most).replace(/\\s+\\S*$/, ''); // !redos
}
export function other(text, most) {
  if (text) most = 128;
  return text.substring(0, most).replace(/\\s+\\S*$/, ''); // !redos
}
export function cut(text) {
  if (text.length > MAX_LENGTH) text = text.slice(0, MAX_LENGTH);
  return text.match(/\\s*\\n*\\s*(\\S+)/); // !redos
}
export function short(text) {
  if (text.length > MAX_NAME) text = text.slice(0, MAX_NAME);
  return text.match(/\\s*\\n*\\s*(\\S+)/);
}
export const deselect = (button) => { button.className = button.className.replace(/\\s*active\\s*/g, ''); };
export const inactive = (text) => text.replace(/\\s*active\\s*/g, ''); // !redos
export const page = () => window.location.href.replace(/#.*$/, '');
export const hash = (text) => text.replace(/#.*$/, ''); // !redos
app.get('/domain', (req, res) => {
  res.write((req.headers.host || '').toString().replace(/:.*$/g, ''));
  res.end(req.body.host.replace(/:.*$/g, '')); // !redos
});
`,
});

found('rules of highlighters that hang on a text', {
  'src/mode.js': `export const rules = {
  start: [
    { token: 'keyword', regex: '(?:[^\\\\s:]+|\\\\\\\\ )*[^\\\\\\\\]:' }, // !redos
    { token: 'string', regex: '".*?"' },
    { name: 'string', regex: '(?:[^\\\\s:]+|\\\\\\\\ )*[^\\\\\\\\]:' },
  ],
  contains: [{ className: 'string', begin: '^(a+)+$', end: '"', relevance: 0 }], // !redos
};
`,
});

found('patterns of several that a function joins, of which white space is taken out, and of forms', {
  'src/joined.ts': `const join = (...parts) => new RegExp(parts.map((p) => p.source).join(''));
export const a = join(/^\\w*\\s?/, /\\w+\\s?/, /\\w*$/); // !redos
export const b = join(/^/, /a+/, /$/);
export const c = new RegExp('^ ( [a-z]+ [0-9]* )+ $'.replace(/\\s+/g, '')); // !redos
export const d = new RegExp('^ ( [a-z]+ [0-9] )+ $'.replace(/\\s+/g, ''));
const group = (re) => '(?:' + re.source + ')*';
const word = /\\w+\\s?/;
export const e = new RegExp('^' + group(word) + '$'); // !redos
const parts = {};
parts.word = /\\w+\\s?/;
export const f = new RegExp('^(?:' + parts.word.source + ')*$'); // !redos
`,
  'src/form.ts': `import { Validators } from '@angular/forms';
export const name = [Validators.required, Validators.pattern('([a-z]+ ?)+')]; // !redos
export const zip = [Validators.pattern('\\d*-?\\d*')];
export const other = [Other.pattern('([a-z]+ ?)+')];
`,
});

found('what a library also calls as it is built, and text that is trimmed only where somebody wishes it', {
  'package.json': '{"name":"types"}',
  'types.js': `exports.extension = function (path) {
  return path.replace(/.*[\\.\\/\\\\]/, '').toLowerCase(); // !redos
};
exports.tidy = function (text, options) {
  let result = String(text);
  if (options.trim === true) result = result.replace(/[ \\t]*$/gm, ''); // !redos
  if (text.trim === undefined) result = result.replace(/[ \\t]*$/gm, '');
  return result;
};
`,
  'build/build.js': `const { extension, tidy } = require('../types.js');
console.log(extension('a.b'), tidy('a', {}));
`,
});
