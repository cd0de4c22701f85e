/** Whether the next turn of a loop repeats what has failed: it may give up, or try something else. */
import { bare, type Call, calledName, dotted, isCall, lastWordOf, type Node, some } from '../ast.ts';

/** Ends with a `throw`, or throws all but one error that is no trouble of the other side: nothing is repeated. */
export function gives(handler: Extract<Node, { type: 'BlockStatement' }>): boolean {
  const last = handler.body.at(-1);
  if (last?.type !== 'ThrowStatement') return false;
  const others = handler.body.filter((n) => n.type === 'IfStatement');
  const kept = others.filter((n) => some(n.consequent, (x) => x.type === 'ContinueStatement', false));
  return kept.every((n) => n.type === 'IfStatement' && isOwnError(bare(n.test)));
}

/** `error instanceof TokenExpiredError` */
function isOwnError(test: Node): boolean {
  return (
    test.type === 'BinaryExpression' &&
    test.operator === 'instanceof' &&
    !/network|timeout|axios|fetch|http|request|api|rate|unavailable|overload|connect|socket|temporary|transient|retr/i.test(
      dotted(test.right),
    )
  );
}

/** `await refreshToken()` after a failure: what was refused is asked again with something else. */
export function renews(handler: Node): boolean {
  return some(
    handler,
    (n) =>
      n.type === 'AwaitExpression' &&
      isCall(bare(n.argument)) &&
      renewal.test(calledName(bare(n.argument) as Call)),
    false,
  );
}

const renewal =
  /^(re_?new|refresh|re_?auth|authenticate|re_?login|log_?in|sign_?in|rotate|regenerate)|^(get|fetch|create|obtain|acquire)\w*(Token|Credentials?|Session)$/i;

/** `const provider = nextProvider(tried)`, `const name = base + random()`: each turn tries something else. */
export function triesAnother(body: Node): boolean {
  const other = (n: Node): boolean =>
    isCall(n) &&
    /random|nanoid|uuid|^(find|get|pick|choose|select|take)?(Next|Another|Other)|^next[A-Z]|^rotate/i.test(
      lastWordOf(n.callee),
    );
  return (
    body.type === 'BlockStatement' &&
    body.body.some(
      (n) =>
        n.type === 'VariableDeclaration' &&
        n.declarations.some(
          (d) => d.init && bare(d.init).type !== 'AwaitExpression' && some(d.init, other, false),
        ),
    )
  );
}
