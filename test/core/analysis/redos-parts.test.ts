import { check } from './marked.ts';

const found = (name: string, files: Readonly<Record<string, string>>): void => check(name, files, 'redos');

found('parts that are taken out of another file or of an object, and those of another name', {
  'src/parts.js': `export const word = '\\w+';
export const of = { inner: { words: '(?:\\w+\\s?)*' } };
`,
  'src/use.js': `import * as parts from './parts.js';
const all = require('./parts.js');
const { word } = parts;
const { inner: { words } } = all.of;
const other = parts;
const own = { many: '(?:\\d+)*', one: '\\d' };
const { many, one } = own;
export const a = new RegExp('^(?:' + word + ')*$'); // !redos
export const b = new RegExp('^' + words + '$'); // !redos
export const c = new RegExp(\`^(?:\${other.word})*$\`); // !redos
export const d = new RegExp('^' + many + '$'); // !redos
export const e = new RegExp('^' + one + '*$');
export const f = new RegExp('^' + word + '$');
`,
});

found('parts that functions make, here and in another file', {
  'src/make.js': `export const many = (part) => \`(?:\${part})*\`;
export function anyOf(words) {
  return \`(?:\${Object.keys(words).sort().join('|').replace(/\\./g, '\\\\.')})\`;
}
export const either = (a, b) => {
  const both = a + '|' + b;
  return '(?:' + both + ')';
};
`,
  'src/words.js': `export const DAYS = { monday: 1, mon: 1 };`,
  'src/use.js': `import { anyOf, either, many } from './make.js';
import { DAYS } from './words.js';
const twice = (part) => {
  const group = '(?:' + part + ')';
  return group + '*' + group + '*';
};
const units = { hours: 1, minutes: 60 };
export const a = new RegExp('^' + many('\\\\w+') + '$'); // !redos
export const b = new RegExp('^' + many(either('a+', many('b'))) + '$'); // !redos
export const c = new RegExp(\`\${anyOf(DAYS)}\\\\s*,?\\\\s*(?:\\\\d+)$\`); // !redos
export const d = new RegExp('^' + twice('a') + '$'); // !redos
export const e = new RegExp('^(?:' + Object.keys(units).join('|') + '|\\\\w+)*$'); // !redos
export const f = new RegExp('^' + many('\\\\w') + '$');
export const g = new RegExp('^' + either('a+', 'b+') + '$');
export const h = new RegExp('^' + Object.keys(units).join('|') + '$');
export const query = (name) => ({ name: new RegExp('^' + anyOf(name) + '\\\\s*x\\\\s*\\\\s*$') });
`,
});

found('a word that stands for what is not known is asked for in constants and where a text is at hand', {
  'src/words.js': `import { words } from './list.json';
const WORDS = new RegExp(\`(?:\${words.join('|')})\\\\s*\\\\s*$\`); // !redos
export const is = (text) => WORDS.test(text);
export const find = (db, name) => db.find({ name: new RegExp(\`\${name}\\\\s*\\\\s*$\`) });
`,
});

found('long lists of words hide no weakness', {
  'src/domains.js': `const domains = '${Array.from({ length: 600 }, (_, i) => `a${i.toString(36)}`).join('|')}';
export const a = new RegExp('^(?:(?:' + domains + ')|\\\\w+)*$'); // !redos
export const b = new RegExp('^(?:' + domains + ')$');
`,
});

found('a piece of a text has none of what that was split at', {
  'src/lines.js': `app.post('/lines', (req, res) => {
  for (const line of req.body.text.split(/\\r?\\n/)) {
    res.write(line.trim().replace(/\\n+$/, ''));
    res.write(line.replace(/\\r+$/, '')); // !redos
    res.write(/^(\\w+):\\s+(.+)$/.test(line) ? 'a' : 'b'); // !redos
  }
  for (const line of req.body.text.split(/\\r\\n|\\r|\\n/)) res.write(line.replace(/\\r+$/, ''));
  res.write(req.body.text.replace(/\\n+$/, '')); // !redos
  const words = req.body.text.split(/\\s+/).filter(Boolean);
  res.write(words.map((w) => w.replace(/\\s+$/, '')).join(''));
  res.write(words.map((w) => w.replace(/-+$/, '')).join('')); // !redos
  const [first] = req.body.text.split(',');
  res.write(first.replace(/,+$/, '') + req.body.text.split(' ')[0].replace(/ +$/, ''));
  res.end(first.replace(/ +$/, '')); // !redos
});
`,
});

found('what a validator or a pattern has let through is no longer than that', {
  'src/checked.js': `import Joi from 'joi';
import { z } from 'zod';
const schema = z.object({ title: z.string().trim().max(200), text: z.string() });
export const user = Joi.object({
  code: Joi.string().max(30).regex(/^\\w+\\d+$/),
  text: Joi.string().regex(/^\\w+\\d+$/), // !redos
  hangs: Joi.string().max(64).regex(/^(\\w+\\s?)*$/), // !redos
});
export const body = {
  properties: {
    a: { type: 'string', maxLength: 40, pattern: '^\\\\w+\\\\d+$' },
    b: { type: 'string', pattern: '^\\\\w+\\\\d+$' }, // !redos
    c: { maxLength: 40, pattern: '^(\\\\w+\\\\s?)*$' }, // !redos
  },
};
app.post('/checked', (req, res) => {
  const { title, text } = schema.parse(req.body);
  res.write(title.replace(/\\s+$/, ''));
  res.write(text.replace(/\\s+$/, '')); // !redos
  const { slug, name } = req.body;
  if (!/^[a-z-]{1,64}$/.test(slug) || !/^[a-z-]+$/.test(name)) return res.end();
  res.write(slug.replace(/-+$/, ''));
  res.end(name.replace(/-+$/, '')); // !redos
});
`,
});

found('a carriage return ends a line as well', {
  'src/empty.js': `export const full = (text) => text.replace(/^\\s*\\n/gm, ''); // !redos
`,
});

found('a text is followed through the names and helpers that make its white space single', {
  'package.json': '{"name":"bot","dependencies":{"express":"4"}}',
  'src/ask.js': `const single = (s) => String(s || '').toLowerCase().replace(/\\s+/g, ' ').trim();
const lower = (s) => String(s || '').toLowerCase();
export function isAsking(raw) {
  const a = raw.replace(/\\s+/g, ' ');
  const b = single(raw);
  const c = lower(raw);
  return /\\bpick\\s*(?:the)?\\s*\\d/.test(a) || /\\bpick\\s*(?:the)?\\s*\\d/.test(b) || /\\bpick\\s*(?:the)?\\s*\\d/.test(c); // !redos
}
export const isOne = (raw) => /\\bpick\\s*(?:the)?\\s*\\d/.test(single(raw));
export const isOther = (raw) => /\\bwhat\\b.*\\bmeans/.test(single(raw)); // !redos
`,
});

found('what the machine may say instead is an address of the set-up, and a host is short', {
  'src/urls.js': `const front = () => process.env.FRONT_URL || 'https://example.com';
app.get('/urls', (req, res) => {
  res.write((process.env.URL || (req.secure ? 'a' : null) || \`\${req.protocol}://\${req.get('host')}\`).replace(/\\/+$/, ''));
  res.write(String(process.env.URL || '').trim().replace(/\\/+$/, '') + front().replace(/\\/+$/, ''));
  res.write((options.apiBaseUrl || process.env.URL || '').replace(/\\/+$/, ''));
  res.write((req.body.url || process.env.URL).replace(/\\/+$/, '')); // !redos
  res.write((process.env.TEXT || req.body.text).replace(/\\/+$/, '')); // !redos
  res.end(window.btoa(req.body.text).replace(/=+$/, ''));
});
`,
  'src/Form.js': `export class Form extends React.Component {
  check() {
    return /\\S+@\\S+\\.\\S+/.test(this.state.email) && /\\S+@\\S+\\.\\S+/.test(this.props.note); // !redos
  }
}
`,
});

found('a text begins with another of several words where the first would be the match', {
  'src/urls.js': `export const is = (text) => /\\?(?:data|info)=\\{[^}]*data/.test(text); // !redos
export const plain = (text) => /^\\?(?:data|info)=\\{[^}]*\\}/.test(text);
`,
});
