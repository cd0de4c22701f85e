/** Texts that are short or written by the project, whoever asks: numbers, names of files, parts of what is written out. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
} from '../ast.ts';
import type { Binding, FileIndex, Site } from '../index-types.ts';
import { find, standsFor } from '../scopes.ts';
import { constantOf } from './held.ts';
import { listedTexts } from './listed.ts';
import { isModelAnswer } from './models.ts';

type At = Pick<Site, 'scope'>;

/** Why a text is never long, '' where it may be. */
export function shortText(text: Node, site: At, exponential: boolean): string {
  if (isNumberText(text, site)) return 'the text is a number';
  if (isOwnWord(text, site)) return 'only used on constant text';
  if (exponential) return '';
  if (isModelAnswer(text, site)) return 'what a language model answers is short';
  if (isShortOfRequest(text)) return 'an address or a method of a request is short';
  return isFileName(text, site) ? 'the name of a file is short' : '';
}

/** `req.ip`, `req.get('host')`, `${req.protocol}://${req.get('host')}` */
function isShortOfRequest(n: Node): boolean {
  if (n.type === 'TemplateLiteral')
    return n.expressions.length > 0 && n.expressions.every((e) => isShortOfRequest(bare(e)));
  const [first] = isCall(n) ? n.arguments : [];
  if (isCall(n))
    return (
      first?.type === 'StringLiteral' &&
      /^host$/i.test(first.value) &&
      /(^|\.)(req|request|headers)\.(get|header)$/.test(dotted(n.callee))
    );
  return /^(\w+\.)?(req|request)\.(ip|method|protocol|httpVersion|hostname|host|headers\.host)$/.test(
    dotted(n),
  );
}

/** `String(Number(x))`, `parseInt(x, 10).toString()`, `${list.length}` */
function isNumberText(n: Node, site: At): boolean {
  if (n.type === 'TemplateLiteral')
    return (
      n.expressions.length > 0 &&
      n.expressions.every((e) => isNumber(bare(e), site)) &&
      n.quasis.every((q) => q.value.raw.length < 50)
    );
  if (!isCall(n)) return false;
  const [first] = n.arguments;
  if (dotted(n.callee) === 'String') return first !== undefined && isNumber(bare(first), site);
  const of = receiverOf(n);
  return methodName(n) === 'toString' && of !== undefined && isNumber(bare(of), site);
}

const numbers =
  /^(Number|parseInt|parseFloat|Number\.parse(Int|Float)|Math\.\w+|Date\.now|performance\.now)$/;

function isNumber(node: Node, site: At): boolean {
  const n = standsFor(node, site.scope);
  if (n.type === 'NumericLiteral') return true;
  if (n.type === 'UnaryExpression') return /^[+~-]$/.test(n.operator);
  if (n.type === 'BinaryExpression') return /^([-*/%|&^]|<<|>>>?)$/.test(n.operator);
  if (isMember(n)) return /^(length|size)$/.test(propertyName(n));
  return (
    isCall(n) &&
    (numbers.test(dotted(n.callee)) || /^get(Time|FullYear|Month|Date|Hours)$/.test(methodName(n)))
  );
}

/** The item of a list or an object that is written out, the name of a class. */
function isOwnWord(n: Node, site: At): boolean {
  // A list with a name may be added to.
  const root = rootOf(n);
  const items = root?.type === 'Identifier' ? find(site.scope, root.name)?.loopItem?.iterable : undefined;
  const written = items && bare(items).type !== 'Identifier' ? listedTexts(n, site) : [];
  if (written.length > 0) return written.every((x) => x.type === 'StringLiteral');
  if (!isMember(n) || n.object.type !== 'Identifier') return false;
  // `const words = { 1: 'hour', 2: 'day' }; words[kind]`
  const table = constantOf(find(site.scope, n.object.name));
  if (table?.type === 'ObjectExpression' && table.properties.length > 0)
    return table.properties.every((p) => p.type === 'ObjectProperty' && p.value.type === 'StringLiteral');
  if (propertyName(n) !== 'name') return false;
  return /^(class|function)$/.test(find(site.scope, n.object.name)?.kind ?? '');
}

const keeps = /^(filter|sort|slice|reverse|toSorted|toReversed)$/;

/** One of what `readdir` lists: no system has names of more than some hundred characters. */
function isFileName(node: Node, site: At): boolean {
  const n = isMember(node) && propertyName(node) === 'name' ? bare(node.object) : node;
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  if (!b || b.writes.length > 0) return false;
  const scope = b.loopItem?.scope ?? b.scope;
  const items = b.loopItem?.iterable ?? comparedOf(b);
  if (!items) return false;
  let list = settled(standsFor(items, scope));
  for (let of = keptOf(list); of; of = keptOf(list)) list = settled(standsFor(of, scope));
  return isCall(list) && /(^|\.)readdir(Sync)?$/.test(dotted(list.callee));
}

/** `names.sort((a, b) => …)`: the second, too. */
function comparedOf(b: Binding): Node | undefined {
  const { node } = b.scope.fn;
  const call = b.kind === 'param' && b.path.length === 0 ? parentOf(node) : undefined;
  return call && isCall(call) && /^(sort|toSorted)$/.test(methodName(call)) && call.arguments[0] === node
    ? receiverOf(call)
    : undefined;
}

function keptOf(n: Node): Node | undefined {
  return isCall(n) && keeps.test(methodName(n as Call)) ? receiverOf(n) : undefined;
}

/** What is only ever looked for in the code of a function, or in what `Object.prototype.toString` gives. */
const ofValue = /^\^?(\\s\*)?\(?(\?:)?((async|function)\b|class\\s|\\\[object\b)/;
const functions =
  /(^|[._])(fn|func|callback|cb|handler|ctor|constructor|klass)$|(Fn|Func|Function|Callback)$/;
/** Code that was read. */
const read =
  /(body|buf|buffer|data|chunk|content|contents|text|source|src|code|html|stdout|output|file|response|res)$/i;

/** `fn.toString().match(/function (\w+)/)`, `String(value).match(/\[object (.*)\]/)`: the project wrote it, or the engine. */
export function isOfValue(text: Node, site: Site, pattern: string, file: FileIndex): boolean {
  const n = standsFor(text, site.scope);
  if (!isCall(n)) return false;
  const [first] = n.arguments;
  const isText = methodName(n) === 'toString' && !first;
  const of = isText ? receiverOf(n) : dotted(n.callee) === 'String' ? first : undefined;
  const name = of && dotted(of);
  if (name === undefined || read.test(name)) return false;
  return ofValue.test(pattern) || functions.test(name) || isAskedAsFunction(name, n, site, file);
}

/** `if (typeof entry !== 'function') continue;` */
function isAskedAsFunction(name: string, n: Node, { fn }: Site, { text }: FileIndex): boolean {
  if (!/^\w+$/.test(name)) return false;
  const before = text.slice(fn.node.start ?? 0, n.start ?? 0);
  return new RegExp(`typeof ${name} *[!=]==? *['"]function`).test(before);
}
