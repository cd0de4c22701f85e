/**
 * Messages between the extension and its webviews: closed unions, both ways. State goes down, intentions
 * come up. Positions are 1-based. Typed arrays travel as they are (structured clone).
 */
import type { ResultsView } from './bench/results.ts';
import type { Profile, ProfileUnit } from './model.ts';

/** One thread's profile as the picker shows it. */
export interface ProfileChoice {
  readonly id: string;
  readonly label: string;
  /** Active (not idle) weight, in the profile's unit. */
  readonly active: number;
}

export type FlameMode = 'time-order' | 'left-heavy' | 'sandwich';
export type FlameColour = 'package' | 'heat';

/** What a person set in the flame panel; survives a reload. */
export interface FlameViewState {
  readonly mode: FlameMode;
  readonly colour: FlameColour;
  readonly onlyMine: boolean;
  readonly search: string;
}

/** Extension → flame view. */
export type ToFlame =
  | { readonly type: 'loading'; readonly title: string; readonly detail: string }
  | { readonly type: 'failed'; readonly message: string; readonly next: string }
  | {
      readonly type: 'profile';
      readonly title: string;
      readonly profile: Profile;
      readonly unit: ProfileUnit;
      /** Absolute roots of the workspace folders, `/`-separated: what "my code" means. */
      readonly roots: readonly string[];
      readonly choices: readonly ProfileChoice[];
      readonly chosen: string;
      readonly view: FlameViewState;
      /** Only what a screen can show of a large profile; the whole follows. */
      readonly preview?: true;
    }
  /** Show and select a function (from the Hotspots tree or the editor). */
  | { readonly type: 'reveal'; readonly name: string; readonly file: string; readonly line: number };

/** Flame view → extension. */
export type FromFlame =
  | { readonly type: 'ready' }
  | {
      readonly type: 'open';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly beside: boolean;
    }
  | { readonly type: 'choose'; readonly id: string }
  | { readonly type: 'view'; readonly view: FlameViewState }
  | { readonly type: 'speedscope' }
  /** First frame of what was sent drawn; for the benchmark and the tests. */
  | { readonly type: 'drawn'; readonly boxes: number; readonly ms: number }
  | { readonly type: 'error'; readonly message: string };

/** Extension → speedscope page. */
export type ToSpeedscope = {
  readonly type: 'file';
  readonly name: string;
  /** A speedscope file, UTF-8 JSON. */
  readonly bytes: Uint8Array;
  readonly mode: FlameMode;
};

/** Speedscope page → extension. */
export type FromSpeedscope =
  | { readonly type: 'ready' }
  | {
      readonly type: 'open';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly beside: boolean;
    }
  | { readonly type: 'error'; readonly message: string };

/** Extension → results view. */
export type ToResults =
  | {
      readonly type: 'view';
      readonly view: ResultsView;
      readonly selected?: string;
      /** What of the selected one is to be in view. */
      readonly part?: 'history';
    }
  | { readonly type: 'select'; readonly key: string };

/** Results view → extension. Keys are those of the rows. */
export type FromResults =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly key: string }
  | { readonly type: 'run'; readonly keys: readonly string[] }
  | { readonly type: 'profile'; readonly key: string }
  | { readonly type: 'compare'; readonly keys: readonly string[] }
  | { readonly type: 'cancel' }
  | { readonly type: 'markdown' }
  | { readonly type: 'error'; readonly message: string };

/** Every `type` of a union must have a handler: a missing one does not compile. */
export type Handlers<M extends { readonly type: string }, R = void> = {
  readonly [K in M['type']]: (message: Extract<M, { readonly type: K }>) => R;
};
