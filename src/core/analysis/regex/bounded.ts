/** Whether code has made sure of a text's length before a pattern is asked about it. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  lastStatement,
  type Member,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from '../ast.ts';
import type { Site } from '../index-types.ts';
import { leaves } from '../leaving.ts';
import { checkedBy, longestText } from '../schema-caps.ts';
import { classAround, find, standsFor } from '../scopes.ts';
import { isCutShort } from './cut.ts';
import { signsOf } from './weakness.ts';

/** A quadratic pattern on so many characters costs nothing that anybody notices. */
const shortEnough = 10_000;

type At = Pick<Site, 'scope' | 'fn'>;

const limits = /max|limit/i;
/** What is no longer than it was. */
const shortens =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|substr|normalize|toString)$/;

/**
 * `if (text.length > 256) return …` before the text is looked at, or `text.length <= 256 &&` around that.
 * @param trimmed whether the length without the blanks around it will do: what is crafted is made of more than blanks
 */
export function isBounded(text: Node, site: At, trimmed = false): boolean {
  let whole = text;
  for (let callee = calleeOf(whole); callee && shortens.test(propertyName(callee)); callee = calleeOf(whole))
    whole = bare(callee.object);
  const name = dotted(whole);
  if (!name) return false;
  const length = new Length(name, site, trimmed);
  for (let at = text, p = parentOf(at); p && !isFunction(p); at = p, p = parentOf(p))
    if (length.isBoundedIn(p, at)) return true;
  // `const { title } = z.object({ title: z.string().max(200) }).parse(body)`
  const checked = checkedBy(whole, site.scope);
  const most = checked && longestText(checked);
  return most !== undefined && most <= shortEnough;
}

function calleeOf(n: Node): Member | undefined {
  const callee = isCall(n) ? bare(n.callee) : undefined;
  return callee && isMember(callee) ? callee : undefined;
}

class Length {
  constructor(
    private readonly name: string,
    private readonly site: At,
    private readonly trimmed: boolean,
  ) {}

  /** @param at the part of the node in which the text is looked at */
  isBoundedIn(p: Node, at: Node): boolean {
    switch (p.type) {
      case 'LogicalExpression':
        return p.right === at && p.operator !== '??' && this.says(p.left, p.operator === '&&');
      case 'ConditionalExpression':
      case 'IfStatement':
        return p.test !== at && this.says(p.test, p.consequent === at);
      case 'BlockStatement':
      case 'Program':
        return p.body
          .slice(0, p.body.indexOf(at as never))
          .some((s) => this.isBoundedAfter(s) || this.isCutDown(s, at));
      default:
        return false;
    }
  }

  private isBoundedAfter(s: Node): boolean {
    if (s.type === 'IfStatement')
      return this.says(s.test, false) && (leaves(s.consequent) || this.isCut(s.consequent));
    const call = s.type === 'ExpressionStatement' ? bare(s.expression) : undefined;
    // `assert(text.length < 100)`
    return (
      call !== undefined &&
      isCall(call) &&
      call.arguments[0] !== undefined &&
      this.says(call.arguments[0], true)
    );
  }

  /** `text = text.slice(0, 100)` */
  private isCut(s: Node): boolean {
    const only = lastStatement(s);
    const e = only?.type === 'ExpressionStatement' ? only.expression : undefined;
    return e?.type === 'AssignmentExpression' && dotted(e.left) === this.name;
  }

  /** `text = text.slice(0, 300).trim();`, and no more is put to it than a few words before it is looked at. */
  private isCutDown(s: Node, at: Node): boolean {
    const e = s.type === 'ExpressionStatement' ? s.expression : undefined;
    if (e?.type !== 'AssignmentExpression' || e.operator !== '=' || dotted(e.left) !== this.name)
      return false;
    let cut = bare(e.right);
    while (isCall(cut) && shortens.test(methodName(cut)) && !isCutShort(cut, this.site))
      cut = receiverOf(cut)!;
    if (!isCall(cut) || !isCutShort(cut, this.site)) return false;
    const writes = find(this.site.scope, this.name)?.writes ?? [];
    return writes.every((w) => w.start! <= e.start! || w.start! > at.start! || isShortWrite(w));
  }

  /** Whether it follows from the answer to a question that the text is not long. */
  private says(asked: Node, answer: boolean, depth = 0): boolean {
    const n = bare(asked);
    if (depth > 6) return false;
    if (n.type === 'UnaryExpression') return n.operator === '!' && this.says(n.argument, !answer, depth + 1);
    if (n.type === 'LogicalExpression') {
      const [left, right] = [this.says(n.left, answer, depth + 1), this.says(n.right, answer, depth + 1)];
      return (n.operator === '&&') === answer ? left || right : left && right;
    }
    if (n.type === 'Identifier') {
      const b = find(this.site.scope, n.name);
      return (
        b?.init !== undefined &&
        b.kind === 'const' &&
        b.path.length === 0 &&
        this.says(b.init, answer, depth + 1)
      );
    }
    if (isCall(n)) return answer && this.isFewCharacters(n);
    if (n.type !== 'BinaryExpression') return false;
    if (this.isLength(n.left)) return isLess(n.operator, answer) && this.isLimit(n.right);
    // `100 < text.length`
    return this.isLength(n.right) && isLess(n.operator, !answer) && this.isLimit(n.left);
  }

  /** `/^[a-z-]{1,64}$/.test(text)`, `text.match(/^\d{4}$/)` */
  private isFewCharacters(n: Call): boolean {
    const [first] = n.arguments;
    const of = receiverOf(n);
    if (!first || !of) return false;
    const [regex, text] = methodName(n) === 'test' ? [of, first] : [first, of];
    if (!/^(test|match)$/.test(methodName(n)) || dotted(text) !== this.name) return false;
    const asked = standsFor(regex, this.site.scope);
    return asked.type === 'RegExpLiteral' && !asked.flags.includes('m') && isOfFew(asked.pattern);
  }

  private isLength(n: Node): boolean {
    if (dotted(n) === `${this.name}.length`) return true;
    const of = bare(n);
    return this.trimmed && isMember(of) && propertyName(of) === 'length' && this.isTrimmed(of.object);
  }

  /** `text.trim()`, also by a name. */
  private isTrimmed(node: Node): boolean {
    const n = standsFor(node, this.site.scope);
    const of = isCall(n) && /^trim(Start|End)?$/.test(methodName(n)) ? receiverOf(n) : undefined;
    return of !== undefined && dotted(of) === this.name;
  }

  private isLimit(limit: Node): boolean {
    const n = bare(limit);
    // A limit of fifty thousand characters is none for a pattern; one whose value nobody sees here is taken for one.
    const value = writtenNumber(n, this.site);
    return value === undefined ? limits.test(dotted(n)) : value <= shortEnough;
  }
}

/** `1024 * 1024`, `MAX_SIZE`, `this.maxSize`, and the `config.maxSize` of defaults that the file writes out. */
function writtenNumber(node: Node, { scope, fn }: At, depth = 0): number | undefined {
  const n = bare(node);
  const part = (x: Node): number | undefined => writtenNumber(x, { scope, fn }, depth + 1);
  if (depth > 5) return undefined;
  if (n.type === 'NumericLiteral') return n.value;
  if (n.type === 'BinaryExpression' && n.operator === '*') {
    const [a, b] = [part(n.left as Node), part(n.right)];
    return a === undefined || b === undefined ? undefined : a * b;
  }
  if (n.type === 'Identifier') {
    const b = find(scope, n.name);
    return b?.kind === 'const' && b.path.length === 0 && b.init ? part(b.init) : undefined;
  }
  if (!isMember(n) || n.computed) return undefined;
  const name = propertyName(n);
  const field = n.object.type === 'ThisExpression' ? classAround(fn)?.fields.get(name)?.value : undefined;
  const value = field ?? defaultOf(name, fn.node);
  return value && part(value);
}

/** The value that a name has in the objects which the module's constants are: one of them alone. */
function defaultOf(name: string, within: Node): Node | undefined {
  let program: Node | undefined = within;
  while (program && program.type !== 'Program') program = parentOf(program);
  const values = (program?.body ?? []).flatMap((s) => {
    const d = s.type === 'ExportNamedDeclaration' && s.declaration ? s.declaration : s;
    return d.type === 'VariableDeclaration' && d.kind === 'const' ? d.declarations : [];
  });
  const found = values.flatMap(({ init }) => {
    const of = init ? bare(init) : undefined;
    return of?.type === 'ObjectExpression'
      ? of.properties.flatMap((p) => (p.type === 'ObjectProperty' && keyName(p) === name ? [p.value] : []))
      : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Nothing in it repeats without end, and it is asked for the whole. */
function isOfFew(pattern: string): boolean {
  const plain = signsOf(pattern);
  return /^\^[^*+|]*\$$/.test(plain) && !/\{\d*,\}|\{[\d,]*\d{5}/.test(plain);
}

/** `text += ', of the second kind'`, `text = text.trim()` */
function isShortWrite(w: Node): boolean {
  if (w.type !== 'AssignmentExpression') return false;
  const by = bare(w.right);
  if (w.operator === '+=') return /^(String|Template)Literal$/.test(by.type);
  const of = isCall(by) && shortens.test(methodName(by)) ? receiverOf(by) : undefined;
  return of !== undefined && dotted(of) === dotted(w.left);
}

function isLess(operator: string, answer: boolean): boolean {
  return (answer ? /^(<=?|===?)$/ : /^(>=?|!==?)$/).test(operator);
}
