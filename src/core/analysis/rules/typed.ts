/** Loops over what somebody typed into a form, and what the types of a list say of its length. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  type Node,
  propertyName,
  rootOf,
  settled,
  typeSaid,
} from '../ast.ts';
import type { Binding, LoopInfo, Scope } from '../index-types.ts';
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

/** `const [corners, setCorners] = useState(DEFAULT_CORNERS)`: what somebody starts with and changes by hand. */
export function startsWithDefaults(list: Node, scope: Scope): boolean {
  const n = bare(list);
  const made = n.type === 'Identifier' ? find(scope, n.name)?.init : undefined;
  const call = made && settled(made);
  const first = call && isCall(call) ? call.arguments[0] : undefined;
  return (
    first?.type === 'Identifier' &&
    /^DEFAULT_|^default[A-Z]/.test(first.name) &&
    /(^|\.)(useState|ref|signal)$/.test(dotted((call as Call).callee))
  );
}

/** `items: NavItem[]`, `columns: ColumnDef[]`, and `state.players` of `state: GameState`. */
export function isFewByType(receiver: Node, scope: Scope): boolean {
  const n = bare(receiver);
  const owner = isMember(n) ? bare(n.object) : n;
  const b = owner.type === 'Identifier' ? find(scope, owner.name) : undefined;
  const said = typeSaid(b?.annotation);
  if (!said) return false;
  if (isMember(n))
    return (
      /(Game|Match|Combat|Battle)State$/.test(typeName(said)) ||
      (/^(players|teams|members|playerIds)$/.test(propertyName(n)) &&
        /(Game|Match|Lobby|Party|Squad)(State)?$/.test(typeName(said)))
    );
  const item = said.type === 'TSArrayType' ? typeName(said.elementType) : '';
  return (
    /(Nav|Menu|Tab|Sidebar|Toolbar|Breadcrumb)_?(Item|Link|Entry)$/.test(item) ||
    /^(Match|Game|Lobby|Party|Squad|Round)(Player|Member|Participant|Seat)$/.test(item) ||
    /(Column|Field|Option|Role|Permission|Locale|Theme|Plugin|Setting|Shortcut|Tab|Step)(Def|Definition|Config|Props|Meta)?$/.test(
      item,
    )
  );
}

function typeName(n: Node): string {
  return n.type === 'TSTypeReference' && n.typeName.type === 'Identifier' ? n.typeName.name : '';
}
