/** Whether somebody outside can choose the texts that a pattern is asked about. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isMember,
  isNull,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  rootOf,
  settled,
} from '../ast.ts';
import { callersOf } from '../callers.ts';
import type { FileIndex, Site } from '../index-types.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';
import { isBounded } from './bounded.ts';
import { isOtherAlphabet, isOwnMatch } from './cut.ts';
import { isCutBefore } from './cut-before.ts';
import { isFetched, isOfDocument, makesPlain } from './fetched.ts';
import type { Input } from './meets.ts';
import { hasNoBlankEnds, lackingIn } from './pieces.ts';
import { resultOf, rewrittenBefore } from './rewritten-before.ts';
import { isOfValue, shortText } from './short-texts.ts';
import type { Attack } from './weakness.ts';
import { isFallback } from './without-trim.ts';
import { isHeader, isTyped, isWideOnly } from './writers.ts';

export interface Judged {
  /** 'document': out of one (see `isOfDocument`); 'given': fetched, or handed to the function by whoever calls it, and not named as an address of the set-up. */
  readonly from: 'outside' | 'given' | 'document' | 'unknown';
  /** Why no crafted text reaches the pattern, '' where one may. */
  readonly silenced: string;
  /** Characters that none of the texts has. */
  readonly without: string;
  /** None of the texts begins or ends with a blank. */
  readonly trimmed: boolean;
}

/** A constant of the module of which nothing but `.source` is asked. */
export function onlyPart(site: Site, file: Reviewed): boolean {
  const holder = parentOf(site.node);
  if (site.node.type !== 'RegExpLiteral' || holder?.type !== 'VariableDeclarator' || site.fn.id !== 0)
    return false;
  if (holder.id.type !== 'Identifier') return false;
  const uses = [
    ...file.index.text.matchAll(
      new RegExp(`(?<![\\w$.])${holder.id.name.replace(/\$/g, '\\$')}(?![\\w$])(\\.source\\b)?`, 'g'),
    ),
  ];
  return uses.length > 1 && uses.filter((u) => u[1] === undefined).length === 1;
}

/** @param attacks the crafted texts */
export function judgeInputs(
  inputs: readonly Input[],
  exponential: boolean,
  attacks: readonly Attack[],
  file: FileIndex,
  pattern = '',
): Judged {
  const pumps = attacks.map((a) => a.pump);
  const reasons = inputs.map(
    (i) =>
      harmless(i, exponential, file) ||
      rewrittenBefore(i, pumps, pattern) ||
      known(i, pumps, pattern, file) ||
      written(i, exponential, attacks) ||
      (!exponential && pumps.every((pump) => /\S/.test(pump)) && isBounded(i.node, i.site, true)
        ? short
        : ''),
  );
  const silenced = inputs.length > 0 && reasons.every(Boolean) ? reasons[0]! : '';
  const open = inputs.filter((_, i) => !reasons[i]);
  const [first, ...others] = open.map(lackingIn);
  const without = [...(first ?? '')].filter((c) => others.every((o) => o.includes(c))).join('');
  const from = (): Judged['from'] => {
    if (inputs.some((i) => isOutside(i.node, i.site, 0))) return 'outside';
    if (inputs.some((i) => isGiven(i.node, i.site, 0) || isFetched(i.node, i.site))) return 'given';
    return inputs.some((i) => isOfDocument(i.node, i.site)) ? 'document' : 'unknown';
  };
  const trimmed = open.length > 0 && open.every((i) => hasNoBlankEnds(i.node, i.site));
  return { from: from(), silenced, without, trimmed };
}

function known({ node, site }: Input, pumps: readonly string[], pattern: string, file: FileIndex): string {
  if (isOfValue(node, site, pattern, file)) return 'the text comes from the program itself';
  if (isOtherAlphabet(node, pumps, site)) return 'the text is written in another alphabet';
  return isOwnMatch(node, site, pattern) ? 'the text was found by the same pattern' : '';
}

function written({ node, site }: Input, exponential: boolean, attacks: readonly Attack[]): string {
  if (isWideOnly(attacks) && isHeader(node, site)) return 'a header has no such characters';
  return !exponential && isTyped(node, site) ? 'who types the text waits himself' : '';
}

/** More alternatives, one in the other, than anybody writes. */
const deepestText = 8;
const short = 'the length of the text is checked before';
const ofMachine = 'the text comes from the machine itself';

function harmless(input: Input, exponential: boolean, file: FileIndex, depth = 0): string {
  const text = settledText(input.node, input.site);
  // `process.env.HOST || ''`
  if (text.type === 'LogicalExpression' && depth < deepestText) {
    const of = (node: Node): string =>
      harmless({ node: bare(node), site: input.site }, exponential, file, depth + 1);
    const right = text.operator === '&&' ? '' : of(text.right);
    const left = right && of(text.left);
    if (left) return left;
    // `options.apiBaseUrl || process.env.API_URL`: what the machine may say instead is no request's.
    const isAddress = (n: Node): boolean => setUp.test(dotted(n)) && !isOutside(bare(n), input.site, 0);
    if (right === ofMachine ? isAddress(text.left) : of(text.left) === ofMachine && isAddress(text.right))
      return ofMachine;
  }
  const same = depth < deepestText ? sameAs(text, input.site) : undefined;
  if (same) {
    const of = harmless(same, exponential, file, depth + 1);
    if (of) return of;
  }
  if (text.type === 'ConditionalExpression' && depth < deepestText) {
    const of = (node: Node): string =>
      harmless({ node: bare(node), site: input.site }, exponential, file, depth + 1);
    return of(text.consequent) && of(text.alternate);
  }
  const handed = text.type === 'Identifier' ? handedOver(text.name, input.site, file) : [];
  if (handed.length > 0 && depth < deepestText) {
    const reasons = handed.map((i) => i && harmless(i, exponential, file, depth + 1));
    if (reasons.every(Boolean)) return reasons[0]!;
  }
  const isText = text.type === 'TemplateLiteral' && text.expressions.length === 0;
  if (text.type === 'StringLiteral' || isText || (depth > 0 && isNull(text)))
    return 'only used on constant text';
  const name = dotted(text);
  if (
    /^(process\.(env|argv|version|versions|platform|cwd|title)\b|__dirname|__filename|import\.meta\b|navigator\.|location\.(host|pathname|protocol)|window\.location\.(host|pathname|protocol))/.test(
      name,
    )
  )
    return ofMachine;
  // Of an element: its classes are the page's own.
  if (/(^|\.)(stack|constructor\.name|className|cwd\(\)|toISOString\(\)|toString\(\)\.name)$/.test(name))
    return 'the text comes from the program itself';
  // `[object Date]`
  if (isCall(text) && /(^|\.)toString\.(call|apply)$/.test(dotted(text.callee)))
    return 'the text comes from the program itself';
  if (isCall(text) && isMember(bare(text.callee))) {
    const method = propertyName(bare(text.callee) as never);
    const owner = dotted((bare(text.callee) as { object: Node }).object);
    if (
      /^(toISOString|toFixed|toLocaleDateString|toLocaleTimeString|toLocaleString|toUTCString|toPrecision)$/.test(
        method,
      )
    )
      return 'the text comes from the program itself';
    if (/^(randomUUID|cwd)$/.test(method) || /^(os|Math)$/.test(owner))
      return 'the text comes from the program itself';
  }
  const few = shortText(text, input.site, exponential);
  if (few) return few;
  if (!exponential && isCutBefore(input.node, input.site)) return 'the text was cut to a few characters';
  if (isFallback(input.node)) return 'only for engines without trim';
  const own = ofProgram(text, input.site);
  if (own || exponential) return own;
  if (isOwnError(text, input.site)) return 'the text comes from the program itself';
  return isBounded(input.node, input.site) ? short : '';
}

/** What all who can call it hand a parameter of a helper. */
function handedOver(name: string, { scope }: Site, file: FileIndex): (Input | undefined)[] {
  const b = find(scope, name);
  if (b?.kind !== 'param' || b.param === undefined) return [];
  return callersOf(file, b).map((call) => {
    const given = call.node.arguments[b.param!];
    return given && { node: bare(given as Node), site: call };
  });
}

/** What has no more in it than what it is asked of. */
const sameText = /^(toString|trim|trimStart|trimEnd|toLowerCase|toUpperCase)$/;

/** `(process.env.HOST || '').trim()`, `String(process.env.HOST)`, `hostUrl()` where that is `() => process.env.HOST`. */
function sameAs(text: Node, site: Site): Input | undefined {
  if (!isCall(text)) return undefined;
  const [first] = text.arguments;
  const name = dotted(text.callee);
  if (first) return name === 'String' ? { node: bare(first), site } : undefined;
  const of = sameText.test(methodName(text)) ? receiverOf(text) : undefined;
  if (of) return { node: bare(of), site };
  const b = find(site.scope, name);
  const given = resultOf(b);
  return given && { node: given, site: { ...site, scope: b!.scope } };
}

/** `catch (error) { … error.message … }`, `String(err)`: what a library says went wrong, not what somebody sent. */
function isOwnError(text: Node, site: Site): boolean {
  const isMessage = isMember(text) && propertyName(text) === 'message';
  const [first] = isCall(text) && dotted(text.callee) === 'String' ? text.arguments : [];
  const whose = isMessage ? text.object : first;
  const of = whose && settledText(bare(whose), site);
  const b = of?.type === 'Identifier' ? find(site.scope, of.name) : undefined;
  return b?.kind === 'catch' || (b?.kind === 'param' && /^(e|err|error|ex|exception)$/.test(b.name));
}

const ofLists = /^(split|at|pop|shift|find|filter|map|slice|trim|join|replace|substring|toString)$/;

/** Lines of a stack, and what the project keeps in a file of its own. */
function ofProgram(text: Node, site: Site, depth = 0): string {
  const n = settled(text);
  const next = (x: Node, scope = site.scope): string => ofProgram(x, { ...site, scope }, depth + 1);
  if (depth > 8) return '';
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (b?.loopItem?.iterable) return next(b.loopItem.iterable, b.loopItem.scope);
    if (!b?.init || b.kind === 'param' || b.writes.length > 0) return '';
    return b.path.at(-1) === 'stack' ? 'the text comes from the program itself' : next(b.init, b.scope);
  }
  if (isMember(n))
    return propertyName(n) === 'stack'
      ? 'the text comes from the program itself'
      : n.computed
        ? next(n.object)
        : '';
  if (!isCall(n)) return '';
  if (/(^|\.)readFile(Sync)?$/.test(dotted(n.callee)))
    return n.arguments[0] && isOwnPath(bare(n.arguments[0]), site) ? 'a file of the project itself' : '';
  const of = receiverOf(n);
  return of && ofLists.test(methodName(n)) ? next(of) : '';
}

/** `path.join(__dirname, 'schema.sql')` */
function isOwnPath(n: Node, site: Site, depth = 0): boolean {
  const own = (x: Node): boolean => depth < 8 && isOwnPath(bare(x), site, depth + 1);
  if (
    n.type === 'StringLiteral' ||
    /^(__dirname|__filename|import\.meta\.\w+|process\.cwd\(\))$/.test(dotted(n))
  )
    return true;
  if (n.type === 'MetaProperty') return true;
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    return b?.init !== undefined && b.kind === 'const' && b.path.length === 0 && !b.loopItem && own(b.init);
  }
  if (isMember(n)) return own(n.object);
  if (n.type === 'TemplateLiteral') return n.expressions.every((e) => own(e));
  if (n.type === 'NewExpression') return dotted(n.callee) === 'URL' && n.arguments.every((e) => own(e));
  return (
    isCall(n) &&
    /(^|\.)(join|resolve|dirname|fileURLToPath)$/.test(dotted(n.callee)) &&
    n.arguments.every((e) => own(e))
  );
}

/** Follows a constant to what it was given. */
function settledText(n: Node, site: Site, depth = 0): Node {
  if (n.type !== 'Identifier' || depth > 3) return n;
  const b = find(site.scope, n.name);
  return b?.init && b.writes.length === 0 && b.path.length === 0 && b.kind !== 'param' && !b.loopItem
    ? settledText(bare(b.init), site, depth + 1)
    : n;
}

const requests =
  /^(req|request|ctx\.request|ctx\.req|c\.req|event|ctx|context\.req|this\.req|_req|evt)\??\.(body|query|params|headers|url|originalUrl|path|hostname|host|ip|cookies|rawBody|queryStringParameters|pathParameters|get|header|param|querystring|href|origin|search|protocol|files?|text|input)\b/;

/** Whether a text visibly comes from a request or a message. */
function isOutside(n: Node, site: Site, depth: number): boolean {
  if (depth > 6) return false;
  // Chains of calls end by themselves, however long they are; only names may lead round.
  const part = (x: Node): boolean => isOutside(bare(x), site, depth);
  const name = dotted(n);
  if (requests.test(name) || /^(message|msg|interaction)\.(content|text|options)\b/.test(name)) return true;
  if (/(^|\.)(searchParams\.get|req\.header|req\.get|headers\.get|formData\.get)$/.test(name)) return true;
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (b?.loopItem?.iterable)
      return isOutside(bare(b.loopItem.iterable), { ...site, scope: b.loopItem.scope }, depth + 1);
    if (!b?.init || b.kind === 'param') return false;
    return isOutside(bare(b.init), site, depth + 1);
  }
  if (isMember(n)) return part(n.object);
  if (isCall(n)) {
    const callee = bare(n.callee);
    if (part(callee)) return true;
    return /^(String|decodeURIComponent|decodeURI|unescape)$/.test(dotted(callee)) &&
      n.arguments[0] !== undefined
      ? part(n.arguments[0])
      : false;
  }
  if (n.type === 'LogicalExpression') return part(n.left) || part(n.right);
  if (n.type === 'TemplateLiteral') return n.expressions.some(part);
  return n.type === 'AwaitExpression' && part(n.argument);
}

/** Addresses that whoever sets the program up writes: `baseUrl.replace(/\\/+$/, '')`. */
const setUp =
  /(^|\.|_)(config|configuration|env|settings|options|opts|constants?)\b|(url|uri|host|hostname|origin|endpoint|domain|dir|directory|folder|path|root|prefix|version|sql|schema|glob|locale|stack)s?$/i;

/** Whether a text is handed to the function that looks at it, or is part of what is. */
function isGiven(n: Node, site: Pick<Site, 'scope'>, depth: number): boolean {
  if (depth > 8 || setUp.test(dotted(n))) return false;
  const part = (x: Node): boolean => isGiven(bare(x), site, depth);
  switch (n.type) {
    case 'Identifier': {
      const b = find(site.scope, n.name);
      if (!b) return false;
      if (b.loopItem?.iterable) {
        // What a pattern found of a text, one by one, is mostly short.
        const items = bare(b.loopItem.iterable);
        const found = items.type === 'LogicalExpression' ? bare(items.left) : items;
        return !methodName(found).startsWith('match') && isGiven(items, b.loopItem, depth + 1);
      }
      if (b.kind === 'param') return b.scope.fn.invocation === 'named' && !/stack/i.test(b.scope.fn.name);
      if (b.kind === 'import') return false;
      // `let line = ''; … line = lines[i];`
      const later =
        depth < 2 &&
        b.writes.some(
          (w) =>
            w.type === 'AssignmentExpression' &&
            w.operator === '=' &&
            dotted(rootOf(w.right)) !== n.name &&
            isGiven(bare(w.right), site, depth + 1),
        );
      return later || (b.init !== undefined && isGiven(bare(b.init), b, depth + 1));
    }
    case 'LogicalExpression':
    case 'BinaryExpression':
      return part(n.left as Node) || part(n.right);
    case 'ConditionalExpression':
      return part(n.consequent) || part(n.alternate);
    case 'TemplateLiteral':
      return n.expressions.some(part);
    case 'ArrayExpression':
      return n.elements.some((e) => e !== null && part(e));
    default:
      if (isMember(n)) return part(n.object);
      return isCall(n) && isGivenCall(n, site, part);
  }
}

function isGivenCall(n: Call, { scope }: Pick<Site, 'scope'>, part: (n: Node) => boolean): boolean {
  const [first] = n.arguments;
  const from = ofString.test(methodName(n)) ? receiverOf(n) : undefined;
  if (from) return part(from);
  const name = calledName(n);
  const result = resultOf(find(scope, dotted(n.callee)));
  const isText = result !== undefined && isCall(result) && ofString.test(methodName(result));
  // `_.get(message, 'properties.name')`
  if (n.arguments.length > 1 && ofPath.test(dotted(n.callee))) return first !== undefined && part(first);
  const takes = isText || takesText.test(dotted(n.callee)) || makesPlain.test(name);
  return takes && first !== undefined && part(first);
}

const ofString =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|normalize|toString|replace|replaceAll|substring|slice|substr|split|concat|join|map|filter|flat|flatMap|reverse|sort|at|pop|shift|match|matchAll)$/;
const ofPath = /^((_|lodash)\.)?get$/;
const takesText =
  /^(String|JSON\.parse|decodeURI|decodeURIComponent|unescape|Object\.(values|entries|keys))$/;
