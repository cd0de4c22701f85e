/** What the panel shows, and what a person can ask of it. */
import type { FlameRange } from '../../src/core/profile/flame.ts';
import type { FlameColour, FlameMode, FlameViewState } from '../../src/core/protocol.ts';

export interface PanelState extends FlameViewState {
  /** Idle shown in left-heavy. */
  readonly idle: boolean;
  /** The table of functions is open. */
  readonly table: boolean;
  readonly range: FlameRange | undefined;
  /** Function in the middle of the sandwich; -1: none chosen. */
  readonly focus: number;
}

export const FIRST_STATE: PanelState = {
  mode: 'left-heavy',
  colour: 'package',
  onlyMine: false,
  search: '',
  idle: false,
  table: false,
  range: undefined,
  focus: -1,
};

/** The part that survives a reload. */
export interface SavedState {
  readonly view: FlameViewState;
  readonly idle: boolean;
  readonly table: boolean;
}

const MODES: readonly FlameMode[] = ['time-order', 'left-heavy', 'sandwich'];
const COLOURS: readonly FlameColour[] = ['package', 'heat'];

/** What was saved, by this version or another; wrong parts are left out. */
export function readSaved(value: unknown): Partial<PanelState> {
  if (typeof value !== 'object' || value === null) return {};
  const { view, idle, table } = value as { view?: unknown; idle?: unknown; table?: unknown };
  return {
    ...(typeof view === 'object' && view !== null ? readView(view as Record<string, unknown>) : {}),
    ...(typeof idle === 'boolean' ? { idle } : {}),
    ...(typeof table === 'boolean' ? { table } : {}),
  };
}

function readView(view: Record<string, unknown>): Partial<FlameViewState> {
  const mode = MODES.find((m) => m === view.mode);
  const colour = COLOURS.find((c) => c === view.colour);
  return {
    ...(mode ? { mode } : {}),
    ...(colour ? { colour } : {}),
    ...(typeof view.onlyMine === 'boolean' ? { onlyMine: view.onlyMine } : {}),
    ...(typeof view.search === 'string' ? { search: view.search } : {}),
  };
}

export function viewOf({ mode, colour, onlyMine, search }: PanelState): FlameViewState {
  return { mode, colour, onlyMine, search };
}
