/**
 * A regular expression as steps of a backtracking matcher, in the order in which JavaScript's engines try them.
 * Back-references, look-arounds, counted and lazy repetitions included; what reads one character asks the engine
 * itself whether it does.
 */
import type { AST } from '@eslint-community/regexpp';
import type { ReadonlyFlags } from 'regexp-ast-analysis';
import { flagsOf, parsePattern } from './pattern.ts';

export type Step =
  | { readonly op: 'read'; readonly reads: Reader; readonly back: boolean }
  /** Goes on with the next step, and on failure with `to`; `later` the other way round. */
  | { op: 'split'; to: number; readonly later: boolean }
  | { op: 'jump'; to: number }
  | { readonly op: 'at'; readonly kind: 'start' | 'end' | 'word' | 'no-word'; readonly multiline: boolean }
  | { readonly op: 'keep'; readonly slot: number }
  | { readonly op: 'reset'; readonly from: number; readonly to: number }
  | { readonly op: 'again'; readonly group: number; readonly back: boolean; readonly fold: boolean }
  | { readonly op: 'zero'; readonly slot: number }
  /** Counts a turn, or leaves for `to`: as often as `min`, at most `max` times. */
  | {
      op: 'turn';
      readonly slot: number;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      to: number;
    }
  /** Fails where nothing was read since the slot was kept. */
  | { readonly op: 'moved'; readonly slot: number }
  | { op: 'look'; readonly negate: boolean; to: number }
  | { readonly op: 'done' };

/** Whether a character, given by its code, is read. */
export type Reader = (code: number) => boolean;

export interface Program {
  readonly steps: readonly Step[];
  readonly slots: number;
  readonly unicode: boolean;
  readonly global: boolean;
  readonly sticky: boolean;
}

/** What is not modelled: sets that read several characters at once. */
export class NotModelled extends Error {}

/** @throws SyntaxError for what is no regular expression, NotModelled */
export function programOf(pattern: string, flags: string): Program {
  const f = flagsOf(flags);
  const ast = parsePattern(pattern, f);
  return new Compiler(f).compile(ast);
}

type Flags = Pick<Required<ReadonlyFlags>, 'ignoreCase' | 'multiline' | 'dotAll'>;

class Compiler {
  private readonly steps: Step[] = [];
  private readonly groups = new Map<AST.CapturingGroup, number>();
  private readonly readers = new Map<string, Reader>();
  private slots = 0;
  private readonly unicode: boolean;

  constructor(private readonly flags: Required<ReadonlyFlags>) {
    this.unicode = flags.unicode || flags.unicodeSets;
  }

  compile(ast: AST.Pattern): Program {
    // Slots of groups come first, two each.
    const stack: AST.Node[] = [ast];
    for (let n = stack.pop(); n; n = stack.pop()) {
      if (n.type === 'CapturingGroup') this.groups.set(n, this.groups.size);
      if ('alternatives' in n && n.type !== 'ClassStringDisjunction') stack.push(...n.alternatives);
      if (n.type === 'Alternative') stack.push(...n.elements);
      if (n.type === 'Quantifier') stack.push(n.element);
    }
    this.slots = 2 * this.groups.size;
    this.choice(ast.alternatives, this.flags, false);
    this.steps.push({ op: 'done' });
    const { global, sticky } = this.flags;
    return { steps: this.steps, slots: this.slots, unicode: this.unicode, global, sticky };
  }

  private choice(alternatives: readonly AST.Alternative[], f: Flags, back: boolean): void {
    const ends: { to: number }[] = [];
    for (const [i, a] of alternatives.entries()) {
      const isLast = i === alternatives.length - 1;
      const split = isLast ? undefined : this.put({ op: 'split', to: 0, later: false });
      const elements = back ? [...a.elements].reverse() : a.elements;
      for (const e of elements) this.element(e, f, back);
      if (!isLast) ends.push(this.put({ op: 'jump', to: 0 }));
      if (split) split.to = this.steps.length;
    }
    for (const end of ends) end.to = this.steps.length;
  }

  private put<S extends Step>(step: S): S {
    this.steps.push(step);
    return step;
  }

  private element(e: AST.Element, f: Flags, back: boolean): void {
    switch (e.type) {
      case 'Group':
        this.choice(e.alternatives, modified(f, e.modifiers), back);
        return;
      case 'CapturingGroup': {
        const slot = 2 * this.groups.get(e)!;
        this.put({ op: 'keep', slot: back ? slot + 1 : slot });
        this.choice(e.alternatives, f, back);
        this.put({ op: 'keep', slot: back ? slot : slot + 1 });
        return;
      }
      case 'Quantifier':
        this.quantifier(e, f, back);
        return;
      case 'Assertion':
        this.assertion(e, f);
        return;
      case 'Backreference': {
        const groups = Array.isArray(e.resolved) ? e.resolved : [e.resolved];
        for (const g of groups)
          this.put({ op: 'again', group: this.groups.get(g)!, back, fold: f.ignoreCase });
        return;
      }
      default:
        this.put({ op: 'read', reads: this.reader(e.raw, f), back });
    }
  }

  private quantifier(q: AST.Quantifier, f: Flags, back: boolean): void {
    const body = (): void => {
      const groups = [...this.groups].filter(([g]) => g.start >= q.start && g.end <= q.end).map(([, i]) => i);
      if (groups.length > 0)
        this.put({ op: 'reset', from: 2 * Math.min(...groups), to: 2 * Math.max(...groups) + 2 });
      this.element(q.element, f, back);
    };
    if (q.max === 0) return;
    if (q.max === 1 && q.min === 1) {
      body();
      return;
    }
    const lazy = !q.greedy;
    if (q.max === 1) {
      const split = this.put({ op: 'split', to: 0, later: lazy });
      this.guarded(body, q);
      split.to = this.steps.length;
      return;
    }
    if (q.max === Number.POSITIVE_INFINITY && q.min <= 1) {
      if (q.min === 1) body();
      const top = this.steps.length;
      const split = this.put({ op: 'split', to: 0, later: lazy });
      this.guarded(body, q);
      this.put({ op: 'jump', to: top });
      split.to = this.steps.length;
      return;
    }
    const slot = this.slots++;
    this.put({ op: 'zero', slot });
    const top = this.steps.length;
    const turn = this.put({ op: 'turn', slot, min: q.min, max: q.max, lazy, to: 0 });
    // Turns that have to be may read nothing.
    if (q.min === 0) this.guarded(body, q);
    else body();
    this.put({ op: 'jump', to: top });
    turn.to = this.steps.length;
  }

  /** A turn more than there has to be that reads nothing is none. */
  private guarded(body: () => void, q: AST.Quantifier): void {
    if (/^Character/.test(q.element.type)) {
      body();
      return;
    }
    const slot = this.slots++;
    this.put({ op: 'keep', slot });
    body();
    this.put({ op: 'moved', slot });
  }

  private assertion(a: AST.Assertion, f: Flags): void {
    if (a.kind === 'start' || a.kind === 'end') {
      this.put({ op: 'at', kind: a.kind, multiline: f.multiline });
    } else if (a.kind === 'word') {
      this.put({ op: 'at', kind: a.negate ? 'no-word' : 'word', multiline: false });
    } else if ('alternatives' in a) {
      const look = this.put({ op: 'look', negate: a.negate, to: 0 });
      this.choice(a.alternatives, f, a.kind === 'lookbehind');
      this.put({ op: 'done' });
      look.to = this.steps.length;
    }
  }

  private reader(raw: string, f: Flags): Reader {
    if (this.flags.unicodeSets && /\\q|\\p\{(?:RGI_|Basic_|Emoji_Keycap)/.test(raw)) throw new NotModelled();
    const flags = `${f.ignoreCase ? 'i' : ''}${f.dotAll ? 's' : ''}${this.flags.unicodeSets ? 'v' : this.flags.unicode ? 'u' : ''}`;
    const key = `${flags} ${raw}`;
    let known = this.readers.get(key);
    if (!known) {
      known = readerOf(new RegExp(`^(?:${raw})$`, flags), this.unicode);
      this.readers.set(key, known);
    }
    return known;
  }
}

function readerOf(one: RegExp, unicode: boolean): Reader {
  const asked = (code: number): boolean =>
    one.test(unicode ? String.fromCodePoint(code) : String.fromCharCode(code));
  // 0 not asked yet, 1 no, 2 yes: a match asks for few characters, each of them a hundred thousand times.
  const low = new Uint8Array(256);
  const others = new Map<number, boolean>();
  return (code) => {
    if (code < 256) {
      if (low[code] === 0) low[code] = asked(code) ? 2 : 1;
      return low[code] === 2;
    }
    let reads = others.get(code);
    if (reads === undefined) {
      reads = asked(code);
      others.set(code, reads);
    }
    return reads;
  };
}

function modified(f: Flags, modifiers: AST.Modifiers | null): Flags {
  if (!modifiers) return f;
  const { add, remove } = modifiers;
  const of = (flag: keyof Flags): boolean =>
    (add?.[flag] ?? false) || (f[flag] && !(remove?.[flag] ?? false));
  return { ignoreCase: of('ignoreCase'), multiline: of('multiline'), dotAll: of('dotAll') };
}
