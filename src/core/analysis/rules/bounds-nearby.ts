/** Whether the code around a request bounds it in its own way: a race with a timer, a controller, an own option. */
import { isFunction, type Node, parentOf } from '../ast.ts';
import { withoutComments } from '../comments.ts';
import { oncePer } from '../once.ts';

/** Words of a function that bounds its requests in its own way. */
const bounds = /time_?out|abort(controller|signal|\()|\bsignal\b|deadline|\brace\(/i;
/** A pause between two requests, and the name of an answer: neither bounds any. */
const pauses = /=>\s*\{?\s*setTimeout\(\s*(?!rej)\w+\s*,|\bgateway[\s_-]?time_?out\b/gi;
/** `get(url, { timeout: 5000 })`, `{ signal: AbortSignal.timeout(5000) }`: the bound of that request, and not of the next one. */
const ofOthers =
  /\b\w*[tT]ime_?[oO]ut(Ms|MS)?\s*:\s*\d[\w.* ]*(?=\s*[,}])|\.(includes|match|test|startsWith)\([^()]*\)|Error\((['"`])[^'"`]*\3\)|\bsignal\s*:\s*AbortSignal\.timeout\([^()]*\)/g;

/** Of the functions around a call, as far out as they are about one thing: not a whole class or module. */
function functionAround(node: Node): Node | undefined {
  let around: Node | undefined;
  for (let p = parentOf(node); p && p.type !== 'Program' && p.type !== 'ClassBody'; p = parentOf(p)) {
    if (!isFunction(p)) continue;
    const size = (p.end ?? 0) - (p.start ?? 0);
    if (!around || size < aboutOneThing) around = p;
  }
  return around;
}

/** Of a long function only what is near the request: the rest is about other things. */
export function speaksOfBounds(node: Node, text: string): boolean {
  const fn = functionAround(node);
  if (!fn) return false;
  const [from, to] = [fn.start ?? 0, fn.end ?? 0];
  if (to - from <= aboutOneThing) return speaks(fn, text);
  const near = aboutOneThing / 2;
  return hasBound(text.slice(Math.max(from, (node.start ?? 0) - near), Math.min(to, (node.end ?? 0) + near)));
}

/** Once a function: one with many requests would be read many times. */
const speaks = oncePer((fn: Node, text: string): boolean => hasBound(text.slice(fn.start ?? 0, fn.end ?? 0)));

function hasBound(text: string): boolean {
  return bounds.test(withoutComments(text).replace(pauses, '').replace(ofOthers, ''));
}

/** Characters up to which a function around another is read with it. */
const aboutOneThing = 3000;
