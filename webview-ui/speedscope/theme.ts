/**
 * Speedscope is dark where the system is; in the editor it should be dark where the editor is. The page
 * answers that one question by the editor's theme.
 */
const QUESTION = '(prefers-color-scheme: dark)';

export function followEditorTheme(): void {
  const system = matchMedia.bind(globalThis);
  const answer = new EditorScheme(system(QUESTION));
  globalThis.matchMedia = (query) =>
    query === QUESTION ? (answer as unknown as MediaQueryList) : system(query);
  new MutationObserver(() => answer.refresh()).observe(document.body, {
    attributes: true,
    attributeFilter: ['class'],
  });
}

class EditorScheme extends EventTarget {
  readonly media = QUESTION;
  readonly #system: MediaQueryList;
  #last: boolean;

  constructor(system: MediaQueryList) {
    super();
    this.#system = system;
    this.#last = this.matches;
  }

  get matches(): boolean {
    const { classList } = document.body;
    if (classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light')) return false;
    if (classList.contains('vscode-dark') || classList.contains('vscode-high-contrast')) return true;
    return this.#system.matches;
  }

  refresh(): void {
    if (this.matches === this.#last) return;
    this.#last = this.matches;
    this.#tell();
  }

  /** Who asks first and listens later may have missed the editor's theme: it comes after the page's start. */
  override addEventListener(...ask: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(...ask);
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.dispatchEvent(new MediaQueryListEvent('change', { matches: this.matches, media: this.media }));
  }
}
