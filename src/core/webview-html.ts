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
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data: blob:`,
    // The worker's text is fetched and started from a blob: a webview's resources are another origin.
    `connect-src ${page.cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(page.styleUri)}">
<title>Flame graph</title>
</head>
<body class="perfloop-flame">
<main id="perfloop"><p class="starting" role="status">Loading…</p></main>
<script nonce="${attribute(page.nonce)}" src="${attribute(page.scriptUri)}" data-worker="${attribute(page.workerUri)}"></script>
</body>
</html>
`;
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
  const policy = [
    `default-src 'none'`,
    // Its importer of Java recordings is WebAssembly.
    `script-src 'nonce-${page.nonce}' 'wasm-unsafe-eval'`,
    // It makes its styles while it runs and throws where it may not.
    `style-src ${page.cspSource} 'unsafe-inline'`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data: blob:`,
  ].join('; ');
  const nonce = attribute(page.nonce);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(page.speedscopeStyleUri)}">
<title>speedscope</title>
</head>
<body>
<script nonce="${nonce}" src="${attribute(page.scriptUri)}"></script>
<script nonce="${nonce}" src="${attribute(page.speedscopeScriptUri)}"></script>
</body>
</html>
`;
}

export interface ResultsPage {
  readonly cspSource: string;
  readonly nonce: string;
  /** Addresses of dist/webview/results.js and results.css. */
  readonly scriptUri: string;
  readonly styleUri: string;
}

export function resultsHtml(page: ResultsPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(page.styleUri)}">
<title>Benchmark results</title>
</head>
<body class="perfloop-results">
<main id="perfloop"><p class="starting" role="status">Loading…</p></main>
<script nonce="${attribute(page.nonce)}" src="${attribute(page.scriptUri)}"></script>
</body>
</html>
`;
}

/** Safe between double quotes. */
function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
