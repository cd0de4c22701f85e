/**
 * What a call most likely does when nothing but names is known: JavaScript without types, injected services.
 * Data and one function; `sure` is how far to trust the guess, 0..1.
 */
import type { EffectKind } from './libraries/types.ts';
import type { ArgShape } from './summary.ts';

export interface Guess {
  readonly kind: EffectKind;
  readonly mode: 'read' | 'write';
  readonly sure: number;
}

/** Names that nothing but a database library uses. */
const databaseReads = new Set(
  'findMany findUnique findUniqueOrThrow findFirst findFirstOrThrow findByPk findOneBy findOneByOrFail findOneOrFail findAndCountAll findAndCount findAndCountBy findByIds findOneById countDocuments estimatedDocumentCount createQueryBuilder getRawMany getRawOne getManyAndCount $queryRaw $queryRawUnsafe selectFrom findById findAll oneOrNone manyOrNone findOne'.split(
    ' ',
  ),
);
const databaseWrites = new Set(
  'createMany updateMany deleteMany bulkCreate updateOne deleteOne insertOne insertMany replaceOne findByIdAndUpdate findByIdAndDelete findByIdAndRemove findOneAndUpdate findOneAndDelete findOneAndReplace findOneAndRemove findOrCreate softDelete softRemove bulkWrite $executeRaw insertInto updateTable deleteFrom upsertGraph $query $relatedQuery persistAndFlush removeAndFlush nativeUpdate nativeDelete'.split(
    ' ',
  ),
);

const modelMethods =
  /^(find|findOne|findById|create|update|updateMany|delete|remove|count|aggregate|distinct|exists|destroy|insert|upsert|save|query|where|findAll|populate|insertMany|bulkCreate|paginate|truncate)$/;
const repositoryMethods =
  /^(find|get|fetch|load|list|count|save|create|insert|update|upsert|delete|remove|exists?|query|search|paginate|bulk|add|store|persist|restore|increment|decrement|softDelete|set|mark|archive|read|retrieve)([A-Z_]\w*)?$/;
const databaseNames =
  /^(prisma\w*|_?db\w*|database|knex|sequelize|mongo\w*|pool|pgPool|conn(ection)?|tx|trx|txn|em|entityManager|models?|dataSource|queryRunner|orm|drizzle|kysely|sql|dbClient|pg\w*|mysql\w*|\w*Prisma|\w+Db|\w+DB|transaction)$/;
const repositoryNames =
  /(repo(sitory)?|repositories|dao|dal|model|models|collection|Entity|Table|Repo|Dao|Model|Collection)$/;
const httpNames =
  /^(axios\w*|https?|api|httpClient|httpService|\$?http|\w*Api|\w*API|\w*HttpClient|\w*ApiClient|restClient|rest|gaxios|superagent|got|ky)$/;
const vendorNames =
  /^(stripe|s3\w*|ses|sns|sqs|dynamo\w*|twilio|mailer\w*|transporter|octokit|github|slack\w*|openai|sendgrid|sgMail|resend|algolia|elastic\w*|supabase\w*|firestore|bucket|es|esClient|notion|mailService|emailService|telegram|bot|discord)$/;
const pureMethods =
  /^(map|filter|forEach|push|pop|shift|unshift|join|split|slice|splice|trim|toString|includes|indexOf|replace|concat|reverse|sort|keys|values|entries|has|then|catch|finally|on|once|emit|off|log|info|warn|error|debug|isArray|format|toISOString|json|text|stringify|parse|connect|disconnect|close|end|release|next|return|throw|commit|rollback|validate|validateAsync|parseAsync|safeParseAsync|hash|compare|sign|verify)$/;

export interface CallNames {
  /** `findById` of `this.users.findById()`, or the function's own name. */
  readonly method: string;
  /** Names before it, nearest last; a type's name starts with ':'. */
  readonly receivers: readonly string[];
  readonly arg: ArgShape;
  readonly awaited: boolean;
}

export function guessEffect(call: CallNames): Guess | undefined {
  const { method, receivers, arg, awaited } = call;
  if (receivers.length === 0) return guessFunction(method, arg, awaited);
  const last = (receivers.at(-1) ?? '').replace(/^:/, '');
  if (arg === 'function' && !/transaction/i.test(method)) return undefined;
  if (databaseReads.has(method))
    return awaited || arg === 'object'
      ? db('read', /^(find|findOne|findAll|findById)$/.test(method) ? 0.75 : 0.85)
      : weak('read');
  if (databaseWrites.has(method)) return db('write', 0.85);
  if (arg.startsWith('sql') && (awaited || /^(query|execute|raw|run|all|exec|get)$/.test(method)))
    return db(arg === 'sql-write' ? 'write' : 'read', 0.9);
  if (!awaited || pureMethods.test(method)) return undefined;
  return guessAwaited(method, receivers, last, arg);
}

function guessAwaited(
  method: string,
  receivers: readonly string[],
  last: string,
  arg: ArgShape,
): Guess | undefined {
  const mode =
    /^(get|find|fetch|load|list|count|read|query|search|select|exists|retrieve|head|aggregate|distinct)/.test(
      method,
    )
      ? 'read'
      : 'write';
  const names = receivers.map((r) => r.replace(/^:/, ''));
  if (/redis/i.test(last) || /^(cache|cacheManager|cacheService|kv)$/.test(last))
    return { kind: 'cache', mode, sure: /redis/i.test(last) ? 0.75 : 0.5 };
  if (repositoryNames.test(last) && repositoryMethods.test(method)) return db(mode, 0.75);
  if (/^(db|database|DB)$/.test(last) && !/^(init|close|initSessionStore|checkCompatibility)/.test(method))
    return db(mode, 0.75);
  if (
    names.some((n) => databaseNames.test(n)) &&
    (repositoryMethods.test(method) || modelMethods.test(method) || method === 'execute')
  )
    return db(mode, 0.75);
  if (/^[A-Z][a-z]\w*$/.test(last) && modelMethods.test(method) && receivers.length === 1) {
    return db(mode, arg === 'object' || /^find/.test(method) ? 0.75 : 0.5);
  }
  if (/^(get|post|put|patch|delete|request|head|fetch)$/.test(method)) {
    if (names.some((n) => httpNames.test(n))) return http(mode, 0.75);
    if (arg === 'url') return http(mode, 0.7);
  }
  if (names.some((n) => vendorNames.test(n)) && /^[a-z]/.test(method)) return http(mode, 0.65);
  if (/^(sendMail|sendEmail|sendMessage|sendNotification|sendSms|sendSMS|sendPush\w*)$/.test(method))
    return http('write', 0.7);
  if (/(Api|API|Client|Gateway)$/.test(last) && repositoryMethods.test(method)) return http(mode, 0.6);
  if (method === 'save' && arg === '') return db('write', 0.7);
  if (method === 'destroy' && arg !== 'function') return db('write', 0.5);
  if (
    /(Service|Store|Manager|Provider)$/.test(last) &&
    /^(find|create|update|delete|save|insert|upsert|remove|get\w+By|fetch)/.test(method)
  )
    return db(mode, 0.5);
  return undefined;
}

function guessFunction(name: string, arg: ArgShape, awaited: boolean): Guess | undefined {
  if (
    /^(fetch|\$fetch|ofetch|axios|got|ky|fetchJson|fetchJSON|request)$/.test(name) &&
    (awaited || name === 'fetch')
  )
    return http('read', name === 'fetch' ? 0.9 : 0.75);
  if (!awaited) return undefined;
  if (/^(query|dbQuery|runQuery|execQuery|executeQuery|sql)$/.test(name))
    return db(arg === 'sql-write' ? 'write' : 'read', arg.startsWith('sql') ? 0.9 : 0.65);
  if (
    /^(sendMail|sendEmail|sendNotification|sendSms|sendPush\w*|apiRequest|apiFetch|httpRequest|fetchWithRetry|fetchApi|graphqlRequest)$/i.test(
      name,
    )
  )
    return http('write', 0.6);
  if (/(GQL|Gql|[gG]raph[qQ][lL])(Query|Mutation|Request)$|^(gql|graphql)(Query|Request|Fetch)$/.test(name))
    return http('read', 0.7);
  if (/^fetch[A-Z]/.test(name)) return http('read', 0.5);
  return undefined;
}

function db(mode: 'read' | 'write', sure: number): Guess {
  return { kind: 'db', mode, sure };
}

function http(mode: 'read' | 'write', sure: number): Guess {
  return { kind: 'http', mode, sure };
}

function weak(mode: 'read' | 'write'): Guess {
  return { kind: 'db', mode, sure: 0.4 };
}
