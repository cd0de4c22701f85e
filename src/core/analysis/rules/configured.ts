/** Lists that somebody set: they are as long as a person had patience. */

import type * as t from '@babel/types';
import {
  bare,
  dotted,
  hasAwait,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  startsAt,
} from '../ast.ts';
import { constantName, isSetting } from '../caps.ts';
import type { Binding, CallSite, ClassInfo, FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { collectionName, growsByWord } from '../names-of-collections.ts';
import { lastResult } from '../returns.ts';
import { find, isFixed } from '../scopes.ts';

const settings =
  /^(Environment|AppConfig|Configuration|manifest|config|cfg|conf|appConfig|configuration|[a-z]\w*Config|[cC]onfigService|settings|[a-z]\w*Settings)$/;

/** `config.hooks`, `Config.get().guild.autoJoin.guilds`, also by way of names: as many as somebody set. */
export function isConfigured(node: Node, scope: Scope, file: FileIndex, depth = 0): boolean {
  const n = settled(node);
  if (depth > 6) return false;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (b?.kind === 'param') return isGivenToFactory(b);
    if (!b?.init || b.loopItem) return false;
    const init = settled(b.init);
    if (isOfContext(b, init)) return true;
    return b.path.length > 0 && (isSettings(init) || isConfigured(init, b.scope, file, depth + 1))
      ? true
      : isConfigured(init, b.scope, file, depth + 1);
  }
  // `settings.days ?? [30, 7]`
  if (n.type === 'LogicalExpression') {
    const otherwise = settled(n.right);
    // `options.targets ?? DEFAULT_TARGETS`
    if (otherwise.type === 'Identifier' && /^DEFAULT_/.test(otherwise.name)) return true;
    return otherwise.type === 'ArrayExpression' && isConfigured(n.left, scope, file, depth + 1);
  }
  if (isMember(n)) {
    if (n.object.type === 'ThisExpression')
      return file.classes.some((c) => {
        if (isGivenOnce(c, propertyName(n))) return true;
        // `this.urls = config.urls` of the constructor.
        const field = c.fields.get(propertyName(n));
        return field?.value !== undefined && isConfigured(field.value, field.scope, file, depth + 1);
      });
    if (isGivenPeople(n, scope)) return false;
    return isSettings(settled(n.object)) || isConfigured(n.object, scope, file, depth + 1);
  }
  if (!isCall(n)) return false;
  const receiver = receiverOf(n);
  // `(process.env.CHATS ?? '').split(',')`
  if (receiver && methodName(n) === 'split' && isSetting(receiver)) return true;
  if (receiver && /^(filter|map|split|slice|flat|sort|concat)$/.test(methodName(n)))
    return isConfigured(receiver, scope, file, depth + 1);
  // `loadChainsConfig()` that nobody waits for reads a file of settings.
  if (
    n.arguments.length === 0 &&
    /^(load|read|parse|get)[A-Z]?\w*Config(uration)?s?$/.test(methodName(n) || dotted(n.callee)) &&
    n === bare(node)
  )
    return true;
  const first = n.arguments[0];
  // `parseUrls(process.env.RPC_URLS)`
  if (
    first &&
    n.arguments.length === 1 &&
    /^(parse|split|to)[A-Z]/.test(dotted(n.callee)) &&
    isSetting(first)
  )
    return true;
  return (
    /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) &&
    first !== undefined &&
    isConfigured(first, scope, file, depth + 1)
  );
}

/** `const { logger, domains } = getContext()`: what a program is set up with, and no rows. */
function isOfContext(b: Binding, init: Node): boolean {
  if (b.path.length !== 1 || init !== b.init || !isCall(init) || init.arguments.length > 0) return false;
  return /^get(App|Application|Service|Global)?Context$/.test(dotted(init.callee)) && !growsByWord(b.name);
}

/**
 * `notify(config) { … config.userIds … }`, `report(config) { … config.campaignIds … }`: what one step of a flow, or
 * one question, is handed, for as many as it likes.
 */
function isGivenPeople(n: Node, scope: Scope): boolean {
  if (!isMember(n) || n.object.type !== 'Identifier') return false;
  const name = propertyName(n);
  if (!people.test(name) && !(/[a-z](_ids|Ids|IDs)$/.test(name) && !ofProgram.test(name))) return false;
  return find(scope, n.object.name)?.kind === 'param';
}

const people =
  /(^|_|[a-z](?=[A-Z]))([uU]ser|[mM]ember|[cC]ustomer|[cC]ontact|[rR]ecipient|[sS]ubscriber|[eE]mployee|[sS]tudent|[pP]atient|[pP]articipant)(s|_?[iI]ds)$/;

/** What a program is told by its ids, and has a few of. */
const ofProgram =
  /(channel|role|guild|server|chat|group|room|admin|owner|categor(y|ie)|model|plugin|chain|network|tenant|provider|app|client|device)_?ids$/i;

/** `allow(roles)` gives `async (req, res, next) => {…}`: what a route is set up with, written where it is. */
function isGivenToFactory(b: Binding): boolean {
  if (b.path.length > 0) return false;
  const made = b.scope.fn.node;
  if (made.type === 'Program' || made.type === 'StaticBlock') return false;
  const result = lastResult(made);
  const given = result && bare(result);
  return isFunction(given) && given.params.length > 1 && given.params.every((p) => handles.test(dotted(p)));
}

const handles = /^_?(err|error|req|request|res|response|reply|ctx|next|done)$/;

/**
 * `constructor(private readonly client: Client, private readonly topics: string[])`,
 * `@Inject(TABLES) private readonly tables: string[]`: names that a service is set up with beside what it works with.
 */
function isGivenOnce(c: ClassInfo, name: string): boolean {
  const made = c.node.body.body.find((m) => m.type === 'ClassMethod' && m.kind === 'constructor');
  if (made?.type !== 'ClassMethod') return false;
  const given = made.params.filter((p) => p.type === 'TSParameterProperty');
  const list = given.find((p) => typedAs(p)?.name === name);
  const type = list && typedAs(list)?.type;
  if (!list?.readonly || !type || !isListOfTexts(type)) return false;
  if (list.decorators?.some((d) => isCall(d.expression) && dotted(d.expression.callee) === 'Inject'))
    return true;
  return (
    !data.test(name) &&
    given.some((p) => {
      const t = typedAs(p)?.type;
      return (
        t?.type === 'TSTypeReference' && t.typeName.type === 'Identifier' && worksWith.test(t.typeName.name)
      );
    })
  );
}

const data = /(ids|users|emails|urls|addresses|wallets|names|rows|items|records)$/i;
const worksWith =
  /(Client|Service|Provider|Repository|Repo|Connection|Pool|Logger|Gateway|Adapter|Api|Sdk|SDK)$/;

function typedAs(p: t.TSParameterProperty): { name: string; type: Node | undefined } | undefined {
  const id = p.parameter.type === 'AssignmentPattern' ? p.parameter.left : p.parameter;
  if (id.type !== 'Identifier') return undefined;
  const annotation = id.typeAnnotation;
  return {
    name: id.name,
    type: annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined,
  };
}

/** `string[]`, `readonly string[]` */
function isListOfTexts(type: Node): boolean {
  if (type.type === 'TSTypeOperator')
    return type.typeAnnotation !== undefined && isListOfTexts(type.typeAnnotation);
  return type.type === 'TSArrayType' && type.elementType.type === 'TSStringKeyword';
}

/** The settings themselves: `config`, `this.config`, `Config.get()`, `getConfig()`, `config.get('hooks')`. */
function isSettings(n: Node): boolean {
  if (n.type === 'Identifier') return settings.test(n.name);
  if (isMember(n)) return settings.test(propertyName(n));
  if (!isCall(n)) return false;
  if (/^(get|load|use)(App|Runtime|Server)?Config(uration)?$/.test(methodName(n) || dotted(n.callee)))
    return true;
  const r = receiverOf(n);
  return (
    r !== undefined &&
    /^(get|getInstance|instance|values?)$/.test(methodName(n)) &&
    (/^Config(uration)?$/.test(dotted(r)) || isSettings(settled(r)))
  );
}

/** `answers.filter((a) => QUESTIONS.includes(a.question))`: none that a written list does not name. */
export function areOfWritten(list: Node, scope: Scope): boolean {
  const n = settled(list);
  if (!isCall(n) || !/^(filter|map|sort|slice)$/.test(methodName(n))) return false;
  const picks = methodName(n) === 'filter' && n.arguments[0] ? bare(n.arguments[0]) : undefined;
  const asks = picks && isFunction(picks) ? bare(picks.body as Node) : undefined;
  if (asks && asksWritten(asks, scope)) return true;
  const of = receiverOf(n);
  return of !== undefined && areOfWritten(of, scope);
}

/** `if (!GUILDS.includes(guild.id)) continue;` before the call, or the call behind the check: no more than are written down. */
export function onlyWritten(site: CallSite, loop: LoopInfo): string {
  const asks = (test: Node): boolean => {
    const n = bare(test);
    if (n.type === 'LogicalExpression') return n.operator === '&&' && (asks(n.left) || asks(n.right));
    return isCall(n) && isOneOf(n.arguments[0], loop) && asksWritten(n, site.scope);
  };
  for (let n: Node = site.node, p = parentOf(n); p && n !== loop.body; n = p, p = parentOf(n)) {
    if (p.type === 'IfStatement' && p.consequent === n && asks(p.test)) return 'only those of a written list';
    if (p.type !== 'BlockStatement') continue;
    for (const s of p.body) {
      if (s === n) break;
      const skips =
        s.type === 'IfStatement' && /^(Continue|Return)Statement$/.test(lastOf(s.consequent).type);
      const test = skips ? bare(s.test) : undefined;
      if (test?.type === 'UnaryExpression' && test.operator === '!' && asks(test.argument))
        return 'only those of a written list';
    }
  }
  return '';
}

/** The item or what tells it from others; of one status there may be many. */
function isOneOf(given: Node | undefined, loop: LoopInfo): boolean {
  const n = given && bare(given);
  // The first of `[key, value]` tells it from others.
  const isEntry = loop.iterable !== undefined && /(^|\.)entries(\(\))?$/.test(dotted(loop.iterable));
  if (n?.type === 'Identifier') return (loop.items.length === 1 || isEntry) && loop.items[0] === n.name;
  return (
    n !== undefined &&
    isMember(n) &&
    /^(_?id|uuid|key|slug|name)$/.test(propertyName(n)) &&
    startsAt(n, loop.items)
  );
}

function lastOf(body: Node): Node {
  return body.type === 'BlockStatement' ? (body.body.at(-1) ?? body) : body;
}

/** `KINDS.includes(x)`, `kinds.has(x)` of `const kinds = new Set(['a', 'b'])`. */
function asksWritten(asks: Node, scope: Scope): boolean {
  if (!isCall(asks) || !/^(includes|has)$/.test(methodName(asks))) return false;
  const written = receiverOf(asks);
  if (written?.type !== 'Identifier') return false;
  if (constantName(written.name)) return true;
  const b = find(scope, written.name);
  let list = isFixed(b) && b.init && b.path.length === 0 ? settled(b.init) : undefined;
  while (list && isCall(list) && /^(filter|map)$/.test(methodName(list))) {
    const of = receiverOf(list);
    list = of && settled(of);
  }
  if (list?.type === 'NewExpression' && dotted(list.callee) === 'Set')
    list = list.arguments[0] && settled(list.arguments[0]);
  return list?.type === 'ArrayExpression' && list.elements.length > 0;
}

/** `platforms.map(send)`: of a loop whose function is a name, what it goes through is all that is seen. */
export function goesThroughFew(loop: LoopInfo): string {
  if (areYears(loop)) return 'the years of a span';
  if (areRowsClicked(loop)) return 'rows that somebody clicks';
  return loop.iterable && isShortChain(loop.iterable, loop.scope)
    ? 'goes through the few above or beside one thing'
    : '';
}

/** `onSelectedRowsChanged(event, args) { args.rows.map(…) }`: a table tells of each click, most often of one row. */
function areRowsClicked({ iterable, scope, fn }: LoopInfo): boolean {
  if (!iterable || !/^(on|handle)\w*SelectedRowsChange/.test(fn.name.slice(fn.name.lastIndexOf('.') + 1)))
    return false;
  const root = rootOf(settled(iterable));
  return root.type === 'Identifier' && find(scope, root.name)?.kind === 'param';
}

/** `for (const year of years)`, `for (const { year, days } of byYear(start, end))`: no rows that have a year. */
function areYears({ items, iterable }: LoopInfo): boolean {
  return (
    iterable !== undefined &&
    items.some((name) => /^(year|quarter|fiscalYear)$/.test(name)) &&
    (items.length === 1 || (isCall(settled(iterable)) && !hasAwait(iterable)))
  );
}

/** What somebody wrote a rule, an action or a workflow of: `action.mappings`, `rule.actions`. */
const partsOfRule = /^(mappings|patterns|conditions|actions|criteria|clauses|triggers)$/;
const rules =
  /(^|\.|[a-z])([rR]ule|[aA]ction|[aA]utomation|[wW]orkflow|[pP]olicy|[tT]rigger|[mM]acro|[sS]cenario)$/;

/** Whoever is asked for it has few: the roles of a user, the ancestors of a node. */
function isShortChain(iterable: Node, scope: Scope): boolean {
  const from = origin(iterable, scope, 0);
  const root = rootOf(settled(from));
  // `const providers = await prisma.provider.findMany(…)`: rows, whatever they are.
  const b = root.type === 'Identifier' && /^providers$/.test(root.name) ? find(scope, root.name) : undefined;
  if (b?.init && hasAwait(b.init)) return false;
  // `dto.roles`: as many as a client likes.
  if (
    root.type === 'Identifier' &&
    /^(dto|body|input|payload|req|request)$|[a-z](Dto|Input|Payload)$/.test(root.name)
  )
    return false;
  if (isMember(from) && partsOfRule.test(propertyName(from)) && rules.test(dotted(bare(from.object))))
    return true;
  return /^(roles|providers|locales|languages|filters|time[zZ]ones|weekdays)$|(^|[a-z])(a|A)ncestors$|^(rest|all|other|target|selected|enabled|active|remaining|requested)?_?[pP]latforms$/.test(
    collectionName(from),
  );
}

/** `platforms` of `const done = await Promise.all(platforms.map(send))` and of `done.filter(Boolean)`: as many. */
function origin(iterable: Node, scope: Scope, depth: number): Node {
  const n = settled(iterable);
  if (depth > 6) return n;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (!isFixed(b) || !b.init || b.path.length > 0 || b.loopItem) return n;
    const from = origin(b.init, b.scope, depth + 1);
    // `roles` of `await Role.find()` are called so by their own name.
    return isCall(from) ? n : from;
  }
  if (!isCall(n)) return n;
  if (/^Promise\.all(Settled)?$/.test(dotted(n.callee)) && n.arguments[0])
    return origin(n.arguments[0], scope, depth + 1);
  const of = receiverOf(n);
  return of && /^(map|filter|sort|slice)$/.test(methodName(n)) ? origin(of, scope, depth + 1) : n;
}
