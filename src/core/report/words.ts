/** Sentences that several formats share. */
import type { HotSpots } from '../model.ts';
import type { ReportData } from './data.ts';
import { formatCount, formatMs, formatShare, formatWeight, plural } from './numbers.ts';

/** What the shares are shares of. */
export function activeWord(hot: HotSpots): string {
  return hot.unit === 'us' ? 'of active CPU time' : hot.unit === 'bytes' ? 'allocated' : 'of samples';
}

/** `1.2 s wall`, `980 ms active`, `18% idle`, …: what the profile holds. */
export function summaryParts(data: ReportData): string[] {
  const { totals, unit } = data.hot;
  const parts: string[] = [];
  if (data.durationMs > 0) parts.push(`${formatMs(data.durationMs)} wall`);
  parts.push(`${formatWeight(totals.activeMs, unit)} ${unit === 'us' ? 'active' : 'allocated'}`);
  if (unit === 'us' && totals.totalMs > 0) {
    if (totals.idleMs > 0) parts.push(`${formatShare(totals.idleMs / totals.totalMs)} idle`);
    if (totals.activeMs > 0 && totals.gcMs > 0) {
      parts.push(`${formatShare(totals.gcMs / totals.activeMs)} garbage collection`);
    }
  }
  parts.push(plural(data.sources.length, 'thread'));
  parts.push(`${formatCount(totals.samples)} samples`);
  return parts;
}

/** Which Node and sampler, for recordings of ours. */
export function measuredWith(data: ReportData): string {
  const threads = data.recording?.data.threads ?? [];
  const first = threads[0];
  if (!first) return '';
  const version = first.samplerVersion && first.sampler !== 'inspector' ? ` ${first.samplerVersion}` : '';
  const every = data.hot.kind === 'cpu' ? `, every ${first.intervalUs / 1000} ms` : '';
  return `Node ${first.nodeVersion.replace(/^v/, '')}, sampled by ${first.sampler}${version}${every}`;
}

/** How a recorded program ended, where that is worth a line. */
export function endSentence(data: Pick<ReportData, 'recording'>): string {
  const end = data.recording?.data.end;
  if (!end) return '';
  switch (end.how) {
    case 'exited':
      return end.code === 0 ? '' : `the command ended with code ${end.code}`;
    case 'signalled':
      return `the command was ended by ${end.signal}`;
    case 'cancelled':
      return 'cancelled: this is what was recorded until then';
    case 'duration-reached':
    case 'detached':
      return '';
  }
}
