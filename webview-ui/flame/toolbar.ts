/** Modes, search and switches. */
import type { FlameMode, ProfileChoice } from '../../src/core/protocol.ts';
import { h, type IconName, icon, put } from '../common/dom.ts';
import type { PanelState } from './state.ts';

export interface ToolbarActions {
  set(change: Partial<PanelState>): void;
  step(direction: 1 | -1): void;
  choose(id: string): void;
  speedscope(): void;
  help(): void;
  /** Out of the search box, into the graph. */
  leave(): void;
}

export interface SearchResult {
  /** What to show: `12 functions · 34.1%`, or what is wrong with the pattern. */
  readonly text: string;
  readonly title: string;
  readonly wrong: boolean;
}

const MODES: readonly {
  readonly mode: FlameMode;
  readonly name: string;
  readonly icon: IconName;
  readonly key: string;
}[] = [
  { mode: 'time-order', name: 'Time order', icon: 'time', key: '1' },
  { mode: 'left-heavy', name: 'Left heavy', icon: 'heavy', key: '2' },
  { mode: 'sandwich', name: 'Sandwich', icon: 'sandwich', key: '3' },
];

export class Toolbar {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  readonly #result = h('span', { class: 'result', role: 'status' });
  readonly #picker: HTMLSelectElement;
  readonly #modes: ReadonlyMap<FlameMode, HTMLButtonElement>;
  readonly #switches: Readonly<Record<'onlyMine' | 'idle' | 'table' | 'heat', HTMLButtonElement>>;
  readonly #steps: readonly HTMLButtonElement[];

  constructor(actions: ToolbarActions) {
    this.#modes = new Map(
      MODES.map(({ mode, name, icon: iconName, key }) => [
        mode,
        button(iconName, name, `${name} (${key})`, () => actions.set({ mode }), 'mode'),
      ]),
    );
    const flip = (name: IconName, label: string, title: string, act: (on: boolean) => void) => {
      const element = button(
        name,
        label,
        title,
        () => act(element.getAttribute('aria-pressed') !== 'true'),
        'switch',
      );
      return element;
    };
    this.#switches = {
      onlyMine: flip(
        'mine',
        'Only my code',
        'Only my code: fold other code into its callers (M)',
        (onlyMine) => actions.set({ onlyMine }),
      ),
      heat: flip('colour', 'Heat', 'Colour by heat instead of by package (C)', (on) =>
        actions.set({ colour: on ? 'heat' : 'package' }),
      ),
      idle: flip('idle', 'Idle', 'Show idle time in left heavy (I)', (idle) => actions.set({ idle })),
      table: flip('table', 'Functions', 'Table of functions (T)', (table) => actions.set({ table })),
    };
    this.search = h('input', {
      type: 'search',
      class: 'pattern',
      aria: { label: 'Search functions by regular expression' },
      on: {
        input: () => actions.set({ search: this.search.value }),
        keydown: (event) => searchKey(event, this.search, actions),
      },
    });
    this.search.placeholder = 'Search (regex)';
    this.search.title = 'Regular expression on function names; with a / or \\. in it on file paths too (/)';
    this.search.spellcheck = false;
    this.#steps = [
      button('previous', '', 'Previous match (Shift+Enter)', () => actions.step(-1), 'step'),
      button('next', '', 'Next match (Enter)', () => actions.step(1), 'step'),
    ];
    this.#picker = h('select', {
      class: 'picker',
      hidden: true,
      aria: { label: 'Thread' },
      on: { change: () => actions.choose(this.#picker.value) },
    });
    this.element = h(
      'div',
      { class: 'toolbar', role: 'toolbar', aria: { label: 'Flame graph' } },
      h('div', { class: 'modes', role: 'group', aria: { label: 'Mode' } }, ...this.#modes.values()),
      h(
        'div',
        { class: 'search', role: 'search' },
        icon('search'),
        this.search,
        this.#result,
        ...this.#steps,
      ),
      h('div', { class: 'switches' }, ...Object.values(this.#switches)),
      this.#picker,
      h(
        'div',
        { class: 'more' },
        button('speedscope', '', 'Open the same profile in speedscope (S)', actions.speedscope, 'plain'),
        button('help', '', 'Keys (?)', actions.help, 'plain'),
      ),
    );
  }

  update(state: PanelState, timeOrdered: boolean): void {
    for (const [mode, element] of this.#modes) {
      element.setAttribute('aria-pressed', String(mode === state.mode));
      if (mode === 'time-order') {
        element.disabled = !timeOrdered;
        element.title = timeOrdered
          ? 'Time order (1)'
          : 'Time order: this profile does not say when its samples were taken';
      }
    }
    this.#switches.onlyMine.setAttribute('aria-pressed', String(state.onlyMine));
    this.#switches.heat.setAttribute('aria-pressed', String(state.colour === 'heat'));
    this.#switches.idle.setAttribute('aria-pressed', String(state.idle));
    this.#switches.table.setAttribute('aria-pressed', String(state.table || state.mode === 'sandwich'));
    this.#switches.idle.hidden = state.mode !== 'left-heavy';
    if (this.search.value !== state.search) this.search.value = state.search;
  }

  found(result: SearchResult | undefined): void {
    this.#result.textContent = result?.text ?? '';
    this.#result.title = result?.title ?? '';
    this.#result.classList.toggle('wrong', result?.wrong ?? false);
    this.search.setAttribute('aria-invalid', String(result?.wrong ?? false));
    for (const step of this.#steps) step.hidden = !result || result.wrong;
  }

  choices(choices: readonly ProfileChoice[], chosen: string, weight: (active: number) => string): void {
    this.#picker.hidden = choices.length < 2;
    const options = choices.map((choice) => {
      const option = h('option', {}, `${weight(choice.active)} · ${choice.label}`);
      option.value = choice.id;
      return option;
    });
    put(this.#picker, ...options);
    this.#picker.value = chosen;
  }
}

function searchKey(event: KeyboardEvent, input: HTMLInputElement, actions: ToolbarActions): void {
  event.stopPropagation();
  if (event.key === 'Enter') actions.step(event.shiftKey ? -1 : 1);
  else if (event.key === 'Escape') {
    if (input.value === '') actions.leave();
    else {
      input.value = '';
      actions.set({ search: '' });
    }
  } else if (event.key === 'ArrowDown') actions.leave();
  else return;
  event.preventDefault();
}

export function button(
  name: IconName,
  label: string,
  title: string,
  act: () => void,
  kind: string,
): HTMLButtonElement {
  const element = h(
    'button',
    {
      class: `button ${kind}`,
      type: 'button',
      title,
      aria: { label: label || title.replace(/ \(.*\)$/, '') },
      on: { click: act },
    },
    icon(name),
    label !== '' && h('span', { class: 'text' }, label),
  );
  return element;
}
