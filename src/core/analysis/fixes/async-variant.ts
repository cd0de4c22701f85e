/** `fs.readFileSync(…)` in an async function → `await fs.promises.readFile(…)`. */
import { bare, type Call, dotted, isFunction, isMember, type Node, parentOf, propertyName } from '../ast.ts';
import type { Binding } from '../index-types.ts';
import { moduleNamed } from '../refs.ts';
import { find } from '../scopes.ts';
import type { Edit, Fixer, FixSite } from './fix.ts';
import { dropped, named } from './support/imports.ts';

export const asyncVariant: Fixer = {
  name: 'async-variant',
  rules: ['sync-io-hot-path'],
  propose(site) {
    const call = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    // Awaited one by one in a loop it would be another finding.
    if (!call || site.fn.id === 0 || !canAwait(call) || loopsWithin(call)) return undefined;
    if (isDescriptor(site, call.arguments[0])) return undefined;
    const found = variant(site, call);
    if (!found) return undefined;
    const { text } = site.index;
    const args = text.slice(call.callee.end ?? 0, call.end ?? 0);
    const awaited = `await ${found.callee}${args}${found.answer ?? ''}`;
    const wrap = needsParentheses(call) || parentOf(call)?.type === 'UnaryExpression';
    return {
      title: `Wait for ${found.callee} instead of blocking`,
      kind: 'preview',
      note: 'Other code runs while it waits: what the function does before and after must not have to happen at once.',
      edits: [
        ...found.edits,
        { start: call.start ?? 0, end: call.end ?? 0, text: wrap ? `(${awaited})` : awaited },
      ],
    };
  },
};

/** The function right around is async, and it is its body that the call is in. */
function canAwait(node: Node): boolean {
  let n = node;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isFunction(p)) return p.async === true && p.body === n;
    if (p.type === 'ClassBody' || p.type === 'StaticBlock') return false;
  }
  return false;
}

function loopsWithin(node: Node): boolean {
  for (let p = parentOf(node); p && !isFunction(p); p = parentOf(p))
    if (/^(For|While|DoWhile)/.test(p.type)) return true;
  return false;
}

/** Those of node:fs whose promise gives the same, and takes the same arguments. */
const files =
  /^(access|appendFile|chmod|copyFile|cp|lstat|mkdir|mkdtemp|readFile|readdir|readlink|rename|rm|rmdir|stat|symlink|unlink|utimes|writeFile)Sync$/;
const fsExtra =
  /^(copy|emptyDir|ensureDir|ensureFile|mkdirp|mkdirs|move|outputFile|outputJSON|outputJson|pathExists|readJSON|readJson|remove|writeJSON|writeJson)Sync$/;

/** Whether there is such a file: a promise of access says it by not failing. */
const asAnswer = `.then(() => true, () => false)`;

/** Those whose answer is a callback's second argument. */
const withCallback =
  /^(scrypt|pbkdf2|hkdf|generateKeyPair|gzip|gunzip|deflate|deflateRaw|inflate|inflateRaw|brotliCompress|brotliDecompress|unzip)Sync$/;

interface Variant {
  readonly callee: string;
  /** What comes after the call. */
  readonly answer?: string;
  readonly edits: readonly Edit[];
}

function variant(site: FixSite, call: Call): Variant | undefined {
  const callee = bare(call.callee);
  if (callee.type === 'Identifier') {
    const b = find(site.scope, callee.name);
    const name = b?.imported ?? requiredName(b);
    if (!b || !name || !/^(node:)?fs$/.test(moduleOf(b)) || odd(call)) return undefined;
    const exists = name === 'existsSync';
    if (!exists && !files.test(name)) return undefined;
    const from = moduleOf(b).startsWith('node:') ? 'node:fs/promises' : 'fs/promises';
    const { local, edits } = named(site, from, exists ? 'access' : name.slice(0, -4));
    const all = instead(edits, dropped(site, callee.name), site);
    return { callee: local, edits: all, ...(exists ? { answer: asAnswer } : {}) };
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier')
    return undefined;
  const method = propertyName(callee);
  const b = find(site.scope, callee.object.name);
  const module = b && (b.imported === '*' || b.imported === 'default' || whole(b)) ? moduleOf(b) : '';
  const object = callee.object.name;
  const plain = method.replace(/Sync$/, '');
  if (/^(node:)?fs$/.test(module) && files.test(method) && !odd(call))
    return { callee: `${object}.promises.${plain}`, edits: [] };
  if (/^(node:)?fs$/.test(module) && method === 'existsSync')
    return { callee: `${object}.promises.access`, answer: asAnswer, edits: [] };
  if (/^(node:)?(crypto|zlib)$/.test(module) && withCallback.test(method) && !callsSpread(call)) {
    const { local, edits } = named(site, module.startsWith('node:') ? 'node:util' : 'util', 'promisify');
    return { callee: `${local}(${object}.${plain})`, edits };
  }
  if (module === 'fs-extra' && method === 'existsSync') return { callee: `${object}.pathExists`, edits: [] };
  if (module === 'fs-extra' && (fsExtra.test(method) || (files.test(method) && !odd(call))))
    return { callee: `${object}.${plain}`, edits: [] };
  if (/^bcrypt(js)?$/.test(module) && /^(hash|compare|genSalt)Sync$/.test(method))
    return { callee: `${object}.${plain}`, edits: [] };
  return undefined;
}

/** What is imported now, and no longer: one line where one gives way to the other. */
function instead(added: readonly Edit[], gone: Edit | undefined, site: FixSite): readonly Edit[] {
  if (!gone) return added;
  const [line] = added;
  const { text } = site.index;
  const whole = /^(import|const|let|var)\b/.test(text.slice(gone.start, gone.end));
  if (whole && line && /^\s*(import|const)\b/.test(line.text)) return [{ ...gone, text: line.text.trim() }];
  const end = whole ? gone.end + (/^\r?\n/.exec(text.slice(gone.end))?.[0].length ?? 0) : gone.end;
  return [...added, { ...gone, end }];
}

function callsSpread(call: Call): boolean {
  return call.arguments.some((a) => a.type === 'SpreadElement');
}

/** An open file's number, which the promises do not take: by its name, by what opened it, or as it is. */
function isDescriptor(site: FixSite, n: Node | undefined): boolean {
  const file = n ? bare(n) : undefined;
  if (file?.type === 'NumericLiteral') return true;
  const name = file ? (dotted(file).split('.').at(-1) ?? '') : '';
  if (/^(fd|descriptor|handle)\d*$|(Fd|FD|_fd|Descriptor|Handle)$/.test(name)) return true;
  const init = file?.type === 'Identifier' ? find(site.scope, file.name)?.init : undefined;
  return init !== undefined && /(^|\.)openSync$/.test(dotted(calleeOf(init)));
}

function calleeOf(n: Node): Node {
  const call = bare(n);
  return call.type === 'CallExpression' ? call.callee : call;
}

/** `throwIfNoEntry` is known to the blocking ones alone. */
function odd(call: Call): boolean {
  return call.arguments.some((a) => {
    const options = bare(a);
    if (options.type !== 'ObjectExpression') return a.type === 'SpreadElement';
    return options.properties.some(
      (p) => p.type !== 'ObjectProperty' || (p.key.type === 'Identifier' && p.key.name === 'throwIfNoEntry'),
    );
  });
}

function moduleOf(b: Binding): string {
  return b.writes.length === 0 ? moduleNamed(b) : '';
}

/** `const fs = require('fs')`. */
function whole(b: Binding): boolean {
  return !b.module && b.path.length === 0 && b.writes.length === 0;
}

/** `const { readFileSync } = require('fs')`. */
function requiredName(b: Binding | undefined): string {
  return b && !b.module && b.path.length === 1 ? b.path[0]! : '';
}

/** `await` binds weaker than what stands around it. */
export function needsParentheses(node: Node): boolean {
  const p = parentOf(node);
  if (!p || (node as { extra?: { parenthesized?: boolean } }).extra?.parenthesized) return false;
  if (isMember(p)) return p.object === node;
  if (p.type === 'CallExpression' || p.type === 'OptionalCallExpression' || p.type === 'NewExpression')
    return p.callee === node;
  if (p.type === 'TaggedTemplateExpression' || p.type === 'TSNonNullExpression') return true;
  return p.type === 'BinaryExpression' && p.operator === '**' && p.left === node;
}
