/** Reads a file again and finds what a finding points at. */
import { contains, isFunction, type Node, visit } from '../../ast.ts';
import type { Step } from '../../finding.ts';
import type { FileIndex, FunctionInfo, LoopInfo, Scope } from '../../index-types.ts';
import { Loops } from '../../loops.ts';
import { parse } from '../../parse.ts';
import { indexFile } from '../../walk.ts';
import type { FixProject, FixSite, FixTarget } from '../fix.ts';
import { type Style, styleOf } from './style.ts';

/** A file read for fixes; several findings of it share one. */
export interface FixFile {
  readonly index: FileIndex;
  readonly loops: Loops;
  readonly style: Style;
}

/** Undefined where the text does not parse as a whole: nobody can say then what it does. */
export function readForFixes(file: string, text: string): FixFile | undefined {
  const parsed = parse(file, text);
  if (!parsed.program || parsed.problem) return undefined;
  const index = indexFile(file, text, parsed.program, parsed.comments);
  return { index, loops: new Loops(index), style: styleOf(index) };
}

export function siteOf(file: FixFile, target: FixTarget, project: FixProject): FixSite | undefined {
  const { index } = file;
  const nodes = nodesAt(index, target);
  if (nodes.length === 0) return undefined;
  const fn = functionAround(index, nodes[0]!);
  // Imports have nothing in them that is collected.
  const scope = scopeAt(index, nodes[0]!, fn) ?? (fn.id === 0 ? index.moduleScope : undefined);
  if (!scope) return undefined;
  const step = target.chain[0];
  return {
    ...file,
    target,
    nodes,
    loop: step?.file === target.file ? loopAt(index, step, nodes[0]!) : undefined,
    fn,
    scope,
    project,
  };
}

/** Nodes of exactly the range; where it goes over several statements, those that begin with it. */
function nodesAt(index: FileIndex, at: FixTarget): Node[] {
  const exact: Node[] = [];
  const begin: Node[] = [];
  visit(index.program, (n) => {
    const loc = n.loc;
    if (!loc || loc.end.line < at.line || loc.start.line > at.endLine) return n.type === 'Program';
    if (loc.start.line === at.line && loc.start.column + 1 === at.column) {
      begin.push(n);
      if (loc.end.line === at.endLine && loc.end.column + 1 === at.endColumn) exact.push(n);
    }
    return true;
  });
  return exact.length > 0 ? exact : begin;
}

function loopAt(index: FileIndex, step: Step, inside: Node): LoopInfo | undefined {
  let best: LoopInfo | undefined;
  for (const loop of index.loops) {
    const { line, column } = loop.node.loc?.start ?? { line: 0, column: 0 };
    if (line !== step.line || column + 1 !== step.column) continue;
    // `Promise.all(items.map(…))` is around its loop.
    if (!contains(loop.node, inside) && !contains(inside, loop.node)) continue;
    // A chain `a.map(…).filter(…)` has several loops of one start: the innermost around the finding is meant.
    if (!best || contains(best.node, loop.node)) best = loop;
  }
  return best;
}

function functionAround(index: FileIndex, node: Node): FunctionInfo {
  let best = index.functions[0]!;
  for (const f of index.functions)
    if (
      f.node !== node &&
      isFunction(f.node as Node) &&
      contains(f.node, node) &&
      contains(best.node, f.node)
    )
      best = f;
  return best;
}

/** The scope of the nearest collected thing around: names resolve from there. */
export function scopeAt(index: FileIndex, node: Node, fn: FunctionInfo): Scope | undefined {
  const sites = [...index.calls, ...index.news, ...index.objects, ...index.spreads, ...index.awaits];
  let best: { readonly node: Node; readonly scope: Scope } | undefined;
  for (const s of sites) {
    const fits =
      s.node === node || (contains(s.node, node) && s.fn === fn) || (contains(node, s.node) && s.fn === fn);
    if (fits && (!best || s.node === node || (best.node !== node && contains(best.node, s.node)))) best = s;
  }
  return best?.scope;
}
