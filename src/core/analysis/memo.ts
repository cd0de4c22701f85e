/** Does a function remember its results, so that calling it again is no second query? */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  isNull,
  methodName,
  type Node,
  parentOf,
  propertyName,
  settled,
  some,
} from './ast.ts';
import type { CallSite, FunctionInfo, Scope } from './index-types.ts';
import { patternNames } from './patterns.ts';
import { find } from './scopes.ts';

/** `if (this.cache.has(k)) return …` near the top, or a result stored under its key. */
export function remembers(f: FunctionInfo, module: Scope): boolean {
  if (f.node.type === 'Program' || f.node.type === 'StaticBlock') return false;
  if (f.wrapper === 'memo' && reactCache(f, module)) return false;
  if (f.wrapper === 'memo' || /(With|From|Via|Using)Cache$|Cached$|^(cached|memoized)[A-Z]/.test(f.name))
    return true;
  if (f.node.body.type !== 'BlockStatement') return false;
  let asked = '';
  let server = '';
  for (const s of f.node.body.body.slice(0, 6)) {
    if (s.type === 'VariableDeclaration') {
      server ||= askedOfServer(s, f);
      if (server) continue;
      const init = s.declarations[0]?.init ? settled(s.declarations[0].init) : undefined;
      if (
        init &&
        isCall(init) &&
        /^(get|getItem|getKey|read)$/.test(methodName(init)) &&
        /cache|memo|store/i.test(dotted(init.callee))
      )
        asked = 'yes';
      else if (init && isMember(init) && init.computed && /cache|memo|loaded/i.test(dotted(init.object)))
        asked = 'yes';
    } else if (s.type === 'IfStatement') {
      if (server && some(s.test, (n) => n.type === 'Identifier' && n.name === server)) continue;
      if ((asked ? isMissing(s.test) : fillsField(s) || fillsCache(s)) || fillsModule(s, module)) return true;
      const cached = some(
        s.test,
        (n) =>
          (isCall(n) && /^(has|get)$/.test(methodName(n)) && /cache|memo|loaded/i.test(dotted(n.callee))) ||
          (isMember(n) && /cache|memo/i.test(n.computed ? dotted(n.object) : propertyName(n))) ||
          (n.type === 'Identifier' && /cache|memo/i.test(n.name) && !aboutCache.test(n.name)),
      );
      if (
        (cached || asked || saysLoaded(s.test) || isLoadedOnce(s.test, f)) &&
        some(s.consequent, (n) => n.type === 'ReturnStatement', false)
      )
        return true;
    }
  }
  return false;
}

/**
 * The name of `const cached = await redis.get(key)` where each argument has a key of its own: who calls for many waits
 * for the server of a cache that often, and for the query behind it wherever that has nothing.
 */
function askedOfServer(s: Extract<Node, { type: 'VariableDeclaration' }>, f: FunctionInfo): string {
  const [d] = s.declarations;
  if (d?.id.type !== 'Identifier' || !d.init || bare(d.init).type !== 'AwaitExpression') return '';
  const call = settled(d.init);
  if (!isCall(call) || !isFunction(f.node)) return '';
  const given = new Set(f.node.params.flatMap((p) => patternNames(p)));
  const own = (n: Node, depth: number): boolean =>
    some(n, (m) => {
      if (m.type !== 'Identifier') return false;
      if (given.has(m.name)) return true;
      const made = depth < 2 ? declaredBefore(f, m.name, s) : undefined;
      return made !== undefined && own(made, depth + 1);
    });
  return call.arguments.some((a) => own(a, 0)) ? d.id.name : '';
}

/** What a name that a function declares before a statement of it was made with. */
function declaredBefore(f: FunctionInfo, name: string, before: Node): Node | undefined {
  if (!isFunction(f.node) || f.node.body.type !== 'BlockStatement') return undefined;
  for (const s of f.node.body.body) {
    if (s === before) return undefined;
    if (s.type !== 'VariableDeclaration') continue;
    for (const d of s.declarations)
      if (d.id.type === 'Identifier' && d.id.name === name) return d.init ?? undefined;
  }
  return undefined;
}

/** `if (cacheKey && pending.has(cacheKey)) return pending.get(cacheKey)`: joins a request that is under way, and remembers none. */
const aboutCache = /(key|keys|id|ttl|name|options?|opts|config|enabled|size|time|control)$/i;

/** `if (isLoaded) return callback(null, rows)`, `if (isDataLoaded())`. */
function saysLoaded(test: Node): boolean {
  const t = bare(test);
  const name =
    t.type === 'Identifier' ? t.name : isCall(t) && t.arguments.length === 0 ? dotted(t.callee) : '';
  return said.test(name);
}

const said =
  /^_?(is|already|has|data)?[A-Za-z]*(Loaded|Cached|Initiali[sz]ed)$|^_?(loaded|cached|initiali[sz]ed)$/;

/**
 * `if (this.configLoaded) return; …; this.configLoaded = true` of a service, of which there is one: whoever else loads
 * (`rows.map((row) => row.load())`) does so once for each.
 */
function isLoadedOnce(test: Node, f: FunctionInfo): boolean {
  const flag = bare(test);
  if (!isMember(flag) || flag.computed || flag.object.type !== 'ThisExpression') return false;
  if (
    !said.test(propertyName(flag)) ||
    !/(Service|Manager|Repository|Provider|Store|Registry)\.\w+$/.test(f.name)
  )
    return false;
  return some(
    f.node,
    (n) => {
      if (n.type !== 'AssignmentExpression' || dotted(bare(n.left)) !== dotted(flag)) return false;
      const value = bare(n.right);
      return value.type === 'BooleanLiteral' && value.value;
    },
    false,
  );
}

/** `!hit`, `hit == null || refresh`: where a cache had nothing. */
function isMissing(test: Node): boolean {
  const t = bare(test);
  if (t.type === 'LogicalExpression') return isMissing(t.left) || isMissing(t.right);
  return (
    (t.type === 'UnaryExpression' && t.operator === '!') ||
    (t.type === 'BinaryExpression' && /^===?$/.test(t.operator) && isNull(bare(t.right)))
  );
}

/** `if (!this.plans || skipCache) this.plans = await load()`: asked for again only where somebody says so. */
function fillsField(s: Extract<Node, { type: 'IfStatement' }>): boolean {
  const test = bare(s.test);
  if (test.type !== 'LogicalExpression' || test.operator !== '||' || !isMissing(test)) return false;
  const flag = some(test, (n) => n.type === 'Identifier' && /cache|refresh|force|reload|stale/i.test(n.name));
  const fields = new Set<string>();
  some(test, (n) => {
    if (isMember(n)) fields.add(n.computed ? dotted(n.object) : dotted(n));
    return false;
  });
  return (
    flag &&
    some(s.consequent, (n) => {
      if (n.type !== 'AssignmentExpression') return false;
      const left = bare(n.left);
      return isMember(left) && fields.has(left.computed ? dotted(left.object) : dotted(left));
    })
  );
}

/** `if (!this.cache.levels) this.cache.levels = await load()`: of what is called a cache, and so outlives one item. */
function fillsCache(s: Extract<Node, { type: 'IfStatement' }>): boolean {
  const test = bare(s.test);
  const of = test.type === 'UnaryExpression' && test.operator === '!' ? bare(test.argument) : undefined;
  const field = of && isMember(of) && !of.computed ? dotted(of) : '';
  return (
    /cache|memo/i.test(field) &&
    some(
      s.consequent,
      (n) => n.type === 'AssignmentExpression' && n.operator === '=' && dotted(bare(n.left)) === field,
    )
  );
}

/** `if (!settings) settings = await load()` of a variable that outlives the call. */
function fillsModule(s: Extract<Node, { type: 'IfStatement' }>, module: Scope): boolean {
  const test = bare(s.test);
  const name = test.type === 'UnaryExpression' && test.operator === '!' ? bare(test.argument) : undefined;
  if (name?.type !== 'Identifier' || module.names.get(name.name)?.kind !== 'let') return false;
  return some(
    s.consequent,
    (n) => n.type === 'AssignmentExpression' && n.left.type === 'Identifier' && n.left.name === name.name,
  );
}

/** React's `cache` remembers for one request only: each request waits, and so does each other argument. */
function reactCache(f: FunctionInfo, module: Scope): boolean {
  const callee = f.via ? bare(f.via.callee) : undefined;
  if (!callee) return false;
  if (isMember(callee)) return dotted(callee) === 'React.cache';
  const b = callee.type === 'Identifier' ? module.names.get(callee.name) : undefined;
  return b?.module === 'react' && b.imported === 'cache';
}

/**
 * `const config = given ?? (await loadConfig())` where `given` is a parameter behind the first: who calls for each of
 * many has loaded it before, which is what such a parameter is for.
 */
export function isInsteadOfGiven({ node, scope }: CallSite): boolean {
  let n: Node = node;
  let p = parentOf(n);
  while (p && /^(AwaitExpression|ParenthesizedExpression|TS\w+)$/.test(p.type)) {
    n = p;
    p = parentOf(p);
  }
  if (p?.type !== 'LogicalExpression' || p.operator === '&&' || p.right !== n) return false;
  const given = bare(p.left);
  const b = given.type === 'Identifier' ? find(scope, given.name) : undefined;
  return b?.kind === 'param' && b.path.length === 0 && (b.param ?? 0) > 0;
}
