/** What the conditions of a query leave of a table: most of it, all that somebody has gathered in years, or a few. */
import { words } from '../names-of-collections.ts';

/** A column and what it has to be. */
export interface Condition {
  readonly key: string;
  /** A written value as text; else one of these, where `some` is a value that the code does not show. */
  readonly is: string | typeof some | typeof other | typeof alike | typeof oneOf | typeof ranged;
}

export const some = '?';
/** Anything but this. */
export const other = '!';
/** Holds a text that is looked for. */
export const alike = '~';
/** One of a list that is not written out. */
export const oneOf = 'in';
export const ranged = '<';

/** Rows that business makes each day: a company, a shop or a school has them without end. */
const made = words(
  'order invoice bill payment transaction message msg notification log history activity audit event booking appointment reservation sale purchase expense income ticket review comment post article student pupil alumni alumnu patient customer client contact lead guest subscriber follower product attendance visit shipment delivery parcel record entry receipt movement trade email mail sms call submission response enrollment enrolment registration feedback complaint donation loan claim prescription withdrawal deposit payout refund checkin measurement reading document deal quote quotation estimate alert incident conversation chat candidate applicant application listing approval resignation leave absence timesheet letter offer proposal payslip lifecycle inquiry enquiry passenger trip ride ledger pedido venta venda cliente producto produto factura fatura mensaje mensagem paciente alumno aluno cita pago pagamento gasto movimiento reserva compra request shift contract transfer workout inspection referral note vote commission violation livestream workorder assignment',
);
/** Those that one person, account or device alone makes many of. */
const streamed = words(
  'message msg notification transaction log history activity audit expense income reading measurement telemetry metric record attendance trade movement snapshot alert email sms call visit view ledger gasto movimiento mensaje notificacion',
);
/** What people find by a name or a state, and there are more of each year. */
const catalog = words(
  'company tenant enterprise organization organisation subscription subscriber shop store restaurant vendor seller merchant supplier hotel driver doctor course recipe book movie film song track video game livestream stream job vacancy tour property house car vehicle blog news notice story project group channel playlist album artist campaign item image photo file task issue profile provider tutor freelancer report',
);
const messages = words('message msg chatmessage mensaje mensagem');
/** What many people leave at one thing. */
const left = words('comment review rating like reaction view vote follower follow fan bid reply');
/** What one person has of these in a life. */
const lifelong = words(
  'like vote reaction follower friend friendship follow comment review rating submission order booking reservation appointment purchase invoice payment post article sale donation trip ride pedido compra venta entry workout request favorite favourite bookmark conversation chat',
);
/** What many people send in for one form. */
const filled = words('response submission answer');
const form = /^(survey|form|quiz|poll|questionnaire|contest)$/;
/** Tables of people of all sorts: many where a condition says which of them. */
const people = words('user account people person usuario');

const deleted = /^(is)?(deleted|del(ete)?flag|eliminad[oa]|borrad[oa]|exclu[ií]d[oa])(at)?$/;
const positive =
  /^(is)?(active|activ[oa]|ativ[oa]|enabled|visible|published|approved|verified|available|public|live|listed|instock)(at)?$/;
const negative =
  /^(is)?(archived|removed|blocked|banned|hidden|draft|suspended|disabled|cancelled|canceled|admin|superadmin|staff|superuser)(at)?$/;
const dates = /date|day|month|year|period|time$|createdat/;
const state = /(status|state|visibility)$|^estado/;
/** States in which rows stay for good. */
const lasting =
  /^(1|active|activo|ativo|enabled|published|public|approved|accepted|verified|available|live|listed|completed?|delivered|paid|closed|done|confirmed|sent|success(ful)?|succeeded|resolved|finished|graduated|visible|enrolled|registered|cancell?ed|rejected|refunded|invoiced|billed|true)$/;
const passing = /^(log|session|trip|ride|shift|incident|alert|chat|conversation)$/;
const sort = /^(type|kind|category|role|roles|userrole|usertype|roleid|categoryid|gender)$/;
/** People of these sorts are many. */
const crowd =
  /^(user|student|pupil|customer|client|member|patient|tenant|guest|buyer|subscriber|learner|resident|player|applicant|candidate|follower|parent|participant|consumer|employee|viewer|aluno|alumno|cliente|usuario)s?$/;
const tenant =
  /^(tenant|company|organi[sz]ation|org|shop|store|restaurant|school|college|institute?|institution|university|clinic|hospital|business|merchant|vendor|seller|workspace|account|agency|branch|hotel|society|community|gym|salon|farm|firm|franchise|center|centre|campus|warehouse|outlet|pharmacy|lab|library|empresa|tienda|negocio|sucursal|loja|site|instance|academy|guild)$/;
const thread =
  /^(chat|conversation|room|chatroom|channel|thread|group|dialog|session|stream|campaign|contact|lead|conversacion|conversa|sala)$/;
const person =
  /^(user|customer|client|member|owner|author|creator|createdby|employee|student|patient|driver|player|sender|receiver|recipient|from|to|uid|profile|buyer|staff|agent|usuario|username|useremail|customeremail|friend|wallet|walletaddress|device|sensor|vehicle|machine|meter|station|product|stock|symbol)$/;
const subject =
  /^(post|product|video|article|blog|movie|film|recipe|book|restaurant|hotel|place|listing|course|event|song|track|photo|image|story|news|tweet|question|doctor|shop|store|seller|vendor|game|tour|service|following|campground|blogpost|postslug|auction|item|parent|parentcomment|episode|chapter|novel|manga|anime|food|dish|provider|freelancer|poll|stream|livestream|comment|reel)$/;

/** Whether conditions say no more than that a row is still there, or is not one that is known already. */
export function leavesMost(conditions: readonly Condition[]): boolean {
  return conditions.every(
    ({ key, is }) => deleted.test(plain(key)) || (is === other && /^id$/.test(plain(key))),
  );
}

/** Whether a table has more rows from year to year. */
export function grows(table: string): boolean {
  const noun = nounOf(table);
  return made.has(noun) || people.has(noun) || catalog.has(noun) || lifelong.has(noun) || left.has(noun);
}

/** Whether what is left of a table goes on growing: most of it, or what a company, a chat or a user gathers. */
export function leavesMany(
  table: string,
  conditions: readonly Condition[],
  isDated = false,
  isReduced = false,
): boolean {
  // What somebody was paid, or called, before: a few.
  if (/(password|salary|price|rate|name|title)_?(history|change)|(device|terminal)_?record/i.test(table))
    return false;
  const noun = nounOf(table);
  const of = { tenant: 0, thread: 0, person: 0, subject: 0, sort: 0, span: 0, lasting: 0 };
  for (const { key, is } of conditions) {
    const name = plain(key);
    // The sums of a year, which the database would have made itself.
    if (isReduced && is === ranged && dates.test(name.replace(/at$/, 'date'))) {
      of.span++;
      continue;
    }
    if (leaves(name, is, noun)) {
      if (sort.test(name) && is !== other) of.sort++;
      if (state.test(name) && is !== some) of.lasting++;
      continue;
    }
    const id = idOf(key, name);
    // The messages of several chats, to show the last of each; what one has without end, several have.
    const several =
      is === oneOf && ((thread.test(id) && messages.has(noun)) || (person.test(id) && streamed.has(noun)));
    if (is !== some && !several) return false;
    if (tenant.test(id) && !(id === 'account' && people.has(noun))) of.tenant++;
    else if (thread.test(id) && messages.has(noun)) of.thread++;
    else if (person.test(id) && !(left.has(noun) && subject.test(id))) of.person++;
    else if (filled.has(noun) ? form.test(id) : subject.test(id)) of.subject++;
    else return false;
  }
  if (of.subject > 0) return of.subject === 1 && of.person === 0 && (left.has(noun) || filled.has(noun));
  if (of.thread > 0) return of.thread === 1 && of.person < 3;
  // What two have written to each other.
  if (of.person > 0)
    return of.person === 1 ? streamed.has(noun) || lifelong.has(noun) : of.person === 2 && messages.has(noun);
  if (people.has(noun)) return of.tenant === 0 ? conditions.length > 0 : of.sort > 0;
  return (
    made.has(noun) ||
    isDated ||
    of.span > 0 ||
    ((of.tenant === 0 || of.lasting > 0) && conditions.length > 0 && catalog.has(noun))
  );
}

/** Whether a condition of what is no id leaves most. */
function leaves(name: string, is: Condition['is'], noun: string): boolean {
  // `date: { $regex: `^${month}` }`
  if (is === alike && dates.test(name)) return false;
  if (is === other || is === alike || deleted.test(name)) return true;
  if (positive.test(name)) return /^(true|1|\?)$/.test(is);
  if (negative.test(name)) return /^(false|0|null|\?)$/.test(is);
  if (is === oneOf || is === ranged) return false;
  // Sessions and trips that are active go on just now.
  if (is === 'active' && passing.test(noun)) return false;
  if (state.test(name)) return is === some || is.split(' ').every((word) => lasting.test(word));
  if (sort.test(name))
    return (
      is !== 'null' && (is === some || !people.has(noun) || is.split(' ').some((word) => crowd.test(word)))
    );
  return /^parent/.test(name) && is === 'null';
}

/** Whose id it is: `college_id` → `college`, `recipientUserId` → `user`. */
function idOf(key: string, name: string): string {
  const id = name.replace(/(?<=[a-z])(id|uuid)$/, '');
  if (tenant.test(id) || thread.test(id) || person.test(id) || subject.test(id)) return id;
  const [last = ''] = /([A-Z]?[a-z]+)$/.exec(key.replace(/_?(id|Id|ID|uuid)$/, '')) ?? [];
  return person.test(last.toLowerCase()) ? last.toLowerCase() : id;
}

/** `college_id` and `o.collegeId` → `collegeid`. */
function plain(key: string): string {
  return key
    .replace(/^.*\./, '')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}

const layer =
  /(?<=[a-z])_?(Repository|Repo|Model|Table|Tbl|Entity|Collection|Service|Dao|Schema|Controller|Resolver|Store|Manager|Provider|Db|DB|_repository|_model|_table|_tbl)+$/;

/** What a row is, by the last word of its table: `StockMovements`, `stock_movements` → `movement`. */
function nounOf(table: string): string {
  const head = table
    .replace(/[`"'[\]]/g, '')
    .replace(/^.*\./, '')
    .replace(layer, '');
  const word = (/([A-Z]+[a-z]*|[a-z]+)[\d_]*$/.exec(head)?.[1] ?? '').toLowerCase();
  if (made.has(word) || people.has(word) || catalog.has(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
