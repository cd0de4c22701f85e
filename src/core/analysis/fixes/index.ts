/**
 * Every maker of fixes, sorted by file. Fixes are made on demand from a finding and the text it is of, so that
 * an analysis pays nothing for them.
 */
import type { Fix } from '../finding.ts';
import { accumulateInPlace } from './accumulate-in-place.ts';
import { asyncVariant } from './async-variant.ts';
import { safeAtOnce } from './at-once.ts';
import { awaitTogether } from './await-together.ts';
import { batchQuery } from './batch-query.ts';
import { batchWrite } from './batch-write.ts';
import type { Edit, Fixer, FixProject, FixTarget, Proposal } from './fix.ts';
import { hoist } from './hoist.ts';
import { importParts } from './import-parts.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { mapIndex } from './map-index.ts';
import { setLookup } from './set-lookup.ts';
import { applyEdits } from './support/apply-edits.ts';
import { type FixFile, readForFixes, siteOf } from './support/site.ts';
import { timeOut } from './time-out.ts';
import { uniqueValues } from './unique-values.ts';

export const fixers: readonly Fixer[] = [
  accumulateInPlace,
  asyncVariant,
  awaitTogether,
  batchQuery,
  batchWrite,
  hoist,
  importParts,
  limitConcurrency,
  mapIndex,
  setLookup,
  timeOut,
  uniqueValues,
];

const noProject: FixProject = { dependencies: new Set() };

/**
 * What can be done about one finding, best first; [] where nothing keeps the program's behaviour.
 * @param text the text that the finding was made from: an unsaved editor's, where it was
 */
export function fixesFor(finding: FixTarget, text: string, project: FixProject = noProject): Fix[] {
  if (!hasFixer(finding.rule)) return [];
  const file = readForFixes(finding.file, text);
  return file ? fixesIn(file, finding, project) : [];
}

/** As `fixesFor`, for several findings of one text, which is read once. In the order of the findings. */
export function fixesForAll(
  findings: readonly FixTarget[],
  text: string,
  project: FixProject = noProject,
): Fix[][] {
  const [first] = findings;
  const file = first && findings.some((f) => hasFixer(f.rule)) ? readForFixes(first.file, text) : undefined;
  return findings.map((f) => (file ? fixesIn(file, f, project) : []));
}

/** Whether a rule's findings may have fixes at all: cheap, for menus. */
export function hasFixer(rule: string): boolean {
  return fixers.some((f) => f.rules.includes(rule));
}

function fixesIn(file: FixFile, finding: FixTarget, project: FixProject): Fix[] {
  const makers = fixers.filter((f) => f.rules.includes(finding.rule));
  const site = makers.length > 0 ? siteOf(file, finding, project) : undefined;
  if (!site) return [];
  const found: Fix[] = [];
  for (const maker of makers) {
    const proposal = maker.propose(site);
    const edits = proposal ? sortedEdits(proposal) : undefined;
    if (proposal && edits)
      found.push({ ...proposal, name: maker.name, edits: edits.map((e) => ({ file: finding.file, ...e })) });
  }
  return found.sort((a, b) => Number(a.kind === 'preview') - Number(b.kind === 'preview'));
}

/** Undefined where edits overlap: such a fix is none. The depth of lines that are replaced is no matter. */
function sortedEdits(proposal: Proposal): Proposal['edits'] | undefined {
  const edits = proposal.edits
    .filter((e) => !isDepth(e) || !proposal.edits.some((o) => o.start < e.start && e.start < o.end))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  return edits.every((e, i) => i === 0 || edits[i - 1]!.end <= e.start) ? edits : undefined;
}

function isDepth(e: Edit): boolean {
  return e.start === e.end && /^[ \t]+$/.test(e.text);
}

export interface SafelyFixed {
  readonly text: string;
  /** The findings that are gone, in their order. */
  readonly fixed: readonly FixTarget[];
}

/**
 * Makes the safe fixes of one text's findings at once. Where two touch the same place the first is made; the
 * other may be once the text is analysed anew. What would no longer parse is left as it is.
 */
export function fixSafely(findings: readonly FixTarget[], text: string): SafelyFixed {
  const { fixed, edits } = safeAtOnce(fixesForAll(findings, text), text);
  const after = applyEdits(text, edits);
  const first = findings[0];
  if (!first || fixed.length === 0 || !readForFixes(first.file, after)) return { text, fixed: [] };
  return { text: after, fixed: fixed.map((i) => findings[i]!) };
}
