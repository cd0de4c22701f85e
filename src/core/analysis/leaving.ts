/** Does a statement leave the block it stands in, or wait there: by a keyword, or by a call that never returns? */
import { bare, type Call, calledName, dotted, isCall, lastStatement, type Node, some } from './ast.ts';
import { ending, facts, guards, harmlessCalls, insisting } from './wait-words.ts';

/** The name that a call ends with, without the mark of a private one. */
export function lastName(call: Call): string {
  if (bare(call.callee).type === 'Import') return 'import';
  return calledName(call).replace(/^[_#]+/, '');
}

/** A callback per item may fail on purpose, or wait. */
export function ends(body: Node): boolean {
  return some(
    body,
    (n) =>
      n.type === 'ThrowStatement' || n.type === 'AwaitExpression' || (isCall(n) && guards.test(lastName(n))),
  );
}

/** Nothing that stands behind it in its block is run: it ends by a keyword, or by a call that never returns. */
export function leaves(s: Node): boolean {
  const last = lastStatement(s);
  switch (last?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true;
    case 'IfStatement':
      return Boolean(last.alternate) && leaves(last.consequent) && leaves(last.alternate!);
    case 'ExpressionStatement': {
      const call = bare(last.expression);
      return isCall(call) && (ending.test(lastName(call)) || /^throw([A-Z]|$)/.test(lastName(call)));
    }
    default:
      return false;
  }
}

/** May leave the block, or waits itself. */
export function leavesOrWaits(s: Node): boolean {
  return some(
    s,
    (n) =>
      n.type === 'ReturnStatement' ||
      n.type === 'ThrowStatement' ||
      n.type === 'BreakStatement' ||
      n.type === 'ContinueStatement' ||
      n.type === 'AwaitExpression' ||
      (isCall(n) && guards.test(lastName(n))),
    false,
  );
}

const answers = /^(res|response|reply)\.(.*\.)?(json|send|sendStatus|end|render)$/;

/**
 * `if (!row) notFound()`, `if (!row) refuse('gone')`: what a lone call does where an answer is missing;
 * `if (!row) { res.status(404); res.json(…) }`: answered, so that nobody waits for the rest.
 */
export function endsByCall(s: Extract<Node, { type: 'IfStatement' }>): boolean {
  const test = bare(s.test);
  const missing = test.type === 'UnaryExpression' && test.operator === '!';
  const only = s.consequent.type === 'BlockStatement' ? s.consequent.body : [s.consequent];
  return only.some((b) => {
    const call = b.type === 'ExpressionStatement' ? bare(b.expression) : undefined;
    if (!call || !isCall(call)) return false;
    if (ending.test(lastName(call)) || answers.test(dotted(call.callee))) return true;
    return missing && !s.alternate && only.length === 1 && !harmlessCalls.test(dotted(call.callee));
  });
}

/**
 * `const shift = requireOpen(row)`: fails where the row will not do, which spares what comes next. What is kept
 * under the name of a fact or a complaint (`isValid`, `errors`) is looked at later on, and did not fail.
 */
export function insists(step: Node, names: readonly string[]): boolean {
  const value = step.type === 'VariableDeclarator' && step.init ? bare(step.init) : undefined;
  return Boolean(
    value && isCall(value) && insisting.test(lastName(value)) && !names.some((n) => facts.test(n)),
  );
}
