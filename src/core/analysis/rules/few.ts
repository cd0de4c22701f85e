/** Loops over what there are few of whatever the data: fields of a schema, kinds of things, parts of the program. */

import {
  bare,
  dotted,
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
  some,
  visit,
} from '../ast.ts';
import { constantName } from '../caps.ts';
import type { FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

/** Why its turns are few by the nature of what it goes through; '' where they are not. */
export function fewByNature(loop: LoopInfo): string {
  if (loop.iterable && goesThroughSchema(loop.iterable)) return 'goes through the fields of one thing';
  if (
    loop.items.length === 1 &&
    /^(model|table|collection|entity|schema)(Name|Key|Class)$/.test(loop.items[0]!)
  )
    return 'goes through the tables that there are';
  if (loop.iterable && areTables(loop.iterable, loop.scope)) return 'goes through the tables that there are';
  if ((loop.iterable && goesThroughKinds(loop.iterable)) || isKind(loop))
    return 'goes through kinds of things, each once';
  if (isPerLanguage(loop)) return 'one for each language that there is';
  if (loop.iterable && counted.test(collectionName(loop.iterable))) return 'as few as its name says';
  if (loop.iterable && playersOfOneGame.test(dotted(listed(loop.iterable)))) return 'the players of one game';
  if (loop.iterable && areToolCalls(loop.iterable)) return 'does what a model asked for, each thing once';
  return '';
}

/** `for (const t of translations) … where: { locale: t.locale, productId }`: as many as there are languages. */
function isPerLanguage(loop: LoopInfo): boolean {
  const name = loop.items[0];
  if (loop.items.length !== 1 || !loop.iterable) return false;
  if (!/(^|[a-z])([tT]ranslations|[lL]ocali[sz]ations)$/.test(collectionName(loop.iterable))) return false;
  return some(
    loop.body,
    (n) =>
      isMember(n) &&
      /^(locale|lang|language)(Code|Id|_code|_id)?$/.test(propertyName(n)) &&
      dotted(n.object) === name,
  );
}

const playersOfOneGame =
  /(^|\.|[a-z])([gG]ame|[mM]atch|[lL]obby|[bB]attle|[rR]aid|[dD]ungeon|[pP]arty|[sS]tate)(Data|State|Info|End|Result|Over)?\.(players|enemies|seats|teams)$/;

/** `_.orderBy(game.players, 'score')`, `game.players.filter(isAlive)` → `game.players`. */
function listed(iterable: Node): Node {
  const n = settled(iterable);
  if (!isCall(n)) return n;
  const first = n.arguments[0];
  if (
    /^(_|lodash)\.(orderBy|sortBy|filter|shuffle|values|uniqBy|reject)$|^Object\.values$/.test(
      dotted(n.callee),
    ) &&
    first
  )
    return listed(first);
  const receiver = receiverOf(n);
  return receiver && /^(filter|sort|toSorted|reverse|slice|values|concat)$/.test(methodName(n))
    ? listed(receiver)
    : n;
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
  const text = n.arguments[0] && bare(n.arguments[0]);
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
function goesThroughSchema(iterable: Node): boolean {
  const n = settled(iterable);
  if (isCall(n) && /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) && n.arguments[0])
    return /(^|\.)(fields|columns|schemas?)$/i.test(dotted(bare(n.arguments[0])));
  return /(^|\.)\w*[sS]chema\.(fields|columns)$/.test(dotted(n));
}

/** `message.tool_calls ?? []`: the few tools that an answer of a language model asks for, each its own code. */
function areToolCalls(iterable: Node): boolean {
  const n = settled(iterable);
  const list = n.type === 'LogicalExpression' ? n.left : n;
  return /(^|_|[a-z])tool_?(calls|uses|intents|requests|invocations|use_?blocks)$/i.test(
    collectionName(list),
  );
}

/** `topThreeUsers`, `best10`, `lastTwo`. */
const counted =
  /^(top|best|first|last|latest|recent|other)(\d|1\d|20|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?![a-z0-9])/;

const kindNames =
  /^(channel|provider|type|kind|locale|lang|language|platform|status|role|level|mode|network|chain|currency|env|environment|region|tier|segment|category|method|format|source)$/;

/** `for (const channel of channels) { sent[channel] = …; if (channel === 'email') … }`: one of a few words. */
function isKind(loop: LoopInfo): boolean {
  const name = loop.items[0];
  // `Object.entries(changes).map(([role, change]) => …)`
  if (loop.items.length === 2 && loop.iterable && kindNames.test(name!) && areEntries(loop.iterable))
    return true;
  if (loop.items.length !== 1 || name === undefined) return false;
  if (isKeyOfConstant(loop.body, name)) return true;
  // `for (const Model of models)`: named like a class, so one of the classes that there are.
  const isItem = (n: Node): boolean => n.type === 'Identifier' && n.name === name;
  // The `Key` of a listed object is named by its owner, and is no class: nothing is asked of it.
  if (/^[A-Z][a-z]\w*$/.test(name) && some(loop.body, (n) => isMember(n) && isItem(n.object))) return true;
  if (!kindNames.test(name)) return toldApart(loop.body, isItem);
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
function goesThroughKinds(iterable: Node): boolean {
  const n = settled(iterable);
  const first = isCall(n) ? n.arguments[0] : undefined;
  const of =
    isCall(n) && /^Object\.(values|entries)$/.test(dotted(n.callee))
      ? first && bare(first)
      : isCall(n) && /^(values|entries)$/.test(methodName(n))
        ? receiverOf(n)
        : n;
  return of !== undefined && groupedByKind.test(dotted(of));
}

const groupedByKind =
  /[a-z](By|Per)([A-Z]\w*)?(Status|Type|Kind|State|Level|Mode|Provider|Locale|Language|Lang|Currency|Priority|Severity|Platform|Weekday|Method|Format|Operation)$/;

/** Parts of a program that a person wrote and registered. */
const parts =
  /(^|[a-z])([hH]andlers?|[sS]ervices|[pP]lugins|[pP]roviders|[aA]dapters|[sS]trategies|[mM]iddlewares?|[hH]ooks|[lL]isteners|[oO]bservers|[tT]ransports|[rR]eporters|[eE]xporters|[dD]rivers|[bB]ackends|[sS]tores|[pP]rocessors|[nN]otifiers|[cC]heck(er)?s|[vV]alidators|[rR]esolvers|[iI]ndicators|[cC]ollectors|[lL]oaders|[eE]ngines|[cC]onsumers|[wW]orkers|[iI]ntegrations|[gG]ateways|[cC]onnectors|[rR]epositories|[iI]nterceptors|[eE]xtensions)$/;
const changesOfRows =
  /^(save|remove|delete|update|destroy|deleteOne|updateOne|reload|populate|set|get|increment|decrement|toJSON|toObject)$/;

/**
 * `this.handlers.map((h) => h.load(chain))`: the item is asked to do its own part, and is one of the parts that a
 * person wrote. Rows may be called so too, but those are saved or handed on.
 */
export function goesThroughParts(loop: LoopInfo): boolean {
  if (!loop.iterable || loop.items.length !== 1 || !parts.test(collectionName(only(loop.iterable))))
    return false;
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
  const first = n.type === 'ArrayExpression' && n.elements.length === 1 ? n.elements[0] : undefined;
  if (first?.type === 'SpreadElement') return only(first.argument);
  return n;
}

/** `onSubmit(values) { … values.invites.map(invite) }` of a page: as many as somebody typed. Files are chosen at once. */
export function isTyped(loop: LoopInfo): boolean {
  const root = loop.iterable ? rootOf(settled(loop.iterable)) : undefined;
  const b = root?.type === 'Identifier' ? find(loop.scope, root.name) : undefined;
  return (
    b?.kind === 'param' &&
    /^(on|handle)\w*Submit$|^submit(Form)?$/.test(b.scope.fn.name) &&
    !/(image|file|photo|attachment|upload|media|document|picture)s?$/i.test(collectionName(loop.iterable!))
  );
}

const settings =
  /^(config|cfg|conf|appConfig|configuration|[a-z]\w*Config|[cC]onfigService|settings|[a-z]\w*Settings)$/;

/** `config.hooks`, `Config.get().guild.autoJoin.guilds`, also by way of names: as many as somebody set. */
export function isConfigured(node: Node, scope: Scope, file: FileIndex, depth = 0): boolean {
  const n = settled(node);
  if (depth > 6) return false;
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    if (!b?.init || b.kind === 'param' || b.loopItem) return false;
    const init = settled(b.init);
    return b.path.length > 0 && (isSettings(init) || isConfigured(init, b.scope, file, depth + 1))
      ? true
      : isConfigured(init, b.scope, file, depth + 1);
  }
  if (isMember(n)) {
    if (n.object.type === 'ThisExpression')
      // `this.urls = config.urls` of the constructor.
      return file.classes.some((c) => {
        const field = c.fields.get(propertyName(n));
        return field?.value !== undefined && isConfigured(field.value, field.scope, file, depth + 1);
      });
    return isSettings(settled(n.object)) || isConfigured(n.object, scope, file, depth + 1);
  }
  if (!isCall(n)) return false;
  const receiver = receiverOf(n);
  if (receiver && /^(filter|map|split|slice|flat|sort|concat)$/.test(methodName(n)))
    return isConfigured(receiver, scope, file, depth + 1);
  const first = n.arguments[0];
  return (
    /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) &&
    first !== undefined &&
    isConfigured(first, scope, file, depth + 1)
  );
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
