/** What keeps work that a loop starts at once small: the list, a page, a batch, a limiter, the clock. */
import {
  bare,
  dotted,
  hasAwait,
  isCall,
  isFunction,
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
} from '../ast.ts';
import { isPieceOfText } from '../batches.ts';
import { changesOf } from '../changes.ts';
import { asItems } from '../counted.ts';
import { goesOnThroughPages } from '../guards.ts';
import type { FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import { sleepWords } from '../loop-signs.ts';
import { collectionName, growsByName, growsByWord, lastNoun } from '../names-of-collections.ts';
import { isLimitedApart, isPage } from '../pages.ts';
import { moduleNamed } from '../refs.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { goesThroughDays } from '../turns.ts';
import { isConfigured } from './configured.ts';
import { areLines } from './disputed.ts';
import { fewByNature } from './few.ts';
import { fewAtOnce, withoutSpread } from './few-at-once.ts';
import { isFewTable } from './few-tables.ts';
import { filledIn, madeFrom } from './made-from.ts';
import { areOfOneThing } from './of-one-thing.ts';
import { declaredAs, originOf } from './origins.ts';
import { goesThroughParts } from './parts.ts';
import { goesThroughText, isSmall, loopWords, saysPart } from './shared.ts';
import { tidiesUp } from './taken-back.ts';
import { isTicked } from './ticked.ts';
import { startsBlank } from './typed.ts';
import { areUploads, sendsPicked } from './uploads.ts';

/** Kinds of things that the world has a handful of, whoever wrote the list. */
const enumerated =
  /(^|[a-z_])([wW]eek[dD]ays|Days|(?<![a-z])days|Months|(?<![a-z])months|[lL]ocales|[lL]anguages|[lL]angs|[cC]urrencies|[tT]ime[zZ]ones|[pP]latforms|[eE]nvs|[tT]ypes|[kK]inds|[sS]tatuses|[mM]odes|[lL]evels|[sS]ides|[eE]xtensions|[pP]lugins|[fF]ormats|[rR]egions|[dD]rivers|[sS]trategies|[cC]hains|[nN]etworks|[iI]nstances|[cC]ontainers|[tT]ags|(?<![cC]hild|[sS]ub)[cC]ategories|(?:[cC]hain|[nN]etwork|[tT]ag|[tT]ype|[rR]egion|[lL]ocale|[cC]urrency|[pP]latform)(?:Ids|IDs|Names|Codes|Keys)|(?:[iI]ndex|[tT]able|[qQ]ueue|[tT]opic)(?:Names|Uids))$/;

/** Of a program, a week or an article there are few; of a company, as many as its table has. */
const people = /([dD]rivers|[iI]nstances|[cC]ontainers|[a-z]Days|[eE]nvs|[cC]ategories|[tT]ags)$/;

/** `topSellers`, `usernamesInPage`, `mentionedUsers`: as many as are shown, or as one text names, at once. */
const firstFew =
  /^(top|limited|paged|paginated|capped|mentioned)[A-Z]|(In|On|Of|^raw|^current|^this|^next|^last)Page$/;

/** `dates`, `lastDays`, `dateList`, `monthRange` */
const datesByName =
  /^(dates|days|weeks|months|quarters|years)$|[a-z](Dates|Days|Weeks|Months|Quarters|Years)$|(^|[a-z](?=[A-Z]))([dD]ate|[dD]ay|[wW]eek|[mM]onth|[qQ]uarter|[yY]ear)(List|Range|Array|Arr|Strings|Keys)$/;

/** Chosen out of all by somebody. */
const allowed = /^(allowed|supported|enabled|required|default)[A-Z]/;

/** Why work started for each item of a loop is never much at once; '' where it may be. */
export function excuse(file: Reviewed, of: LoopInfo, callback: FunctionInfo | undefined, depth = 0): string {
  const facts = file.loops.of(of);
  // `for (let i = 0; i < admins.length; i++)` goes through the same as `for (const admin of admins)`.
  const loop = asItems(of);
  const counted = countedOut(file, of);
  if (counted !== undefined) return counted;
  const bound = goesOnThroughPages(of) ? undefined : facts.bound;
  if (bound && bound.kind !== 'imported') {
    if (bound.kind === 'chunk') return `${bound.why}`;
    if (isSmall(bound) || bound.size <= 100) return `bounded: ${bound.why}`;
  }
  if (facts.purpose === 'batch' || facts.purpose === 'throttled') return facts.why;
  if (countsBatch(loop)) return 'counts one batch';
  if (
    loop.iterable &&
    !goesOnThroughPages(of) &&
    (isPage(loop.iterable, loop.scope) || isLimitedApart(loop.iterable, loop.scope, file.index))
  )
    return 'goes through one page';
  const name = loop.iterable ? collectionName(withoutSpread(loop.iterable)) : '';
  // To a server visible is what somebody may see, which may be all.
  if (firstFew.test(name) || (file.index.hasJsx && /^visible[A-Z]/.test(name)))
    return 'the first few of a ranking';
  if (loop.iterable && areFewByName(loop.iterable, loop, file))
    return `few by their name: ${loopWords(loop)}`;
  if (loop.iterable && isFewTable(withoutSpread(loop.iterable), loop.scope))
    return 'the rows of a table of kinds';
  if (loop.iterable && isOfConstants(loop.iterable, loop.scope)) return 'a list of a module of constants';
  const few = fewByNature(loop, file.index);
  if (few) return few;
  if (goesThroughText(loop) && some(loop.body, (n) => isCall(n) && saysPart(n)))
    return 'sends one text in parts';
  if (loop.iterable && isOfRewritten(loop.iterable, loop.scope, file.index)) return 'what one text holds';
  if (tidiesUp(loop)) return 'only after a failure';
  if (closesHeld(loop)) return 'lets go of what the program holds';
  if (areUploads(loop) || (file.index.hasJsx && (sendsPicked(loop) || isPicked(loop))))
    return 'files of one request';
  if (ofLoader(loop)) return 'the keys that one page asks a loader for';
  if (
    loop.iterable &&
    datesByName.test(collectionName(loop.iterable)) &&
    originOf(loop.iterable, loop.scope) !== 'table'
  )
    return 'the days of a range';
  const test = 'test' in of.node && of.node.test ? bare(of.node.test) : undefined;
  if (test && goesThroughDays(of, test)) return 'the days of a range';
  const ofOne =
    loop.iterable && !isGathered(loop.iterable, loop.scope, file.index) && fewAtOnce(file.index, loop);
  if (ofOne) return ofOne;
  const asMany = loop.iterable ? asManyAs(loop, file, depth) : '';
  if (asMany) return asMany;
  if (file.index.hasJsx && startsBlank(loop)) return 'as many as somebody typed into a form';
  if (loop.iterable && isTicked(loop.iterable, { scope: loop.scope, method: '' }, file.index.path))
    return 'as many as somebody ticked';
  if (areLines(loop, file.index)) return 'the lines of one deal';
  if (areOfOneThing(loop, file.index)) return 'the parts of one thing';
  if (goesThroughParts(loop) || (loop.iterable && areHandlers(loop.iterable)))
    return 'goes through parts of the program';
  if (loop.iterable && isConfigured(loop.iterable, loop.scope, file.index))
    return 'as many as somebody configured';
  // The list comes from an outer batch.
  for (let l = loop.parent; l; l = l.parent) {
    if (file.loops.of(l).purpose === 'batch' && mentionsItem(loop, l)) return file.loops.of(l).why;
  }
  if (
    loop.iterable &&
    /^(chunk|batch|slice|currentBatch|window|page(?!s$|_?(num|no|index|url|link|id)))\w*$/i.test(
      dotted(loop.iterable),
    ) &&
    !isPieceOfText(loop) &&
    !areRowsOf(loop.iterable, loop.scope)
  )
    return 'goes through a batch';
  if (loop.iterable && isOfBatch(loop.iterable, loop.scope)) return 'goes through a batch';
  if (callback && limited(file, callback)) return 'behind a limiter';
  if (callback && staggered(callback)) return 'each starts a while after the one before';
  return '';
}

/** `fileIds = attachments.map((a) => a.fileId)`, or pushed for each: why what the list is made of is few. */
function asManyAs(loop: LoopInfo, file: Reviewed, depth: number): string {
  const list = withoutSpread(loop.iterable!);
  const from = madeFrom(list, loop.scope);
  // What each turn does with its item says nothing of where the items come from.
  const other = from && { ...loop, iterable: from.node, scope: from.scope, items: [] };
  if (other && !isGathered(from.node, from.scope, file.index)) {
    if (areFewByName(from.node, other, file)) return `few by their name: ${loopWords(other)}`;
    const few = fewAtOnce(file.index, other) || (areUploads(other) ? 'files of one request' : '');
    if (few) return few;
  }
  const fills = depth > 2 ? undefined : filledIn(from?.node ?? list, from?.scope ?? loop.scope, file.index);
  const few = fills ? excuse(file, fills, undefined, depth + 1) : '';
  return keptByCount.test(few) ? few : '';
}

/** Why there are few, rather than why they are not all worked on at once. */
export const keptByCount = /^(bounded|few|the |one |as (few|many) |goes through kinds)/;

/** `batches = await Batch.find()`, of a school or a factory: rows of a table, and no list that somebody cut. */
function areRowsOf(iterable: Node, scope: Scope): boolean {
  return /^(batch|chunk|slice|window)(e?s)$/i.test(dotted(iterable)) && originOf(iterable, scope) === 'table';
}

const changed = /^(create|connect|disconnect|add|added|remove|removed|delete|deleted|update|updated|set)$/;

/** What the world, a program or a person who chose has a handful of, by the name of the list. */
function areFewByName(list: Node, { scope }: LoopInfo, file: Reviewed): boolean {
  // `tags.create`: those of them that are new.
  const iterable = isMember(list) && !list.computed && changed.test(propertyName(list)) ? list.object : list;
  // `explorersWithTags` are explorers.
  const name = collectionName(iterable).replace(/(?<=[a-z])With(out)?[A-Z]\w*$/, '');
  // `supportedProtocolIds`: of ids somebody chose, what they are of tells.
  const of = name.replace(/(?<=[a-z])I[dD]s$/, '');
  if (allowed.test(of) && !(of === name ? growsByName(iterable) : growsByWord(of))) return true;
  if (areKinds(iterable, scope)) return true;
  const kept = enumerated.test(name)
    ? !people.test(name) || originOf(iterable, scope) !== 'table' || isHeldHere(iterable, scope)
    : // `chainsToQuery`; `driversToCall` may be all of them.
      enumerated.test(name.replace(purpose, '')) && !people.test(name.replace(purpose, ''));
  return kept && !isGathered(iterable, scope, file.index);
}

const ofConstants = /(^|[/._-])(const(ant)?s?|enums?)([/._-]|$)|[a-z](Constants?|Enums?)$/;

/** `import productFields from '@/const/product-fields'`, also where an alias of a builder hides the file. */
function isOfConstants(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  const whole = isCall(n) && /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) ? n.arguments[0] : n;
  const root = whole && rootOf(whole);
  const b = root?.type === 'Identifier' ? find(scope, root.name) : undefined;
  return b !== undefined && ofConstants.test(moduleNamed(b)) && !hasAwait(n);
}

const purpose = /(?<=[a-z])To[A-Z]\w*$/;

/** `wanted = this.normaliseEntityTypes(types)`, which nobody waits for: kinds by the name of what gives them. */
function areKinds(iterable: Node, scope: Scope): boolean {
  const n = bare(iterable);
  const d = n.type === 'Identifier' ? declaredAs(n.name, scope) : undefined;
  const made = d && !d.part ? bare(d.init) : undefined;
  const by = made && isCall(made) ? methodName(made) || dotted(made.callee) : '';
  return (
    /^(get|resolve|normali[sz]e|parse|pick|select|list|read|expand|enabled|supported)[A-Z]/.test(by) &&
    enumerated.test(by) &&
    !people.test(by)
  );
}

/** `manager.getAllInstances()` that nobody waits for asks no table, also by way of a name. */
function isHeldHere(iterable: Node, scope: Scope, depth = 0): boolean {
  const n = bare(iterable);
  if (depth > 4) return false;
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && isHeldHere(d.init, d.scope, depth + 1);
  }
  if (!isCall(n)) return false;
  const of = receiverOf(n);
  if (of && /^(filter|map|sort|slice)$/.test(methodName(n))) return isHeldHere(of, scope, depth + 1);
  return /^(get|list|find)All[A-Z]/.test(methodName(n)) && parentOf(n)?.type !== 'ArrayExpression';
}

/** `this.messageHandlers.keys()`: somebody wrote each of them. */
function areHandlers(iterable: Node): boolean {
  return some(
    iterable,
    (n) =>
      isMember(n) &&
      n.object.type === 'ThisExpression' &&
      /([hH]andlers|[mM]iddlewares?|[iI]nterceptors)$/.test(propertyName(n)),
  );
}

/** `[...clients.values()].map((c) => c.disconnect())`, also of a copy by a name: what the program itself holds open is let go. */
function closesHeld({ iterable, scope, body, items }: LoopInfo): boolean {
  const list = iterable && withoutSpread(iterable);
  const d = list?.type === 'Identifier' ? declaredAs(list.name, scope) : undefined;
  const held = d && !d.part ? withoutSpread(d.init) : list;
  if (!held || !isCall(held) || methodName(held) !== 'values' || items.length !== 1) return false;
  return some(
    body,
    (n) =>
      isCall(n) &&
      /^(close|disconnect|destroy|quit|end|terminate|dispose|shutdown|release)$/.test(methodName(n)) &&
      dotted(receiverOf(n) ?? n) === items[0],
  );
}

/** `files.map(async (file) => …)` of a page: as many as somebody picked. */
function isPicked(loop: LoopInfo): boolean {
  return (
    loop.iterable !== undefined &&
    /^((accepted|selected|dropped|picked|new|uploaded|incoming|valid)Files|files|fileList)$/.test(
      collectionName(loop.iterable),
    )
  );
}

/** `for (let i = 0; i < batchSize && key; i++)` */
function countsBatch(loop: LoopInfo): boolean {
  const test = loop.node.type === 'ForStatement' ? loop.node.test : undefined;
  const sizes = /^((batch|chunk|pool)_?(size|limit)|(max_?)?(concurren(cy|t)|parallel\w*))$/i;
  return test != null && some(test, (n) => n.type === 'Identifier' && sizes.test(n.name));
}

const fewSteps =
  /(^|[a-z_])(days?|nights?|weeks?|months?|quarters?|years?|hours?|weekdays?|slots?|worker\w*|threads?|concurrency|parallel\w*|attempts?|retries)$/i;

/**
 * `Array.from({ length: pages - 1 }, (_, i) => load(i + 2))`: as many as it is told; undefined where it is no such
 * loop, '' where nothing bounds the number. A callback that takes no place is a worker that asks for its work.
 */
function countedOut(file: Reviewed, loop: LoopInfo): string | undefined {
  const of = loop.iterable ? bare(loop.iterable) : undefined;
  const only = of?.type === 'ObjectExpression' && of.properties.length === 1 ? of.properties[0] : undefined;
  if (only?.type !== 'ObjectProperty' || keyName(only) !== 'length') return undefined;
  const length = only.value as Node;
  const bound = file.loops.bounds.count(length, loop.scope);
  if (bound && !(bound.size > 100)) return `bounded: ${bound.why}`;
  const places = isFunction(loop.body) ? loop.body.params.length : 2;
  if (places < 2) return 'as many workers as somebody set';
  return some(length, (n) => n.type === 'Identifier' && fewSteps.test(n.name)) ? 'counts few steps' : '';
}

/**
 * `await chunk(rows, 20, async (entries) => …)`, `async function processBatch(ids) { … }`: whoever calls it cut the
 * list; also what was made of the list.
 */
function isOfBatch(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 8) return false;
  if (isCall(n)) {
    const list = /^(Promise\.(all|allSettled)|Array\.from)$/.test(dotted(n.callee))
      ? n.arguments[0]
      : /^(map|filter)$/.test(methodName(n))
        ? receiverOf(n)
        : undefined;
    return list !== undefined && isOfBatch(list, scope, depth + 1);
  }
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (!b || b.loopItem || b.path.length > 0) return false;
  if (b.kind !== 'param') return b.init !== undefined && isOfBatch(b.init, b.scope, depth + 1);
  const { fn } = b.scope;
  const { via } = fn;
  return via?.type === 'CallExpression' && b.param === 0
    ? via.arguments.length > 1 && cutsLists.test(methodName(via) || dotted(via.callee))
    : /^(process|handle|work|consume|flush)\w*(Batch|Chunk)$/.test(fn.name.split('.').at(-1)!);
}

const cutsLists =
  /^(in|for[eE]ach|each|map|process|run|by)?_?([cC]hunk|[bB]atch)(s|es|ed|ify|Process|Map|ForEach|Each|Async)?$/;

/** The batch function of `new DataLoader(…)`, or a method of a class of loaders: as many keys as one page asked for. */
function ofLoader(loop: LoopInfo): boolean {
  for (let f: FunctionInfo | undefined = loop.fn; f; f = f.parent) {
    if (f.via?.type === 'NewExpression' && /(DataLoader|BatchLoader)$/.test(dotted(f.via.callee)))
      return true;
    if (
      /Loader$/.test(f.cls?.name ?? '') &&
      /^(_?batch\w*|load(Many|Batch|Results?|All)|create\w*Loader)$/.test(f.name.split('.').at(-1)!)
    )
      return true;
  }
  return false;
}

/**
 * `const types = []; for (const row of rows) types.push(…)`: as many as what it is filled from, whatever its name;
 * `checkedOptions` that are filled from `options` are options all the same.
 */
function isGathered(iterable: Node, scope: Scope, file: FileIndex): boolean {
  const n = settled(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = b?.init && bare(b.init);
  if (init?.type !== 'ArrayExpression' || init.elements.length > 0) return false;
  const noun = lastNoun(b!.name);
  return changesOf(file, b!.name).some((s) => {
    if (s.method !== 'push' || !s.loop || find(s.scope, b!.name) !== b) return false;
    const from = asItems(s.loop).iterable;
    return !from || noun === '' || lastNoun(collectionName(from)) !== noun;
  });
}

/**
 * `text.replace(/…/g, (all, url) => { urls.push(url); return … })`, `while ((m = link.exec(message.content)))
 * ids.push(m[1])`: as many as the text that is rewritten, or a message, has.
 */
function isOfRewritten(iterable: Node, scope: Scope, file: FileIndex): boolean {
  const n = settled(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b?.init && b.kind !== 'param' && b.path.length === 0 && some(b.init, isMatchedInMessage)) return true;
  const from = b?.init && madeFrom(n, scope);
  if (from && from.node !== n && some(from.node, isMatchedInMessage)) return true;
  if (!b?.init || bare(b.init).type !== 'ArrayExpression') return false;
  const pushed = changesOf(file, b.name).filter((s) => s.method === 'push' && find(s.scope, b.name) === b);
  return (
    pushed.length > 0 &&
    pushed.every((s) => {
      const { via } = s.fn;
      if (via?.type === 'CallExpression' && /^replace(All)?$/.test(methodName(via))) return true;
      const test = s.loop?.node.type === 'WhileStatement' ? s.loop.node.test : undefined;
      return test !== undefined && some(test, searchesMessage);
    })
  );
}

/** `[...message.content.matchAll(/<@(\d+)>/g)].map((m) => m[1])` */
function isMatchedInMessage(n: Node): boolean {
  if (!isCall(n) || !/^(matchAll|match)$/.test(methodName(n))) return false;
  return /(^|[.a-z])([cC]ontent|[mM]essage|[cC]omment|[pP]rompt|[rR]eply|[cC]aption|[tT]weet)(\.(content|text|body))?$/.test(
    dotted(receiverOf(n) ?? n),
  );
}

function searchesMessage(n: Node): boolean {
  return (
    isCall(n) &&
    methodName(n) === 'exec' &&
    /(^|\.)(message|msg|tweet|comment|prompt|reply)\.(content|text|body)$/i.test(dotted(n.arguments[0] ?? n))
  );
}

/** `async (item, i) => { await sleep(i * 200); … }`: one after the other, by the clock. */
function staggered(callback: FunctionInfo): boolean {
  if (!('body' in callback.node) || Array.isArray(callback.node.body)) return false;
  const body = callback.node.body as Node;
  const first = body.type === 'BlockStatement' ? body.body[0] : undefined;
  const wait = first?.type === 'ExpressionStatement' ? bare(first.expression) : undefined;
  const call = wait?.type === 'AwaitExpression' ? bare(wait.argument) : undefined;
  const made = call?.type === 'NewExpression' ? call : undefined;
  if (
    !call ||
    !(made ? some(made, isTimer) : isCall(call) && sleepWords.test(methodName(call) || dotted(call.callee)))
  )
    return false;
  return some(
    call,
    (n) => n.type === 'UpdateExpression' || (n.type === 'BinaryExpression' && n.operator === '*'),
  );
}

function isTimer(n: Node): boolean {
  return isCall(n) && dotted(n.callee) === 'setTimeout';
}

function mentionsItem(loop: LoopInfo, outer: LoopInfo): boolean {
  const over = loop.iterable ? dotted(loop.iterable) : '';
  return (
    outer.items.some((i) => over === i || over.startsWith(`${i}.`)) ||
    outer.kind === 'for' ||
    outer.kind === 'while'
  );
}

/** All I/O of the callback is inside a limiter's callback. */
function limited(file: Reviewed, callback: FunctionInfo): boolean {
  return (
    file.index.functions.some((f) => f.wrapper === 'limiter' && isInside(f, callback)) ||
    /acquire\(/.test(bodyText(file, callback))
  );
}

function isInside(fn: FunctionInfo, outer: FunctionInfo): boolean {
  for (let f = fn.parent; f; f = f.parent) if (f === outer) return true;
  return false;
}

function bodyText(file: Reviewed, fn: FunctionInfo): string {
  return file.index.text.slice(fn.node.start ?? 0, Math.min(fn.node.end ?? 0, (fn.node.start ?? 0) + 2000));
}
