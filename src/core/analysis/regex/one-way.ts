/**
 * Patterns of which it is plain that each text is read in one way: before each of their loops stands a character that
 * has to come and that one of the two cannot read, the loop or the one before it. Nothing has to be built for them.
 */
import type { AST } from '@eslint-community/regexpp';
import type { ReadonlyFlags } from 'regexp-ast-analysis';
import { type Characters, common, highest, type Reading, simple } from './characters.ts';

/** One character, or a loop over characters. */
interface Token {
  readonly set: Characters;
  readonly isLoop: boolean;
  /** Whoever comes from before it to what is behind it has read one of the set. */
  isNeeded: boolean;
}

/** False where it is not plain. */
export function isReadOneWay({ alternatives }: AST.Pattern, flags: Required<ReadonlyFlags>): boolean {
  return alternatives.every((a) => new Line(flags, startsAtStart(a, flags)).reads(a.elements));
}

function startsAtStart({ elements }: AST.Alternative, flags: Required<ReadonlyFlags>): boolean {
  const [first] = elements;
  return first?.type === 'Assertion' && first.kind === 'start' && !flags.multiline;
}

/** Repeated more often than this it is a loop (see `automaton.ts`). */
const mostCopies = 4;

class Line {
  private readonly tokens: Token[] = [];

  constructor(
    private readonly flags: Required<ReadonlyFlags>,
    isAnchored: boolean,
  ) {
    // The search for a place to begin goes over any text.
    if (!isAnchored) this.tokens.push({ set: [0, highest(flags)], isLoop: true, isNeeded: false });
  }

  reads(elements: readonly AST.Element[]): boolean {
    return elements.every((e) => this.element(e));
  }

  private element(e: AST.Element): boolean {
    switch (e.type) {
      case 'Assertion':
        return e.kind === 'start' || e.kind === 'end' || e.kind === 'word';
      case 'CapturingGroup':
      case 'Group':
        return this.group(e);
      case 'Quantifier':
        return this.quantifier(e);
      case 'Backreference':
        return false;
      default:
        return this.token(e, false, true);
    }
  }

  private group(e: AST.Group | AST.CapturingGroup): boolean {
    const [only] = e.alternatives;
    if ('modifiers' in e && e.modifiers) return false;
    if (e.alternatives.length === 1) return this.reads(only!.elements);
    return !loops(e);
  }

  private quantifier({ element: e, min, max }: AST.Quantifier): boolean {
    if (max === 0) return true;
    if (e.type === 'CapturingGroup' || e.type === 'Group') {
      if (max > mostCopies) return false;
      if (max > 1) return !loops(e);
      const before = this.tokens.length;
      if (!this.group(e)) return false;
      for (const t of this.tokens.slice(before)) t.isNeeded = false;
      return true;
    }
    if (e.type === 'Assertion' || e.type === 'Backreference') return false;
    return (max <= mostCopies && min === 0) || this.token(e, max > mostCopies, min > 0);
  }

  private token(e: Reading, isLoop: boolean, isNeeded: boolean): boolean {
    const set = simple(e, this.flags);
    if (!set) return false;
    if (isLoop && !this.tokens.every((t, i) => !t.isLoop || this.isApart(t, i, set))) return false;
    this.tokens.push({ set, isLoop, isNeeded });
    return true;
  }

  /** Whether no text leads from one loop to another over this set, and is read by both. */
  private isApart({ set: before }: Token, at: number, set: Characters): boolean {
    const both = common(before, set);
    return (
      both.length === 0 ||
      this.tokens.some((t, i) => i > at && t.isNeeded && common(t.set, both).length === 0)
    );
  }
}

/** Whether anything in a group may make it more than a choice of short texts. */
function loops(e: AST.Group | AST.CapturingGroup): boolean {
  const part = (n: AST.Element): boolean => {
    if (n.type === 'Group' || n.type === 'CapturingGroup')
      return ('modifiers' in n && n.modifiers !== null) || loops(n);
    if (n.type === 'Quantifier') return n.max > 1 || part(n.element as AST.Element);
    return n.type === 'Backreference' || (n.type === 'Assertion' && /^look/.test(n.kind));
  };
  return e.alternatives.some((a) => a.elements.some(part));
}
