/**
 * The documents that the webviews start from. Strings only, so that the extension and the tests use the same;
 * no data in them, no inline script, no inline style: data comes by message.
 */

export interface FlamePage {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for each document. */
  readonly nonce: string;
  /** Addresses of dist/webview/flame.js, flame-worker.js and flame.css, as the webview sees them. */
  readonly scriptUri: string;
  readonly workerUri: string;
  readonly styleUri: string;
}

export function flameHtml(page: FlamePage): string {
  return htmlOf(page, {
    title: 'Flame graph',
    styleUri: page.styleUri,
    // The worker's text is fetched and started from a blob: a webview's resources are another origin.
    policy: [images(page), `connect-src ${page.cspSource}`, 'worker-src blob:'],
    body: `<body class="perfloop-flame">
${starting}
${script(page, page.scriptUri, ` data-worker="${attribute(page.workerUri)}"`)}`,
  });
}

export interface SpeedscopePage {
  readonly cspSource: string;
  readonly nonce: string;
  /** Address of dist/webview/speedscope.js. */
  readonly scriptUri: string;
  /** Addresses of speedscope's own script and style in dist/speedscope (see `speedscopeFiles`). */
  readonly speedscopeScriptUri: string;
  readonly speedscopeStyleUri: string;
}

/** Speedscope's own script and style by their names in its release folder: the names hold a hash. */
export function speedscopeFiles(
  names: readonly string[],
): { readonly script: string; readonly style: string } | undefined {
  const script = names.find((name) => /^speedscope-.*\.js$/.test(name));
  const style = names.find((name) => /^speedscope-.*\.css$/.test(name));
  return script !== undefined && style !== undefined ? { script, style } : undefined;
}

export function speedscopeHtml(page: SpeedscopePage): string {
  return htmlOf(page, {
    title: 'speedscope',
    styleUri: page.speedscopeStyleUri,
    // Its importer of Java recordings is WebAssembly.
    scripts: " 'wasm-unsafe-eval'",
    // It makes its styles while it runs and throws where it may not.
    styles: " 'unsafe-inline'",
    policy: [images(page)],
    body: `<body>
${script(page, page.scriptUri)}
${script(page, page.speedscopeScriptUri)}`,
  });
}

export interface ResultsPage {
  readonly cspSource: string;
  readonly nonce: string;
  /** Addresses of dist/webview/results.js and results.css. */
  readonly scriptUri: string;
  readonly styleUri: string;
}

export function resultsHtml(page: ResultsPage): string {
  return htmlOf(page, {
    title: 'Benchmark results',
    styleUri: page.styleUri,
    policy: [],
    body: `<body class="perfloop-results">
${starting}
${script(page, page.scriptUri)}`,
  });
}

type Page = Pick<FlamePage, 'cspSource' | 'nonce'>;

interface Parts {
  readonly title: string;
  readonly styleUri: string;
  /** What the policy allows beside scripts of this nonce, and styles and fonts of the extension. */
  readonly scripts?: string;
  readonly styles?: string;
  readonly policy: readonly string[];
  /** With its opening tag. */
  readonly body: string;
}

function htmlOf({ cspSource, nonce }: Page, parts: Parts): string {
  const { title, styleUri, scripts = '', styles = '', policy, body } = parts;
  const all = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'${scripts}`,
    `style-src ${cspSource}${styles}`,
    `font-src ${cspSource}`,
    ...policy,
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(all.join('; '))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(styleUri)}">
<title>${title}</title>
</head>
${body}
</body>
</html>
`;
}

const starting = '<main id="perfloop"><p class="starting" role="status">Loading…</p></main>';

function images({ cspSource }: Page): string {
  return `img-src ${cspSource} data: blob:`;
}

function script({ nonce }: Page, uri: string, more = ''): string {
  return `<script nonce="${attribute(nonce)}" src="${attribute(uri)}"${more}></script>`;
}

/** Safe between double quotes. */
function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
