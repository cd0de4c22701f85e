/** What one event, message or game brings: as much as a person does at once. */
import {
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import type { FileIndex, LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';
import { declaredAs } from './origins.ts';

/** Why there are few of them; '' where it is not known. */
export function ofOneEvent({ scope, items, body }: LoopInfo, iterable: Node, file: FileIndex): string {
  const whole = dotted(listed(iterable));
  // `handle(entries)`, where each has `entry.changes`.
  const changes = (n: Node): boolean => isMember(n) && webhook.test(dotted(n));
  if (/^entries$/.test(whole) && items[0] === 'entry' && some(body, changes))
    return 'what one webhook brings';
  if (webhook.test(whole) || (ofLine.test(whole) && lineBot.test(file.text)))
    return 'what one webhook brings';
  if (isObserved(iterable, scope)) return 'what came into view at once';
  if (/(^|\.)message\.components(\.|$)/.test(whole)) return 'the buttons and menus of one message';
  if (mentioned.test(whole)) return 'those whom one message names';
  if (ofMember.test(declared(iterable, scope)))
    return 'roles of one member, or what one channel lets people do';
  return arePlayers(iterable, scope) ? 'the players of one game' : '';
}

/** What Meta's platforms send: `req.body.entry`, and the `messaging` or `changes` of one. */
const webhook = /(^|\.)(body|payload|data)\.entry$|^(\w+E|e)ntry\.(messaging|changes|standby)$/;

/** LINE's `req.body.events`: what happened in a chat since the last, each to be answered with its own token. */
const ofLine = /^((req(uest)?|ctx|c|event)\.)?(\w*[bB]ody\.)?events$/;
const lineBot = /@line\/bot-sdk|\breplyToken\b|x-line-signature|\blinebot\b/i;

/** `new IntersectionObserver((entries) => entries.forEach(load))`: each is told of once, as it is scrolled to. */
function isObserved(iterable: Node, scope: Scope): boolean {
  const n = settled(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const by = b?.kind === 'param' && !b.loopItem ? parentOf(b.scope.fn.node as Node) : undefined;
  return (
    by?.type === 'NewExpression' && /^(Intersection|Resize|Performance)Observer$/.test(dotted(by.callee))
  );
}

/** `message.mentions.users` */
const mentioned = /(^|\.)mentions\.(users|members|roles|channels|everyone|repliedUser)$/;

/** `newMember.roles.cache` of `const added = newMember.roles.cache.filter(isNew)`. */
function declared(iterable: Node, scope: Scope): string {
  const n = listed(iterable);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  const init = b?.kind !== 'param' && b?.path.length === 0 && !b.loopItem ? b.init : undefined;
  return dotted(init ? listed(init) : n);
}

/** `newMember.roles.cache`, `channel.permissionOverwrites.cache`; a guild has as many roles as it likes. */
const ofMember =
  /(^|\.)(\w*[mM]ember|target)\.roles\.cache$|(^|\.)\w*[cC]hannel\.permissionOverwrites\.cache$/;

const playersOfOneGame =
  /(^|\.|[a-z])([gG]ame|[mM]atch|[lL]obby|[rR]oom|[dD]uel|[bB]attle|[rR]aid|[dD]ungeon|[pP]arty|[sS]tate)(Data|State|Info|End|Result|Over)?\.(players|enemies|seats|teams)$/;

/** `game.players`, also by a name: `const otherPlayers = room.players.filter(isOther)`. */
function arePlayers(iterable: Node, scope: Scope): boolean {
  const n = listed(iterable);
  if (playersOfOneGame.test(dotted(n))) return true;
  const d = n.type === 'Identifier' && /[pP]layers$/.test(n.name) ? declaredAs(n.name, scope) : undefined;
  return d !== undefined && !d.part && playersOfOneGame.test(dotted(listed(d.init)));
}

/** `_.orderBy(game.players, 'score')`, `game.players.filter(isAlive)` → `game.players`. */
function listed(iterable: Node): Node {
  const n = settled(iterable);
  if (n.type === 'LogicalExpression' && n.operator !== '&&') return listed(n.left);
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
