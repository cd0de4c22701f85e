import { Origin } from '../../model.ts';
import type { FlameBox, RenderOptions, ReportData, ReportDiff, ReportFlame, ReportFormat } from '../data.ts';
import { stylesheet } from '../html-style.ts';
import { formatShare, formatSigned, formatWeight, plural } from '../numbers.ts';
import { functionName, lineKey, originLabel, place } from '../place.ts';
import { activeWord, endSentence, measuredWith, summaryParts } from '../words.ts';

/**
 * One file that needs nothing else: no script, no network, readable offline and in ten years.
 * Everything from the profile is escaped; the policy in the head forbids what an escape might miss.
 */
export const html: ReportFormat = {
  name: 'html',
  extension: '.html',
  render(data: ReportData, options: RenderOptions): string {
    const kind = data.hot.kind === 'heap' ? 'Heap profile' : 'CPU profile';
    const sections = data.diff
      ? [diffSection(data, data.diff, options.top)]
      : [
          families(data),
          flameSection(data.flame),
          functionSection(data, options.top),
          lineSection(data, options.top),
          packageSection(data),
        ];
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(`${kind}: ${data.title}`)}</title>
<style>${stylesheet}</style>
</head>
<body>
${head(data, kind)}
<main>
${sections.filter((s) => s !== '').join('\n')}
${notes(data)}
</main>
</body>
</html>
`;
  },
};

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function head(data: ReportData, kind: string): string {
  const end = endSentence(data);
  const measured = measuredWith(data);
  return `<header>
<p class="kind">${kind}</p>
<h1>${escaped(data.title)}</h1>
<p class="sum">${summaryParts(data)
    .map((p) => `<span>${escaped(p)}</span>`)
    .join('')}</p>
${measured ? `<p class="dim">${escaped(measured)}</p>` : ''}
${end ? `<p class="warn">${escaped(end)}</p>` : ''}
</header>`;
}

function families(data: ReportData): string {
  const list = data.diagnosis.families;
  if (list.length === 0) return '';
  const cards = list.map(
    (f) => `<li class="card">
<p class="share">${formatShare(f.share)}</p>
<h3>${escaped(f.family)} <small>${f.confidence} confidence</small></h3>
<ul>${f.evidence.map((e) => `<li>${escaped(e)}</li>`).join('')}</ul>
</li>`,
  );
  return `<section><h2>Likely bottleneck</h2><ol class="cards">${cards.join('\n')}</ol></section>`;
}

const originClass: Record<Origin, string> = {
  [Origin.Mine]: 'mine',
  [Origin.Dependency]: 'dep',
  [Origin.Runtime]: 'node',
  [Origin.Native]: 'native',
  [Origin.Outside]: 'outside',
};

const rowHeight = 20;

function flameSection(flame: ReportFlame | undefined): string {
  if (!flame || flame.boxes.length === 0) return '';
  const boxes = flame.boxes.map(box).join('');
  const legend = [
    ['mine', 'your code'],
    ['dep', 'dependencies'],
    ['node', 'Node'],
    ['native', 'native'],
  ]
    .map(([name, label]) => `<span><i class="${name}"></i>${label}</span>`)
    .join('');
  const left = flame.leftOut > 0 ? ` ${plural(flame.leftOut, 'stack')} too narrow to show.` : '';
  return `<section><h2>Flame graph</h2>
<p class="legend">${legend}</p>
<p class="dim">Callers above callees, widest first; point at a box for its figures.${left}</p>
<div class="scroll"><div class="flame" role="img" aria-label="Flame graph; the tables below hold the same figures" style="height:${flame.depth * rowHeight}px">${boxes}</div></div>
</section>`;
}

/** Percentages, so that the page's width decides; hundredths of a percent are below a pixel. */
function box(b: FlameBox): string {
  const where = place(b.file, b.line) || originLabel(b.origin, b.pkg);
  const tip = `${functionName(b.name)}\n${where}\ntotal ${formatShare(b.share)}, self ${formatShare(b.selfShare)}`;
  const geometry = `left:${(b.start * 100).toFixed(3)}%;width:${(b.share * 100).toFixed(3)}%;top:${b.depth * rowHeight}px`;
  const label = b.share >= 0.012 ? escaped(functionName(b.name)) : '';
  return `<div class="${originClass[b.origin]}" style="${geometry}" title="${escaped(tip)}">${label}</div>`;
}

function meter(share: number): string {
  return `<td class="bar"><i style="width:${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%"></i></td>`;
}

function number(text: string): string {
  return `<td class="n">${escaped(text)}</td>`;
}

function functionSection(data: ReportData, top: number): string {
  const { unit, totals } = data.hot;
  const rows = data.hot.functions
    .slice(0, top)
    .map(
      (f) =>
        `<tr>${meter(f.selfShare)}${number(formatShare(f.selfShare))}${number(formatWeight(f.selfMs, unit))}${number(formatShare(f.totalShare))}${number(formatWeight(f.totalMs, unit))}<td><code>${escaped(functionName(f.name))}</code></td><td class="where">${escaped(place(f.file, f.line) || originLabel(f.origin, f.pkg))}</td></tr>`,
    );
  const what = data.onlyMine ? 'Hot functions of your code' : 'Hot functions';
  const caption = `Shares of ${formatWeight(totals.activeMs, unit)} ${activeWord(data.hot)}`;
  if (rows.length === 0) return `<section><h2>${what}</h2><p class="dim">Nothing was sampled.</p></section>`;
  return `<section><h2>${what}</h2><div class="scroll"><table><caption>${escaped(caption)}</caption>
<thead><tr><th></th><th colspan="2">Self</th><th colspan="2">Total</th><th>Function</th><th>Where</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function lineSection(data: ReportData, top: number): string {
  const lines = data.hot.lines.slice(0, top);
  if (lines.length === 0) return '';
  const rows = lines.map(
    (l) =>
      `<tr>${meter(l.selfShare)}${number(formatShare(l.selfShare))}${number(formatWeight(l.selfMs, data.hot.unit))}<td class="where">${escaped(place(l.file, l.line))}</td><td><code>${escaped(data.lineTexts[lineKey(l.file, l.line)] ?? '')}</code></td></tr>`,
  );
  return `<section><h2>Hot lines</h2><div class="scroll"><table>
<thead><tr><th></th><th colspan="2">Self</th><th>Where</th><th>Line</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function packageSection(data: ReportData): string {
  const list = data.hot.packages.filter((p) => p.totalShare >= 0.005).slice(0, 12);
  if (list.length < 2) return '';
  const rows = list.map(
    (p) =>
      `<tr>${meter(p.selfShare)}${number(formatShare(p.selfShare))}${number(formatShare(p.totalShare))}<td>${escaped(p.pkg || 'your code')}</td></tr>`,
  );
  return `<section><h2>Packages</h2><div class="scroll"><table>
<thead><tr><th></th><th>Self</th><th>Total</th><th>Package</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function diffSection(data: ReportData, diff: ReportDiff, top: number): string {
  const { unit } = data.hot;
  const largest = Math.max(...diff.functions.map((f) => Math.abs(f.selfDeltaMs)), Number.MIN_VALUE);
  const rows = diff.functions.slice(0, top).map((f) => {
    const tone = f.selfDeltaMs > 0 ? 'worse' : 'better';
    const width = ((Math.abs(f.selfDeltaMs) / largest) * 100).toFixed(1);
    return `<tr><td class="bar ${tone}"><i style="width:${width}%"></i></td><td class="n ${tone}">${escaped(formatSigned(f.selfDeltaMs, unit))}</td>${number(formatWeight(f.baseSelfMs, unit))}${number(formatWeight(f.selfMs, unit))}<td><code>${escaped(functionName(f.name))}</code></td><td class="where">${escaped(place(f.file, f.line) || originLabel(f.origin, ''))}</td></tr>`;
  });
  const delta = data.hot.totals.activeMs - diff.base.activeMs;
  const sum = `Compared with ${diff.baseTitle}: ${formatWeight(diff.base.activeMs, unit)} → ${formatWeight(data.hot.totals.activeMs, unit)} (${formatSigned(delta, unit)})`;
  return `<section><h2>What changed</h2><p>${escaped(sum)}</p><div class="scroll"><table>
<thead><tr><th></th><th>Change</th><th>Base</th><th>Now</th><th>Function</th><th>Where</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function notes(data: ReportData): string {
  if (data.notes.length === 0) return '';
  const items = data.notes.map((n) => `<li>${escaped(n)}</li>`).join('');
  return `<section><h2>Notes</h2><ul class="dim">${items}</ul></section>`;
}
