/** Where a pattern that is written somewhere meets texts: at once, or by what holds it. */
import {
  bare,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from '../ast.ts';
import type { Binding, CallSite, Scope, Site } from '../index-types.ts';
import type { Reviewed } from '../rule.ts';
import { find } from '../scopes.ts';

export interface Input {
  readonly node: Node;
  readonly site: Site;
  /** `split` goes on behind each match. */
  readonly all?: boolean;
}

const ofRegex = /^(test|exec)$/;
const ofText = /^(replace|replaceAll|match|matchAll|split|search)$/;

/** What holds a pattern: a name, perhaps with members, or a field of a class. */
interface Holder {
  readonly binding?: Binding;
  /** `this.` or the class's name before the field's. */
  readonly field?: readonly string[];
  /** The member of the name that the pattern is, '' where it is the name itself or one of a list. */
  readonly key: string;
  /** Others can get at it. */
  readonly exported: boolean;
}

/** Texts that the pattern written here meets in this file. */
export function inputsOf(site: Site, file: Reviewed): Input[] {
  const direct = inputAt(site.node, site);
  if (direct) return [direct];
  const holder = holderOf(site);
  if (!holder) return [];
  const found: Input[] = [];
  for (const call of file.index.calls) {
    const asked = ofRegex.test(call.method)
      ? receiverOf(call.node)
      : ofText.test(call.method)
        ? call.node.arguments[0]
        : undefined;
    if (!asked || !isFrom(holder, bare(asked), call)) continue;
    const input = inputAt(asked, call);
    if (input) found.push(input);
  }
  return found;
}

/** Whether files beside this one can get at a pattern that no text here meets. */
export function isForOthers(site: Site): boolean {
  return holderOf(site)?.exported ?? false;
}

/** `return (cache[tag] = new RegExp(…))`: made once, to be asked again and again. */
export function isKept(regex: Node): boolean {
  const p = parentOf(regex);
  return p?.type === 'AssignmentExpression' && isMember(p.left) && p.left.computed;
}

function holderOf(site: Site): Holder | undefined {
  let key = '';
  for (let n: Node = site.node, p = parentOf(n); p && !isFunction(p); n = p, p = parentOf(p)) {
    switch (p.type) {
      case 'ObjectProperty':
        key = keyName(p);
        break;
      case 'ArrayExpression':
        key = '';
        break;
      case 'ObjectExpression':
      case 'NewExpression':
      case 'CallExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        break;
      case 'ClassProperty':
      case 'ClassPrivateProperty': {
        const body = parentOf(p);
        const cls = body && parentOf(body);
        const name = cls && 'id' in cls && cls.id?.type === 'Identifier' ? cls.id.name : '';
        return {
          field: ['this', ...(name ? [name] : [])].map((x) => `${x}.${keyName(p as never)}`),
          key,
          exported: false,
        };
      }
      case 'VariableDeclarator': {
        const binding = p.id.type === 'Identifier' ? find(site.scope, p.id.name) : undefined;
        return binding && { binding, key, exported: isExported(p, binding, site.scope) };
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

function isExported(declarator: Node, { name }: Binding, scope: Scope): boolean {
  const declaration = parentOf(declarator);
  const around = declaration && parentOf(declaration);
  if (around?.type === 'ExportNamedDeclaration') return true;
  if (around?.type !== 'Program') return false;
  return around.body.some(
    (s) =>
      (s.type === 'ExportNamedDeclaration' &&
        s.specifiers.some((x) => x.type === 'ExportSpecifier' && x.local.name === name)) ||
      (s.type === 'ExportDefaultDeclaration' &&
        dotted(s.declaration) === name &&
        find(scope, name) !== undefined),
  );
}

/** Whether the pattern that is asked comes out of the holder. */
function isFrom(holder: Holder, n: Node, site: Pick<CallSite, 'scope'>, depth = 0): boolean {
  if (depth > 5) return false;
  if (holder.field && isMember(n) && holder.field.includes(dotted(n))) return true;
  if (n.type === 'Identifier') {
    const b = find(site.scope, n.name);
    if (!b) return false;
    if (b === holder.binding) return true;
    const from = b.loopItem?.iterable ?? (b.kind === 'const' ? b.init : undefined);
    return (
      from !== undefined && isFrom(holder, bare(from), { scope: b.loopItem?.scope ?? b.scope }, depth + 1)
    );
  }
  if (isMember(n)) {
    const name = propertyName(n);
    const whole = bare(n.object);
    const isOther = name !== '' && holder.key !== '' && name !== holder.key;
    return (
      !(isOther && whole.type === 'Identifier' && find(site.scope, whole.name) === holder.binding) &&
      isFrom(holder, whole, site, depth + 1)
    );
  }
  if (!isCall(n)) return false;
  const [first] = n.arguments;
  const from = /^Object\.(values|entries)$/.test(dotted(n.callee)) && first ? bare(first) : receiverOf(n);
  return from !== undefined && isFrom(holder, from, site, depth + 1);
}

/** `re.test(text)` and `text.replace(re, …)`. */
function inputAt(regex: Node, site: Site): Input | undefined {
  const parent = parentOf(regex);
  if (!parent) return undefined;
  if (isMember(parent) && bare(parent.object) === bare(regex) && ofRegex.test(propertyName(parent))) {
    const call = parentOf(parent);
    const text = call && isCall(call) ? call.arguments[0] : undefined;
    return text ? { node: bare(text), site } : undefined;
  }
  if (!isCall(parent)) return undefined;
  const callee = bare(parent.callee);
  return isMember(callee) && ofText.test(propertyName(callee)) && parent.arguments[0] === regex
    ? { node: bare(callee.object), site, ...(propertyName(callee) === 'split' && { all: true }) }
    : undefined;
}
