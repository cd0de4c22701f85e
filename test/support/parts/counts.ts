/** What a part of the tests counted; it prints its failures itself. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the passed: those that failed at first. Only parts that drive a browser are given a second try. */
  readonly flaky?: number;
}

export function add(a: Counts, b: Counts): Counts {
  const flaky = (a.flaky ?? 0) + (b.flaky ?? 0);
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    ...(flaky > 0 ? { flaky } : {}),
  };
}

/** `12 passed, 0 failed`, and what was skipped where something was. */
export function line({ passed, failed, skipped, flaky = 0 }: Counts): string {
  const rest = `${skipped > 0 ? `, ${skipped} skipped` : ''}${flaky > 0 ? `, ${flaky} only at the second try` : ''}`;
  return `${passed} passed, ${failed} failed${rest}`;
}

/** At most `lines` lines of a long text, its end kept; long lines (a compared document, say) are cut. */
export function tail(text: string, lines: number): string {
  const all = text.trimEnd().split('\n').map(cut);
  return all.length <= lines
    ? all.join('\n')
    : `… ${all.length - lines} lines …\n${all.slice(-lines).join('\n')}`;
}

/** The same with the beginning kept, for programs that print their first complaint first. */
export function head(text: string, lines: number): string {
  const all = text.trimEnd().split('\n').map(cut);
  return all.length <= lines
    ? all.join('\n')
    : `${all.slice(0, lines).join('\n')}\n… ${all.length - lines} lines …`;
}

function cut(line: string): string {
  return line.length <= 300 ? line : `${line.slice(0, 300)}… (${line.length} characters)`;
}

export function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
