/** Loops over what there are few of whatever the data: fields of a schema, kinds of things, parts of the program. */

import {
  bare,
  type Call,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
  some,
  startsAt,
  typeSaid,
} from '../ast.ts';
import { callsLike } from '../called.ts';
import { constantName } from '../caps.ts';
import type { Binding, FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { textOf } from '../loops.ts';
import { collectionName, growsByName } from '../names-of-collections.ts';
import { oncePer } from '../once.ts';
import { annotationIn } from '../patterns.ts';
import { find, isFixed } from '../scopes.ts';
import { areOfWritten } from './configured.ts';
import { ofOneEvent } from './few-events.ts';
import { isKeyedByKind } from './keyed-by-kind.ts';
import { areFound } from './origins.ts';
import { hasWrittenDefault } from './written-default.ts';

/** Why its turns are few by the nature of what it goes through; '' where they are not. */
export function fewByNature(loop: LoopInfo, file: FileIndex): string {
  const { iterable, scope, items } = loop;
  const name = iterable ? collectionName(iterable) : '';
  if (iterable && (goesThroughSchema(iterable, scope) || areKeysOfType(iterable, scope)))
    return 'goes through the fields of one thing';
  if (items.length === 1 && /^(model|table|collection|entity|schema)(Name|Key|Class)$/.test(items[0]!))
    return 'goes through the tables that there are';
  if (isNameOfField(loop) || isToldByField(loop)) return 'goes through the fields of one thing';
  if (/(^|[a-z])[qQ]ueueNames$/.test(name)) return 'goes through the queues that there are';
  if (saysPlatform(file) && isOnePerPlatform(loop)) return 'goes through kinds of things, each once';
  if (isNameOfTable(loop, file)) return 'goes through the tables that there are';
  if (iterable && areTables(iterable, scope)) return 'goes through the tables that there are';
  if ((iterable && goesThroughKinds(iterable, loop, file)) || isKind(loop, file))
    return 'goes through kinds of things, each once';
  if (isPerLanguage(loop)) return 'one for each language, currency or day of the week that there is';
  if (!iterable) return '';
  if (counted.test(name)) return 'as few as its name says';
  if (startedWith.test(name) && !growsByName(iterable)) return 'what everybody starts with';
  if (waysToDo.test(name)) return 'as few as its name says';
  const told = ofOneEvent(loop, iterable, file);
  if (told) return told;
  if (reachOne(iterable, scope)) return 'the few ways to reach one person';
  if (areOfWritten(iterable, scope)) return 'only those of a written list';
  if (hasWrittenDefault(iterable, scope)) return 'as few as the written ones that it goes through otherwise';
  return areToolCalls(iterable, scope) || asksForTool(loop)
    ? 'does what a model asked for, each thing once'
    : '';
}

/** `for (const field of unique) await Model.findOne({ [field]: data[field] })`: its name, and no row of fields. */
function isNameOfField(loop: LoopInfo): boolean {
  const name = loop.items[0] ?? '';
  if (!/^(field|column|attribute|attr|property|prop)(Name|Key)?$/.test(name)) return false;
  // `for (const [field, change] of Object.entries(changes))`
  if (loop.items.length === 2) return loop.iterable !== undefined && areEntries(loop.iterable);
  if (loop.items.length > 2) return false;
  return some(loop.body, (n) => isMember(n) && n.computed && dotted(bare(n.property)) === name);
}

/** `switch (filter.field) { case 'name': … case 'tag': … }`: conditions that somebody put together, a few for each field. */
function isToldByField({ body, items }: LoopInfo): boolean {
  const block = isFunction(body) ? body.body : body;
  if (items.length !== 1 || block.type !== 'BlockStatement') return false;
  // Asked of every loop: no more than its own statements are looked at.
  return block.body.some(
    (n) =>
      n.type === 'SwitchStatement' &&
      /^(field|column|attribute)(Name|Key)?$/.test(/^\w+\.(\w+)$/.exec(dotted(n.discriminant))?.[1] ?? '') &&
      dotted(n.discriminant).startsWith(`${items[0]}.`) &&
      n.cases.filter((c) => c.test?.type === 'StringLiteral').length > 1,
  );
}

/** `post.results.map(async (result) => { if (result.platform === 'x') … })`: one thing has one of each platform. */
function isOnePerPlatform({ iterable, items, body }: LoopInfo): boolean {
  const list = iterable && settled(iterable);
  const of = list && isMember(list) && !list.computed ? dotted(list.object) : '';
  // `posts.items`, `data.results`: whatever there is.
  if (items.length !== 1 || !/^[a-z]\w*[a-rt-z]$/.test(of) || anyThing.test(of)) return false;
  return some(body, (n) => {
    if (n.type !== 'BinaryExpression' || !/^[!=]==$/.test(n.operator) || n.left.type === 'PrivateName')
      return false;
    const [item, key, further] = dotted(n.left).split('.');
    return (
      item === items[0] &&
      further === undefined &&
      /^(platform|provider|channel|network|locale)$/.test(key ?? '') &&
      bare(n.right).type === 'StringLiteral'
    );
  });
}

const saysPlatform = oncePer(({ text }: FileIndex): boolean =>
  /\.(platform|provider|channel|network|locale)\s*[!=]==/.test(text),
);
const anyThing = /^(data|body|response|result|payload|input|dto|state|store|res|req)$/;

/** `tables.map((table) => rowsOf(table))`, `for (const [table, rows] of Object.entries(changes))`: its name, and no row of tables. */
function isNameOfTable(loop: LoopInfo, file: FileIndex): boolean {
  const name = loop.items[0];
  if (name === undefined) return false;
  // `supabase.from(t)`, `db.collection(t)`: whatever it is called, it names a table.
  if (
    loop.items.length === 1 &&
    asking(file).some(({ node }) => asksTable(node, name) && contains(loop.body, node))
  )
    return true;
  if (!/^(table|collection|model)$/.test(name)) return false;
  if (loop.iterable && /^Object\.(entries|keys)\(\)$/.test(dotted(loop.iterable))) return true;
  if (loop.items.length > 1) return false;
  const uses = (n: Node): boolean => n.type === 'Identifier' && n.name === name;
  return (
    some(loop.body, (n) => isCall(n) && n.arguments.some((a) => uses(bare(a)))) &&
    !some(loop.body, (n) => isMember(n) && uses(bare(n.object)))
  );
}

const asking = callsLike(/^(from|collection)$/);

function asksTable(call: Call, name: string): boolean {
  const [table, ...more] = call.arguments;
  return (
    methodName(call) !== '' &&
    more.length === 0 &&
    table?.type === 'Identifier' &&
    table.name === name &&
    !/^[A-Z]/.test(dotted(receiverOf(call) ?? call))
  );
}

/** `for (const t of translations) … where: { locale: t.locale, productId }`, prices and opening hours likewise: one for each there is. */
function isPerLanguage(loop: LoopInfo): boolean {
  const name = loop.items[0] ?? '';
  if (/^(dow|weekday|week_day|dayOfWeek|day_of_week)$/.test(name)) return true;
  if (!loop.iterable) return false;
  // `for (const [year, days] of Object.entries(byYear))`
  if (/^(year|quarter)(Str|Key)?$/.test(name) && areEntries(loop.iterable)) return true;
  // `for (const [day, open] of Object.entries(hours))`
  if (loop.items.length === 2)
    return (
      /^day(Key|Name)?$/.test(name) && areEntries(loop.iterable) && /[hH]ours$/.test(entriesOf(loop.iterable))
    );
  if (loop.items.length !== 1) return false;
  const list = collectionName(loop.iterable);
  // `for (const currency of currencies) rates.set(currency, await rateOf(currency))`: their codes, and no rows.
  if (/(^|[a-z])[cC]urrenc(ies|y_?[cC]odes)$/.test(list)) return isText(loop, name);
  const key = /(^|[a-z])([tT]ranslations|[lL]ocali[sz]ations)$/.test(list)
    ? /^(locale|lang|language)(Code|Id|_code|_id)?$/
    : /(^|[a-z])[pP]rices$/.test(list)
      ? /^currency(Code|Id|_code|_id)?$/
      : /(^|[a-z])([hH]ours|[wW]eekdays|[wW]orkingDays)$/.test(list)
        ? /^(dayOfWeek|day_of_week|weekday|week_day|dow)$/
        : undefined;
  return (
    key !== undefined &&
    some(loop.body, (n) => isMember(n) && key.test(propertyName(n)) && dotted(n.object) === name)
  );
}

/** The item is given to somebody, and nothing is read of it. */
function isText(loop: LoopInfo, name: string): boolean {
  return !some(loop.body, (n) => isMember(n) && dotted(bare(n.object)) === name);
}

/** `SHOW TABLES`, `db.listCollections().toArray()`, also by way of names: as many as the program made. */
function areTables(node: Node, scope: Scope, depth = 0): boolean {
  const n = settled(node);
  if (depth > 5) return false;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return (
      b?.init !== undefined && b.kind !== 'param' && !b.loopItem && areTables(b.init, b.scope, depth + 1)
    );
  }
  if (isMember(n) && /(^|\.)connection(\.db)?\.collections$/.test(dotted(n))) return true;
  if (isMember(n)) return /^(rows|recordset)$/.test(propertyName(n)) && areTables(n.object, scope, depth + 1);
  if (!isCall(n)) return false;
  const given = n.arguments[0] && bare(n.arguments[0]);
  // `query(tablesQuery)`: the text by its name.
  const named = given?.type === 'Identifier' ? find(scope, given.name)?.init : undefined;
  const text = named ? bare(named) : given;
  const words =
    text?.type === 'StringLiteral'
      ? text.value
      : text?.type === 'TemplateLiteral'
        ? (text.quasis[0]?.value.raw ?? '')
        : '';
  if (
    /^\s*(show\s+(full\s+)?tables\b|select\b.{0,200}\bfrom\s+(information_schema\.|sqlite_master|pg_tables))/is.test(
      words,
    )
  )
    return true;
  if (/^(listCollections|showAllTables|getTableNames|modelNames)$/.test(methodName(n))) return true;
  if (/^Object\.(keys|values|entries)$/.test(dotted(n.callee)) && n.arguments[0])
    return areTables(n.arguments[0], scope, depth + 1);
  const receiver = receiverOf(n);
  return (
    receiver !== undefined &&
    /^(toArray|map|filter|sort)$/.test(methodName(n)) &&
    areTables(receiver, scope, depth + 1)
  );
}

/** `Object.keys(fields)`, `schema.columns`: as many as a person wrote down. A list of fields may be data. */
function goesThroughSchema(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  if (isCall(n) && /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) && n.arguments[0]) {
    const of = bare(n.arguments[0]);
    return /(^|\.)(\w*F|f)ields$|(^|\.)\w*([cC]olumns|[sS]chemas?)$/.test(dotted(of)) || isSchema(of, scope);
  }
  return isSchema(n, scope);
}

/** `Object.keys(times) as (keyof Days)[]`, `… as Day[]`, also by way of a name: the fields that a type says one thing has. */
function areKeysOfType(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const list = b ? (b.kind !== 'param' && b.path.length === 0 && b.init ? bare(b.init) : undefined) : n;
  const as = list && isCall(list) && dotted(list.callee) === 'Object.keys' ? parentOf(list) : undefined;
  if (as?.type !== 'TSAsExpression') return false;
  const type = as.typeAnnotation;
  const item = type.type === 'TSArrayType' ? type.elementType : undefined;
  return (
    (item?.type === 'TSTypeReference' &&
      item.typeName.type === 'Identifier' &&
      !marked.test(item.typeName.name)) ||
    some(type, (t) => t.type === 'TSTypeOperator' && t.operator === 'keyof')
  );
}

/** `as UserId[]`: a text that says what it tells apart. */
const marked =
  /(Id|ID|Uuid|UUID|Address|Hex|Hash|Key|Symbol|Slug|Email|Url|URL|Path|Name|Code|Token|String)$/;

/** `this.constructor.schema.tree`, `User.schema.paths`, `Model.rawAttributes`, also by way of a name. */
function isSchema(node: Node, scope: Scope): boolean {
  const b = node.type === 'Identifier' ? find(scope, node.name) : undefined;
  const n = isFixed(b) && b.init && b.path.length === 0 ? settled(b.init) : node;
  return /(^|\.)\w*[sS]chema\.(fields|columns|tree|paths|obj)$|\.rawAttributes$/.test(dotted(n));
}

/** `message.tool_calls ?? []`: the few tools that an answer of a language model asks for, each its own code. */
function areToolCalls(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  const list = n.type === 'LogicalExpression' ? n.left : n;
  return (
    /(^|_|[a-z])(tool_?(calls|uses|intents|requests|invocations|use_?blocks)|function_?calls)$/i.test(
      collectionName(list),
    ) ||
    (list.type === 'Identifier' && saysToolCalls(find(scope, list.name)))
  );
}

/** `blocks: Anthropic.ToolUseBlock[]`, also of `const { blocks } = input` and what `input` is said to be. */
function saysToolCalls(b: Binding | undefined): boolean {
  if (!b) return false;
  const from = b.path.length === 1 && b.init?.type === 'Identifier' ? find(b.scope, b.init.name) : undefined;
  const type = typeSaid(b.annotation ?? (from && annotationIn(from.annotation, b.path[0]!)));
  const of = type?.type === 'TSArrayType' ? type.elementType : undefined;
  const name = of?.type === 'TSTypeReference' ? of.typeName : undefined;
  const last = name?.type === 'TSQualifiedName' ? name.right : name;
  return (
    last?.type === 'Identifier' &&
    /(Tool(Use|Call|Invocation|Request)|FunctionCall)(Block|Part)?$/.test(last.name)
  );
}

/** `for (const block of answer.content) { if (block.type !== 'tool_use') continue; … }` */
function asksForTool(loop: LoopInfo): boolean {
  return some(
    loop.body,
    (n) =>
      n.type === 'BinaryExpression' &&
      n.right.type === 'StringLiteral' &&
      /^(tool[_-](use|call)|function[_-]call)$/.test(n.right.value) &&
      n.left.type !== 'PrivateName' &&
      isMember(bare(n.left)) &&
      startsAt(bare(n.left), loop.items),
  );
}

/** `topThreeUsers`, `best10`, `lastTwo`; the `topSellers` that a page or a message shows, whatever counts them. */
const counted =
  /^(top|best|first|last|latest|recent|other)(\d|1\d|20|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?![a-z0-9])|^top(?=[A-Z][a-z])(?!Level|Up)/;

/** `defaultRoles`, `getDefaultCategories()`, `seed`, `seedItems`: written down by a person. */
const startedWith = /^(\w+[a-z]D|[dD])efault[A-Z]\w*s$|^seeds?$|^seed(Data|Items|Rows|Values)$/;

/** Of ways to pay or to deliver a shop has a few; of times to remind, chains, copies of a database and files of one message there are few. */
const waysToDo =
  /([pP]ayment|[dD]elivery|[sS]hipping|[aA]uth(entication)?|[lL]ogin)Methods$|(^|[a-z])([rR]eminderHours|([lL]ead|[rR]eminder|[oO]ffset)(Minutes|Hours|Days)(List)?|[tT]imings|[tT]hresholds|([dD]ays|[hH]ours|[mM]inutes)(Before|Ahead|Out)|([cC]hain|[nN]etwork)(s|I[dD]s?(List)?))$|(^|[a-z])([rR]eplica|[sS]hard|[pP]artition)(s|_?[nN]ames)$|^filterValues$|^(effective|delivery|notification|preferred|dispatch)Channels$|^attachments$|^([a-z]+Q|q)ueryKeys$/;

/** `const phones = await phonesOf(patient.id)`, `user.devices`: as many as one person has. */
function reachOne(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  if (isMember(n)) {
    if (/^(students|children|kids|wards)$/.test(propertyName(n))) return hasChildren.test(dotted(n.object));
    return (tokens.test(propertyName(n)) || belong.test(propertyName(n))) && isOne(n.object);
  }
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = b?.kind === 'param' ? awaitedBy(b) : b?.init && b.path.length === 0 ? settled(b.init) : n;
  if (isMember(init)) return tokens.test(propertyName(init)) && isOne(init.object);
  if (!isCall(init) || !/([pP]hone(Number)?|[dD]evice(Token)?|[pP]ushToken)s$/.test(collectionName(init)))
    return false;
  const id = init.arguments[0] ? bare(init.arguments[0]) : undefined;
  return (
    id !== undefined &&
    (id.type === 'Identifier' ? /[a-z]Id$/.test(id.name) : isMember(id) && propertyName(id) === 'id')
  );
}

/** What one person has, and who answers for a child: a few, however many people there are. */
const belong = /^((user_?)?(devices|[pP]hone(Number)?s)|(parent|guardian|caregiver)(s|_?[iI]ds))$/;

/** Whose children, and the pupils among them, are a few. */
const hasChildren = /(^|\.)(parent|guardian|caregiver|mother|father|family|household)$/;

/** Where pushes to somebody go. */
const tokens = /^(fcm|push|device|expo(Push)?)_?[tT]okens?$/;

/** `phonesOf(id).then((phones) => …)` → the call before `then`. */
function awaitedBy(b: Binding): Node {
  const via = b.scope.fn.via;
  const of = via && isCall(via) && methodName(via) === 'then' && b.param === 0 ? receiverOf(via) : undefined;
  return of ? settled(of) : b.node;
}

function isOne(n: Node): boolean {
  return /(^|\.)(user|member|patient|customer|employee|student|child|pupil|teacher|driver|rider|doctor|guest|author|sender|receiver|account|person|recipient|owner|profile|contact)$/i.test(
    dotted(n),
  );
}

const kindNames =
  /^(channel|provider|type|kind|locale|lang|language|platform|status|role|level|mode|network|chain|currency|env|environment|region|tier|segment|category|method|format|source|sport)$/;

/** `for (const channel of channels) { sent[channel] = …; if (channel === 'email') … }`: one of a few words. */
function isKind(loop: LoopInfo, file: FileIndex): boolean {
  const name = loop.items[0];
  // `Object.entries(changes).map(([role, change]) => …)`
  if (loop.items.length === 2 && loop.iterable && kindNames.test(name!) && areEntries(loop.iterable))
    return true;
  if (loop.items.length !== 1 || name === undefined) return false;
  const body = textOf(file, loop.body);
  if (/[A-Z\d]\s*(\?\.\s*)?\[/.test(body) && isKeyOfConstant(loop.body, name)) return true;
  // `for (const Model of models)`: named like a class, so one of the classes that there are.
  const isItem = (n: Node): boolean => n.type === 'Identifier' && n.name === name;
  // The `Key` of a listed object is named by its owner, and is no class: nothing is asked of it.
  if (/^[A-Z][a-z]\w*$/.test(name) && some(loop.body, (n) => isMember(n) && isItem(n.object) && asksClass(n)))
    return true;
  if (!kindNames.test(name)) return body.includes('==') && toldApart(loop.body, isItem);
  const isWord = (n: Node): boolean =>
    n.type === 'StringLiteral' || (isMember(n) && /^[A-Z]/.test(dotted(n)) && !n.computed);
  return some(loop.body, (n) => {
    if (isMember(n)) return n.computed && isItem(withoutCase(bare(n.property as Node)));
    if (n.type === 'SwitchStatement') return isItem(bare(n.discriminant));
    if (n.type !== 'BinaryExpression' || !/^[!=]==?$/.test(n.operator) || n.left.type === 'PrivateName')
      return false;
    const [left, right] = [bare(n.left), bare(n.right)];
    return (isItem(left) && isWord(right)) || (isItem(right) && isWord(left));
  });
}

/** `Model.deleteMany()`, `Model.collection.drop()`; some write `Row.total` of what is a row, whose fields are only read. */
function asksClass(n: Node): boolean {
  if (isMember(n) && /^(modelName|tableName|collection|prototype|schema)$/.test(propertyName(n))) return true;
  const parent = parentOf(n);
  return parent !== undefined && isCall(parent) && bare(parent.callee) === n;
}

/** `TYPE_OF_SERVICE[service]`: one of the keys that a person wrote. */
function isKeyOfConstant(body: Node, name: string): boolean {
  return some(body, (n) => {
    if (!isMember(n) || !n.computed || n.object.type !== 'Identifier' || !constantName(n.object.name))
      return false;
    const key = bare(n.property as Node);
    return key.type === 'Identifier' && key.name === name;
  });
}

/** `language.toLowerCase()` → `language`. */
function withoutCase(n: Node): Node {
  const of = isCall(n) && /^to(Lower|Upper)Case$/.test(methodName(n)) ? receiverOf(n) : undefined;
  return of ? bare(of) : n;
}

/** `hours` of `Object.entries(hours)`. */
function entriesOf(iterable: Node): string {
  const n = settled(iterable);
  return isCall(n) && n.arguments[0] ? dotted(settled(n.arguments[0])) : '';
}

function areEntries(iterable: Node): boolean {
  const n = settled(iterable);
  return isCall(n) && (dotted(n.callee) === 'Object.entries' || methodName(n) === 'entries');
}

/** `if (login === 'github') … else if (login === 'google') …`: the items are words that the code knows. */
function toldApart(body: Node, isItem: (n: Node) => boolean): boolean {
  const words = new Set<string>();
  return some(body, (n) => {
    if (n.type !== 'BinaryExpression' || !/^===?$/.test(n.operator) || n.left.type === 'PrivateName')
      return false;
    const right = bare(n.right);
    if (isItem(bare(n.left)) && right.type === 'StringLiteral') words.add(right.value);
    return words.size > 1;
  });
}

/** `Object.entries(assetsByStatus)`: rows grouped by one of a few values; a turn has all rows of its group. */
function goesThroughKinds(iterable: Node, loop: LoopInfo, file: FileIndex): boolean {
  const n = settled(iterable);
  const first = isCall(n) ? n.arguments[0] : undefined;
  const of =
    isCall(n) && /^Object\.(values|entries|keys)$/.test(dotted(n.callee))
      ? first && bare(first)
      : isCall(n) && /^(values|entries|keys)$/.test(methodName(n))
        ? receiverOf(n)
        : n;
  // `Object.values(chainGroups)`
  if (
    of &&
    of !== n &&
    /^(chain|network|status|type|kind|role|level|platform|provider|channel|language|currency)Groups$/.test(
      dotted(of),
    )
  )
    return true;
  if (of && isKeyedByKind(of, loop.scope, file)) return true;
  if (!of || !groupedByKind.test(dotted(of))) return false;
  return of !== n || loop.items.length > 1 || !areFound(n, loop.scope, file);
}

const groupedByKind =
  /([a-z](By|Per)|(^|\.)(by|per))([A-Z]\w*)?(Status|Type|Kind|State|Level|Mode|Provider|Locale|Language|Lang|Currency|Priority|Severity|Platform|Weekday|Method|Format|Operation|Country|Region|Continent|Chain|Network|Channel|Table|Collection|Model)$/;
