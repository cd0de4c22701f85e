/** What rows are that a query finds by the one thing they belong to, where their list is called `results`. */
import {
  bare,
  type Call,
  dotted,
  isCall,
  isMember,
  keyName,
  methodName,
  type Node,
  propertyName,
  receiverOf,
  settled,
  some,
} from '../ast.ts';
import type { Scope } from '../index-types.ts';
import { lastNoun } from '../names-of-collections.ts';
import { givenAs } from './origins.ts';

/** `step` of `rows = await db('steps').where({ flowId })`; '' where it is not known, or where they are not of one thing. */
export function nounAskedOfOne(list: Node, scope: Scope): string {
  const n = settled(list);
  const d = n.type === 'Identifier' ? givenAs(n.name, scope) : undefined;
  let call = d ? settled(d.init) : n;
  const by: string[] = [];
  for (let i = 0; isCall(call) && i < 12; i++) {
    addKeys(call, by);
    const table = tableOf(call);
    if (table) {
      if (by.length > 0 && linesOf.test(table)) return 'line';
      const noun = lastNoun(camel(table));
      // `userRoles` of one role are as many as have it.
      const ofItself = by.some((key) => key.replace(/_?id$/i, '').toLowerCase().endsWith(noun));
      return by.length > 0 && !ofItself ? noun : '';
    }
    const of = receiverOf(call);
    if (!of) return '';
    call = settled(of);
  }
  return '';
}

/** `order_items`, `transferLines`: of one deal. */
const linesOf =
  /(order|invoice|transfer|cart|basket|purchase|quotation|quote|sale|shipment|receipt|refund|requisition)s?_?(item|line|detail)s?$/i;

/** `db('steps')`, `connection<Step>('steps')`, `.from('steps')`, `prisma.step.findMany(…)`. */
function tableOf(call: Call): string {
  const [first] = call.arguments;
  const method = methodName(call);
  if (first?.type === 'StringLiteral' && (method === 'from' || method === 'table' || method === ''))
    return method !== '' || asksTable.test(dotted(call.callee)) ? first.value.split(/[\s.]/).at(-1)! : '';
  const of = /^(find|findMany|findAll|findBy)$/.test(method) ? receiverOf(call) : undefined;
  const model = of && isMember(of) ? propertyName(of) : of?.type === 'Identifier' ? of.name : '';
  return model === '' ? '' : `${model.replace(/(Repo|Repository|Model)$/, '').replace(/s$/, '')}s`;
}

const asksTable = /^(db|knex|connection|trx|tx|conn)$/;

/** `team_questions` → `teamQuestions`; irregular ones as if they were regular. */
function camel(table: string): string {
  return table
    .replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/([aA])ddenda$/, '$1ddendums');
}

/** Of `{ where: { flowId } }`, `.where('flow', flowId)` and `.eq('flow_id', flow.id)`: by whose the rows are. */
function addKeys(call: Call, by: string[]): void {
  for (const a of call.arguments)
    some(a, (n) => {
      if (n.type === 'ObjectProperty' && isOneOf(keyName(n), bare(n.value))) by.push(keyName(n));
      return false;
    });
  const [column, value] = call.arguments;
  if (!/^(eq|where|andWhere)$/.test(methodName(call)) || call.arguments.length !== 2) return;
  const key = column?.type === 'StringLiteral' ? column.value.split('.').at(-1)! : '';
  if (key && isOneOf(key, bare(value!))) by.push(key);
}

function isOneOf(key: string, value: Node): boolean {
  if (many.test(key)) return false;
  const name = value.type === 'Identifier' ? value.name : isMember(value) ? propertyName(value) : '';
  return /(^|_)id$|[a-z]I[dD]$/.test(name);
}

/** Whoever has any number of whatever it is. */
const many =
  /user|owner|member|account|customer|client|compan|tenant|org|workspace|business|shop|store|project|team|guild|server|site|app|author|created|merchant|school|group|status|type/i;
