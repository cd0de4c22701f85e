import { isMember, type Node, parentOf, propertyName } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Binding, CallSite, LoopInfo, Site } from '../index-types.ts';
import { declaredIn, uses, varies } from '../kinds-of-values.ts';
import { inLoopsElsewhere } from '../known-callers.ts';
import type { Report, Reviewed, Rule } from '../rule.ts';
import { find, standsFor } from '../scopes.ts';
import { isAnew, isMadeOnce, isWithin, replacing } from './derived.ts';
import { argumentFor, loopGivingTheSame } from './given-again.ts';
import { decideElsewhere, isHelper } from './made-elsewhere.ts';
import { isSmall, loopWords } from './shared.ts';

const makingPatterns = callsLike(/^RegExp$/);

export const regexInLoop: Rule = {
  slug: 'regex-in-loop',
  title: 'Same regular expression compiled for each item',
  family: 'cpu-algorithmic',
  severity: 'warning',
  what: 'new RegExp(…) inside a loop, in a function that a loop calls or in the callback of replace, from parts that do not change there.',
  why: 'Each construction puts the pattern together and looks it up in a small cache of the engine; what is not there any more is parsed and compiled again, fifty times as long.',
  fix: 'Construct it once before the loop (mind lastIndex with the g and y flags).',
  bad: [
    {
      file: 'src/grep.js',
      code: `export const grep = (lines, word) => lines.filter((line) => new RegExp(word, 'i').test(line));`,
    },
  ],
  good: [
    {
      file: 'src/grep.js',
      code: `export const grep = (lines, word) => {
  const pattern = new RegExp(word, 'i');
  return lines.filter((line) => pattern.test(line));
};`,
    },
  ],
  outOfScope: ['Literals: the engine compiles them once.', 'Patterns that differ per item.'],
  knownFalsePositives: ['A global or sticky pattern in a variable, which must start afresh per item.'],
  check(file, report) {
    for (const site of file.index.news)
      if (site.node.callee.type === 'Identifier' && site.node.callee.name === 'RegExp')
        look(file, site, site.node.arguments, report);
    for (const site of makingPatterns(file.index))
      if (site.name === 'RegExp') look(file, site, site.node.arguments, report);
  },
  decide: decideElsewhere,
};

function look(file: Reviewed, site: Site, parts: readonly Node[], report: Report): void {
  if (parts[0]?.type === 'Identifier' && parts.length === 1 && parentOf(site.node)?.type === 'Program')
    return;
  if (isMadeOnce(site)) return;
  const caller = loopGivingTheSame(
    file.index,
    site,
    parts,
    ({ loop }) => (loop && isOfItems(file, loop) ? loop : undefined),
    isGivenWords,
  );
  const confidence = isStateful(file, site, parts) ? 'low' : 'medium';
  const replaces = replacing(site);
  if (replaces && !parts.some((p) => uses(p, site.scope, (b) => isAnew(b, isWithin(site.fn.node)), true))) {
    report({
      node: site.node,
      fn: site.fn,
      confidence,
      message: 'The same pattern is constructed for each place that is replaced',
      steps: [{ node: replaces, message: 'replace' }],
    });
    return;
  }
  if (caller)
    report({
      node: site.node,
      fn: site.fn,
      confidence,
      message: `The same pattern is constructed in each turn of the ${loopWords(caller)}, which calls ${site.fn.name}`,
      steps: [{ node: caller.node, message: loopWords(caller) }],
    });
  else if (isHelper(file, site, site.scope, parts))
    report({
      node: site.node,
      fn: site.fn,
      confidence,
      tag: inLoopsElsewhere,
      message: 'The same pattern is constructed',
    });
  const sameAgain = new Set<LoopInfo>();
  for (let loop = site.loop; loop; loop = loop.parent) {
    if (!isOfItems(file, loop)) continue;
    const isOther = (b: Binding): boolean =>
      !(b.loopItem && sameAgain.has(b.loopItem)) && declaredIn(b, loop!);
    if (parts.some((p) => uses(p, site.scope, (b) => isAnew(b, isOther), true))) {
      // One for each word, and the same words again for each row.
      const { iterable, parent } = loop;
      if (!iterable || !parent || varies(iterable, loop.scope, parent)) return;
      sameAgain.add(loop);
      continue;
    }
    report({
      node: site.node,
      fn: site.fn,
      confidence,
      message: `The same pattern is constructed in each turn of the ${loopWords(loop)}`,
      steps: [{ node: loop.node, message: loopWords(loop) }],
    });
    return;
  }
}

/** Held, it begins anew each time; used on the spot it has no state to carry: `text.replace(new RegExp(word, 'g'), '')`. */
function isStateful(file: Reviewed, { node, scope }: Site, [source, flags]: readonly Node[]): boolean {
  const holder = parentOf(node);
  if (holder?.type !== 'VariableDeclarator' || !source) return false;
  // `text.match(words)` and `text.replace(words, …)` begin at the beginning each time.
  const name = holder.id.type === 'Identifier' ? holder.id.name : '';
  if (
    name &&
    !new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\??\\.(test|exec|lastIndex)\\b`).test(file.index.text)
  )
    return false;
  // `new RegExp(LINKS.source, LINKS.flags)`: a copy, for it to begin anew.
  if (flags && isMember(flags) && propertyName(flags) === 'flags') {
    const copied = standsFor(flags.object, scope);
    return copied.type !== 'RegExpLiteral' || /[gy]/.test(copied.flags);
  }
  if (flags) return flags.type === 'StringLiteral' && /[gy]/.test(flags.value);
  // `new RegExp(LINKS)`: a copy of its own.
  const init = source.type === 'Identifier' ? find(scope, source.name)?.init : source;
  return init?.type === 'RegExpLiteral' && /[gy]/.test(init.flags);
}

/** `field(block, 'DATE')` beside `field(block, 'NAME')`: as many patterns as there are words. */
function isGivenWords(b: Binding, calls: readonly CallSite[]): boolean {
  const words = new Set<string>();
  for (const call of calls) {
    const given = argumentFor(b, call);
    if (given && given !== 'none' && given.type === 'StringLiteral') words.add(given.value);
  }
  return words.size > 1;
}

function isOfItems(file: Reviewed, loop: LoopInfo): boolean {
  const { purpose, bound } = file.loops.of(loop);
  // `while ((match = word.exec(text)))`
  return /^(items|walk|drain)$/.test(purpose) && !isSmall(bound);
}
