/** Self and total weights per function, package and line, in one walk over each profile's stacks. */
import { Origin, type Profile } from '../model.ts';
import type { FunctionIndex } from './function-index.ts';
import { GrowFloats } from './grow.ts';
import { IntTable } from './int-table.ts';
import { selfWeights, subtreeWeights, walkStacks } from './stack-walk.ts';

export interface LineEntry {
  /** The function that most of the line's own weight fell in. */
  readonly fn: number;
  readonly line: number;
  readonly self: number;
  readonly total: number;
  /** Whether calls from the line are in its total. */
  readonly calls: boolean;
}

export class HotSums {
  /** By number of `index.functions`. */
  readonly functionSelf = new GrowFloats(1024);
  readonly functionTotal = new GrowFloats(1024);
  /** By number of `index.packages`. */
  readonly packageSelf = new GrowFloats(64);
  readonly packageTotal = new GrowFloats(64);
  /** (file, line), and its sums. */
  private readonly lines = new IntTable(1024);
  private readonly lineSelf = new GrowFloats(1024);
  private readonly lineTotal = new GrowFloats(1024);
  private readonly lineCalls = new Set<number>();
  /** (line row, function) and its self weight: names the line's function. */
  private readonly lineFunctions = new IntTable(1024);
  private readonly lineFunctionSelf = new GrowFloats(1024);

  constructor(
    readonly index: FunctionIndex,
    readonly onlyMine: boolean,
  ) {}

  /** `scale` turns the profile's unit into that of the sums. */
  add(profile: Profile, scale: number): void {
    const functionOf = this.index.of(profile);
    fit(this.functionSelf, this.index.functions.length);
    fit(this.functionTotal, this.index.functions.length);
    fit(this.packageSelf, this.index.packages.length);
    fit(this.packageTotal, this.index.packages.length);
    const self = selfWeights(profile);
    for (let row = 0; row < self.length; row++) self[row]! *= scale;
    const subtree = subtreeWeights(profile.stacks, self);
    const owner = this.onlyMine ? this.nearestOwn(profile, functionOf) : undefined;
    this.addSelf(profile, functionOf, self, owner);
    this.addTotals(profile, functionOf, subtree);
    this.addLines(profile, functionOf, subtree, scale);
    if (owner !== undefined) this.foldLines(profile, functionOf, self, owner);
  }

  /** Row of the nearest own frame at or above each row; -1 where there is none. */
  private nearestOwn(profile: Profile, functionOf: Int32Array): Int32Array {
    const { frame, parent, length } = profile.stacks;
    const owner = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      const mine = this.index.functions[functionOf[frame[row]!]!]!.origin === Origin.Mine;
      const up = parent[row]!;
      owner[row] = mine ? row : up < 0 ? -1 : owner[up]!;
    }
    return owner;
  }

  private addSelf(
    profile: Profile,
    functionOf: Int32Array,
    self: Float64Array,
    owner: Int32Array | undefined,
  ): void {
    const { frame, length } = profile.stacks;
    for (let row = 0; row < length; row++) {
      const weight = self[row]!;
      if (weight === 0) continue;
      const at = owner === undefined ? row : owner[row]!;
      if (at < 0) continue;
      const fn = functionOf[frame[at]!]!;
      this.functionSelf.data[fn]! += weight;
      const { state, pkgId } = this.index.functions[fn]!;
      if (!state) this.packageSelf.data[pkgId]! += weight;
    }
  }

  /** A subtree counts for a function only where the function is not open already further up. */
  private addTotals(profile: Profile, functionOf: Int32Array, subtree: Float64Array): void {
    const { functions } = this.index;
    const { frame } = profile.stacks;
    const openFunction = new Int32Array(functions.length);
    const openPackage = new Int32Array(this.index.packages.length);
    const pkgOf = Int32Array.from(functions, (fn) => (fn.state ? -1 : fn.pkgId));
    const functionTotal = this.functionTotal.data;
    const packageTotal = this.packageTotal.data;
    walkStacks(profile.stacks, subtree, {
      enter(row) {
        const fn = functionOf[frame[row]!]!;
        const pkg = pkgOf[fn]!;
        if (openFunction[fn]!++ === 0) functionTotal[fn]! += subtree[row]!;
        if (pkg >= 0 && openPackage[pkg]!++ === 0) packageTotal[pkg]! += subtree[row]!;
      },
      leave(row) {
        const fn = functionOf[frame[row]!]!;
        const pkg = pkgOf[fn]!;
        openFunction[fn]!--;
        if (pkg >= 0) openPackage[pkg]!--;
      },
    });
  }

  private addLines(profile: Profile, functionOf: Int32Array, subtree: Float64Array, scale: number): void {
    const { frame, callLine } = profile.stacks;
    const own = profile.lines;
    const rows = new Int32Array(own.length);
    for (let i = 0; i < own.length; i++) {
      const fn = functionOf[frame[own.stack[i]!]!]!;
      rows[i] = this.lineRow(fn, own.line[i]!);
      if (rows[i]! < 0) continue;
      const weight = own.weight[i]! * scale;
      this.lineSelf.data[rows[i]!]! += weight;
      this.addLineFunction(rows[i]!, fn, weight);
    }
    if (callLine !== undefined) {
      this.addCalls(profile, functionOf, subtree, rows, scale);
      return;
    }
    for (let i = 0; i < own.length; i++) {
      if (rows[i]! >= 0) this.lineTotal.data[rows[i]!]! += own.weight[i]! * scale;
    }
  }

  /** What others' code cost goes to the own line that called it, where that is known. */
  private foldLines(profile: Profile, functionOf: Int32Array, self: Float64Array, owner: Int32Array): void {
    const { frame, parent, callLine, length } = profile.stacks;
    if (callLine === undefined) return;
    const calledFrom = new Uint32Array(length);
    for (let row = 0; row < length; row++) {
      const at = owner[row]!;
      if (at < 0 || at === row) continue;
      calledFrom[row] = parent[row] === at ? callLine[row]! : calledFrom[parent[row]!]!;
      if (self[row] === 0 || calledFrom[row] === 0) continue;
      const fn = functionOf[frame[at]!]!;
      const line = this.lineRow(fn, calledFrom[row]!);
      if (line < 0) continue;
      this.lineSelf.data[line]! += self[row]!;
      this.addLineFunction(line, fn, self[row]!);
    }
  }

  /** Totals of lines where each row says which line of its caller called it: each sample once a line. */
  private addCalls(
    profile: Profile,
    functionOf: Int32Array,
    subtree: Float64Array,
    ownRows: Int32Array,
    scale: number,
  ): void {
    const { frame, parent, callLine, length } = profile.stacks;
    const { firstTick, nextTick } = ticksByStack(profile);
    const siteOf = new Int32Array(length).fill(-1);
    for (let row = 0; row < length; row++) {
      const line = callLine![row]!;
      if (line === 0 || parent[row]! < 0) continue;
      const fn = functionOf[frame[parent[row]!]!]!;
      siteOf[row] = this.lineRow(fn, line);
      if (siteOf[row]! < 0) continue;
      this.addLineFunction(siteOf[row]!, fn, 0);
      if (subtree[row]! > 0) this.lineCalls.add(siteOf[row]!);
    }
    const open = new Int32Array(this.lines.length);
    const total = this.lineTotal.data;
    walkStacks(profile.stacks, subtree, {
      enter(row) {
        const site = siteOf[row]!;
        if (site >= 0 && open[site]!++ === 0) total[site]! += subtree[row]!;
        for (let tick = firstTick[row]!; tick >= 0; tick = nextTick[tick]!) {
          const line = ownRows[tick]!;
          if (line >= 0 && open[line] === 0) total[line]! += profile.lines.weight[tick]! * scale;
        }
      },
      leave(row) {
        if (siteOf[row]! >= 0) open[siteOf[row]!]!--;
      },
    });
  }

  /** -1 where the frame has no file: there is no line to show. */
  private lineRow(fn: number, line: number): number {
    const { file, fileId, origin } = this.index.functions[fn]!;
    if (file === '' || line === 0 || (this.onlyMine && origin !== Origin.Mine)) return -1;
    const row = this.lines.intern(fileId, line, 0, 0);
    fit(this.lineSelf, this.lines.length);
    fit(this.lineTotal, this.lines.length);
    return row;
  }

  private addLineFunction(line: number, fn: number, weight: number): void {
    const row = this.lineFunctions.intern(line, fn, 0, 0);
    fit(this.lineFunctionSelf, this.lineFunctions.length);
    this.lineFunctionSelf.data[row]! += weight;
  }

  lineEntries(): LineEntry[] {
    const fnOf = new Int32Array(this.lines.length).fill(-1);
    const most = new Float64Array(this.lines.length).fill(-1);
    for (let i = 0; i < this.lineFunctions.length; i++) {
      const line = this.lineFunctions.a.data[i]!;
      const weight = this.lineFunctionSelf.data[i]!;
      if (weight <= most[line]!) continue;
      most[line] = weight;
      fnOf[line] = this.lineFunctions.b.data[i]!;
    }
    const entries: LineEntry[] = [];
    for (let i = 0; i < this.lines.length; i++) {
      const [self, total] = [this.lineSelf.data[i]!, this.lineTotal.data[i]!];
      if (self <= 0 && total <= 0) continue;
      entries.push({ fn: fnOf[i]!, line: this.lines.b.data[i]!, self, total, calls: this.lineCalls.has(i) });
    }
    return entries;
  }
}

/** Line ticks of each stack as linked lists over `profile.lines`. */
function ticksByStack(profile: Profile): { readonly firstTick: Int32Array; readonly nextTick: Int32Array } {
  const firstTick = new Int32Array(profile.stacks.length).fill(-1);
  const nextTick = new Int32Array(profile.lines.length).fill(-1);
  for (let i = profile.lines.length - 1; i >= 0; i--) {
    const stack = profile.lines.stack[i]!;
    nextTick[i] = firstTick[stack]!;
    firstTick[stack] = i;
  }
  return { firstTick, nextTick };
}

function fit(column: GrowFloats, length: number): void {
  while (column.length < length) column.push(0);
}
