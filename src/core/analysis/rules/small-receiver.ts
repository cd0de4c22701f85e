/** Why an array that is searched is short, whatever is searched in it; '' where nothing says so. */
import {
  ancestor,
  bare,
  dotted,
  isCall,
  isMember,
  keyName,
  lastWordOf,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  settled,
} from '../ast.ts';
import { changesOf } from '../changes.ts';
import type { CallSite } from '../index-types.ts';
import {
  areReferredTo,
  collectionName,
  type Few,
  fewByName,
  growsByName,
  growsByWord,
  isOfOneMatch,
  isOfThings,
  isSettings,
  lastNoun,
  words,
} from '../names-of-collections.ts';
import type { Reviewed } from '../rule.ts';
import { isLoaded } from '../same-array.ts';
import { find } from '../scopes.ts';
import { isOfWhoAsks } from './few-tables.ts';
import { isFewByType, startsWithDefaults } from './typed.ts';

/** What a form or a row has, and who works on one thing, whatever is asked of them. */
const ofOneThing = words('field cocreator coauthor coowner collaborator approver assignee');

/** @param ofTurn whether its items name the turn of the loop by an id: where those are gathered, as many as all turns have. */
export function smallReceiver(
  file: Reviewed,
  site: CallSite,
  receiver: Node,
  byId: boolean,
  ofTurn = false,
): string {
  const bound = file.loops.bounds.of(receiver, site.scope);
  // A list that starts empty is filled elsewhere, or nobody would search it.
  if (bound && bound.kind !== 'imported' && bound.size !== 0 && !(bound.size > 100))
    return `bounded: ${bound.why}`;
  if (isOneOrSeveral(site, receiver) || isMadeSeveral(receiver, site))
    return 'one or several, as the caller wrote them';
  const few = fewByName(receiver) || fewByOrigin(receiver, site);
  // `devices = await repo.find()`: as many as the table has.
  const isTable =
    (ofTurn && site.method === 'filter') ||
    (byId &&
      (areReferredTo(collectionName(receiver)) ||
        (isOfThings(collectionName(receiver)) && isLoaded(receiver, site.scope))));
  if (!isTable && (few === 'surely' || (few === 'likely' && !byId)))
    return `small by its name: ${dotted(receiver)}`;
  const noun = lastNoun(collectionName(receiver));
  if (!ofTurn && (ofOneThing.has(noun) || (!byId && noun === 'relation')))
    return `small by its name: ${dotted(receiver)}`;
  // By a name or a kind; `allowedUserIds` are asked by an id.
  if (!byId && /^(allowed|permitted|supported|valid)[A-Z_]/.test(collectionName(receiver)))
    return `what somebody wrote down: ${dotted(receiver)}`;
  if (isOfWhoAsks(receiver, site.scope)) return `what one user belongs to: ${dotted(receiver)}`;
  if (startsWithDefaults(receiver, site.scope)) return `set up by hand: ${dotted(receiver)}`;
  if (isFewByType(receiver, site.scope)) return `few by its type: ${dotted(receiver)}`;
  if (isOfOneGame(file, receiver)) return `what one game has: ${dotted(receiver)}`;
  if (isGranted(receiver)) return `what somebody may see: ${dotted(receiver)}`;
  if (ofEnum(receiver, site)) return 'the members of a type';
  if (ofConstants(receiver, site)) return 'a list of a module of constants';
  if (ofModule(file, receiver, site)) return 'a constant of the module';
  if (isTableElsewhere(receiver, site)) return `a constant by its name: ${dotted(receiver)}`;
  return isWrittenPart(file, receiver, site) ? 'written out beside the code' : '';
}

/** Who plays and what lies on the table, in code that runs one match. */
const ofTable =
  /^(players|playerIds|seats|hands?|deck|discardPile|cards|pieces|tiles|cells|units|enemies|opponents|dice|inventory)$/;
const ofGame =
  /(^|[/._-])([gG]ame(play|mode|logic|state|[-_]?engine)?|[bB]attle|[cC]ombat|[lL]obby|[aA]rena|minigames?)(?=[/._A-Z-])/;
const gameClass = /(Game|Match|Room|Lobby|Round|Battle|Arena)(State|Engine|Logic|Session)?$|^Engine$/;

/** What cards are held in, and who plays, in the code of the moves of a game. */
const ofHand =
  /^(hand|deck|discardPile|drawPile|graveyard|mulligan|tricks?|melds?|dice)$|([hH]and|[dD]iscard|[iI]nPlay)Cards?(Ids)?$/;
const ofPlay = /^(players|playerIds|seats|opponents|playedCards|revealedCards)$/;
const ofMoves =
  /(^|[/._-])([eE]ngine(?=\/)|moves|turns|(card|board)-?games?|poker|rummy|mahjong|chess|checkers|blackjack|dominoe?s?|ludo|solitaire)(?=[/._-])/;

/** `this.players.find(…)` of `class Room`, `hand.indexOf(card)` in `game/turn.ts`. */
function isOfOneGame(file: Reviewed, receiver: Node): boolean {
  // `G.market`, `gameState.map.cities`
  if (/^(G|(game|match)State|(combat|battle)(State)?)\./.test(dotted(receiver))) return true;
  const name = lastWordOf(receiver);
  if (ofHand.test(name) || (ofPlay.test(name) && ofMoves.test(file.index.path))) return true;
  if (!ofTable.test(name) && !/(^|\.)(inventory|hand|deck)\.\w+$/.test(dotted(receiver))) return false;
  if (ofGame.test(file.index.path)) return true;
  const around = ancestor(receiver, (n) => n.type === 'ClassDeclaration');
  return around?.type === 'ClassDeclaration' && around.id != null && gameClass.test(around.id.name);
}

/** `accessibleDivisionIds`, `scope.divisionIds`: what one person may see; `allowedUserIds` may be all there are. */
function isGranted(receiver: Node): boolean {
  const n = bare(receiver);
  const parts = dotted(n).split('.');
  const kind = /^(\w+?)_?(Ids|IDs|ids)$/.exec(parts.at(-1) ?? '')?.[1];
  if (kind === undefined || growsByWord(kind)) return false;
  return (
    /^(allowed|accessible|scoped|granted|permitted|authori[sz]ed|forbidden)(?!By)[A-Z_]/.test(kind) ||
    /(^|[a-z])([aA]ccess|[sS]cope|[pP]ermissions?)$/.test(parts.at(-2) ?? '')
  );
}

/** `tagsLower = tags.map(lower)`: as many as what it was made of, where its own name says nothing. */
function fewByOrigin(receiver: Node, site: CallSite): Few {
  const b = receiver.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  // `const { account_ids } = chart.configuration`
  if (b?.kind === 'const' && b.path.length === 1 && b.init && isSettings(lastWordOf(b.init))) return 'surely';
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? settled(b.init) : undefined;
  // `played = match.players ?? []`: by another name as few.
  const list = init?.type === 'LogicalExpression' && isEmptyList(init.right) ? bare(init.left) : init;
  if (list && isMember(list) && fewByName(list) === 'surely') return 'surely';
  // `active = playing(await repo.listMatchPlayers(id))`
  if (init && isCall(init) && isOfOneMatch(methodName(init) || dotted(init.callee))) return 'surely';
  if (!init || !isCall(init) || !/^(map|filter)$/.test(methodName(init))) return '';
  const few = fewMade(init, site);
  // `fundIds = fundTypes.filter(isOpen).map((type) => type.id)`: ids of anything, but what has them is written down.
  return growsByName(receiver) && !(few === 'surely' && saysIdsOnly(receiver)) ? '' : few;
}

/** Also of `shown = ids.filter(…)` where `ids = columns.map(…)`. */
function fewMade(made: Node, site: CallSite, depth = 0): Few {
  const few = fewByName(made);
  if (few || !isCall(made) || !/^(map|filter)$/.test(methodName(made)) || depth > 2) return few;
  const of = receiverOf(made);
  const b = of?.type === 'Identifier' ? find(site.scope, of.name) : undefined;
  return b?.kind === 'const' && b.path.length === 0 && b.init
    ? fewMade(settled(b.init), site, depth + 1)
    : '';
}

/** `fundIds`, `groupNames`: of a word that says nothing of how many there are. */
function saysIdsOnly(receiver: Node): boolean {
  const stem = /^(\w*[a-z])_?(Ids|IDs|ids|Names|Keys)$/.exec(collectionName(receiver))?.[1];
  return stem !== undefined && !growsByWord(stem);
}

/** `Object.values(OrderState).includes(x)`, `Groups.systemGroups`: what a module or class lists once and for all. */
function ofEnum(receiver: Node, site: CallSite): boolean {
  const n = bare(receiver);
  const of =
    isCall(n) && /^Object\.(keys|values|entries)$/.test(dotted(n.callee)) ? n.arguments[0] : undefined;
  const root = of ? bare(of) : undefined;
  if (root?.type !== 'Identifier') return false;
  // `Object.entries(warnings)` of a module: a table that somebody wrote.
  const b = find(site.scope, root.name);
  const table = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  if (b?.kind === 'import' || (table?.type === 'ObjectExpression' && table.properties.length > 0))
    return true;
  return (
    /^[A-Z]\w*[a-z]/.test(root.name) &&
    /^(import|const|enum|class)$/.test(find(site.scope, root.name)?.kind ?? '')
  );
}

/** `Issues.standardFields` of `static standardFields = ['id', …]`, `this._counties` of `{ _counties: ['A', …], run() {…} }`. */
function isWrittenPart(file: Reviewed, receiver: Node, site: CallSite): boolean {
  const n = bare(receiver);
  if (!isMember(n) || n.computed || changesOf(file.index, dotted(n)).length > 0) return false;
  const name = propertyName(n);
  const isList = (value: Node | null | undefined): boolean =>
    value?.type === 'ArrayExpression' && value.elements.length > 0;
  const owner = bare(n.object);
  if (owner.type === 'Identifier')
    return (find(site.scope, owner.name)?.cls?.node.body.body ?? []).some(
      (p) =>
        p.type === 'ClassProperty' && p.static && keyName(p) === name && isList(p.value && bare(p.value)),
    );
  if (owner.type !== 'ThisExpression') return false;
  const around = ancestor(n, (p) => p.type === 'ObjectExpression' || p.type === 'ClassBody');
  return (
    around?.type === 'ObjectExpression' &&
    around.properties.some((p) => p.type === 'ObjectProperty' && keyName(p) === name && isList(bare(p.value)))
  );
}

/** `const controlCharacters = [...]` at the top of the module, never changed. */
function ofModule(file: Reviewed, receiver: Node, site: CallSite): boolean {
  const b = receiver.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  return (
    b?.kind === 'const' &&
    b.scope === file.index.moduleScope &&
    b.init !== undefined &&
    bare(b.init).type !== 'AwaitExpression' &&
    !isEmptyList(bare(b.init)) &&
    changesOf(file.index, b.name).length === 0
  );
}

/** `CARDS_DATA.find(…)` where no file says what it is: a table that a script of the page wrote down. */
function isTableElsewhere(receiver: Node, site: CallSite): boolean {
  return (
    receiver.type === 'Identifier' &&
    /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/.test(receiver.name) &&
    find(site.scope, receiver.name) === undefined
  );
}

/** `name === entry || (Array.isArray(name) && name.includes(entry))`. */
function isOneOrSeveral(site: CallSite, receiver: Node): boolean {
  const both = parentOf(site.node);
  if (both?.type !== 'LogicalExpression' || both.operator !== '&&' || both.right !== site.node) return false;
  const test = bare(both.left);
  const asked = isCall(test) && dotted(test.callee) === 'Array.isArray' ? test.arguments[0] : undefined;
  const name = dotted(receiver);
  return asked !== undefined && dotted(asked) === name && !/[a-z](?<![su])s$|[lL]ist$/.test(name);
}

/** `const wanted = Array.isArray(asked) ? asked : [asked];`: who may write one alone writes a few. */
function isMadeSeveral(receiver: Node, { scope }: CallSite): boolean {
  const b = receiver.type === 'Identifier' ? find(scope, receiver.name) : undefined;
  const init = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : undefined;
  if (init?.type !== 'ConditionalExpression') return false;
  const test = bare(init.test);
  const asked = isCall(test) && dotted(test.callee) === 'Array.isArray' ? test.arguments[0] : undefined;
  const one = bare(init.alternate);
  return (
    asked !== undefined &&
    one.type === 'ArrayExpression' &&
    one.elements.length === 1 &&
    dotted(one.elements[0]!) === dotted(asked)
  );
}

function isEmptyList(n: Node): boolean {
  return (n.type === 'ArrayExpression' && n.elements.length === 0) || n.type === 'NewExpression';
}

/** `import { stages } from '@/lib/stage-options'`: a list that somebody wrote, and nothing that data multiply by name. */
function ofConstants(receiver: Node, site: CallSite): boolean {
  const b = receiver.type === 'Identifier' ? find(site.scope, receiver.name) : undefined;
  const from = b?.kind === 'import' ? ancestor(b.node, (n) => n.type === 'ImportDeclaration') : undefined;
  if (from?.type !== 'ImportDeclaration' || growsByName(receiver)) return false;
  return /(^|[/._-])(constants?|consts|enums?|data|static|options|config)([/._-]|$)|[a-z](Constants?|Options|Enums?|Data|Config)$/.test(
    from.source.value,
  );
}
