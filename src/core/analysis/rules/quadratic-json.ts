import {
  ancestor,
  bare,
  contains,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  settled,
  some,
} from '../ast.ts';
import type { CallSite, LoopInfo, Site } from '../index-types.ts';
import { holds, varies } from '../kinds-of-values.ts';
import { fewTurns } from '../names-of-collections.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { isSmall, loopWords, plainVerdict } from './shared.ts';

export const quadraticJson: Rule = {
  slug: 'quadratic-json',
  title: 'JSON made or read again in a loop',
  family: 'cpu-algorithmic',
  severity: 'warning',
  what: 'JSON.parse or JSON.stringify of the same value for each item, cloning by JSON per item or per reducer step, JSON as a key or to compare, per item.',
  why: 'Serialising walks the whole value. Per item it costs items × size, and it allocates all of it again.',
  fix: 'Parse or serialise once before the loop; copy with structuredClone or only what changes; compare fields; key by an id.',
  bad: [
    {
      file: 'src/apply.js',
      code: `export function applyAll(rows, template) {
  return rows.map((row) => {
    const copy = JSON.parse(JSON.stringify(template));
    copy.row = row;
    return copy;
  });
}`,
    },
    {
      file: 'src/dedupe.js',
      code: `export function dedupe(rows) {
  const seen = new Set();
  return rows.filter((row) => {
    if (seen.has(JSON.stringify(row))) return false;
    seen.add(JSON.stringify(row));
    return true;
  });
}`,
    },
  ],
  good: [
    {
      file: 'src/rows.js',
      code: `export function readAll(lines) {
  return lines.map((line) => JSON.parse(line));
}`,
    },
  ],
  outOfScope: ['Each item parsed or written once: that is the work itself.'],
  knownFalsePositives: ['Values of a few bytes.'],
  check(file, report) {
    if (!file.index.text.includes('JSON.')) return;
    for (const site of file.index.calls) {
      const name = site.name;
      if (name === 'JSON.parse' || name === 'JSON.stringify') checkJson(file, site, name, report);
    }
  },
  decide: plainVerdict,
};

function checkJson(file: Reviewed, site: CallSite, name: string, report: Report): void {
  const argument = site.node.arguments[0] ? bare(site.node.arguments[0]) : undefined;
  if (!argument) return;
  const loop = realLoop(file, site);
  if (name === 'JSON.parse' && isStringify(argument)) {
    checkClone(file, site, loop, report);
    return;
  }
  // The inner half of a clone is told of by the outer.
  const parent = parentOf(site.node);
  if (parent && isCall(parent) && dotted(parent.callee) === 'JSON.parse') return;
  if (!loop) return;
  const silenced = isSmall(file.loops.of(loop).bound) ? 'bounded' : '';
  const base = {
    node: site.node,
    fn: site.fn,
    silenced,
    steps: [{ node: loop.node, message: loopWords(loop) }],
  };
  if (!trivial(argument, site, file) && !varies(argument, site.scope, loop) && !mutated(argument, loop)) {
    const log = name === 'JSON.stringify' && inSideText(site.node);
    report({
      ...base,
      silenced: silenced || (log ? 'only written to a log or an error' : ''),
      message: `${name} of the same value in each turn of the ${loopWords(loop)}`,
    });
  } else if (name === 'JSON.stringify' && isCompared(site.node)) {
    report({
      ...base,
      silenced: few(file, loop),
      message: `Compares by JSON in each turn of the ${loopWords(loop)}`,
    });
  } else if (name === 'JSON.stringify' && writtenBack(argument, loop, site)) {
    report({ ...base, message: `Reads, changes and writes JSON in each turn of the ${loopWords(loop)}` });
  } else if (
    name === 'JSON.stringify' &&
    (isKey(site.node) || isDeduped(site.node)) &&
    argument.type !== 'ArrayExpression'
  ) {
    report({
      ...base,
      confidence: argument.type === 'ObjectExpression' && !isDeduped(site.node) ? 'low' : 'medium',
      message: `Uses JSON as a key in each turn of the ${loopWords(loop)}`,
    });
  }
}

function few(file: Reviewed, loop: LoopInfo): string {
  if (isSmall(file.loops.of(loop).bound)) return 'bounded';
  return fewTurns(loop) === 'surely' ? 'few by its name' : '';
}

function isStringify(n: Node): boolean {
  return isCall(n) && dotted(n.callee) === 'JSON.stringify';
}

/** The nearest loop over items; retries and endless loops have their own rhythm. */
function realLoop(file: Reviewed, site: Site): LoopInfo | undefined {
  for (let loop = site.loop; loop; loop = loop.parent) {
    const purpose = file.loops.of(loop).purpose;
    if (purpose === 'items' || purpose === 'walk') return loop;
  }
  return undefined;
}

function checkClone(file: Reviewed, site: CallSite, loop: LoopInfo | undefined, report: Report): void {
  if (loop) {
    const silenced = few(file, loop);
    report({
      node: site.node,
      fn: site.fn,
      silenced,
      message: `Clones by JSON in each turn of the ${loopWords(loop)}`,
      steps: [{ node: loop.node, message: loopWords(loop) }],
    });
    return;
  }
  const reducer = ancestor(site.node, (n) => isFunction(n) && isReducer(n));
  if (reducer)
    report({ node: site.node, fn: site.fn, message: 'Clones the state by JSON for each action', steps: [] });
}

function isReducer(n: Node): boolean {
  if (!isFunction(n) || n.params.length < 2) return false;
  const [a, b] = n.params.map((p) =>
    p.type === 'Identifier'
      ? p.name
      : p.type === 'AssignmentPattern' && p.left.type === 'Identifier'
        ? p.left.name
        : '',
  );
  return /^(state|draft|prev(State)?)$/.test(a!) && /^(action|\{|event)/.test(b!);
}

function trivial(n: Node, site: CallSite, file: Reviewed): boolean {
  if (/^(String|Numeric|Null)Literal$/.test(n.type)) return true;
  if (n.type !== 'ObjectExpression' || n.properties.length > 2) return false;
  // `{ type: 'moves', data: moves }`
  return !n.properties.some(
    (p) => p.type === 'ObjectProperty' && holds(p.value, site.scope, file.index) === 'array',
  );
}

/** The value is written to inside the loop, so it is not the same each time. */
function mutated(argument: Node, loop: LoopInfo): boolean {
  if (/^(String|Numeric|Boolean|Null)Literal$/.test(argument.type)) return false;
  if (argument.type === 'ObjectExpression')
    return argument.properties.some(
      (p) => p.type !== 'ObjectProperty' || p.computed || mutated(bare(p.value), loop),
    );
  const name = dotted(argument);
  if (!name) return true;
  const root = name.split('.')[0]!;
  let found = false;
  const look = (n: Node): void => {
    if (found) return;
    if (n.type === 'AssignmentExpression' && dotted(n.left).split(/[.[]/)[0] === root) found = true;
    if (isCall(n) && /^(push|splice|set|add|delete|assign|pop|shift|unshift|sort)$/.test(methodName(n))) {
      const callee = bare(n.callee);
      if (isMember(callee) && dotted(callee.object).split(/[.[]/)[0] === root) found = true;
    }
    for (const key of Object.keys(n)) {
      if (key === 'parent' || key === 'loc') continue;
      const v = (n as unknown as Record<string, unknown>)[key];
      if (Array.isArray(v)) {
        for (const item of v) if (item && typeof item === 'object' && 'type' in item) look(item as Node);
      } else if (v && typeof v === 'object' && 'type' in v) look(v as Node);
    }
  };
  look(loop.body);
  return found;
}

function isCompared(n: Node): boolean {
  const p = parentOf(n);
  if (p?.type === 'VariableDeclarator' && p.id.type === 'Identifier') {
    // `const before = JSON.stringify(a); … if (before !== after)`
    const { name } = p.id;
    const told = (m: Node): boolean =>
      isEquality(m) && (isNamed(m.left, name) || (isNamed(m.right, name) && m.left.type !== 'Identifier'));
    return usedNear(p, told);
  }
  if (!p || !isEquality(p)) return false;
  // Of two sides one is told.
  return p.left === n || !isStringify(bare(p.left));
}

function isKey(n: Node): boolean {
  const value = whole(n);
  const p = parentOf(value);
  if (!p) return false;
  if (isMember(p)) return p.computed === true && p.property === value;
  if (isCall(p))
    return (
      /^(has|get|set|add|delete|includes|indexOf)$/.test(methodName(p)) &&
      p.arguments[0] === value &&
      !/storage|redis|cache/i.test(dotted(p.callee))
    );
  // `new Map(items.map((i) => [JSON.stringify(i.path), i]))`
  if (p.type === 'ArrayExpression')
    return p.elements[0] === value && p.elements.length === 2 && feeds(p, /^Map$/);
  const id = p.type === 'VariableDeclarator' ? p.id : p.type === 'AssignmentExpression' ? p.left : undefined;
  if (id?.type !== 'Identifier' || (p.type === 'AssignmentExpression' && p.operator !== '=')) return false;
  return /key$|^hash|signature$|^id$/i.test(id.name) || usedAsKey(id.name, p);
}

/** The expression that has the value: through `x ? JSON.stringify(x) : ''`, types and parentheses. */
function whole(n: Node): Node {
  let value = n;
  for (let p = parentOf(n); p; value = p, p = parentOf(p)) {
    const same =
      p.type === 'ConditionalExpression' || p.type === 'LogicalExpression' || p.type.startsWith('TS');
    if (!same && p.type !== 'ParenthesizedExpression') break;
  }
  return value;
}

function isEquality(n: Node): n is Extract<Node, { type: 'BinaryExpression' }> {
  return n.type === 'BinaryExpression' && /^[!=]==?$/.test(n.operator);
}

function isNamed(n: Node | null | undefined, name: string): boolean {
  return n?.type === 'Identifier' && n.name === name;
}

/** Whether something in the block that a declaration stands in satisfies the question. */
function usedNear(declarator: Node, test: (n: Node) => boolean): boolean {
  const block = ancestor(declarator, (n) => n.type === 'BlockStatement' || n.type === 'Program');
  return block !== undefined && some(block, test);
}

/** `const path = JSON.stringify(x); … byPath.get(path)`. */
function usedAsKey(name: string, declarator: Node): boolean {
  return usedNear(declarator, (n) => {
    if (isMember(n)) return n.computed === true && isNamed(n.property, name);
    return (
      isCall(n) && /^(has|get|set|add|delete|includes)$/.test(methodName(n)) && isNamed(n.arguments[0], name)
    );
  });
}

/** `new Set(items.map((i) => JSON.stringify(i)))`. */
function isDeduped(n: Node): boolean {
  return feeds(whole(n), /^Set$/);
}

/** What a callback returns, gathered by the method it is given to, goes into a new Map or Set. */
function feeds(value: Node, into: RegExp): boolean {
  const returned = parentOf(value);
  const fn = returned?.type === 'ReturnStatement' ? ancestor(returned, (n) => isFunction(n)) : returned;
  const map = fn && isFunction(fn) ? parentOf(fn) : undefined;
  const target = map && isCall(map) ? parentOf(map) : undefined;
  if (target?.type === 'VariableDeclarator' && target.id.type === 'Identifier') {
    const { name } = target.id;
    return usedNear(
      target,
      (n) => n.type === 'NewExpression' && into.test(dotted(n.callee)) && isNamed(n.arguments[0], name),
    );
  }
  return target?.type === 'NewExpression' && into.test(dotted(target.callee));
}

function isParsed(value: Node, loop: LoopInfo): boolean {
  if (!isCall(value) || dotted(value.callee) !== 'JSON.parse' || !contains(loop.body, value)) return false;
  const text = value.arguments[0];
  return text !== undefined && !isStringify(bare(text));
}

/** The value was read from JSON in the same turn: `const o = JSON.parse(text); o.n++; JSON.stringify(o)`. */
function writtenBack(argument: Node, loop: LoopInfo, site: CallSite): boolean {
  return some(
    argument,
    (n) => {
      if (n.type !== 'Identifier') return false;
      const b = find(site.scope, n.name);
      if (!b || b.path.length > 0) return false;
      const given = b.writes.map((w) => (w.type === 'AssignmentExpression' ? w.right : undefined));
      return [b.init, ...given].some((value) => value !== undefined && isParsed(settled(value), loop));
    },
    false,
  );
}

function inSideText(n: Node): boolean {
  return (
    ancestor(
      n,
      (p) =>
        p.type === 'ThrowStatement' ||
        p.type === 'CatchClause' ||
        (isCall(p) &&
          /^(log|info|warn|error|debug|trace|verbose|captureException|captureMessage)$/.test(
            isMember(bare(p.callee)) ? propertyName(bare(p.callee) as never) : '',
          )),
      true,
    ) !== undefined
  );
}
