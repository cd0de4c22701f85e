/** What a fix is made from, and what a maker of fixes is. */
import type { Node } from '../ast.ts';
import type { Finding, Fix } from '../finding.ts';
import type { FileIndex, FunctionInfo, LoopInfo, Scope } from '../index-types.ts';
import type { Loops } from '../loops.ts';
import type { Style } from './support/style.ts';

/** Of a finding, what says where it is. */
export type FixTarget = Pick<
  Finding,
  'rule' | 'file' | 'line' | 'column' | 'endLine' | 'endColumn' | 'chain'
>;

/** What the file alone does not say. */
export interface FixProject {
  /** Names of packages that the nearest package.json depends on. */
  readonly dependencies: ReadonlySet<string>;
  /** TypeScript checks for null but takes what has no type for any: then `const list = []` holds `never`. */
  readonly emptyListsHoldNothing?: boolean;
}

export interface FixSite {
  readonly target: FixTarget;
  readonly index: FileIndex;
  readonly loops: Loops;
  /** Nodes with exactly the finding's range, outermost first. */
  readonly nodes: readonly Node[];
  /** The loop that the finding names, where it names one. */
  readonly loop: LoopInfo | undefined;
  readonly fn: FunctionInfo;
  readonly scope: Scope;
  readonly style: Style;
  readonly project: FixProject;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Proposal extends Omit<Fix, 'edits' | 'name'> {
  readonly edits: readonly Edit[];
}

export interface Fixer {
  readonly name: string;
  /** Rules whose findings it looks at. */
  readonly rules: readonly string[];
  /** Undefined wherever the program might do something else afterwards. */
  readonly propose: (site: FixSite) => Proposal | undefined;
}
