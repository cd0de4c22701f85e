/** Lists that one request brings along: as many as somebody chose before sending it. */
import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  typeSaid,
} from '../ast.ts';
import type { CallSite, LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';
import { withoutFallback } from './shown.ts';

/**
 * `rows.filter((row) => !dto.itemIds.includes(row.itemId))`, `dto.lines.map((line) => products.find(…))`: what one
 * request names is chosen by hand, whatever it is held against. What is made to take in many at once is left out.
 */
export function isNamedByRequest(
  path: string,
  receiver: Node,
  { fn, scope }: CallSite,
  loop: LoopInfo,
): boolean {
  if (takesMany.test(path)) return false;
  for (let at: typeof fn | undefined = fn; at; at = at.parent) if (takesMany.test(at.name)) return false;
  // What is sent to be joined with one another is as long as whoever sends it likes.
  return isSent(receiver, scope) !== (loop.iterable !== undefined && isSent(loop.iterable, loop.scope));
}

const takesMany = /bulk|import|sync|batch|ingest|upload|migrat|many|mass/i;

/** Also of another name for it, and of what `dto.ids.filter(isNew)` and `dto.ids.map(String)` leave. */
function isSent(list: Node, scope: Scope, depth = 0): boolean {
  const n = withoutFallback(settled(list));
  if (depth > 4) return false;
  if (isMember(n)) return !n.computed && isBody(bare(n.object), scope);
  if (isCall(n)) {
    const of = /^(filter|map|sort|slice)$/.test(methodName(n)) ? receiverOf(n) : undefined;
    return of !== undefined && isSent(of, scope, depth + 1);
  }
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b || b.kind === 'import' || b.loopItem) return false;
  // `({ itemIds }: UpdateDto)`, `const { itemIds } = req.body`
  if (b.path.length === 1 && b.path[0] !== '*')
    return b.init ? isBody(settled(b.init), b.scope) : isDto(b.annotation);
  return b.init !== undefined && b.path.length === 0 && isSent(b.init, b.scope, depth + 1);
}

/** `dto`, `req.body`, `args.data`, `body` of a request. */
function isBody(n: Node, scope: Scope): boolean {
  if (isMember(n))
    return (
      (propertyName(n) === 'body' && /(^|\.)_?(req|request)$/.test(dotted(bare(n.object)))) ||
      (/^(data|input)$/.test(propertyName(n)) && dotted(bare(n.object)) === 'args')
    );
  if (n.type !== 'Identifier') return false;
  const b = find(scope, n.name);
  if (!b || b.loopItem || b.path.length > 0) return false;
  if (b.kind === 'param') return /^(dto|body)$|[a-z]D(to|TO)$/.test(n.name) || isDto(b.annotation);
  // `const body = await readBody(event)`
  return /^body$/.test(n.name) && b.init?.type === 'AwaitExpression';
}

function isDto(annotation: Node | undefined): boolean {
  const type = typeSaid(annotation);
  return type?.type === 'TSTypeReference' && /(^|[a-z])D(to|TO)$/.test(dotted(type.typeName));
}

/**
 * `const missing = ids.filter((id) => !found.includes(id)); if (missing.length) throw new NotFound(missing.join());`:
 * what was asked for and is not there is told to whoever asked, who named each of them.
 */
export function isMissingOfAsked({ scope }: CallSite, loop: LoopInfo): boolean {
  if (loop.method !== 'filter') return false;
  const made = parentOf(loop.node);
  if (made?.type !== 'VariableDeclarator' || made.id.type !== 'Identifier') return false;
  const { name } = made.id;
  const b = find(scope, name);
  const around = ancestor(made, (n) => n.type === 'BlockStatement');
  if (!b || around?.type !== 'BlockStatement') return false;
  const said = around.body.filter(
    (s) => !contains(s, made) && some(s, (n) => n.type === 'Identifier' && n.name === name),
  );
  return (
    said.length > 0 && said.every((s) => s.type === 'IfStatement' && !s.alternate && turnsAway(s.consequent))
  );
}

/** Leaves with a complaint: `throw …`, `return res.status(404)…`. */
function turnsAway(body: Node): boolean {
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : body;
  if (last?.type === 'ThrowStatement') return true;
  return (
    last?.type === 'ReturnStatement' &&
    last.argument != null &&
    some(
      last.argument,
      (n) => isCall(n) && /(^|\.)(status|badRequest|notFound|error|fail|err)$/i.test(dotted(n.callee)),
    )
  );
}
