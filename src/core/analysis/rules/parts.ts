/** Loops over parts of the program: handlers, plug-ins, adapters that a person wrote and registered. */
import {
  ancestor,
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isLoop,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  spreadAlone,
  visit,
} from '../ast.ts';
import type { LoopInfo, Scope } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { patternNames } from '../patterns.ts';
import { find } from '../scopes.ts';
import { declaredAs } from './origins.ts';

/** Parts of a program that a person wrote and registered. */
const parts =
  /(^_?|[a-z])([hH]andlers?|[sS]ervices|[pP]lugins|[pP]roviders|[aA]dapters|[sS]trategies|[mM]iddlewares?|[hH]ooks|[lL]isteners|[oO]bservers|[tT]ransports|[rR]eporters|[eE]xporters|[dD]rivers|[bB]ackends|[sS]tores|[pP]rocessors|[nN]otifiers|[cC]heck(er)?s|[vV]alidators|[rR]esolvers|[iI]ndicators|[cC]ollectors|[lL]oaders|[eE]ngines|[cC]onsumers|[wW]orkers|[iI]ntegrations|[gG]ateways|[cC]onnectors|[rR]epositories|[iI]nterceptors|[eE]xtensions|[a-z]DBs|[dD]bs|[dD]atabases|[qQ]ueues|[cC]aches)$/;
const changesOfRows =
  /^(save|remove|delete|update|destroy|deleteOne|updateOne|reload|populate|set|get|increment|decrement|toJSON|toObject)$/;

/**
 * `this.handlers.map((h) => h.load(chain))`: the item is asked to do its own part, and is one of the parts that a
 * person wrote. Rows may be called so too, but those are saved or handed on.
 */
export function goesThroughParts(loop: LoopInfo): boolean {
  if (loop.iterable && areMadeHere(loop.iterable)) return true;
  if (!loop.iterable || loop.items.length !== 1) return false;
  if (isRegistered(loop.iterable, loop.scope) || areOfProgram(loop.iterable, loop.scope)) return true;
  // `await guild.commands.fetch()`: what a chat knows of a bot's commands.
  const told = narrowed(loop.iterable, loop.scope);
  const of = isCall(told) && /^(fetch|get)$/.test(methodName(told)) ? receiverOf(told) : undefined;
  if (of && isMember(of) && propertyName(of) === 'commands') return true;
  const list = only(loop.iterable);
  return (parts.test(collectionName(list)) || isInjected(narrowed(list, loop.scope))) && doesItsPart(loop);
}

/** `this.channels`, which `register(channel)` fills, where the class calls it with `new Slack()` and the like: as many as are written there. */
function areMadeHere(list: Node): boolean {
  const of = filled(list);
  const body = isMember(of) && of.object.type === 'ThisExpression' ? ancestor(of, isClassBody) : undefined;
  if (body?.type !== 'ClassBody') return false;
  const field = dotted(of);
  const filling = new Set<string>();
  for (const m of body.body) {
    if (m.type !== 'ClassMethod' || m.kind === 'constructor') continue;
    const given = new Set(m.params.flatMap((p) => patternNames(p)));
    if (some(m.body, (n) => puts(n, field, given))) filling.add(`this.${keyName(m)}`);
  }
  if (filling.size === 0) return false;
  const calls: Call[] = [];
  visit(body, (n) => {
    if (isCall(n) && filling.has(dotted(n.callee))) calls.push(n);
    return true;
  });
  return calls.length > 0 && calls.every(givesNewOnce);
}

/** `this.register(new Slack())`; in a loop, one for each row. */
function givesNewOnce(call: Call): boolean {
  const around = ancestor(call, (n) => isLoop(n) || isFunction(n));
  return around?.type === 'ClassMethod' && call.arguments.some((a) => a.type === 'NewExpression');
}

function isClassBody(n: Node): boolean {
  return n.type === 'ClassBody';
}

/** `this.channels` of `Array.from(this.channels.entries())`, `[...this.channels.values()]`. */
function filled(list: Node): Node {
  const n = only(list);
  if (!isCall(n)) return n;
  const from = dotted(n.callee) === 'Array.from' ? n.arguments[0] : undefined;
  const of = from ?? (/^(entries|values|keys)$/.test(methodName(n)) ? receiverOf(n) : undefined);
  return of ? filled(of) : n;
}

/** `this.channels.set(channel.name, channel)` of what the method is given. */
function puts(n: Node, field: string, given: ReadonlySet<string>): boolean {
  const into = isCall(n) && /^(set|push|add)$/.test(methodName(n)) ? receiverOf(n) : undefined;
  if (!into || dotted(into) !== field) return false;
  return (n as Call).arguments.some((a) => {
    const root = rootOf(bare(a));
    return root.type === 'Identifier' && given.has(root.name);
  });
}

/** `this.templateRegistry.getTemplates()`, which nobody waits for: what a person wrote and registered. */
function isRegistered(list: Node, scope: Scope): boolean {
  const n = bare(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const call = b ? (b.path.length === 0 && b.init ? bare(b.init) : undefined) : n;
  const by = call && isCall(call) && call.arguments.length === 0 ? receiverOf(call) : undefined;
  return by !== undefined && /^(this\.)?(\w+R|r)egistry$/.test(dotted(by));
}

/** `getAllProviderIds()`, `listAdapterNames()`, which nobody waits for: those of the program, by what tells them apart. */
function areOfProgram(list: Node, scope: Scope): boolean {
  const n = bare(list);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const call = b ? (b.path.length === 0 && b.kind === 'const' && b.init ? bare(b.init) : undefined) : n;
  return (
    call !== undefined &&
    isCall(call) &&
    call.arguments.length === 0 &&
    /^(get|list)(All|Registered|Supported|Available|Enabled)?(\w+[a-z])?(Provider|Adapter|Plugin|Handler|Driver|Strategy|Engine|Connector)(s|Ids|IDs|Names|Keys|Types)$/.test(
      methodName(call) || dotted(call.callee),
    )
  );
}

/** `this.searchers` of `const active = this.searchers.filter((s) => s.enabled)`. */
function narrowed(list: Node, scope: Scope, depth = 0): Node {
  const n = settled(list);
  const from =
    n.type === 'Identifier'
      ? declaredAs(n.name, scope)
      : isCall(n) && /^(filter|sort|toSorted|slice|values)$/.test(methodName(n))
        ? { init: receiverOf(n), scope, part: false }
        : undefined;
  return from?.init && !from.part && depth < 4 ? narrowed(from.init, from.scope, depth + 1) : n;
}

/**
 * `this.projections` of `constructor(private readonly projections: Projection[])`, or that its constructor keeps by
 * `this.projections = projections`: whoever made it put them together.
 */
function isInjected(list: Node): boolean {
  if (!isMember(list) || list.object.type !== 'ThisExpression') return false;
  let n = parentOf(list);
  while (n && n.type !== 'ClassBody') n = parentOf(n);
  if (n?.type !== 'ClassBody') return false;
  const made = n.body.find((m) => m.type === 'ClassMethod' && m.kind === 'constructor');
  if (made?.type !== 'ClassMethod') return false;
  return made.params.some((p) => {
    const given = p.type === 'TSParameterProperty' ? p.parameter : p;
    const id = given.type === 'AssignmentPattern' ? given.left : given;
    if (id.type !== 'Identifier') return false;
    if (p.type === 'TSParameterProperty') return id.name === propertyName(list);
    return made.body.body.some((s) => {
      const kept = s.type === 'ExpressionStatement' ? bare(s.expression) : undefined;
      if (kept?.type !== 'AssignmentExpression') return false;
      const value = bare(kept.right);
      return value.type === 'Identifier' && value.name === id.name && dotted(kept.left) === dotted(list);
    });
  });
}

/** The item's own methods are called, and nothing else is done with it. */
function doesItsPart(loop: LoopInfo): boolean {
  const item = loop.items[0]!;
  let does = false;
  let other = false;
  visit(loop.body, (n) => {
    if (n.type !== 'Identifier' || n.name !== item) return !other;
    const p = parentOf(n);
    if (!p || !isMember(p) || p.object !== n) {
      other ||= !(p && (isFunction(p) || p.type === 'AssignmentPattern'));
      return true;
    }
    const call = parentOf(p);
    if (call && isCall(call) && call.callee === p) {
      if (changesOfRows.test(propertyName(p))) other = true;
      else does = true;
    }
    return true;
  });
  return does && !other;
}

/** `[...this.stores.values()]` → `this.stores`. */
function only(node: Node): Node {
  const n = settled(node);
  const copied = spreadAlone(n);
  return copied ? only(copied) : n;
}
