/** One profile in the panel: its names and what the engine knows of it. */

import type { Profile, ProfileUnit } from '../../src/core/model.ts';
import { type FlameFrames, STATE_IDLE } from '../../src/core/profile/flame-frames.ts';
import type { FlameTotals, FrameEdges, FrameWeights } from '../../src/core/profile/flame-stats.ts';
import type { ToFlame } from '../../src/core/protocol.ts';
import type { Neighbour, Selection, Summary } from './details.ts';
import type { Found, Stats } from './engine.ts';
import { countText, FrameNames, shareText, weightText } from './format.ts';
import type { TableRow } from './table.ts';
import type { SearchResult } from './toolbar.ts';

export type ProfileMessage = Extract<ToFlame, { readonly type: 'profile' }>;

export class Session {
  readonly title: string;
  readonly profile: Profile;
  readonly unit: ProfileUnit;
  readonly frames: FlameFrames;
  readonly names: FrameNames;
  /** Of the scope on show; undefined until they are counted. */
  stats: Stats | undefined;
  found: Extract<Found, { readonly error?: undefined }> | undefined;

  constructor(message: ProfileMessage, frames: FlameFrames) {
    this.title = message.title;
    this.profile = message.profile;
    this.unit = message.unit;
    this.frames = frames;
    this.names = new FrameNames(message.profile, message.roots, frames.other);
  }

  weight(value: number): string {
    return weightText(value, this.unit);
  }

  get totals(): FlameTotals {
    return this.stats?.totals ?? { total: 0, active: 0, idle: 0, gc: 0, program: 0 };
  }

  get weights(): FrameWeights | undefined {
    return this.stats?.weights;
  }

  /** Share of active; idle itself is a share of everything. */
  shareOf(frame: number, value: number): number {
    const whole = this.frames.state[frame] === STATE_IDLE ? this.totals.total : this.totals.active;
    return whole > 0 ? value / whole : 0;
  }

  /** `12.3%` of active; of everything for idle itself. */
  frameShare(frame: number, value: number): string {
    return `${(this.shareOf(frame, value) * 100).toFixed(1)}%`;
  }

  shareText(value: number): string {
    return shareText(value, this.totals.active);
  }

  rows(): TableRow[] {
    const { weights, found } = this;
    if (!weights) return [];
    const rows: TableRow[] = [];
    for (let frame = 0; frame < this.frames.length; frame++) {
      const total = weights.total[frame]!;
      if (total <= 0 || (found && found.match[frame] !== 1)) continue;
      rows.push({
        frame,
        name: this.names.name(frame),
        place: this.names.place(frame),
        self: weights.self[frame]!,
        total,
      });
    }
    return rows;
  }

  searchResult(found: Found): SearchResult {
    if (found.error !== undefined)
      return {
        text: 'not a pattern yet',
        title: `Not a regular expression yet: ${found.error}`,
        wrong: true,
      };
    const many = `${countText(found.functions)} function${found.functions === 1 ? '' : 's'}`;
    const share = this.shareText(found.weight);
    const title = `${many} match; samples with a match hold ${this.weight(found.weight)}, ${share} of active`;
    return {
      text: found.functions === 0 ? 'no match' : `${countText(found.functions)} · ${share}`,
      title,
      wrong: false,
    };
  }

  summary(title: string): Summary {
    const { totals } = this;
    const cpu = this.unit === 'us';
    const figures = [
      { name: cpu ? 'Active' : 'Total', text: this.weight(totals.active) },
      ...(totals.idle > 0 ? [{ name: 'Idle', text: this.weight(totals.idle) }] : []),
      ...(cpu
        ? [
            {
              name: 'GC',
              text: `${this.weight(totals.gc)} · ${this.shareText(totals.gc)}`,
              title: 'Garbage collector',
            },
            {
              name: 'Program',
              text: `${this.weight(totals.program)} · ${this.shareText(totals.program)}`,
              title: '(program): native code that V8 gives no name',
            },
          ]
        : []),
      { name: 'Samples', text: countText(this.profile.samples.length) },
    ];
    return { title, figures, packages: this.#packages(), problems: this.profile.problems };
  }

  #packages(): Summary['packages'] {
    const { weights, frames, totals } = this;
    if (!weights) return [];
    const sums = new Map<number, { self: number; frame: number; most: number }>();
    for (let f = 0; f < frames.length; f++) {
      const self = weights.self[f]!;
      if (self <= 0 || frames.state[f] !== 0) continue;
      const pkg = frames.pkg[f]!;
      const sum = sums.get(pkg) ?? { self: 0, frame: f, most: 0 };
      sum.self += self;
      if (self > sum.most) Object.assign(sum, { frame: f, most: self });
      sums.set(pkg, sum);
    }
    return [...sums]
      .sort((a, b) => b[1].self - a[1].self)
      .slice(0, 24)
      .map(([pkg, { self, frame }]) => ({
        name: pkg === 0 ? 'my code' : (frames.packages[pkg] ?? ''),
        frame,
        text: shareText(self, totals.active),
        share: totals.active > 0 ? self / totals.active : 0,
      }));
  }

  /** `boxWeight` undefined: only the function is selected, no box of it. */
  selection(frame: number, boxWeight: number | undefined, edges: FrameEdges | undefined): Selection {
    const { names, weights } = this;
    const self = weights?.self[frame] ?? 0;
    const total = weights?.total[frame] ?? 0;
    const figure = (name: string, value: number) => ({
      name,
      weight: this.weight(value),
      share: this.shareOf(frame, value),
    });
    const neighbours = (list: FrameEdges['callers'] | undefined): Neighbour[] | undefined =>
      list?.map((edge) => ({
        frame: edge.frame,
        name: names.name(edge.frame),
        place: names.place(edge.frame),
        weight: this.weight(edge.weight),
        share: total > 0 ? edge.weight / total : 0,
      }));
    return {
      frame,
      name: names.name(frame),
      place: names.place(frame),
      opens: names.opens(frame),
      pkg: this.frames.pkg[frame] === 0 ? 'my code' : (this.frames.packages[this.frames.pkg[frame]!] ?? ''),
      figures: [
        figure('Self', self),
        figure('Total', total),
        ...(boxWeight === undefined ? [] : [figure('This box', boxWeight)]),
      ],
      callers: neighbours(edges?.callers),
      callees: neighbours(edges?.callees),
      boxed: boxWeight !== undefined,
    };
  }

  /** For the live region. */
  announcement(frame: number, boxWeight: number): string {
    const { names, weights } = this;
    const parts = [names.name(frame)];
    const place = names.place(frame);
    if (place) parts.push(place);
    parts.push(`${this.weight(boxWeight)}, ${(this.shareOf(frame, boxWeight) * 100).toFixed(1)} percent`);
    if (weights)
      parts.push(
        `function total ${this.weight(weights.total[frame]!)}, self ${this.weight(weights.self[frame]!)}`,
      );
    return parts.join('; ');
  }
}
