import type { Node } from './ast.ts';
import type { Site } from './index-types.ts';
import { patternNames } from './patterns.ts';
import { find, noWrites } from './scopes.ts';
import type { Mutable } from './walk.ts';

/** Later assignments to a name, for "is it constant". */
export function recordWrites(out: Mutable): void {
  for (const s of out.assignments) {
    const left = s.node.left;
    if (left.type === 'Identifier') recordWrite(s, left.name);
    else if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
      for (const name of patternNames(left)) recordWrite(s, name);
    }
  }
  for (const s of out.updates) {
    if (s.node.argument.type === 'Identifier') recordWrite(s, s.node.argument.name);
  }
}

function recordWrite(site: Site, name: string): void {
  const binding = find(site.scope, name);
  if (!binding) return;
  if (binding.writes === noWrites) binding.writes = [site.node];
  else (binding.writes as Node[]).push(site.node);
}
