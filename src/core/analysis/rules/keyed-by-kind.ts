/** Groups of which there are as many as there are kinds, as a type says. */
import { dotted, isCall, isFunction, methodName, type Node, settled, typeSaid } from '../ast.ts';
import type { FileIndex, Scope } from '../index-types.ts';
import { oncePer } from '../once.ts';
import { find } from '../scopes.ts';

/**
 * `new Map<Channel, Row[]>()`, `rows: Record<StationType, Row[]>`, or what a function of the same file is said to give.
 * @param of what the loop goes through the entries of
 */
export function isKeyedByKind(of: Node, scope: Scope, file: FileIndex): boolean {
  if (!saysMaps(file)) return false;
  const n = settled(of);
  const b = n.type === 'Identifier' ? find(scope, n.name) : undefined;
  if (b && (b.path.length > 0 || b.loopItem)) return false;
  if (saysKinds(typeSaid(b?.annotation))) return true;
  const from = b ? (b.kind === 'param' ? undefined : b.init) : n;
  const made = from && settled(from);
  if (made?.type === 'NewExpression')
    return dotted(made.callee) === 'Map' && hasKindsForKeys(made.typeParameters ?? undefined);
  if (!made || !isCall(made)) return false;
  const name = methodName(made) || dotted(made.callee);
  const own = name !== '' && /^(this\.)?\w+$/.test(dotted(made.callee));
  const fn = own ? file.functions.find((f) => f.name.slice(f.name.lastIndexOf('.') + 1) === name) : undefined;
  return fn !== undefined && isFunction(fn.node) && saysKinds(typeSaid(fn.node.returnType));
}

const saysMaps = oncePer(({ text }: FileIndex): boolean => /\b(Map|Record)</.test(text));

/** `Map<Channel, …>`, `Record<Channel, …>`, `Partial<…>` and `Promise<…>` of them. */
function saysKinds(type: Node | undefined): boolean {
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const given = type.typeParameters;
  if (/^(Promise|Partial|Readonly)$/.test(type.typeName.name)) return saysKinds(given?.params[0]);
  return /^(Readonly)?Map$|^Record$/.test(type.typeName.name) && hasKindsForKeys(given ?? undefined);
}

function hasKindsForKeys(given: Node | undefined): boolean {
  const key = given && 'params' in given ? (given.params as Node[])[0] : undefined;
  if (key?.type === 'TSUnionType') return key.types.every((t) => t.type === 'TSLiteralType');
  return (
    key?.type === 'TSTypeReference' && key.typeName.type === 'Identifier' && kinds.test(key.typeName.name)
  );
}

/** Others may be rows, or of any text: `Category`, `Channel` of a chat, `CacheKey`. */
const kinds =
  /(Type|Kind|Status|State|Mode|Level|Enum|Stage|Severity|Priority|Locale|Currency|Method|Provider|Platform)$/;
