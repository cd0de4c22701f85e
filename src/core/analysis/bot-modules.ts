/** What bots load from folders of commands and events by a path that they compute: known by what it exports. */
import { bare, dotted, isFunction, keyName, lastWordOf, type Node, parentOf, rootOf } from './ast.ts';
import type { Entry } from './entry-arguments.ts';
import type { FunctionInfo } from './index-types.ts';
import { patternNames } from './patterns.ts';

/** Names of what a command or a listener of a bot does; Messenger's have one for each occasion. */
export const botActions =
  /(^|\.)(execute|run|call|handle|handler|callback|exec|on(Start|Chat|Reply|Reaction|Message|Command|FirstChat)|handle(Event|Reply|Reaction|Message|Command))$/;
const actions = /^(execute|run|call|handle|handler|callback|exec)$/;

/** What only commands of bots have. */
const ofCommands =
  /^(aliases|cooldown|guildOnly|ownerOnly|devOnly|nsfw|customId|slash|(bot|user|member)_?perm(ission)?s|minArgs|expectedArgs)$/i;

/** Names of events of Discord that come again and again. */
const events =
  /^(interaction|message|guild|channel|thread|role|emoji|invite|voiceState|presence|typing|reaction)[A-Z]\w*$/;

/** @param property of an object, whose value is a function */
export function botEntry(property: Node): Entry | undefined {
  const owner = parentOf(property);
  const key = 'key' in property ? keyName(property as { key: Node; computed?: boolean }) : '';
  if (!actions.test(key) || owner?.type !== 'ObjectExpression') return undefined;
  let [name, once, command] = ['', false, false];
  for (const p of owner.properties) {
    if (p.type !== 'ObjectProperty') continue;
    const value = bare(p.value);
    const k = keyName(p);
    if (k === 'once') once = value.type === 'BooleanLiteral' && value.value;
    if (/^(name|event)$/.test(k)) name = value.type === 'StringLiteral' ? value.value : lastWordOf(value);
    command ||= ofCommands.test(k) || (k === 'data' && isBuilder(value));
  }
  if (once)
    return /^(ready|clientReady|ClientReady)$/.test(name)
      ? { kind: 'start-up', why: `once '${name}'` }
      : undefined;
  if (!isExported(owner)) return undefined;
  if (command) return { kind: 'event', why: 'bot command' };
  if (events.test(name.charAt(0).toLowerCase() + name.slice(1)))
    return { kind: 'event', why: `event '${name}'` };
  return name && isTold(property) ? { kind: 'event', why: 'bot command' } : undefined;
}

/** `execute(message, args)`, `execute: async (sock, msg, args) => …`: who has a name and is handed what somebody wrote. */
function isTold(property: Node): boolean {
  const work = property.type === 'ObjectProperty' ? bare(property.value) : property;
  if (!isFunction(work)) return false;
  return work.params.slice(0, 2).some((p) => p.type === 'Identifier' && written.test(p.name));
}

/** What somebody wrote in a chat. */
const written = /^(message|msg|interaction)$/;
/** What a bot answers by: the connection of WhatsApp, the client of Discord. */
const answersBy = /^(client|bot|sock|socket|conn|zk|robot)$|[a-z](Client|Bot|Sock|Socket)$/;

/**
 * `run: async (client, message, args) => …`, `onStart({ message, api })`, `run({ api, event })`,
 * `run: async (m, { conn, args }) => …`: handed what somebody wrote, by the places or the names of it.
 */
export function handedMessage(fn: Node): boolean {
  if (!isFunction(fn)) return false;
  const [a, b] = fn.params;
  if (!a) return false;
  const second = b?.type === 'Identifier' ? b.name : '';
  if (a.type === 'ObjectPattern') {
    const names = patternNames(a);
    return (
      names.some((n) => /^(interaction|message)$/.test(n)) ||
      (names.includes('api') && names.includes('event'))
    );
  }
  if (a.type !== 'Identifier') return false;
  if (written.test(a.name) || (answersBy.test(a.name) && (written.test(second) || /^(m|mek)$/.test(second))))
    return true;
  return (
    a.name === 'm' &&
    b?.type === 'ObjectPattern' &&
    patternNames(b).some((n) => /^(conn|sock|client|args|usedPrefix|command)$/.test(n))
  );
}

/** `new SlashCommandBuilder().setName('ping')` */
function isBuilder(value: Node): boolean {
  const root = rootOf(value);
  return root.type === 'NewExpression' && /CommandBuilder$/.test(dotted(root.callee));
}

/** `module.exports = {…}`, `export default {…}`, `export const play = {…}`, also as `{…} satisfies Command`. */
function isExported(object: Node): boolean {
  let n: Node | undefined = parentOf(object);
  while (n && /^TS(As|Satisfies)Expression$/.test(n.type)) n = parentOf(n);
  if (n?.type === 'AssignmentExpression') return /^(module\.)?exports\b/.test(dotted(n.left));
  const declared = n?.type === 'VariableDeclarator' ? parentOf(n) : undefined;
  return (
    n?.type === 'ExportDefaultDeclaration' ||
    (declared !== undefined && parentOf(declared)?.type === 'ExportNamedDeclaration')
  );
}

/**
 * A file that is one function: `module.exports = async (client, message) => …` of Discord, and of WhatsApp
 * `let handler = async (m, { conn }) => …` beside `handler.command = /^ping$/`.
 */
export function botFile(fn: FunctionInfo, text: string, exported: string): Entry | undefined {
  if (fn.node.type === 'Program' || fn.node.type === 'StaticBlock') return undefined;
  const [a = '', b = ''] = fn.node.params
    .slice(0, 2)
    .map((p) => (p.type === 'Identifier' ? p.name : p.type === 'ObjectPattern' ? '{' : ''));
  const told = /^(client|bot)$/.test(a) && /^(message|msg|interaction)$/.test(b);
  if (told && exported === 'default') return { kind: 'event', why: 'event or command of a bot' };
  if (a !== 'm' || b !== '{' || !/^\w+$/.test(fn.name)) return undefined;
  return new RegExp(String.raw`^\s*${fn.name}\.(command|customPrefix)\s*=`, 'm').test(text)
    ? { kind: 'event', why: 'bot command' }
    : undefined;
}
