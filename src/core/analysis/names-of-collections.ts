/**
 * How many items a collection most likely has, where only its name speaks: `columns` and `allowedRoles` are
 * written down by a person, `users` and `orderIds` grow with the data.
 */
import {
  bare,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  settled,
  some,
  visit,
} from './ast.ts';
import type { LoopInfo } from './index-types.ts';

/** 'surely': few whatever is asked of it. 'likely': few unless something is looked up in it by an id. */
export type Few = 'surely' | 'likely' | '';

/** Last words of names of things that data multiply. */
const growing = words(
  'id uuid uid cid pid tid guid key_id user member account customer contact people person email order line item row record entry doc document post topic message comment product article transaction activity invoice payment file image asset link bookmark node edge vertex point result hit match card board note ticket log session response submission answer vote task job address hash symbol slug url recipient participant player game track song video voter chapter episode book holding position trade ban follower notification mail subscriber visit pixel word char byte pair element branch tree request fulfillment shipment merchant chat conversation supplier vendor student teacher patient employee booking reservation subscription tweet reply friend guest lead deal artist album author signature tx txid utxo identifier meeting appointment alert vehicle expense incident trip update entity schedule assignment enrollment enrolment attendance course lesson recipe sale refund donation photo paragraph sentence verse footnote keyframe discussion bug complaint inquiry enquiry observation encounter prescription applicant bid coupon voucher listing sku',
);
/** Last words of names of things that a person wrote down. */
const written = words(
  'column col header option opt role permission privilege scope locale language lang extension ext type status state prop property arg argv argument param parameter plugin mode level method format flag prefix suffix keyword day weekday month year color colour size operator attribute attr modifier provider env environment setting config configuration feature segment part piece unit section step directive constant enum hook stage phase button menu shortcut theme font breakpoint axis axes dimension metric aggregation platform currency timezone choice filter sort sorting sorter crumb logger renderer strategy chain network admin moderator listener handler adapter engine tab device hop proxy domain scheme priority severity plan tier error credential integration validator middleware interceptor transformer preset layer alias preference command offset namespace func function schema gender version separator converter index indice cluster err period interval violation having criterion criteria genre decade jurisdiction component server skill department dept rarity country template regex regexp importer exporter trait panel preview behavior behaviour',
);
/** Last words that mean either. */
const unclear = words(
  'route destination class field key tag event page token action region package dependency label module widget rule condition operation target block mark variant channel path error date attachment driver rating definition pattern matcher predicate',
);
const chosen =
  /^(allowed|supported|valid|exclu(de|ded|des|sions?)|include[ds]?(?!$)|ignored?|ignores?|omit(ted)?|skip(ped)?|reserved|required|enabled|disabled|configured|default|known|hidden|trusted|sortable|filterable|searchable|editable|visible|checked(?!_?([iI]n|[oO]ut))|mandatory|optional|builtin|builtIn|standard|common|special|whitelisted|blacklisted|permitted|forbidden|protected|internal)([A-Z_]|$)|^selected$|^(selected|checked|chosen|active)(Values?|Options?|Types?|Filters?|Tags?)$|^(black|white|deny|allow|block)_?[lL]ist|^(order|sort)_?[bB]y$|^(all|any|one)Of$|[a-z](Black|White|Deny|Allow)[lL]ist$/;

/** What somebody asks of each thing, and the first of many: few whatever they are. */
const asked =
  /^(required|mandatory|standard|builtin|builtIn|top|featured|trending|mentioned)(?=[A-Z_])(?!\w*(By|To|For|Level)[A-Z])/;

/** Of a list with blanks between. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** What a list has, by the last word of its name: `roleIds` → `role`; '' where the name is no plural. */
export function lastNoun(name: string): string {
  const head = name
    .replace(/(?<=[a-z])(With(out)?|By|For|From|Of|On|In|Per|To)[A-Z].*$/, '')
    .replace(
      /(?<=[a-z])(_?(Ids?|IDs?|ids?|Names?|Codes?|Keys?|List|Array|Arr|Set|Map|Data|Metadata|Info))+$/,
      '',
    );
  const word = (/([A-Z]+[a-z]*|[a-z]+)[\d_]*$/.exec(head)?.[1] ?? '').toLowerCase();
  if (head !== name && !word.endsWith('s')) return word;
  if (/^(criteria|phenomena)$/.test(word)) return `${word.slice(0, -1)}on`;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|us|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : '';
}

/** Whether the last word of a name, in the singular, is one of these; `statusOrder` is of statuses. */
function endsIn(name: string, list: ReadonlySet<string>): boolean {
  const head = name.replace(/(?<=[a-z])((With(out)?|By|For|From|Of|On|In|Per|To)[A-Z].*|Order)$/, '');
  const word = (/([A-Z]+[a-z]*|[a-z]+)[\d_]*$/.exec(head)?.[1] ?? '').toLowerCase();
  return (
    list.has(word) ||
    (word.endsWith('s') && list.has(word.slice(0, -1))) ||
    (word.endsWith('es') && list.has(word.slice(0, -2))) ||
    (word.endsWith('ies') && list.has(`${word.slice(0, -3)}y`))
  );
}

/** The collection itself: `this.users` of `Object.keys(this.users).map(…)`. */
function innermost(node: Node, depth = 0): Node {
  const n = settled(node);
  // `order.lines ?? []`
  if (n.type === 'LogicalExpression' && n.operator !== '&&' && depth <= 6)
    return innermost(n.left, depth + 1);
  // `[...users.values()]`, `[...rules, ...ownRules]`: those that say that there are many speak for all.
  const parts = n.type === 'ArrayExpression' && depth <= 6 ? n.elements : [];
  const lists = parts.flatMap((e) => (e?.type === 'SpreadElement' ? [e.argument] : []));
  if (lists.length > 0 && lists.length === parts.length)
    return innermost(lists.find((list) => lists.length > 1 && growsByName(list)) ?? lists[0]!, depth + 1);
  if (!isCall(n) || depth > 6) return n;
  const name = dotted(n.callee);
  const first = n.arguments[0];
  if (
    /^((Object|_|lodash)\.(keys|values|entries|getOwnPropertyNames)|Array\.from|_\.\w+)$/.test(name) &&
    first
  )
    return innermost(first, depth + 1);
  const callee = bare(n.callee);
  if (
    isMember(callee) &&
    /^(map|filter|slice|sort|toSorted|concat|flat|entries|keys|values|reverse|split|get)$/.test(methodName(n))
  )
    return innermost(callee.object, depth + 1);
  const makes = isMember(callee) ? methodName(n) : name;
  return !madeName(makes) && first && n.arguments.length === 1 ? innermost(first, depth + 1) : n;
}

/** `getOrders` → `Orders`; of `findByIdsAndGender`, which says what it asks by, nothing. */
function madeName(name: string): string {
  const made = /^(?:get|list|find|fetch|load|use|build|create)(?=[A-Z])(\w+)$/.exec(name)?.[1] ?? '';
  return /^(All|Many)?By(?=[A-Z])/.test(made) ? '' : made;
}

/** What a collection is called: `users` of `Object.keys(this.users).map(…)`. */
export function collectionName(node: Node): string {
  const n = innermost(node);
  if (n.type === 'Identifier') return n.name;
  // `orders.value` of Vue, a signal or a subject; `member.roles.cache` of discord.js.
  if (isMember(n) && /^(value|cache)$/.test(propertyName(n)))
    return collectionName(n.object) || propertyName(n);
  // `users.data` of a query
  if (isMember(n) && propertyName(n) === 'data' && growing.has(lastNoun(collectionName(n.object))))
    return collectionName(n.object);
  // `this.#admins` is called like `this.admins`.
  if (isMember(n)) return propertyName(n).replace(/^#/, '') || collectionName(n.object);
  if (!isCall(n)) return '';
  const name = methodName(n) || dotted(n.callee);
  return madeName(name) || name;
}

/** Whether a word names what a person wrote down. */
export function isWritten(name: string): boolean {
  return endsIn(name, written) && !endsIn(name, growing);
}

/** People and things that a person may have written down, and that a table may hold just as well. */
const things = words('device server domain department network skill admin moderator');

/** What a person writes down, and what a document or a table holds many of, with ids of their own. */
const parts = words('segment version');

/** `segments.find((s) => s.id === cut.segmentId)`: rows that others refer to by id. */
export function areReferredTo(name: string): boolean {
  return endsIn(name, parts) && !/^(allowed|supported|valid|known)[A-Z_]/.test(name);
}

/** Whether a word names such things: few where they are looked through, many where each is worked on; not a user's. */
export function isOfThings(name: string): boolean {
  return endsIn(name, things) && !/^(user|my|own)[A-Z]/.test(name);
}

/** `visibleMetrics`, `allowedRoles`: a choice somebody made. */
export function isChosen(name: string): boolean {
  return chosen.test(name);
}

/** Whether a word names what data multiply. */
export function growsByWord(word: string): boolean {
  return endsIn(word, growing);
}

/** Whether a name says that data multiply it. */
export function growsByName(node: Node): boolean {
  const name = collectionName(node);
  return (
    endsIn(name, growing) ||
    endsIn(name.replace(/(?<=[a-z])(Data|List|Array|Arr|Collection|Paths|Keys)$/, ''), growing)
  );
}

/** What happens again and again, and is told from what a person wrote down only where it is listed. */
const recurring = words(
  'event report transfer movement shift visit payout withdrawal deposit purchase claim contract release commit snapshot backup delivery approval application candidate review history',
);
/** `rows`, `filteredClients`: what says nothing of what it holds, and what a person needs a filter for. */
const general =
  /^(rows?|data|lists?|records|results|filtered|sorted)$|^(filtered|sorted|all|virtual)[A-Z]|[a-z](History|List|Rows|Data)$|_history$/;

/** Whether a list that is shown or handed on is long, by its name: for what is felt in long lists alone. */
export function isLongByName(node: Node): boolean {
  const name = collectionName(node);
  return growsByName(node) || general.test(name) || recurring.has(lastNoun(name));
}

/** Whether a collection most likely has few items, by its name or by whose constant it is. */
export function fewByName(node: Node): Few {
  const name = collectionName(node);
  if (!name || /^[a-z]$/.test(name)) return '';
  const path = dotted(innermost(node)).split('.');
  // What a function was called with.
  if (name === 'arguments') return 'surely';
  // `rowIndices`, `filePaths`: places of rows and files.
  const placed = /^(\w*[a-z])(Indices|Indexes|Idxs|Idxes|Paths)$/.exec(name)?.[1];
  if (placed && endsIn(placed, growing)) return '';
  // `survey.hiddenFields.fieldIds`: a choice somebody made, whatever it holds.
  if (path.some((part) => (chosen.test(part) && !endsIn(part, growing)) || asked.test(part))) return 'surely';
  if (/[a-z]_?([nN]av|[mM]enu|[sS]idebar|[tT]oolbar)_?[iI]tems?$/.test(name)) return 'surely';
  if (
    /^([pP]referred|[sS]tarred|[pP]inned|[sS]uggested|[rR]ecommended|starting|menu|nav|navigation|sidebar|toolbar|demo|mock|dummy|sample|fake|fixture)(?=[A-Z_])/.test(
      name,
    )
  )
    return 'surely';
  // `weekOffList`, `daysOff`, `weekends`, `weekNumbers` of a season
  if (
    /(^w|[a-z]W)eek(s|Numbers)$/.test(name) ||
    /^(week|day)s?_?(off|ends?)s?([A-Z_]\w*)?$|^(off|closed|work(ing)?|open)_?days?([A-Z_]\w*)?$/i.test(name)
  )
    return 'surely';
  // What somebody dropped on a page; the calls that led here.
  if (
    /(^|[a-z](?=[A-Z]))([aA]ccepted|[rR]ejected|[dD]ropped)Files$|^fileRejections$|^(visit(ed|ing)|call|recursion|import|resolution)Stack$/.test(
      name,
    )
  )
    return 'surely';
  // `last30Days_init`
  if (/^(last|past|next)_?(\d+|[nN])?_?([dD]ays|[wW]eeks|[mM]onths|[hH]ours)(?![a-z])/.test(name))
    return 'surely';
  // A page of rows, cut to be shown.
  if (/^(paginated|currentPage)(?!Results?$|Responses?$|Data$|Pages?$)(?=[A-Z])/.test(name)) return 'surely';
  if (path.slice(0, -1).some((part) => isSettings(part) || form.test(part))) return 'surely';
  if (isOfOneUser(name, path.at(-2) ?? '')) return 'surely';
  // Who plays one match.
  if (ofOneMatch(name, path)) return 'surely';
  // `platformIds`: as many as there are platforms.
  const kind = name.replace(/_?(Ids?|IDs?)$|(?<=[a-z])(Keys|Names|Codes)$/, '');
  if (
    kind !== name &&
    endsIn(kind, written) &&
    // A property that goes by an id is a house.
    !/(unit|class|segment|section|part|piece|feature|attribute|property)$/i.test(kind)
  )
    return 'surely';
  if (endsIn(name, growing)) return '';
  // `allDevices`: those of a whole table.
  if (/^all[A-Z]/.test(name) && endsIn(name, things)) return '';
  // `for (const monster of monsterState)`: a list that is somebody's state, and no list of states.
  const held = /^(\w*[a-z])State$/.exec(name)?.[1];
  if (held && !isCall(settled(node)) && !ofScreen.test(held)) return endsIn(held, written) ? 'surely' : '';
  if (endsIn(name, written)) return 'surely';
  // `errorList`
  const listed = name.replace(/(?<=[a-z])(List|Array|Arr)$/, '');
  if (listed !== name && endsIn(listed, written) && !endsIn(listed, growing)) return 'surely';
  // All tokens that there are, and not those of one thing.
  if (/^all[A-Z]/.test(name) && endsIn(name, unclear)) return '';
  return endsIn(name, unclear) || /^(form|filter|query|search|route)(Data|Values|Params|State)$/.test(name)
    ? 'likely'
    : '';
}

/** `formData.items`, `roleForm.permissions`: what a person filled in; `legend.items`: what a person reads. */
const form = /^legend$|^form(Data|Values|State)?$|[a-z]Form(Data|Values)?$/;

/** What holds one thing each: `formState`, `uiState`. */
const ofScreen =
  /^(form|ui|app|game|auth|root|initial|global|local|prev|previous|next|new|old|current|component|store|page|view|modal)$/;

/** What somebody set or asked for: few of whatever it lists. */
export function isSettings(name: string): boolean {
  return /^(options|opts|config|configuration|settings|manifest|error|err|filters?|criteria)$|[pP]references$/.test(
    name,
  );
}

/** What one user belongs to: `userTeams`, `myTeamIds`, `currentUser.teams`. */
function isOfOneUser(name: string, owner: string): boolean {
  const list = /^(user|my|own)(?=[A-Z])/.test(name)
    ? name.replace(/^(user|my|own)/, '')
    : /^(me|([cC]urrent)?_?[uU]ser(Data|Profile)?)$/.test(owner)
      ? name
      : '';
  return belongs.has(lastNoun(list)) && list.length < 16;
}

/** `teams`, `workspaceIds`: what one person belongs to a few of, where somebody asks for one person's. */
export function isMembership(name: string): boolean {
  return belongs.has(lastNoun(name));
}

const belongs = words('company organization organisation org team workspace tenant club group role');

function ofOneMatch(name: string, path: readonly string[]): boolean {
  if (isOfOneMatch(name)) return true;
  const owner = path.at(-2) ?? '';
  return (
    (/^(players|teams|members|playerIds)$/.test(name) &&
      /(^m|[a-z]M)atch$|^(lobby|squad|party|game|gameState|matchState)$/.test(owner)) ||
    (name === 'players' && /^(engine|room|round|table|G|gs)$/.test(owner))
  );
}

/** `teamPlayers`, `listMatchPlayers(matchId)` */
export function isOfOneMatch(name: string): boolean {
  return /(^|[a-z](?=[A-Z]))([tT]eam|[mM]atch|[gG]ame|server)Players$|(^|[a-z](?=[A-Z]))([lL]obby|[sS]quad|[pP]arty)(Players|Members)$/.test(
    name,
  );
}

/** `appsGroupedByType`: a turn for each kind. */
const byKind =
  /[a-z](By|Per)(Type|Kind|Status|State|Category|Role|Level|Severity|Priority|Weekday|Month|Quarter|Year)$/;

/** The same of what a loop goes through; its item speaks too: `(result, columnName) => …`. */
export function fewTurns(loop: LoopInfo): Few {
  if (loop.iterable && byKind.test(collectionName(loop.iterable))) return 'likely';
  const byCollection = loop.iterable ? fewByName(loop.iterable) : countsDates(loop) ? 'surely' : '';
  // Of `[columnName, value]` the first tells.
  if (byCollection || loop.items.length === 0 || loop.items.length > 2) return byCollection;
  const name = loop.iterable ? collectionName(loop.iterable) : '';
  const item = loop.items[0]!.replace(
    /(?<=[a-z])(Name|Key|Type|Config|Def|Definition|Code|Value|Index)$/,
    '',
  );
  // The columns of one row, and pairs: their items tell.
  const grows = endsIn(name, growing) && name !== 'row' && !(loop.items.length === 2 && name === 'entries');
  // `(all, index) => …`: a place in a list.
  const place = item === 'index' && !/ind(ic|ex)es$/i.test(name);
  return item.length > 2 && !grows && !place && endsIn(item, written) ? 'likely' : '';
}

/** `for (let week = 1; week <= weeks; week++)`, `for (let i = months - 1; i >= 0; i--)` */
export function countsDates({ node }: LoopInfo): boolean {
  const first =
    node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration'
      ? node.init.declarations[0]
      : undefined;
  if (first?.id.type !== 'Identifier' || node.type !== 'ForStatement') return false;
  // `i < weeksToShow`
  const isCount = (n: Node): boolean =>
    n.type === 'Identifier' &&
    /^(num(ber)?Of|no|total|max)?([wW]eek|[mM]onth|[qQ]uarter|[yY]ear)s?([A-Z_]\w*)?$/.test(n.name);
  return (
    /^(week|weekday|month|quarter|year|dayOfWeek)(Number|Index|No|Offset)?$/i.test(first.id.name) ||
    (node.test != null && some(node.test, isCount)) ||
    (first.init != null && some(first.init, isCount))
  );
}

/** `statusId`, `customFieldId`: of what a person wrote down. */
export function isKindId(name: string): boolean {
  return /(^|[a-z])([tT]ype|[kK]ind|[sS]tat(us|e)|[rR]ole|[fF]ield|[cC]olumn|[oO]ption|[lL]evel|[lL]ocale|[lL]anguage|[cC]urrency|[pP]riority|[sS]tage|[pP]hase|[dD]efinition)_?I[dD]$/.test(
    name,
  );
}

/** The id of what a person wrote down, or what it is compared with: `chosen.includes(field.id)`, `f.id === fieldId`. */
export function isIdOfWritten(n: Node): boolean {
  const around = parentOf(n);
  const whole = around && isMember(around) && around.property === n ? around : n;
  if (ofWritten(whole)) return true;
  const p = parentOf(whole);
  if (p?.type === 'ObjectProperty') return p.key === whole && ofWritten(bare(p.value));
  if (p?.type !== 'BinaryExpression' || !/^===?$/.test(p.operator)) return false;
  return ofWritten(bare(p.left === whole ? p.right : (p.left as Node)));
}

function ofWritten(n: Node): boolean {
  if (n.type === 'Identifier') return isKindId(n.name);
  if (!isMember(n)) return false;
  // `role.userId` is a user's.
  if (/[a-z]_?I[dD]$/.test(propertyName(n))) return isKindId(propertyName(n));
  const owner = bare(n.object);
  const name = owner.type === 'Identifier' ? owner.name : isMember(owner) ? propertyName(owner) : '';
  return name.length > 2 && ((isWritten(name) && !isOfThings(name)) || /[fF]ield$/.test(name));
}

/** Compares or looks for an identity: `u.id === order.userId`, `ids.includes(item._id)`, `p.productCode === code`. */
export function asksById(node: Node, counts: (n: Node) => boolean = () => true): boolean {
  let found = false;
  visit(node, (n) => {
    const name = n.type === 'Identifier' ? n.name : isMember(n) ? propertyName(n) : '';
    if (
      (/(^|[a-z_])(id|_id)$|[a-z](Id|ID|Uuid|UUID|Uid|Address|Hash|Email|Slug|Identifier)$|^(identifier|uuid|uid|email|sku|slug|address|symbol|hash|url)$/.test(
        name,
      ) ||
        growsByWord(/^(\w*[a-z])_?(Code|Number|No)$/.exec(name)?.[1] ?? '')) &&
      counts(n)
    )
      found = true;
    return !found;
  });
  return found;
}
