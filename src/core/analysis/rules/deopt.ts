import { bare, dotted, hasAwait, isMember, type Node } from '../ast.ts';
import { callsLike } from '../called.ts';
import type { Binding, LoopInfo } from '../index-types.ts';
import { declaredIn } from '../kinds-of-values.ts';
import { isLongByName } from '../names-of-collections.ts';
import type { Rule } from '../rule.ts';
import { find } from '../scopes.ts';
import { fewByNature } from './few.ts';
import { isSmall, loopWords } from './shared.ts';

const swapping = callsLike(/^setPrototypeOf$/);

export const deopt: Rule = {
  slug: 'deopt',
  title: 'Objects made slow in a loop',
  family: 'jit-deopt',
  severity: 'info',
  what: 'Fixed properties deleted, or prototypes swapped, per item: the engine turns such objects into dictionaries and throws optimised code away.',
  why: 'Property access on dictionary-mode objects is several times slower, everywhere they go.',
  fix: 'Build the object without the property (rest destructuring), or set it to undefined.',
  bad: [
    {
      file: 'src/clean.js',
      code: `export function clean(rows) {
  for (const row of rows) {
    delete row.password;
  }
  return rows;
}`,
    },
  ],
  good: [
    {
      file: 'src/clean.js',
      code: `export const clean = (rows) => rows.map(({ password, ...row }) => row);`,
    },
  ],
  outOfScope: [
    'Dictionaries: delete with a computed key.',
    'Single deletes outside of loops, and lists that are short by their name.',
  ],
  knownFalsePositives: ['Objects that are serialised right after and never read again.'],
  check(file, report) {
    // Of all that is deleted from one object the first is told: it is slow from there on.
    const told = new Map<Binding, LoopInfo>();
    for (const site of file.index.deletes) {
      const target = bare(site.node.argument);
      if (!site.loop || !isMember(target) || !isFixed(target)) continue;
      const root = bare(target.object);
      if (root.type !== 'Identifier' || isSmall(file.loops.of(site.loop).bound)) continue;
      const b = find(site.scope, root.name);
      if (!b || !declaredIn(b, site.loop) || told.get(b) === site.loop || waits(site.loop)) continue;
      // `delete attachment.content` of one mail.
      if (fewByNature(site.loop, file.index) || !isLong(site.loop)) continue;
      told.set(b, site.loop);
      report({
        node: site.node,
        fn: site.fn,
        message: `delete ${dotted(target)} in each turn of the ${loopWords(site.loop)} makes every item a slow object`,
        steps: [{ node: site.loop.node, message: loopWords(site.loop) }],
      });
    }
    for (const site of swapping(file.index)) {
      if (!site.loop || site.name !== 'Object.setPrototypeOf' || isSmall(file.loops.of(site.loop).bound))
        continue;
      report({
        node: site.node,
        fn: site.fn,
        message: `Changes prototypes in each turn of the ${loopWords(site.loop)}`,
        steps: [],
      });
    }
  },
};

/** Beside a request in every turn nobody notices what the object costs that it sends. */
function waits(loop: LoopInfo): boolean {
  return loop.kind !== 'callback' && hasAwait(loop.body);
}

/** Some tens of slow objects are read in a microsecond more. */
function isLong({ iterable }: LoopInfo): boolean {
  return !iterable || isLongByName(iterable);
}

/** `row.password`, `row['password']`. */
function isFixed(n: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>): boolean {
  return !n.computed || n.property.type === 'StringLiteral';
}
