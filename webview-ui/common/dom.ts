/** Building elements without markup: text is only ever text, so no name of a function can become a tag. */

type Child = Node | string | undefined | false;

export interface Props {
  readonly class?: string;
  readonly title?: string;
  readonly type?: string;
  readonly id?: string;
  readonly role?: string;
  readonly tabIndex?: number;
  readonly hidden?: boolean;
  readonly aria?: Readonly<Record<string, string | number | boolean>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly on?: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  if (props.title !== undefined) element.title = props.title;
  if (props.id !== undefined) element.id = props.id;
  if (props.type !== undefined) element.setAttribute('type', props.type);
  if (props.role !== undefined) element.setAttribute('role', props.role);
  if (props.tabIndex !== undefined) element.tabIndex = props.tabIndex;
  if (props.hidden !== undefined) element.hidden = props.hidden;
  for (const [name, value] of Object.entries(props.aria ?? {}))
    element.setAttribute(`aria-${name}`, String(value));
  for (const [name, value] of Object.entries(props.data ?? {})) element.dataset[name] = value;
  for (const [name, listener] of Object.entries(props.on ?? {}))
    element.addEventListener(name, listener as EventListener);
  put(element, ...children);
  return element;
}

/** Replaces what the element holds. */
export function put(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}

/** Outlines on a 16 × 16 grid, drawn in the text's colour. */
const ICONS = {
  time: 'M2 3.5h12M2 8h7M11 8h3M2 12.5h4M8 12.5h3',
  heavy: 'M2 3.5h12M2 8h8M2 12.5h4',
  sandwich: 'M2 8h12M4 4h8M6 1.5h4M4 12h8M6 14.5h4',
  search: 'M11 7a4 4 0 1 1-8 0a4 4 0 0 1 8 0zM10 10l4 4',
  previous: 'M4 10l4-4l4 4',
  next: 'M4 6l4 4l4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  mine: 'M10.5 5a2.5 2.5 0 1 1-5 0a2.5 2.5 0 0 1 5 0zM3 14c0-3 2-5 5-5s5 2 5 5',
  colour: 'M8 2C5.5 5 4 7.3 4 9.5a4 4 0 0 0 8 0C12 7.3 10.500 5 8 2z',
  idle: 'M8 2a6 6 0 1 0 6 6A4.700 4.700 0 0 1 8 2z',
  table: 'M2 3h12v10H2zM2 6.500h12M6.500 6.500V13',
  speedscope: 'M9.500 2H14v4.500M14 2L8 8M7 3H3v10h10V9',
  help: 'M5.500 6a2.500 2.500 0 1 1 3.600 2.200c-.8.400-1.100.9-1.100 1.800M8 12.500v.5',
  copy: 'M5.500 5.500h8v8h-8zM3 10.500h-.5v-8h8V3',
  stack: 'M2 3h12M2 6.500h9M2 10h6M2 13.500h3',
  zoom: 'M2 6V2h4M14 6V2h-4M2 10v4h4M14 10v4h-4',
  reset: 'M3 8a5 5 0 1 0 1.600-3.700M3 2v3h3',
  flame:
    'M8 14.500c2.800 0 4.500-1.900 4.500-4.300C12.500 7 9 5.500 9 1.500C6.500 3 6.300 5.300 6.300 6.500C5.500 6 5.200 5.300 5.200 4.600C4 6 3.500 8 3.500 10.200c0 2.400 1.700 4.300 4.500 4.300z',
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}
