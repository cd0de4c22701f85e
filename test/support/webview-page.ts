/**
 * The webview's pages in a real Chromium as the editor would show them: the document from one origin, its
 * resources from another, the same content policy, and an `acquireVsCodeApi` that keeps what is posted.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Profile } from '../../src/core/model.ts';
import type { FlameViewState, FromFlame, FromResults, ProfileChoice } from '../../src/core/protocol.ts';
import { flameHtml, resultsHtml, speedscopeFiles, speedscopeHtml } from '../../src/core/webview-html.ts';
import { DECODE, profileBytes } from './profile-bytes.ts';
import { type EditorTheme, THEMES, type ThemeName } from './themes.ts';

export const VIEW: FlameViewState = { mode: 'time-order', colour: 'package', onlyMine: false, search: '' };

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.woff2': 'font/woff2',
};

export interface ShowOptions {
  readonly view?: Partial<FlameViewState>;
  readonly roots?: readonly string[];
  readonly choices?: readonly ProfileChoice[];
  readonly title?: string;
  readonly preview?: true;
}

export class WebviewPages {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #data = new Map<string, Uint8Array>();
  readonly #port: number;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.#port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      this.#answer(request.url ?? '/').then(
        ({ type, body }) => {
          response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(body);
        },
        () => response.writeHead(404).end(),
      );
    });
  }

  static async start(): Promise<WebviewPages> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: process.env.PERFLOOP_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new WebviewPages(server, browser);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Addresses of resources are of another origin than the document's. */
  get #resources(): string {
    return `http://localhost:${this.#port}`;
  }

  async #answer(url: string): Promise<{ readonly type: string; readonly body: string | Uint8Array }> {
    const { pathname } = new URL(url, 'http://localhost');
    const source = this.#resources;
    if (pathname === '/flame') {
      const at = `${source}/dist/webview`;
      const html = flameHtml({
        cspSource: source,
        nonce: 'n0nce',
        scriptUri: `${at}/flame.js`,
        workerUri: `${at}/flame-worker.js`,
        styleUri: `${at}/flame.css`,
      });
      return { type: TYPES['.html']!, body: html };
    }
    if (pathname === '/results') {
      const at = `${source}/dist/webview`;
      const html = resultsHtml({
        cspSource: source,
        nonce: 'n0nce',
        scriptUri: `${at}/results.js`,
        styleUri: `${at}/results.css`,
      });
      return { type: TYPES['.html']!, body: html };
    }
    if (pathname === '/speedscope') return { type: TYPES['.html']!, body: await this.#speedscope(source) };
    const data = this.#data.get(pathname);
    if (data) return { type: 'application/octet-stream', body: data };
    const file = path.normalize(path.join(process.cwd(), pathname));
    if (!pathname.startsWith('/dist/')) throw new Error('not served');
    return { type: TYPES[path.extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
  }

  async #speedscope(source: string): Promise<string> {
    const { readdir } = await import('node:fs/promises');
    const files = speedscopeFiles(await readdir(path.join(process.cwd(), 'dist/speedscope')))!;
    return speedscopeHtml({
      cspSource: source,
      nonce: 'n0nce',
      scriptUri: `${source}/dist/webview/speedscope.js`,
      speedscopeScriptUri: `${source}/dist/speedscope/${files.script}`,
      speedscopeStyleUri: `${source}/dist/speedscope/${files.style}`,
    });
  }

  /** An empty page of the kind, its script started. */
  async open<K extends 'flame' | 'speedscope' | 'results'>(
    kind: K,
    options: BrowserContextOptions & { readonly theme?: ThemeName; readonly state?: unknown } = {},
  ): Promise<WebviewPage<K extends 'results' ? FromResults : FromFlame>> {
    const { theme = 'dark', state, ...context } = options;
    const browserContext = await this.#browser.newContext({
      viewport: { width: 1100, height: 640 },
      reducedMotion: 'reduce',
      colorScheme: THEMES[theme].scheme,
      ...context,
    });
    const page = await browserContext.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.addInitScript(fakeApi(state, THEMES[theme]));
    await page.goto(`http://127.0.0.1:${this.#port}/${kind}`);
    const view = new WebviewPage<K extends 'results' ? FromResults : FromFlame>(page, problems, (profile) =>
      this.#keep(profile),
    );
    await view.posted('ready');
    return view;
  }

  #keep(profile: Profile): string {
    const name = `/data/${this.#data.size}`;
    this.#data.set(name, profileBytes(profile));
    return this.#resources + name;
  }
}

/** Runs in the page before its own scripts. As text: what a bundler adds to functions is not there. */
function fakeApi(state: unknown, theme: EditorTheme): string {
  return `(() => {
    globalThis.posted = [];
    globalThis.saved = ${JSON.stringify(state ?? null)};
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => posted.push(message),
      getState: () => saved ?? undefined,
      setState: (value) => { globalThis.saved = value; },
    });
    const theme = ${JSON.stringify(theme)};
    document.addEventListener('DOMContentLoaded', () => {
      for (const [name, value] of Object.entries(theme.variables)) document.documentElement.style.setProperty('--vscode-' + name, value);
      document.body.classList.add(theme.bodyClass);
    });
  })()`;
}

/** `M`: what the page posts. */
export class WebviewPage<M extends { readonly type: string } = FromFlame> {
  readonly page: Page;
  /** Errors of the page and of its policy. */
  readonly problems: string[];
  readonly #keep: (profile: Profile) => string;

  constructor(page: Page, problems: string[], keep: (profile: Profile) => string) {
    this.page = page;
    this.problems = problems;
    this.#keep = keep;
  }

  /** Everything that the page posted, oldest first. */
  messages(): Promise<M[]> {
    return this.page.evaluate('posted') as Promise<M[]>;
  }

  /** The last message of a type, waiting for one. */
  async posted<T extends M['type']>(type: T): Promise<Extract<M, { readonly type: T }>> {
    // Asked from here: the page's policy forbids the waiting inside it that evaluates text.
    for (let turn = 0; turn < 600; turn++) {
      const found = (await this.messages()).findLast((m) => m.type === type);
      if (found) return found as Extract<M, { readonly type: T }>;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the page posted no ${type} within 30 s; its problems: ${this.problems.join('; ')}`);
  }

  async forget(): Promise<void> {
    await this.page.evaluate('posted.length = 0');
  }

  send(message: unknown): Promise<void> {
    return this.page.evaluate((m) => {
      (globalThis as unknown as { postMessage(m: unknown, target: string): void }).postMessage(m, '*');
    }, message);
  }

  /** Sends a profile and waits for the first picture and the sums. */
  async show(profile: Profile, options: ShowOptions = {}): Promise<void> {
    await this.forget();
    const rest = {
      type: 'profile',
      title: options.title ?? profile.name,
      unit: profile.unit,
      roots: options.roots ?? [],
      choices: options.choices ?? [],
      chosen: options.choices?.[0]?.id ?? '',
      view: { ...VIEW, ...options.view },
      ...(options.preview ? { preview: true } : {}),
    };
    await this.page.evaluate(
      `(async () => {
        const buffer = await (await fetch(${JSON.stringify(this.#keep(profile))})).arrayBuffer();
        const profile = (${DECODE})(buffer);
        globalThis.sentAt = performance.now();
        globalThis.postMessage({ ...${JSON.stringify(rest)}, profile }, '*');
      })()`,
    );
    await this.posted('drawn');
    if (!options.preview) await this.page.locator('.details h2').waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
