/** Texts that were fetched: whoever runs the site writes its pages. */
import {
  bare,
  type Call,
  calledName,
  dotted,
  isCall,
  isMember,
  methodName,
  type Node,
  propertyName,
  receiverOf,
} from '../ast.ts';
import type { Binding, Site } from '../index-types.ts';
import { find } from '../scopes.ts';

type At = Pick<Site, 'scope'>;

/** Longer ways than anybody's from a page to the pattern. */
const deepest = 8;

/** What has the text of what it is asked of, or parts of it. */
const keeps =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|normalize|toString|replace|replaceAll|substring|slice|substr|split|filter|at|pop|shift)$/;
/** `fetchHtml(url)`, `scrapePage(url)`, `downloadFeed(url)` */
const fetches = /^(fetch|download|scrape|crawl)\w*(html|page|xml|feed|sitemap|markup|source|text|robots)$/i;
/** Libraries whose answers hold the text as it came. */
const askers =
  /^(axios|got|superagent|needle|\$?http|this\.http(Service)?|\w*([cC]lient|[aA]xios))(\.get|\.request)?$/;

/** `await response.text()`, `await page.content()`, `(await axios.get(url)).data`; of data that was parsed no part. */
export function isFetched(node: Node, site: At, depth = 0): boolean {
  const n = bare(node);
  // Chains of calls end by themselves; only names may lead round.
  const next = (x: Node, at: At = site): boolean => isFetched(x, at, depth + (at === site ? 0 : 1));
  if (depth > deepest) return false;
  switch (n.type) {
    case 'Identifier': {
      const b = find(site.scope, n.name);
      if (!b) return false;
      if (b.loopItem?.iterable) return b.path.length === 0 && next(b.loopItem.iterable, b.loopItem);
      if (!b.init || b.kind === 'param' || b.kind === 'import') return false;
      return b.path.length === 0 ? next(b.init, b) : b.path.length === 1 && isAnswer(b.path[0]!, b.init, b);
    }
    case 'LogicalExpression':
      return next(n.left) || next(n.right);
    case 'ConditionalExpression':
      return next(n.consequent) || next(n.alternate);
    case 'AwaitExpression':
      return isPage(bare(n.argument));
    default: {
      if (isMember(n))
        return n.computed ? isFound(n.object, site, depth) : isAnswer(propertyName(n), n.object, site);
      const of = isCall(n) && keeps.test(methodName(n)) ? receiverOf(n) : undefined;
      const [first] = isCall(n) && dotted(n.callee) === 'String' ? n.arguments : [];
      return of ? next(of) : first !== undefined && next(first);
    }
  }
}

/** The `[1]` of `html.match(/<title>([^<]+)/)`, also by a name. */
function isFound(node: Node, site: At, depth: number): boolean {
  const n = bare(node);
  const b = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  if (b?.loopItem) return false;
  const [given, at] = b?.kind === 'const' && b.path.length === 0 && b.init ? [bare(b.init), b] : [n, site];
  const of = isCall(given) && methodName(given) === 'match' ? receiverOf(given) : undefined;
  return of !== undefined && isFetched(of, at, depth + 1);
}

function isPage(n: Node): boolean {
  if (!isCall(n)) return false;
  const method = methodName(n);
  // `page.innerText('body').catch(() => '')`
  const of = method === 'catch' ? receiverOf(n) : undefined;
  if (of) return isPage(bare(of));
  if (n.arguments.length === 0 && /^(text|content)$/.test(method)) return true;
  return /^(innerText|innerHTML|textContent)$/.test(method) || fetches.test(calledName(n));
}

/** `.data` of `await axios.get(url)`, also by a name. */
function isAnswer(name: string, node: Node, site: At): boolean {
  if (!/^(data|body)$/.test(name)) return false;
  const n = bare(node);
  const b: Binding | undefined = n.type === 'Identifier' ? find(site.scope, n.name) : undefined;
  const given = b?.kind === 'const' && b.path.length === 0 && b.init ? bare(b.init) : n;
  const asked = given.type === 'AwaitExpression' ? bare(given.argument) : undefined;
  return asked !== undefined && isCall(asked) && askers.test(dotted((asked as Call).callee));
}

/** Helpers that hand a text back in another form, by what developers call them: `normalizeText(raw)`, `stripAccents(raw)`. */
export const makesPlain =
  /^_?(norm|normali[sz]e|clean|strip|sanitize|trim|lower|fold|simplify|deburr|decode|unescape|plain|prepare|remove|collapse|flatten)([A-Z_]\w*)?$|^to(Lower|Upper|Plain|Ascii|Text|Str)\w*$/;

/**
 * `$('h1').text()`, `$(link).attr('href')?.trim()`, `el.textContent`: what a document says. In a browser that is the
 * page itself; where a server reads one with `parsesPages`, somebody else wrote it.
 */
export function isOfDocument(node: Node, site: At, depth = 0): boolean {
  const n = bare(node);
  const next = (x: Node, at: At = site): boolean => isOfDocument(x, at, depth + 1);
  if (depth > deepest) return false;
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (!b || b.kind === 'param' || b.kind === 'import' || b.loopItem) return false;
    if (b.init) return next(b.init, b);
    // `let name; … [, name] = matches;`
    return b.writes.some((w) => w.type === 'AssignmentExpression' && w.operator === '=' && next(w.right));
  }
  if (n.type === 'LogicalExpression') return next(n.left) || next(n.right);
  if (isMember(n))
    return n.computed
      ? next(n.object)
      : /^(textContent|innerHTML|innerText|outerHTML)$/.test(propertyName(n));
  if (!isCall(n) || n.arguments.length > 2) return false;
  const [first, second] = n.arguments;
  const method = methodName(n);
  if (/^(text|html)$/.test(method)) return !first;
  if (/^(attr|getAttribute)$/.test(method)) return !second && first?.type === 'StringLiteral';
  const of = receiverOf(n);
  if (of && (keeps.test(method) || method === 'match')) return next(of);
  return !second && first !== undefined && makesPlain.test(calledName(n)) && next(first);
}

export const parsesPages = /^(cheerio|jsdom|linkedom|happy-dom|node-html-parser|parse5|htmlparser2)$/;
