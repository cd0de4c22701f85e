/** A pattern as text: its syntax tree, its flags, its look-behinds. */
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { ReadonlyFlags } from 'regexp-ast-analysis';

/** @throws SyntaxError for what is no regular expression */
export function parsePattern(
  pattern: string,
  flags: Pick<ReadonlyFlags, 'unicode' | 'unicodeSets'>,
): AST.Pattern {
  const { unicode, unicodeSets } = flags;
  return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(pattern, 0, pattern.length, {
    unicode,
    unicodeSets,
  });
}

export function flagsOf(flags: string): Required<ReadonlyFlags> {
  const has = (c: string): boolean => flags.includes(c);
  return {
    dotAll: has('s'),
    global: has('g'),
    hasIndices: has('d'),
    ignoreCase: has('i'),
    multiline: has('m'),
    sticky: has('y'),
    unicode: has('u'),
    unicodeSets: has('v'),
  };
}

/** The bodies of look-behinds, which are matched backwards. @param wanted of those only that ask for what has to be there */
export function lookBehinds(pattern: string, flags: string, wanted = false): string[] {
  return pattern.includes('(?<=') || (!wanted && pattern.includes('(?<!'))
    ? bodiesOf(pattern, flags, (a) => a.kind === 'lookbehind' && !(wanted && a.negate))
    : [];
}

/** What a text has to be besides. */
export function lookAheads(pattern: string, flags: string): string[] {
  return pattern.includes('(?=') ? bodiesOf(pattern, flags, (a) => a.kind === 'lookahead' && !a.negate) : [];
}

function bodiesOf(
  pattern: string,
  flags: string,
  isAsked: (a: AST.LookaroundAssertion) => boolean,
): string[] {
  const found: { readonly at: number; readonly body: string }[] = [];
  try {
    const ast = parsePattern(pattern, flagsOf(flags));
    const stack: AST.Node[] = [ast];
    while (stack.length > 0) {
      const n = stack.pop()!;
      if (n.type === 'Assertion' && (n.kind === 'lookbehind' || n.kind === 'lookahead') && isAsked(n))
        found.push({ at: n.start, body: n.alternatives.map((a) => a.raw).join('|') });
      if ('alternatives' in n) stack.push(...n.alternatives);
      if ('elements' in n) stack.push(...(n.elements as AST.Node[]));
      if (n.type === 'Quantifier') stack.push(n.element);
    }
  } catch {
    return [];
  }
  return found.sort((x, y) => x.at - y.at).map(({ body }) => body);
}
