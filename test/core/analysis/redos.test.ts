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
