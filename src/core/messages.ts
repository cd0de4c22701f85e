/** Checks of what a webview sends: its messages are data from outside until they have passed here. */
import type {
  FlameColour,
  FlameMode,
  FlameViewState,
  FromFlame,
  FromResults,
  FromSpeedscope,
} from './protocol.ts';

export const defaultFlameView: FlameViewState = {
  mode: 'left-heavy',
  colour: 'package',
  onlyMine: false,
  search: '',
};

/** Longest text taken over from a webview: paths, ids, search patterns. */
const longestText = 10_000;

type Fields = Record<string, unknown>;

/** The message, freshly made of the checked fields only; undefined where it is not one. */
export function fromFlame(raw: unknown): FromFlame | undefined {
  if (!isFields(raw)) return undefined;
  switch (raw.type) {
    case 'ready':
    case 'speedscope':
      return { type: raw.type };
    case 'open':
      return openMessage(raw);
    case 'choose':
      return isText(raw.id) ? { type: 'choose', id: raw.id } : undefined;
    case 'view': {
      const view = flameView(raw.view);
      return view && { type: 'view', view };
    }
    case 'drawn':
      return isFigure(raw.boxes) && isFigure(raw.ms)
        ? { type: 'drawn', boxes: raw.boxes, ms: raw.ms }
        : undefined;
    case 'error':
      return isText(raw.message) ? { type: 'error', message: raw.message } : undefined;
    default:
      return undefined;
  }
}

export function fromSpeedscope(raw: unknown): FromSpeedscope | undefined {
  if (!isFields(raw)) return undefined;
  if (raw.type === 'ready') return { type: 'ready' };
  if (raw.type === 'open') return openMessage(raw);
  if (raw.type === 'error' && isText(raw.message)) return { type: 'error', message: raw.message };
  return undefined;
}

/** Most rows that one intention may name. */
const mostKeys = 10_000;

export function fromResults(raw: unknown): FromResults | undefined {
  if (!isFields(raw)) return undefined;
  switch (raw.type) {
    case 'ready':
    case 'cancel':
    case 'markdown':
      return { type: raw.type };
    case 'open':
    case 'profile':
      return isText(raw.key) ? { type: raw.type, key: raw.key } : undefined;
    case 'run':
    case 'compare':
      return isKeys(raw.keys) ? { type: raw.type, keys: [...raw.keys] } : undefined;
    case 'error':
      return isText(raw.message) ? { type: 'error', message: raw.message } : undefined;
    default:
      return undefined;
  }
}

function isKeys(raw: unknown): raw is readonly string[] {
  return Array.isArray(raw) && raw.length <= mostKeys && raw.every(isText);
}

const modes: readonly FlameMode[] = ['time-order', 'left-heavy', 'sandwich'];
const colours: readonly FlameColour[] = ['package', 'heat'];

/** Also for what an older version stored. */
export function flameView(raw: unknown): FlameViewState | undefined {
  if (!isFields(raw)) return undefined;
  const mode = modes.find((m) => m === raw.mode);
  const colour = colours.find((c) => c === raw.colour);
  if (!mode || !colour || typeof raw.onlyMine !== 'boolean' || !isText(raw.search)) return undefined;
  return { mode, colour, onlyMine: raw.onlyMine, search: raw.search };
}

function openMessage(raw: Fields): Extract<FromFlame, { type: 'open' }> | undefined {
  const { file, line, column, beside } = raw;
  if (!isText(file) || file === '' || !isPosition(line) || !isPosition(column)) return undefined;
  return typeof beside === 'boolean' ? { type: 'open', file, line, column, beside } : undefined;
}

function isFields(raw: unknown): raw is Fields {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length <= longestText && !raw.includes('\0');
}

function isPosition(raw: unknown): raw is number {
  return Number.isInteger(raw) && (raw as number) >= 0 && (raw as number) < 2 ** 31;
}

function isFigure(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw) && raw >= 0;
}
