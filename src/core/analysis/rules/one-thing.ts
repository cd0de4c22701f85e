/**
 * What a function does for each part of one thing, or for each of what it brings here from elsewhere: all there is
 * to do about one, by a function of its own.
 */
import { bare, dotted, isCall, isMember, methodName, type Node, propertyName, receiverOf } from '../ast.ts';
import { changesOf } from '../changes.ts';
import type { Binding, FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { startsEmpty } from '../list-shapes.ts';
import { find } from '../scopes.ts';
import { givesBody, isOneFound } from './disputed.ts';

/** What is done to one thing; `importOrder` and `notifyUsers` are about many. */
const aboutOne =
  /^_?(create|add|save|store|submit|update|edit|modify|replace|apply|merge|revert|reverse|void|cancel|approve|reject|confirm|complete|finali[sz]e|close|issue|reissue|assign|handle|convert|receive|place|register|clone|duplicate|upsert)(?![a-z])/;
/** `createCertificates`, `updateAllPrices`, `saveBulkOrder`. */
const aboutMany =
  /(?<!s|u|i)s$|(^|[a-z_])(All|Many|Bulk|Batch|Multiple|Mass|Every|List|Default|Broadcast|Import|Sync|Announcement|Notif|Report)/;

/** Of people, and of what is written down day by day, one thing may have any number. */
const many =
  /(^|[a-z_])([uU]ser|[mM]ember|[cC]ustomer|[cC]ontact|[rR]ecipient|[sS]ubscriber|[eE]mployee|[sS]tudent|[pP]atient|[pP]articipant|[pP]layer|[aA]ttendee|[gG]uest|[oO]rder|[rR]ow|[rR]ecord|[rR]esult|[dD]oc|[mM]essage|[eE]vent|[lL]og|[nN]otification|[tT]ransaction|[eE]ntitie)(s|_?[iI]ds|List|Array|Data)$/;

/** `createSale(dto)`, which goes through `dto.payments`; `execute` of `create-sale.use-case.ts` is called after it. */
export function goesThroughItsParts(loop: LoopInfo, file: FileIndex): boolean {
  const name = nameOf(loop.fn, file.path);
  if (!aboutOne.test(name) || aboutMany.test(name)) return false;
  return loop.iterable !== undefined && isHandedIn(loop.iterable, loop.scope, file, 0);
}

/** Of the nearest function that says what it does, else of its file. */
function nameOf(fn: FunctionInfo, path: string): string {
  for (let f: FunctionInfo | undefined = fn; f?.parent; f = f.parent) {
    const name = f.name.slice(f.name.lastIndexOf('.') + 1).replace(/(Handler|UseCase|Action|Tx)$/, '');
    if (!saysNothing.test(name)) return name;
  }
  const base = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(\.|[-_](use-?case|handler|action|command)).*$/, '');
  return base.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
}

const saysNothing =
  /^(callback.*|function|fn|method|execute|handle|handler|run|invoke|perform|action|default|main|work|tx|GET|POST|PUT|PATCH|DELETE|)$/;

/** A list that came with what the function was given, or that the one thing it looked up has; no rows of a table. */
function isHandedIn(list: Node, scope: Scope, file: FileIndex, depth: number): boolean {
  const n = bare(list);
  if (depth > deepest) return false;
  const next = (of: Node, at = scope): boolean => isHandedIn(of, at, file, depth + 1);
  if (n.type === 'AwaitExpression') return givesBody(n);
  if (n.type === 'LogicalExpression') return next(n.left);
  if (n.type === 'ConditionalExpression') return next(n.consequent) && next(n.alternate);
  if (n.type === 'ArrayExpression')
    return n.elements.some((e) => e?.type === 'SpreadElement' && next(e.argument));
  if (n.type === 'NewExpression') return n.arguments[0] !== undefined && next(n.arguments[0]);
  if (isCall(n)) {
    const whole = /^(Array\.from|Object\.(entries|values)|(_|lodash)\.\w+)$/.test(dotted(n.callee));
    const of = whole ? n.arguments[0] : receiverOf(n);
    return of !== undefined && (whole || narrows.test(methodName(n))) && next(of);
  }
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (!b || many.test(n.name)) return false;
    if (b.loopItem) return b.loopItem.iterable !== undefined && next(b.loopItem.iterable, b.loopItem.scope);
    if (b.kind === 'param') return true;
    if (!b.init) return false;
    return startsEmpty(b.init) ? isFilled(b, file, depth) : next(b.init, b.scope);
  }
  if (!isMember(n) || many.test(propertyName(n))) return false;
  const of = bare(n.object);
  if (/^(req|request|ctx)(\.request)?\.body$/.test(dotted(of))) return true;
  if (isOneFound(of, scope)) return true;
  return of.type !== 'ThisExpression' && next(of);
}

const deepest = 6;
const narrows = /^(map|filter|slice|entries|values|keys|sort|flat|flatMap|concat|reverse|toSorted)$/;

/** `const changes = []; for (const part of dto.parts) changes.push(…)` */
function isFilled(b: Binding, file: FileIndex, depth: number): boolean {
  const [first, ...more] = changesOf(file, b.name).filter((c) => find(c.scope, b.name) === b);
  const list = first?.loop?.iterable;
  // Where it is filled from several lists, each may be any.
  return (
    list !== undefined &&
    more.every((c) => c.loop === first!.loop) &&
    isHandedIn(list, first!.loop!.scope, file, depth + 1)
  );
}

const takesUp = /(?<![aA])([sS]ync|[iI]ngest)(?![a-z])|(?<![a-zA-Z])(sync|ingest)(?![a-z])/;

/** `syncProducts`, `sync-orders.ts`, `OrderIngestService`: brings here what another system has, one after the other. */
export function bringsUpToDate({ fn }: LoopInfo, path: string): boolean {
  for (let f: FunctionInfo | undefined = fn; f?.parent; f = f.parent)
    if (!f.name.startsWith('callback') && takesUp.test(f.name)) return true;
  return takesUp.test(path.slice(path.lastIndexOf('/') + 1));
}
