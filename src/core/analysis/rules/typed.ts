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
import type { LoopInfo, Scope } from '../index-types.ts';
import { find } from '../scopes.ts';

/**
 * `const [rows, setRows] = useState([{ name: '', notes: '' }])`: a form with one empty row to begin with. What any form
 * sends, `onSubmit(values) { … values.entries.map(send) }`, may hold all that was loaded into it.
 */
export function startsBlank({ iterable, scope }: LoopInfo): boolean {
  const root = iterable ? rootOf(settled(iterable)) : undefined;
  const init = root?.type === 'Identifier' ? find(scope, root.name)?.init : undefined;
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
