import {
  ancestor,
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
} from '../ast.ts';
import type { CallSite, LoopInfo, Site } from '../index-types.ts';
import { varies } from '../kinds-of-values.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { isSmall, loopWords } from './shared.ts';

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
  if (!trivial(argument) && !varies(argument, site.scope, loop) && !mutated(argument, loop)) {
    const log = name === 'JSON.stringify' && inSideText(site.node);
    report({
      ...base,
      silenced: silenced || (log ? 'only written to a log or an error' : ''),
      message: `${name} of the same value in each turn of the ${loopWords(loop)}`,
    });
  } else if (name === 'JSON.stringify' && isCompared(site.node)) {
    report({ ...base, message: `Compares by JSON in each turn of the ${loopWords(loop)}` });
  } else if (name === 'JSON.stringify' && isKey(site.node) && argument.type !== 'ArrayExpression') {
    report({
      ...base,
      confidence: argument.type === 'ObjectExpression' ? 'low' : 'medium',
      message: `Uses JSON as a key in each turn of the ${loopWords(loop)}`,
    });
  }
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
    const silenced = isSmall(file.loops.of(loop).bound) ? 'bounded' : '';
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

function trivial(n: Node): boolean {
  return (
    n.type === 'StringLiteral' ||
    n.type === 'NumericLiteral' ||
    n.type === 'NullLiteral' ||
    (n.type === 'ObjectExpression' && n.properties.length < 3)
  );
}

/** The value is written to inside the loop, so it is not the same each time. */
function mutated(argument: Node, loop: LoopInfo): boolean {
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
  if (p?.type !== 'BinaryExpression' || !/^[!=]==?$/.test(p.operator)) return false;
  // Of two sides one is told.
  return p.left === n || !isStringify(bare(p.left));
}

function isKey(n: Node): boolean {
  const p = parentOf(n);
  if (!p) return false;
  if (isMember(p)) return p.computed === true && p.property === n;
  if (isCall(p) && /^(has|get|set|add|includes|indexOf)$/.test(methodName(p)))
    return p.arguments[0] === n && !/storage|redis|cache/i.test(dotted(p.callee));
  return (
    p.type === 'VariableDeclarator' &&
    p.id.type === 'Identifier' &&
    /key$|^hash|signature$|^id$/i.test(p.id.name)
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
          /^(log|info|warn|error|debug|trace|verbose)$/.test(
            isMember(bare(p.callee)) ? propertyName(bare(p.callee) as never) : '',
          )),
      true,
    ) !== undefined
  );
}
