/** Who writes a text, where that says what it cannot be: a header is Latin-1, and who types it waits himself. */
import { bare, calledName, dotted, isCall, isMember, methodName, type Node, receiverOf } from '../ast.ts';
import type { Site } from '../index-types.ts';
import { find } from '../scopes.ts';
import type { Attack } from './weakness.ts';

export type At = Pick<Site, 'scope'>;

/** Headers come as Latin-1. */
export function isWideOnly(attacks: readonly Attack[]): boolean {
  return (
    attacks.length > 0 && attacks.every(({ prefix, pump }) => [...(prefix + pump)].some((c) => c > '\u00ff'))
  );
}

const named = /^(auth\w*|cookie|accept\w*|host|range|content\w*)?_?header$|^authorization$/i;

/** Addresses as the request line has them, and as a page knows its own. */
const addresses =
  /^(\w+\.)?(req|request)\.(url|originalUrl|path|hostname|host|ip|protocol)$|^((window|document|self|globalThis|top)\.)?location\.(href|search|hash)$/;

/** `req.headers.authorization ?? ''`, `headers.get('host')?.trim()`, `req.url` */
export function isHeader(text: Node, site: At): boolean {
  const n = whole(text, site);
  if (n.type === 'LogicalExpression') return isHeader(n.left, site) && isHeader(n.right, site);
  if (isCall(n)) return /(^|\.)(headers(\(\))?\.get|(req|request)\.(get|header))$/.test(dotted(n.callee));
  if (isMember(n)) return /(^|\.)headers$/.test(dotted(n.object)) || addresses.test(dotted(n));
  return n.type === 'Identifier' && named.test(n.name);
}

/** `email.trim()` of `const [email] = useState('')`, `event.target.value` */
export function isTyped(text: Node, site: At): boolean {
  const n = whole(text, site);
  // A component's own, of a page.
  if (isMember(n))
    return (
      /(^|\.)(currentTarget|target)\.value$|^this\.state\.\w+$/.test(dotted(n)) || isTyped(n.object, site)
    );
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const init = b?.init && bare(b.init);
  return init !== undefined && isCall(init) && /^use(State|Form|FormState|Input)$/.test(calledName(init));
}

/** What a text is made of: without what trims it, or stands for it where there is none. */
export function whole(text: Node, site: At, depth = 0): Node {
  const n = bare(text);
  if (depth > 6) return n;
  const next = (x: Node): Node => whole(x, site, depth + 1);
  if (n.type === 'LogicalExpression' && bare(n.right).type === 'StringLiteral') return next(n.left);
  if (isCall(n)) {
    const [first] = n.arguments;
    if (dotted(n.callee) === 'String' && first) return next(first);
    const of = receiverOf(n);
    return of && /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|toString)$/.test(methodName(n))
      ? next(of)
      : n;
  }
  if (n.type !== 'Identifier') return n;
  const b = find(site.scope, n.name);
  const settled = b?.kind === 'const' && b.path.length === 0 && !b.loopItem ? b.init : undefined;
  return settled ? next(settled) : n;
}
