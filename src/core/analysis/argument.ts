/** What the arguments of a call say about it where only names describe the callee: SQL, an address, a filter. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isFunction,
  isMember,
  keyName,
  methodName,
  type Node,
  parentOf,
  propertyName,
  receiverOf,
} from './ast.ts';
import type { Scope } from './index-types.ts';
import { find } from './scopes.ts';
import type { ArgShape } from './summary.ts';

export function argShape(call: Call, scope: Scope): ArgShape {
  const first = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (!first) return '';
  if (isHandedOn(call)) return 'unrun';
  if (isFunction(first)) return 'function';
  if (methodName(call) === 'save' && onlySays(first)) return '';
  const sent = methodName(call) === 'send' ? sentCommand(first, scope) : undefined;
  if (sent) return sent;
  const second = call.arguments[1] ? bare(call.arguments[1]) : undefined;
  if (hasFilter(first) || (second && hasFilter(second))) return 'filter';
  if ((second && selects(second)) || asksFunction(call, first)) return 'sql-read';
  if (first.type === 'ObjectExpression') {
    const statement = statementOf(first, scope);
    if (statement) return statement;
    return hasVariables(first) ? 'variables' : namesColumns(first) ? 'columns' : 'object';
  }
  if (first.type === 'TaggedTemplateExpression') return taggedShape(first);
  if (isDataUrl(first)) return 'data-url';
  return shapeOfText(first, scope);
}

/**
 * `return db.selectFrom('users').where(…)`: with Kysely nothing is asked before somebody executes it, and whoever is
 * given it may put it into another query.
 */
function isHandedOn(call: Call): boolean {
  if (!beginsQuery(call)) return false;
  let n: Node = call;
  for (let p = parentOf(n); p; n = p, p = parentOf(n)) {
    if (isMember(p)) {
      if (/^(execute\w*|stream|explain|compile)$/.test(propertyName(p))) return false;
    } else if (p.type === 'ReturnStatement' || (isFunction(p) && p.body === n)) return true;
    else if (isCall(p)) {
      if (p.callee !== n) return true;
    } else if (!/^(TS|Conditional|Parenthesized)/.test(p.type)) return false;
  }
  return false;
}

/** From any call that such a query is put together with. */
function beginsQuery(call: Call): boolean {
  const name = methodName(call);
  if (/^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)$/.test(name)) return true;
  if (!/^(select(All)?|where\w*|set|values|returning\w*|\w+Join|orderBy|groupBy|limit)$/.test(name))
    return false;
  const from = receiverOf(call);
  return from !== undefined && isCall(from) && beginsQuery(from);
}

/** `doc.save({ session })`, `row.save(tx ? { transaction: tx } : undefined)`: how to save, and nothing of what. */
function onlySays(how: Node): boolean {
  if (how.type === 'ConditionalExpression') return onlySays(bare(how.consequent));
  return (
    how.type === 'ObjectExpression' &&
    how.properties.length > 0 &&
    how.properties.every((p) => p.type === 'ObjectProperty' && options.test(keyName(p)))
  );
}

const options =
  /^(session|transaction|validate(BeforeSave|ModifiedOnly)?|timestamps|hooks|silent|fields|checkKeys)$/;

function shapeOfText(n: Node, scope: Scope): ArgShape {
  const text = leadingText(n, scope, 0);
  return text === undefined ? sqlName(n) : textShape(text, n);
}

/** `` sql`update users …` ``: of other languages nothing is known, and most of what is asked so reads. */
function taggedShape({ quasi }: Extract<Node, { type: 'TaggedTemplateExpression' }>): ArgShape {
  const shape = textShape(quasi.quasis.map((q) => q.value.cooked ?? '').join('?'), quasi);
  return shape === 'sql-write' || shape === 'ddl' ? shape : 'sql-read';
}

/** `{ sql: 'select …', args }`, `{ text: 'select …', values }`: what libSQL, mysql2, pg and BigQuery take as well. */
function statementOf(node: Extract<Node, { type: 'ObjectExpression' }>, scope: Scope): ArgShape | undefined {
  for (const p of node.properties) {
    if (p.type !== 'ObjectProperty' || !/^(sql|text|query|statement)$/.test(keyName(p))) continue;
    const shape = shapeOfText(bare(p.value), scope);
    return shape === 'sql-read' || shape === 'sql-write' || shape === 'ddl' ? shape : undefined;
  }
  return undefined;
}

/** `{ where: … }`, `{ _id: … }`, `{ $set: … }`, `{ include: [{ model: User }] }`: nothing but a query says that. */
function hasFilter(node: Node): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        (/^(where|_id|\$(set|inc|push|pull|in|or|and|unset|addToSet))$/.test(keyName(p)) ||
          (keyName(p) === 'include' && namesModels(p.value))),
    )
  );
}

/** `{ type: QueryTypes.SELECT }`: says what the statement does, wherever that is put together. */
function selects(node: Node): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some(
      (p) =>
        p.type === 'ObjectProperty' &&
        keyName(p) === 'type' &&
        /(^|\.)QueryTypes\.SELECT$/.test(dotted(p.value)),
    )
  );
}

/** `client.send(new GetItemCommand({ … }))` of AWS, also by way of a name: DynamoDB's are queries, whatever is asked. */
function sentCommand(first: Node, scope: Scope): ArgShape | undefined {
  const b = first.type === 'Identifier' ? find(scope, first.name) : undefined;
  const made = b?.init && b.path.length === 0 && b.kind !== 'param' ? bare(b.init) : first;
  if (made.type !== 'NewExpression') return undefined;
  const name = dotted(made.callee);
  const asks =
    /^(Get|BatchGet|TransactGet|Query|Scan|List|Describe|Head|Search|Select|Lookup)\w*Command$/.test(name);
  if (ofRows.test(name)) return asks ? 'rows-read' : 'rows-write';
  return asks ? 'sql-read' : undefined;
}

/** Of DynamoDB's client, and of the one that takes documents. */
const ofRows =
  /^((Get|Put|Update|Delete|BatchGet|BatchWrite)(Item)?|Query|Scan|Transact(Get|Write)(Items)?|(Batch)?ExecuteStatement|ExecuteTransaction)Command$/;

/** `db.rpc('get_stats')`, `db.rpc('user_has_role', { id })`: a function of the database that is named after a question. */
function asksFunction(call: Call, first: Node): boolean {
  return (
    first.type === 'StringLiteral' &&
    methodName(call) === 'rpc' &&
    /^(?!.*(or_create|next|upsert|increment))((get|is|has|can|count|list|search|find|fetch|check|match|calculate)_|\w+_(is|has|can)_)/.test(
      first.value,
    )
  );
}

function namesModels(list: Node): boolean {
  return (
    list.type === 'ArrayExpression' &&
    list.elements.some(
      (e) =>
        e?.type === 'ObjectExpression' &&
        e.properties.some((p) => p.type === 'ObjectProperty' && /^(model|association)$/.test(keyName(p))),
    )
  );
}

/** `{ attributes: ['id', 'name'] }`: what Sequelize is asked for. */
function namesColumns(node: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  return node.properties.some(
    (p) => p.type === 'ObjectProperty' && keyName(p) === 'attributes' && p.value.type === 'ArrayExpression',
  );
}

/** `{ variables: { id } }`: what GraphQL clients take, whatever the function is called. */
function hasVariables(node: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  return node.properties.some((p) => p.type === 'ObjectProperty' && keyName(p) === 'variables');
}

/** `fetch(dataUrl)`: decodes what it is given, without a request. */
function isDataUrl(n: Node): boolean {
  const name = n.type === 'Identifier' ? n.name : isMember(n) ? propertyName(n) : '';
  return /^(data|blob|object)_?ur[il]$/i.test(name);
}

function textShape(text: string, first: Node): ArgShape {
  // `with done as (update … returning id) select …` changes what it gives.
  if (/^\s*with\b[^;]*\bas\s*\(\s*(insert\s+into|update|delete\s+from)\s/i.test(text)) return 'sql-write';
  // `select public.merge_contacts(…)`
  if (
    /^\s*select\s+(\w+\.)?(create|insert|update|upsert|delete|remove|merge|set|add|increment|record|refresh|claim|archive)_\w+\s*\(/i.test(
      text,
    )
  )
    return 'sql-write';
  if (/^\s*(--.*\n\s*)?(select|with|show|explain|pragma|match)\b/i.test(text)) return 'sql-read';
  if (
    /^\s*(create|alter|drop)\s+(or\s+replace\s+)?(unique\s+)?(table|index|view|schema|type|extension|database|trigger|function|policy|sequence|column|materialized)\b/i.test(
      text,
    )
  )
    return 'ddl';
  if (/^\s*(insert|update|delete|replace|merge|create|alter|drop|truncate|call)\s/i.test(text))
    return 'sql-write';
  if (elsewhere.test(text)) return 'others-url';
  if (/^(https?:\/\/|\/)/.test(text)) return 'url';
  return text === '' && first.type === 'TemplateLiteral' && startsWithAddress(first) ? 'url' : 'text';
}

/** A host of the world's that is written down; one's own differs from machine to machine, and is set. */
const elsewhere =
  /^https?:\/\/(?!(localhost|127\.|10\.|192\.168\.|0\.0\.|host\.docker)|[\w.-]*\.(herokuapp|onrender|vercel|netlify|railway|fly|azurewebsites|amazonaws|run)\.)[\w-]+(\.[\w-]+)*\.(?!local\b|internal\b|test\b|svc\b)[a-z]{2,}(?![\w.-])/i;

/** `${BASE_URL}/users/${id}`, `${x}/users`. */
function startsWithAddress(n: Extract<Node, { type: 'TemplateLiteral' }>): boolean {
  const name = n.expressions[0] ? dotted(n.expressions[0] as Node) : '';
  return (
    /^\//.test(n.quasis[1]?.value.cooked ?? '') || /(url|uri|host|endpoint|origin|base(path)?)$/i.test(name)
  );
}

/** How a text begins: a literal, a template, or a name that was given one. */
function leadingText(n: Node, scope: Scope, depth: number): string | undefined {
  if (n.type === 'StringLiteral') return n.value;
  if (n.type === 'TemplateLiteral') {
    const start = n.quasis[0]?.value.cooked ?? '';
    const next = n.expressions[0];
    return start.trim() === '' && next && depth < 3
      ? (leadingText(bare(next as Node), scope, depth + 1) ?? start)
      : start;
  }
  if (n.type === 'BinaryExpression' && n.operator === '+' && n.left.type !== 'PrivateName')
    return depth < 3 ? leadingText(bare(n.left), scope, depth + 1) : undefined;
  if (depth > 2) return undefined;
  // `this.baseUrl` of `private readonly baseUrl = 'https://…'`
  if (isMember(n) && n.object.type === 'ThisExpression') {
    const field = scope.fn.cls?.node.body.body.find(
      (m) => m.type === 'ClassProperty' && keyName(m) === propertyName(n),
    );
    const value = field?.type === 'ClassProperty' && field.value ? bare(field.value) : undefined;
    return value?.type === 'StringLiteral' ? value.value : undefined;
  }
  if (n.type !== 'Identifier') return undefined;
  const b = find(scope, n.name);
  if (!b?.init || b.path.length > 0) return undefined;
  const init = bare(b.init);
  return init.type === 'StringLiteral' || init.type === 'TemplateLiteral' || init.type === 'BinaryExpression'
    ? leadingText(init, b.scope, depth + 1)
    : undefined;
}

/** A value that is named after what it holds: `sql`, `GET_USER_SQL`, `queries.byId`, `createTableSql`. */
function sqlName(n: Node): ArgShape {
  const name = n.type === 'Identifier' ? n.name : isMember(n) ? propertyName(n) : '';
  if (/^(create|drop|alter)\w*(sql|Sql|SQL|Ddl|DDL)$|^ddl/.test(name)) return 'ddl';
  if (/^sql$|[a-z]Sql$|SQL$|^sql[A-Z_]|^SQL_/.test(name)) return 'sql-read';
  return isMember(n) && /^(sql|queries|SQL|statements)$/.test(dotted(n.object)) ? 'sql-read' : 'other';
}
