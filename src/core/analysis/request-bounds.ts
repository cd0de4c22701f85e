/**
 * What keeps a request from waiting for ever, in its options or in those of the client that it is sent with; and the
 * clients without any bound that a file makes for others: `export const api = axios.create({ baseURL })`.
 */
import { bare, dotted, isCall, isMember, keyName, methodName, type Node } from './ast.ts';
import { withoutComments } from './comments.ts';
import { exportedValues } from './exported-values.ts';
import { modulesOf } from './exports.ts';
import type { FileIndex, Scope } from './index-types.ts';
import { oncePer } from './once.ts';
import { moduleNamed } from './refs.ts';
import { find, standsFor } from './scopes.ts';

export const callers = /^(axios|got|superagent|request|request-promise|request-promise-native)$/;

const asks = /\bfetch\w*\(|\baxios\b|\bHttpService\b|\bgot\b|\bsuperagent\b|\brequest\b|\bhttps?\b/;
const inBrowser =
  /'use client'|"use client"|import\.meta\.env|\bself\.(onmessage|postMessage)\b|<reference lib="webworker"|(?<![\w.])window\.(?=\w)|(?<![\w.])document\.(?=(get|query|create|add|remove|exec)[A-Z]|body\b|head\b|cookie\b|location\b|hidden\b|visibilityState\b|title\b|documentElement\b|activeElement\b)|\blocalStorage\.(?=\w)/;
const ofServer =
  /['"](express|fastify|koa|hono|@nestjs\/common|(node:)?(https?|fs|child_process)|puppeteer(-\w+)?|playwright(-\w+)?)['"]/;
/** Set once for every request of the process. */
const boundsAll = /\bdefaults\.timeout|setGlobalDispatcher|\bdefaults\(\{[^}]*timeout/;

/** All of the text is read for it, and few files have a client at all. */
export const isBoundElsewhere = oncePer((file: FileIndex): boolean => {
  const { text } = file;
  if (!asks.test(text) || boundsAll.test(text)) return true;
  return isInBrowser(file);
});

/** What a server sends to browsers as text may speak of their window. */
export const isInBrowser = oncePer(({ text }: FileIndex): boolean => {
  return inBrowser.test(text) && !ofServer.test(text) && inBrowser.test(withoutComments(text));
});

/** `axios.create({ baseURL })`, without a time-out. */
export function isUnboundedInstance(n: Node, scope: Scope): boolean {
  if (!isCall(n) || !/^(create|extend|defaults)$/.test(methodName(n))) return false;
  const callee = bare(n.callee);
  const root = isMember(callee) ? bare(callee.object) : undefined;
  const client = root?.type === 'Identifier' ? find(scope, root.name) : undefined;
  return (
    client !== undefined &&
    callers.test(moduleNamed(client)) &&
    !n.arguments.some((a) => bounded(bare(a), scope) || fromHelper(bare(a), scope))
  );
}

/** It asks another server: `axios.create({ baseURL: 'https://…' })`. */
export function hasBase(made: Node | undefined, scope: Scope): boolean {
  const options = made && isCall(made) && made.arguments[0] ? bare(made.arguments[0]) : undefined;
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        /^(base_?url|prefixUrl)$/i.test(keyName(p)) &&
        !relative(bare(p.value), scope),
    )
  );
}

/** Its options say how long it may take, or may say so. */
export function bounded(n: Node, scope: Scope): boolean {
  if (n.type === 'SpreadElement') return true;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return b?.init && b.path.length === 0
      ? bounded(bare(b.init), b.scope)
      : /^(opt|options|init|config|params|request|req)\w*$/i.test(n.name);
  }
  return (
    n.type === 'ObjectExpression' &&
    n.properties.some((p) =>
      p.type === 'SpreadElement'
        ? !isHeaders(p.argument)
        : /^(signal|timeout|cancelToken|dispatcher|https?Agent)$/.test(keyName(p)) && !isPlainAgent(p),
    )
  );
}

/** `httpsAgent: new https.Agent({ rejectUnauthorized: false })`: of an agent that is told of no time-out. */
function isPlainAgent(p: Node): boolean {
  const made = p.type === 'ObjectProperty' ? bare(p.value) : undefined;
  if (made?.type !== 'NewExpression' || !/Agent$/.test(dotted(made.callee))) return false;
  return made.arguments.every((a) => {
    const o = bare(a);
    return (
      o.type === 'ObjectExpression' &&
      o.properties.every((q) => q.type === 'ObjectProperty' && !/time_?out/i.test(keyName(q)))
    );
  });
}

function isHeaders(n: Node): boolean {
  return /headers?$/i.test(dotted(bare(n)));
}

/** `post(url, data, configFor(user))`: what is in it, only another function says. */
export function fromHelper(n: Node, scope: Scope): boolean {
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const value = b?.init && b.path.length === 0 ? bare(b.init) : n;
  return isCall(value) && /options|config|init|request/i.test(`${dotted(value.callee)} ${b?.name ?? ''}`);
}

/** `/api/x`, also by way of a constant: the browser's own server. */
export function relative(n: Node, scope: Scope, depth = 0): boolean {
  if (depth > 4) return false;
  if (n.type === 'StringLiteral') return n.value.startsWith('/');
  if (n.type === 'TemplateLiteral') {
    const start = n.quasis[0]?.value.cooked ?? '';
    const first = n.expressions[0];
    return start === '' && first ? relative(bare(first), scope, depth + 1) : start.startsWith('/');
  }
  if (n.type === 'BinaryExpression' && n.left.type !== 'PrivateName')
    return relative(bare(n.left), scope, depth + 1);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  return b?.init !== undefined && b.path.length === 0 && relative(bare(b.init), b.scope, depth + 1);
}

/** Kept with the constants that a file exports: a client without a bound, and whether it has a base. */
const mark = '\u221e';

/** What the text of an exported constant says of a client without a bound; undefined where it is none. */
export function unboundedIn(text: string | undefined): { readonly hasBase: boolean } | undefined {
  return text?.startsWith(mark) ? { hasBase: text.length > mark.length } : undefined;
}

/** By name the clients that a file makes without a time-out and exports. */
export function exportedClients(file: FileIndex): Readonly<Record<string, string>> {
  const { moduleScope: scope, text } = file;
  if (!modulesOf(file).some((m) => callers.test(m)) || !making.some((m) => text.includes(m))) return none;
  const found: Record<string, string> = {};
  for (const [name, node] of exportedValues(file)) {
    const made = standsFor(node, scope);
    if (isUnboundedInstance(made, scope) && !isBoundElsewhere(file))
      found[name] = mark + (hasBase(made, scope) ? '/' : '');
  }
  return found;
}

const none: Readonly<Record<string, string>> = {};

const making = ['.create(', '.extend(', '.defaults('];
