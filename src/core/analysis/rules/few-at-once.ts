/**
 * Lists of which one thing has a few: the attachments of a mail, the steps of a flow, the teams of a user. Started all
 * at once they hurt nobody, though no number in the code says so. Rows of a whole table are not meant, whatever they
 * are called.
 */
import {
  bare,
  calledName,
  dotted,
  hasAwait,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  rootOf,
  settled,
  some,
  spreadAlone,
} from '../ast.ts';
import type { FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { collectionName, growsByName, growsByWord, lastNoun, words } from '../names-of-collections.ts';
import { find } from '../scopes.ts';
import { nounAskedOfOne } from './asked-of-one.ts';
import { areStaff } from './few-staff.ts';
import { areFound, declaredAs, isSent, isSpanCut, lastOf, listOf, originOf } from './origins.ts';

/** One thing has a handful of them. */
const parts = words(
  'intent auth endpoint spec setting config module prefix preference flag variable plan tier attribute field metadata header attachment media calendar integration step cell interest label server directory dir date answer choice option role permission scope tool provider registry gateway section phase stage dimension widget environment credential connection skill shard carrier courier tab runner queue table column month week quarter year range interval bucket window period resolution rendition thumbnail thumb size preset signer condition filter parameter arg argument property exchange marketplace factor backup ancestor breadcrumb reaction day hour weekday banner color colour variant metric criterion facet mention ingredient amenity waypoint leg stop',
);
/** Of these one thing has a handful too, but one person makes more and more: meal plans, answers. */
const piling = words('plan answer reaction media backup exchange');
/** Whoever comes to a class or a campaign, and what they leave there. */
const comeToIt = words('signup registration rsvp volunteer candidate donor pledge purchase visit click like');
/** Of these one form or one call for bids has a handful. */
const ofOneAlone = words('question addendum resource panelist requirement milestone capability');
/** One user belongs to a handful of them, and one company may own many. */
const belongings = words(
  'membership project team workspace organization organisation org guild tenant company device session token subscription collaboration group wallet board account profile agency branch store shop family household campus class course agreement contract schedule',
);
/** Why the items of a loop are few enough to be worked on at once; '' where the data multiply them. */
export function fewAtOnce(file: FileIndex, loop: LoopInfo): string {
  if (!loop.iterable) return '';
  const { scope } = loop;
  const list = withoutSpread(loop.iterable);
  if (areSurplus(list, scope)) return 'what is over the number to keep';
  if (areStaff(file, list, scope)) return 'as many as there are administrators';
  if (isOneField(list, scope)) return 'what one field of a row lists';
  if (isGroupedByKind(list, scope)) return 'one row for each kind';
  if (isByKind(list, scope) && !areFound(list, scope, file)) return 'one for each kind';
  const named = list.type === 'Identifier' ? declaredAs(list.name, scope)?.init : undefined;
  if ([list, named].some((n) => n && isFamily(n))) return 'the children of one family';
  if ([list, named].some((n) => n && linked.test(collectionName(n)))) return 'what one person linked';
  if (areResponsible(list)) return 'who is told to do one thing';
  const name = collectionName(list);
  const noun = nounOf(name, loop);
  if (noun === 'client' && asksHeldClients(loop, list, named)) return 'the clients that a program holds';
  // `results = await db('steps').where({ flowId })`: their table says what they are.
  const rows = noun === '' || vague.test(name) ? nounAskedOfOne(list, scope) : '';
  if (rows && (ofOneAlone.has(rows) || (parts.has(rows) && !piling.has(rows) && !pieces.test(rows))))
    return `the ${rows}s of one thing`;
  if (rows === 'line') return 'the lines of one deal';
  const owner =
    noun && !growsByName(list) && !vague.test(name) && !comeToIt.has(noun) ? ownerOf(list, scope) : '';
  if (
    pictures.has(noun) &&
    isMember(list) &&
    !holdsPictures.test(lastOf(list.object)) &&
    ownerOf(list, scope)
  )
    return `the ${noun}s of one thing`;
  if (noun && pieceOfOne.has(noun) && arePutTogetherOfOne(list, scope)) return `the ${noun}s of one thing`;
  // Whoever came to a server.
  if (/^(client|socket|connection)$/.test(noun) && /^(wss?|io|server)$|(Wss?|Server)$/.test(owner)) return '';
  if (owner) return `the ${noun}s of one ${owner}`;
  if (noun && (kinds.has(noun) || isAttribute(list, noun, scope)) && areDistinct(list, scope))
    return `different ${noun}s`;
  if (noun === 'recipient' && areOfMessage(list, scope)) return 'whom one message goes to';
  if (!parts.has(noun) && !belongings.has(noun)) return '';
  // `this.settings.keys()` of a map by guild: one for each guild, and no settings of one.
  if (loop.items.some((item) => whose.test(item)) && !/I[dD]s$/.test(name)) return '';
  // Those of a server are its visitors'.
  if (noun === 'connection' && postsToEach(loop)) return '';
  if ((pieces.test(noun) && isSpanCut(list, scope)) || areRows(noun, name, loop)) return '';
  // What is kept in buckets is rows, and no spans of time.
  if (/^(bucket|window)$/.test(noun) && areFound(list, scope, file)) return '';
  // `const { mediaIds } = await request.json()`: of as many things as whoever asks likes.
  if (piling.has(noun) && /I[dD]s$/.test(name) && isSent(list, scope)) return '';
  const origin = originOf(list, scope);
  if (parts.has(noun))
    return origin === 'table' || (origin === 'owned' && piling.has(noun))
      ? ''
      : `few by their name: ${noun}s`;
  return origin === 'owned' ? `the ${noun}s of one user` : '';
}

const pieces = /^(interval|range|window|bucket|period|section)$/;

/**
 * `periodIds`, `period.budgetId`: rows that have a span, and no spans of time; `property.id`: a house; `queueIds`:
 * whoever waits in one, as a queue of the program goes by its name.
 */
function areRows(noun: string, name: string, { body, items }: LoopInfo): boolean {
  const hasRows = /^(period|property)$/.test(noun);
  const areMany = hasRows || /^(queue|table)$/.test(noun) || (noun !== 'section' && pieces.test(noun));
  if (areMany && /_?(Ids|IDs|ids)$/.test(name)) return true;
  return (
    hasRows &&
    some(
      body,
      (n) =>
        isMember(n) && items.includes(dotted(n.object)) && /(^|_|[a-z](?=I))[iI]d$/.test(propertyName(n)),
    )
  );
}

/** Whoever has one of what the list holds. */
const whose =
  /^(user|member|guild|chat|tenant|customer|client|player|account|company|shop|store|student|patient|employee)_?I[dD]$/;

/** `clients = lightningClients(currency)`, which nobody waits for, then `client.getInfo()`: rows would have been asked for. */
function asksHeldClients({ body, items }: LoopInfo, list: Node, named: Node | undefined): boolean {
  const from = settled(named ?? list);
  const held = isCall(from) ? from === named && from === bare(named) : /^this\./.test(dotted(from));
  return (
    held &&
    some(
      body,
      (n) =>
        isCall(n) &&
        /^(get|list|query|request|call|fetch|estimate|ping)/.test(methodName(n)) &&
        dotted(receiverOf(n) ?? n) === items[0],
    )
  );
}

const toVisitor = /^(send|post|push|emit|disconnect|notify)(\w*To)?(Client|Connection|Socket)$/;

/** `new PostToConnectionCommand(…)`, `connection.send(…)` */
function postsToEach(loop: LoopInfo): boolean {
  return some(loop.body, (n) => {
    if (n.type === 'NewExpression') return /(^|\.)PostToConnectionCommand$/.test(dotted(n.callee));
    if (!isCall(n)) return false;
    const of = receiverOf(n);
    // `sendMessageToClient(redis, connection, text)`
    if (toVisitor.test(calledName(n))) return true;
    return (
      methodName(n) === 'postToConnection' ||
      (/^(send|emit|write|sendUTF|sendText|push)$/.test(methodName(n)) &&
        loop.items.includes(dotted(of ?? n)))
    );
  });
}

/** What a list has by its name; where that says nothing (`removed`, `items`), by the name of its item. */
function nounOf(name: string, loop: LoopInfo): string {
  // Who provides something is a row where it goes by its id, and a part of the program where it goes by name.
  if (/(^|[a-z])[pP]roviderI[dD]s$/.test(name)) return '';
  // `attachmentUrls`: as many as there are of what they lead to.
  const leadsTo = /^(\w*[a-z])(Urls|URLs|Uris|Paths)$/.exec(name)?.[1];
  if (leadsTo && parts.has(lastNoun(`${leadsTo}s`))) return lastNoun(`${leadsTo}s`);
  // `attachmentsStorage`: where each is kept.
  const kept = /^(\w*[a-z]s)(Storages?|Uploads?|Payloads?|Inputs?|Dtos?)$/.exec(name)?.[1];
  if (kept && parts.has(lastNoun(kept))) return lastNoun(kept);
  // No plural of its own.
  if (/(^|[a-z])[mM]edia$/.test(name)) return 'media';
  const noun = lastNoun(name);
  const [item] = loop.items;
  let list: Node | undefined = settled(loop.iterable!);
  while (list && isCall(list) && receiverOf(list)) list = settled(receiverOf(list)!);
  const made = list.type === 'Identifier' ? declaredAs(list.name, loop.scope)?.init : list;
  // Rows of a query are as many as it finds, whatever each is.
  const asked = made !== undefined && hasAwait(made);
  const silent = !asked && (noun === '' || vague.test(name));
  if (silent && loop.items.length === 1 && item && parts.has(item)) return item;
  // `props = node.getProperties()`, which nobody waits for.
  const by = !asked && made && isCall(made) ? /^get([A-Z]\w*)$/.exec(methodName(made))?.[1] : undefined;
  return by && !parts.has(noun) && parts.has(lastNoun(by)) ? lastNoun(by) : noun;
}

/** `parent.children ?? []` */
function isFamily(node: Node): boolean {
  const n = settled(node);
  const of = n.type === 'LogicalExpression' ? n.left : n;
  return /(^|\.)(parent|guardian|family|household)\w*\.(children|kids)$/i.test(dotted(of));
}

/** `linkedAccounts`, `connectedWallets`: of one person. */
const linked =
  /^(linked|connected|paired)_?(Accounts?|Wallets?|Identities|Providers|Socials|Devices|Logins)$/i;

/** `task.members.filter(isAway)`: who works on one card or ticket, and who wants to hear of it. */
function areResponsible(node: Node): boolean {
  let n = settled(node);
  for (let of = n; isCall(of) && /^(filter|map|sort|slice)$/.test(methodName(of)); n = of)
    of = settled(receiverOf(of) ?? node);
  return (
    isMember(n) &&
    /^(members|assignees|watchers|assigned(To|Users)?|reviewers|approvers)$/.test(propertyName(n)) &&
    /(^|\.|[a-z])([tT]ask|[cC]ard|[tT]icket|[iI]ssue|[tT]odo|[dD]eal|[aA]ppointment|[bB]ooking|[sS]hift|[rR]eminder|[iI]ncident)$/.test(
      dotted(bare(n.object)),
    )
  );
}

const grouped =
  /([a-z](By|Per)|^(by|per))(\w*[a-z])?(Category|Brand|Department|Genre|Subject|Grade|Jurisdiction|Currency|Country|Status|Type|Kind|Role)$/;

/** `[...idsByCategory.entries()]`, also by way of names: rows put together by what many of them share. */
function isByKind(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (grouped.test(lastOf(n))) return true;
  if (depth > 4) return false;
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && isByKind(d.init, d.scope, depth + 1);
  }
  if (n.type === 'ArrayExpression') {
    const copied = spreadAlone(n);
    return copied !== undefined && isByKind(copied, scope, depth + 1);
  }
  if (
    !isCall(n) ||
    !/^(Object\.(keys|values|entries)|Array\.from|.*\.(keys|values|entries))$/.test(dotted(n.callee))
  )
    return false;
  const of = listOf(n);
  return of !== undefined && isByKind(of, scope, depth + 1);
}

/** `[...roles]`, `Array.from(roles)`, `roles ?? []` → `roles`. */
export function withoutSpread(node: Node): Node {
  const n = settled(node);
  if (n.type === 'LogicalExpression' && n.operator !== '&&') {
    const otherwise = bare(n.right);
    return otherwise.type === 'ArrayExpression' && otherwise.elements.length === 0
      ? withoutSpread(n.left)
      : node;
  }
  if (isCall(n) && dotted(n.callee) === 'Array.from' && n.arguments.length === 1)
    return withoutSpread(n.arguments[0]!);
  const copied = spreadAlone(n);
  return copied ? withoutSpread(copied) : node;
}

/** `message.bounce.recipients`: whom one message goes to. */
function areOfMessage(node: Node, scope: Scope, depth = 0): boolean {
  const root = rootOf(settled(node));
  if (root.type !== 'Identifier' || depth > 3) return false;
  if (/^(message|msg|mail|email|bounce|complaint|sms)$/i.test(root.name) && root !== settled(node))
    return true;
  const d = declaredAs(root.name, scope);
  return d !== undefined && areOfMessage(d.init, d.scope, depth + 1);
}

/** Words that say nothing of what is in it. */
const vague =
  /(^|[a-z_])(data|results?|list|items?|values?|rows?|entries|objects?|elements?|records?|contents?|users?|nodes|edges|[uU]rls|changes|updates)$/i;
/** What holds whatever a request, a response or a page has. */
const anything =
  /^(req|request|res|resp|response|result|results|answer|body|data|dto|input|inputs|args|arguments|params|payload|query|event|message|msg|e|evt|ctx|context|props|state|store|this|self|options|opts|json|page|list|client|bot|guild|db|model|models|api|inst|instance|manager|system|app|hub|pool|registry|cache|storage|interaction|values|form|formData|form_data|job|info|obj|o|x|value|current|ref|snapshot|window|document|all|everything|found|fetched|loaded|raw|parsed|latest|output|reply|batch|feed|dataset|dump|stats)$|(Dto|DTO|Input|Args|Params|Payload|Body|Data|Request|Response|Result|Results|State|Store|Client|Page|List|Ref|Values|Options|Map|Model|Service|Repository|Repo|Manager|Cache)$/;

/** `community` of `community.seals`: one row, whose parts somebody put together; '' where it is no single thing. */
function ownerOf(node: Node, scope: Scope, depth = 0): string {
  const n = settled(node);
  if (depth > 4) return '';
  if (isCall(n) && /^(map|filter|sort|toSorted|slice|reverse|concat)$/.test(methodName(n))) {
    const of = receiverOf(n);
    return of ? ownerOf(of, scope, depth + 1) : '';
  }
  if (n.type === 'LogicalExpression') return ownerOf(n.left, scope, depth + 1);
  // `const conditions = campaign.conditions ?? []`
  if (n.type === 'Identifier') {
    const d = depth < 2 ? declaredAs(n.name, scope) : undefined;
    return d && !d.part && settled(d.init).type !== 'Identifier' ? ownerOf(d.init, d.scope, depth + 1) : '';
  }
  if (!isMember(n) || n.computed || (depth > 0 && growsByName(n))) return '';
  const object = bare(n.object);
  if (object.type !== 'Identifier' || anything.test(object.name) || /^[A-Z]/.test(object.name)) return '';
  // `orgsToLeave.classes`: of several.
  if (/[^s]s((With(out)?|By|For|From|Of|In|Per|To)[A-Z].*)?$/.test(object.name)) return '';
  const b = find(scope, object.name);
  return b && b.kind !== 'import' ? object.name : '';
}

/** `product.images`, `row.galleryImageKeys`: those of a gallery or a user grow. */
const pictures = words('image photo picture');
const holdsPictures =
  /(album|gallery|folder|board|library|collection|batch|user|member|account|company|shop|store|site|project)$/i;

const pieceOfOne = words('document file image photo picture attachment link media');

/** `[...(load.invoices ?? []), ...load.receipts]`, also by way of a name: all that one row has of it, of several fields. */
function arePutTogetherOfOne(node: Node, scope: Scope): boolean {
  const n = settled(node);
  const d = n.type === 'Identifier' ? declaredAs(n.name, scope) : undefined;
  const list = d && !d.part ? settled(d.init) : n;
  if (list.type !== 'ArrayExpression' || list.elements.length < 2) return false;
  const owners = new Set<string>();
  for (const e of list.elements) {
    const of = e?.type === 'SpreadElement' ? settled(withoutSpread(e.argument)) : undefined;
    // `...(load.receipt ? [load.receipt] : [])`
    const part = of?.type === 'ConditionalExpression' ? settled(of.test) : of;
    owners.add(part ? ownerOf(part, d?.scope ?? scope) : '');
  }
  return owners.size === 1 && !owners.has('');
}

/** `JSON.parse(app.services)`, also by way of a name. */
function isOneField(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (n.type === 'LogicalExpression') return isOneField(n.left, scope, depth);
  if (n.type === 'Identifier' && depth < 3) {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && isOneField(d.init, d.scope, depth + 1);
  }
  if (!isCall(n) || dotted(n.callee) !== 'JSON.parse' || !n.arguments[0]) return false;
  const text = bare(n.arguments[0]);
  return (
    isMember(text) &&
    !text.computed &&
    !isSent(text, scope) &&
    !/^(body|data|text|content|payload|Body|value)$/.test(propertyName(text))
  );
}

/** `await prisma.message.groupBy({ by: ['channel'] })` */
function isGroupedByKind(node: Node, scope: Scope): boolean {
  const n = settled(node);
  const d = n.type === 'Identifier' ? declaredAs(n.name, scope) : undefined;
  const call = d ? settled(d.init) : n;
  const first = call && isCall(call) && methodName(call) === 'groupBy' ? call.arguments[0] : undefined;
  const options = first && bare(first);
  if (options?.type !== 'ObjectExpression') return false;
  return options.properties.some((p) => {
    if (p.type !== 'ObjectProperty' || keyName(p) !== 'by') return false;
    const by = bare(p.value);
    if (by.type !== 'ArrayExpression') return false;
    return by.elements.every(
      (e) =>
        e?.type === 'StringLiteral' &&
        /(status|type|kind|channel|role|level|provider|platform|method|source|category|currency|locale|language|country|priority|severity|gender|month|day|plan|tier)$/i.test(
          e.value,
        ),
    );
  });
}

/** Kinds of things that many rows share. */
const kinds = words(
  'agency subject department organisation organization team category role creator author clinic branch currency country locale language status type kind region network chain tenant course class level grade season brand vendor supplier plan school campus',
);

/** `competencies = [...new Set(signals.map((s) => s.competency))]`: what many share, where it tells none of them from others. */
function isAttribute(list: Node, noun: string, scope: Scope): boolean {
  const d = list.type === 'Identifier' ? declaredAs(list.name, scope) : undefined;
  if (!d || d.part || growsByWord(noun) || tellsApart.test(noun)) return false;
  return some(
    d.init,
    (n) =>
      isCall(n) &&
      methodName(n) === 'map' &&
      n.arguments[0] !== undefined &&
      lastOf(resultOf(bare(n.arguments[0]))).toLowerCase() === noun,
  );
}

/** `(s) => s.competency` → `s.competency` */
function resultOf(fn: Node): Node {
  return fn.type === 'ArrowFunctionExpression' ? bare(fn.body) : fn;
}

const tellsApart =
  /^(name|username|handle|code|number|title|text|word|term|phone|ip|host|hostname|domain|path|file|date|time|ticker|mint|pool|barcode|isbn|zip|ref|reference|parent|owner|creator|sender|receiver|target|source|channel|server|guild|wallet|repo|package)$/;

/** `[...new Set(rows.map((row) => row.subjectId))]`: each of what the rows share once. */
function areDistinct(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 4) return false;
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && areDistinct(d.init, d.scope, depth + 1);
  }
  if (n.type === 'NewExpression') return dotted(n.callee) === 'Set' && n.arguments.length > 0;
  if (n.type === 'ArrayExpression') {
    const copied = spreadAlone(n);
    return copied !== undefined && areDistinct(copied, scope, depth + 1);
  }
  if (!isCall(n)) return false;
  if (/(^|\.)uniq(By)?$/.test(dotted(n.callee))) return true;
  const of =
    dotted(n.callee) === 'Array.from'
      ? n.arguments[0]
      : /^(filter|sort)$/.test(methodName(n))
        ? receiverOf(n)
        : undefined;
  return of !== undefined && areDistinct(of, scope, depth + 1);
}

/** `backups.slice(0, backups.length - keep)`: one more each time something is added. */
function areSurplus(node: Node, scope: Scope): boolean {
  const n = settled(node);
  if (n.type === 'Identifier') {
    const d = declaredAs(n.name, scope);
    return d !== undefined && !d.part && settled(d.init).type !== 'Identifier' && areSurplus(d.init, d.scope);
  }
  if (!isCall(n) || methodName(n) !== 'slice') return false;
  const to = n.arguments[1] ? bare(n.arguments[1]) : undefined;
  return (
    to?.type === 'BinaryExpression' &&
    to.operator === '-' &&
    dotted(to.left as Node) === `${dotted(receiverOf(n) ?? n)}.length`
  );
}
