import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Recording, UserError } from '../core/model.ts';
import type { FunctionKey, OpenedProfile, ProfileService } from '../node/profile-service.ts';
import { workspaceRoots } from './services/roots.ts';

/** The profiles of one recording folder or profile file, opened. */
export interface OpenSet {
  readonly title: string;
  /** Absolute: the folder of a recording, or a profile file. */
  readonly source: string;
  readonly recording: Recording | undefined;
  /** Hottest first; never empty. */
  readonly profiles: readonly OpenedProfile[];
}

/** A profile that is being read. */
export interface Opening {
  readonly source: string;
  /** Told before all other surfaces; `undefined` where it cannot be read. */
  onRead(listener: (set: OpenSet | undefined) => void): void;
}

/**
 * What is open and what all surfaces show. A set lives as long as it is current or somebody holds it; then its
 * memory in the worker is given back.
 */
export class Session implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<OpenSet | undefined>();
  private readonly asked = new vscode.EventEmitter<FunctionKey>();
  private readonly holders = new Map<OpenSet, number>();
  private readonly choices = new WeakMap<OpenSet, string>();
  private shown: OpenSet | undefined;

  private readonly began = new vscode.EventEmitter<Opening>();

  readonly onDidChange = this.changed.event;
  /** Somebody asked for a profile to be shown: what shows it can come up while it is read. */
  readonly onWillShow = this.began.event;
  /** Somebody wants to see a function in the flame view. */
  readonly onDidReveal = this.asked.event;

  constructor(private readonly service: () => ProfileService) {}

  get current(): OpenSet | undefined {
    return this.shown;
  }

  /** What a person means by it. @throws UserError where nothing is open. */
  get opened(): OpenSet {
    if (this.shown) return this.shown;
    throw new UserError('No profile is open.', 'Open one with Perfloop: Open Profile….');
  }

  get profiles(): ProfileService {
    return this.service();
  }

  /**
   * Opens without showing; the caller holds it until it disposes.
   * @throws UserError naming the file.
   */
  async open(source: string): Promise<{ readonly set: OpenSet; release(): void }> {
    const profiles = await this.service().open([source], { roots: workspaceRoots() });
    const recording = await readRecording(source);
    const set: OpenSet = { title: titleOf(source, recording), source, recording, profiles };
    return { set, release: this.hold(set) };
  }

  /** Opens and shows. @throws UserError naming the file. */
  async openAndShow(source: string): Promise<void> {
    const listeners: ((set: OpenSet | undefined) => void)[] = [];
    this.began.fire({ source, onRead: (listener) => listeners.push(listener) });
    let read: OpenSet | undefined;
    try {
      const { set, release } = await this.open(source);
      read = set;
      for (const listener of listeners) listener(set);
      this.show(set);
      release();
    } finally {
      if (!read) for (const listener of listeners) listener(undefined);
    }
  }

  /** Keeps a set open until the returned function is called. */
  hold(set: OpenSet): () => void {
    this.holders.set(set, (this.holders.get(set) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holders.set(set, (this.holders.get(set) ?? 1) - 1);
      this.giveBack(set);
    };
  }

  show(set: OpenSet | undefined): void {
    if (set === this.shown) return;
    const before = this.shown;
    this.shown = set;
    void vscode.commands.executeCommand('setContext', 'perfloop.open', set !== undefined);
    this.changed.fire(set);
    if (before) this.giveBack(before);
  }

  /** The thread that the flame view shows. */
  chosen(set: OpenSet): OpenedProfile {
    const id = this.choices.get(set);
    return set.profiles.find((p) => p.id === id) ?? primary(set);
  }

  choose(set: OpenSet, id: string): void {
    if (id === this.chosen(set).id || !set.profiles.some((p) => p.id === id)) return;
    this.choices.set(set, id);
    if (set === this.shown) this.changed.fire(set);
  }

  /** What heat and hotspots add up: all threads of the chosen one's process, of one unit. */
  ids(set: OpenSet): string[] {
    const chosen = this.chosen(set);
    const pid = pidOf(set, chosen);
    return set.profiles.filter((p) => p.unit === chosen.unit && pidOf(set, p) === pid).map((p) => p.id);
  }

  reveal(key: FunctionKey): void {
    this.asked.fire(key);
  }

  private giveBack(set: OpenSet): void {
    if (set === this.shown || (this.holders.get(set) ?? 0) > 0) return;
    this.holders.delete(set);
    this.service().close(set.profiles.map((p) => p.id));
  }

  dispose(): void {
    this.changed.dispose();
    this.began.dispose();
    this.asked.dispose();
  }
}

function threadOf(set: OpenSet, profile: OpenedProfile) {
  const name = path.basename(profile.path);
  return set.recording?.threads.find((t) => path.basename(t.file) === name);
}

function pidOf(set: OpenSet, profile: OpenedProfile): number {
  return threadOf(set, profile)?.pid ?? 0;
}

/** Share of the hottest thread's activity from which a program's own first process is what a person meant. */
const leastOfHottest = 0.2;

/** The process that was started, unless it only waited for others, as `npm run` does. */
function primary(set: OpenSet): OpenedProfile {
  const hottest = set.profiles[0]!;
  const pids = new Set(set.recording?.threads.map((t) => t.pid));
  const worth = set.profiles.filter((p) => p.totals.activeMs >= hottest.totals.activeMs * leastOfHottest);
  const isFirst = (p: OpenedProfile) => {
    const thread = threadOf(set, p);
    return thread !== undefined && !pids.has(thread.parentPid) && thread.threadId === 0;
  };
  return worth.find((p) => p.unit === hottest.unit && isFirst(p)) ?? hottest;
}

async function readRecording(source: string): Promise<Recording | undefined> {
  const file = path.basename(source) === 'recording.json' ? source : path.join(source, 'recording.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Recording;
  } catch {
    // A plain profile file has no recording around it.
    return undefined;
  }
}

function titleOf(source: string, recording: Recording | undefined): string {
  if (!recording) return path.basename(source);
  return recording.command
    .map((word) => (path.isAbsolute(word) ? path.basename(word) : word))
    .join(' ')
    .slice(0, 60);
}
