/** Loops over what somebody typed into a form. */
import { bare, dotted, isCall, rootOf, settled } from '../ast.ts';
import type { Binding, LoopInfo } from '../index-types.ts';
import { collectionName } from '../names-of-collections.ts';
import { find } from '../scopes.ts';

/** `onSubmit(values) { … values.invites.map(invite) }` of a page: as many as somebody typed. Files are chosen at once. */
export function isTyped(loop: LoopInfo): boolean {
  const root = loop.iterable ? rootOf(settled(loop.iterable)) : undefined;
  const b = root?.type === 'Identifier' ? find(loop.scope, root.name) : undefined;
  if (b && startsBlank(b)) return true;
  return (
    b?.kind === 'param' &&
    /^(on|handle)\w*(Submit|Finish)$|^submit(Form)?$/.test(b.scope.fn.name) &&
    !/(image|file|photo|attachment|upload|media|document|picture)s?$/i.test(collectionName(loop.iterable!))
  );
}

/** `const [rows, setRows] = useState([{ name: '', notes: '' }])`: a form with one empty row to begin with. */
function startsBlank({ init }: Binding): boolean {
  const made = init && settled(init);
  if (!made || !isCall(made) || !/(^|\.)useState$/.test(dotted(made.callee))) return false;
  const rows = made.arguments[0] ? bare(made.arguments[0]) : undefined;
  const row = rows?.type === 'ArrayExpression' && rows.elements[0] ? bare(rows.elements[0]) : undefined;
  return (
    row?.type === 'ObjectExpression' &&
    row.properties.some(
      (p) => p.type === 'ObjectProperty' && p.value.type === 'StringLiteral' && p.value.value === '',
    )
  );
}
