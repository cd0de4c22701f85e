/** Is a call's promise waited for? Where it is not, a guess that the call does I/O has little to stand on. */
import {
  ancestor,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
  some,
} from './ast.ts';

/** Awaited, returned, chained with `then`, or handed on: the call's promise matters. */
export function isConsumed(call: Node): boolean {
  if (isCall(call) && takesNodeCallback(call)) return true;
  if (isCall(call) && onlyPrepares(call)) return false;
  let n = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (p.type === 'AwaitExpression' || p.type === 'YieldExpression') return true;
    if (p.type === 'ReturnStatement') {
      const fn = ancestor(p, isFunction);
      return !fn || !mapsToValues(fn);
    }
    if (p.type === 'ArrowFunctionExpression') return p.body === n && !mapsToValues(p);
    if (isMember(p)) {
      if (p.object !== n || !(isCalled(p) || /promise$/i.test(propertyName(p)))) return false;
      continue;
    }
    if (p.type === 'VariableDeclarator') return isGathered(p.id);
    // `let request = null; if (a) request = db.get(id); return request.then(…)`
    if (p.type === 'AssignmentExpression') return p.right === n && p.operator === '=' && isGathered(p.left);
    if (isCall(p)) {
      if (p.callee === n) {
        if (/^(then|catch|finally|exec|lean|execute)$/.test(methodName(p))) return true;
        continue;
      }
      if (/^(push|all|allSettled|race|add|fromPromise)$/.test(methodName(p))) return !keepsValues(p);
      if (p.arguments[0] !== n || !asksTable(n)) return false;
      continue;
    }
    if (
      p.type === 'ArrayExpression' ||
      p.type === 'ConditionalExpression' ||
      p.type === 'LogicalExpression' ||
      p.type === 'ParenthesizedExpression' ||
      p.type.startsWith('TS')
    )
      continue;
    return false;
  }
  return false;
}

const runsPrepared = /^(run|all|first|get|raw|values|execute|iterate|each)$/;

/**
 * `statements.push(db.prepare('INSERT …').bind(id))`: D1 and SQLite ask nothing before the statement is run, and
 * `db.batch(statements)` sends all of them at once. `await db.prepare(…)` of a server's driver is a round trip.
 */
function onlyPrepares(call: Call): boolean {
  let made: Node | undefined = call;
  while (made && isCall(made) && methodName(made) === 'bind') made = receiverOf(made);
  if (!made || !isCall(made) || methodName(made) !== 'prepare') return false;
  let n: Node = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p) && p.object === n) {
      if (runsPrepared.test(propertyName(p))) return false;
    } else if (!isCall(p) || p.callee !== n) return p.type !== 'AwaitExpression';
  }
  return true;
}

/**
 * `from('users').select().eq('id', id)`, `supabase.rpc('stats', { id })`: nothing before somebody waits for it, so that
 * whoever is handed it gives it on: `await withTenant(from('users').select(), tenant)`.
 */
function asksTable(query: Node): boolean {
  if (!isCall(query)) return false;
  const name = query.arguments[0]?.type;
  if (methodName(query) === 'rpc') return name === 'StringLiteral';
  // `logged(client.send(new DeleteCommand(key)))`
  if (methodName(query) === 'send' && name === 'NewExpression') return true;
  for (let n: Node | undefined = receiverOf(query); n && isCall(n); n = receiverOf(n))
    if (methodName(n) === 'from') return n.arguments[0]?.type === 'StringLiteral';
  return false;
}

/** `table.row(id).original` is read of what is there at once: of a promise there is nothing but methods. */
function isCalled(member: Node): boolean {
  let n = member;
  let p = parentOf(n);
  while (p && (p.type === 'ParenthesizedExpression' || p.type.startsWith('TS'))) {
    n = p;
    p = parentOf(n);
  }
  return p !== undefined && isCall(p) && p.callee === n;
}

const promised = /(promise|request|task|query|operation)\d?$|^p\d?$/i;

/** `const promise = db.get(id); promises.push(promise);` */
function isGathered(id: Node): boolean {
  if (id.type !== 'Identifier' || !promised.test(id.name)) return false;
  const isDeclared = parentOf(id)?.type === 'VariableDeclarator';
  const block = ancestor(
    id,
    (a) => a.type === 'Program' || (isDeclared ? a.type === 'BlockStatement' : isFunction(a)),
  );
  return (
    block !== undefined &&
    some(block, (n) => n.type === 'Identifier' && n.name === id.name && n !== id && isWaitedFor(n))
  );
}

/** `client.get(key, (err, value) => …)`: what comes back, or that it is done, goes to a callback, an error first. */
export function takesNodeCallback(call: Call): boolean {
  const last = call.arguments.at(-1);
  const more = call.arguments.length > 1;
  // `User.findById(id, cb)` of a callback that was handed on, `db.query(sql, this.show.bind(this))`.
  if (
    more &&
    last?.type === 'Identifier' &&
    /^(cb|done|next)$|^callback$|(Callback|[a-z]Cb)$/.test(last.name)
  )
    // `next` of a middleware that is handed on with its request says nothing.
    return last.name !== 'next' || !call.arguments.some((a) => /^(req|res|ctx)$/.test(dotted(a)));
  if (more && isCall(last) && /^(bind|done|group)$/.test(methodName(last))) return true;
  const callback = last && isFunction(last) ? last : undefined;
  const first = callback?.params[0];
  // Of a row it is all that `save` is given; a promise's `catch` is given the same.
  if (first?.type !== 'Identifier' || !(more || /^(save|remove|exec)$/.test(methodName(call)))) return false;
  return /^_?er$|(err|error)\d?$/i.test(first.name) || (first.name === 'e' && callback!.params.length === 2);
}

/** `const rows = items.map((i) => repo.create(i)); await repo.save(rows)`: values, as nobody waits for the list. */
function mapsToValues(callback: Node): boolean {
  const call = parentOf(callback);
  if (('async' in callback && callback.async) || !call || !isCall(call)) return false;
  if (!/^(map|flatMap)$/.test(methodName(call))) return false;
  const declared = parentOf(call);
  // `_.uniq(rows.map((row) => row.get('id')))`, `new Set(rows.map(…))`
  if (declared && (isCall(declared) || declared.type === 'NewExpression') && declared.callee !== call)
    return takesValues.test(dotted(declared.callee));
  if (declared?.type !== 'VariableDeclarator' || declared.id.type !== 'Identifier') return false;
  const { name } = declared.id;
  const body = ancestor(declared, (a) => isFunction(a) || a.type === 'Program');
  let used = false;
  const waited =
    body !== undefined &&
    some(body, (n) => {
      if (n.type !== 'Identifier' || n.name !== name || n === declared.id) return false;
      used = true;
      return isWaitedFor(n);
    });
  return used && !waited;
}

/** `const ids = []; … ids.push(toId(row)); … { $in: ids }`: values too. */
function keepsValues(put: Call): boolean {
  const list = methodName(put) === 'push' ? receiverOf(put) : undefined;
  if (list?.type !== 'Identifier' || gathersPromises.test(list.name)) return false;
  const { name } = list;
  const isDeclared = (n: Node): boolean =>
    n.type === 'VariableDeclarator' && n.id.type === 'Identifier' && n.id.name === name;
  const body = ancestor(list, (a) => (isFunction(a) || a.type === 'Program') && some(a, isDeclared));
  return (
    body !== undefined &&
    !some(body, (n) => n.type === 'Identifier' && n.name === name && (isWaitedFor(n) || isHandedOn(n)))
  );
}

const gathersPromises =
  /(promises?|proms?|requests?|reqs?|tasks?|quer(y|ies)|operations?|ops|jobs?|calls?|fetche?s|awaits?|pending|work|workers?|inflight|running|futures?|deferreds?)$/i;

/** To a function that may wait for what is in it. */
function isHandedOn(list: Node): boolean {
  const p = parentOf(list);
  return p !== undefined && isCall(p) && p.callee !== list && !/^res(ponse)?\./.test(dotted(p.callee));
}

const takesValues =
  /^(Set|Map|String|Object\.fromEntries|Math\.\w+)$|(^|\.)(uniq\w*|compact|flatten\w*|union\w*|sum|max|min|difference|intersection|without|sortBy|zip\w*)$/;

function isWaitedFor(list: Node): boolean {
  const p = parentOf(list);
  if (!p) return false;
  if (isCall(p))
    return (
      p.callee !== list &&
      /(^|\.)(all|allSettled|any|race|pAll|settleAll|waitAll|map|mapSeries|parallel|series|push|concat|\$transaction|batch)$/.test(
        dotted(p.callee),
      )
    );
  if (p.type === 'SpreadElement') return true;
  if (isMember(p))
    return p.computed || !/^(length|map|filter|join|find|some|every|push)$/.test(propertyName(p));
  return /^(AwaitExpression|ReturnStatement|ForOfStatement|ArrowFunctionExpression)$/.test(p.type);
}
