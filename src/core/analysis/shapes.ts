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
  'findMany findUnique findUniqueOrThrow findFirst findFirstOrThrow findByPk findOneBy findOneByOrFail findOneOrFail findAndCountAll findAndCount findAndCountBy findByIds findOneById countDocuments estimatedDocumentCount createQueryBuilder getRawMany getRawOne getManyAndCount $queryRaw $queryRawUnsafe selectFrom executeTakeFirst executeTakeFirstOrThrow findById findByID findAll oneOrNone manyOrNone findOne findOrFail findByOrFail findManyBy'.split(
    ' ',
  ),
);
const databaseWrites = new Set(
  'createMany updateMany deleteMany bulkCreate updateOne deleteOne insertOne insertMany replaceOne findByIdAndUpdate findByIdAndDelete findByIdAndRemove findOneAndUpdate findOneAndDelete findOneAndReplace findOneAndRemove findOrCreate softDelete softRemove bulkWrite $executeRaw sendNativeQuery insertInto updateTable deleteFrom upsertGraph $query $relatedQuery persistAndFlush removeAndFlush nativeUpdate nativeDelete firstOrCreate updateOrCreate fetchOrCreateMany updateOrCreateMany'.split(
    ' ',
  ),
);

const modelMethods =
  /^(find|findOne|findById|create|update|updateMany|delete|remove|count|aggregate|distinct|exists|destroy|insert|upsert|save|query|where|findAll|populate|insertMany|bulkCreate|paginate|truncate)$/;
const repositoryMethods =
  /^(find|get|fetch|load|list|count|save|create|insert|update|upsert|delete|remove|exists?|query|search|paginate|bulk|add|store|persist|restore|increment|decrement|softDelete|set|mark|archive|read|retrieve|select|by|all|put|append|record|has|is|link|unlink|attach|detach|assign)([A-Z_]\w*)?$/;
/** What a service does for its callers that usually ends in a query or request. */
const serviceMethods =
  /^(find|fetch|load|save|create|insert|update|upsert|delete|remove|send|sync|persist|search|count|list|retrieve|store|publish|notify|charge|refund|upload|download|get(?=[A-Z]))([A-Z_]\w*)?$/;
/** Those of them that end at somebody else's. */
const tellsOthers = /^(send|notify|charge|refund|upload|download)([A-Z_]\w*)?$/;
/** Ends of a chain of a query builder: `db('users').where(…).first()`. */
const builderMethods =
  /^(first|returning|del|insert\w*|update\w*|delete\w*|patch\w*|upsert\w*|find\w*|fetch\w*|withGraph\w*|throwIfNotFound|increment|decrement|pluck|select|where\w*|andWhere|orWhere|orderBy|groupBy|\w*[jJ]oin|limit|offset|raw|count|exec|lean|toArray|populate|sort|run|all|get|each|transacting|value|values|single|maybeSingle|one|many|none|any|oneOrNone|manyOrNone|set|add|eq|match|execute\w*|query\w*|onConflict\w*|onDuplicateKeyUpdate|merge|ignore|forge)$/;
/** What follows `from('table')` in clients that ask a database over HTTP. */
const tableMethods = /^(select|insert|update|upsert|delete)$/;
/** Objects in a store, whatever the client is called. An address for one is signed on the spot. */
const objectMethods = /^(put|get|head|delete|remove|copy|stat|fPut|fGet|list)Objects?(V2|Acl|Tagging)?$/;
/** What chat clients fetch by id, and whom they write to. */
const chatCollections =
  /^(members|users|channels|messages|guilds|roles|reactions|invites|bans|threads|webhooks|emojis|commands)$/;
/** Those of them that are not in memory anyway: the gateway keeps all guilds, channels and roles up to date. */
const notHeld = /^(members|users|messages|reactions|invites|bans|threads|webhooks|emojis|commands)$/;
/** `member.user.fetch()`: one of those, asked for anew. */
const chatThings =
  /^(member|user|author|channel|guild|message|role|reaction|ban|invite|thread|owner|recipient)$/;
const chatTargets =
  /^(interaction|message|msg|channel|\w*Channel|member|user|author|webhook|thread|guild|ctx|bot|telegram|winner|recipient)$/;
const chatMethods =
  /^(send|reply|edit|followUp|react|deleteReply|editReply|crosspost|ban|kick|setNickname|createDM|sendMessage|replyWith\w+|bulkDelete|join)$/;
/** `bulk.find({ _id }).updateOne(…)`: kept until it is executed. */
const bulkOperations = /^(bulk(Op|Ops|Operations?)?|initialize(Uno|O)rderedBulkOp)$/;
const mutatingMethods =
  /^(save|update|destroy|remove|reload|increment|decrement|deleteOne|updateOne|softRemove)$/;
const databaseNames =
  /^(prisma\w*|_?db\w*|database(Service|Client|Connection)?|dataAccess|knex|sequelize|mongo\w*|pool|pgPool|conn(ection)?|tx|trx|txn|em|entityManager|models?|dataSource|queryRunner|orm|drizzle|kysely|sql|dbClient|pg\w*|mysql\w*|\w*Prisma|\w+Db|\w+DB|transaction)$/;
const repositoryNames =
  /(repo(sitory)?|repositories|dao|dal|model|models|collection|Entity|Table|Repos?|Repository|Repositories|Dao|DAO|Dal|DAL|Models?|Collection|[a-z]Db|[a-z]DB|Storage|Persistence|Datastore|DataStore|Mapper)$/;
const httpNames =
  /^(axios\w*|https?|api|httpClient|httpService|\$?http|\w*Api|\w*API|\w*HttpClient|\w*ApiClient|restClient|rest|gaxios|superagent|got|ky)$/;
const vendorNames =
  /^(minio\w*|stripe|s3\w*|ses|sns|sqs|dynamo\w*|twilio|mailer\w*|transporter|octokit|github|gitlab|slack\w*|openai|anthropic|sendgrid|sgMail|resend|postmark|mailgun|mailchimp|algolia|elastic\w*|supabase\w*|firestore|bucket|es|esClient|notion|mailService|emailService|cloudinary|imagekit|drive|gmail|sheets|calendar|gcs|paypal|razorpay|shopify|hubspot|pusher|fcm|onesignal|pinecone|qdrant|meili\w*|typesense|opensearch\w*|spotify|zoom|nhost|trpc|apollo\w*|graphqlClient|gqlClient|web3|alchemy|ipfs\w*)$/;
const messengers =
  /([pP]roducer|[rR]abbit(MQ|Mq)?|[kK]afka|[pP]ub[sS]ub|[bB]roker)(Service|Client|Provider)?$/;
const pureMethods =
  /^(url|hasTable|hasColumn|createIndex|createIndexes|ensureIndex|ensureIndexes|syncIndexes|createTable|dropTable|createCollection|createDatabase|addColumn|removeColumn|addIndex|removeIndex|map|filter|forEach|push|pop|shift|unshift|join|split|slice|splice|trim|toString|includes|indexOf|replace|concat|reverse|sort|keys|values|entries|has|then|catch|finally|on|once|emit|off|log|info|warn|error|debug|isArray|format|toISOString|json|text|stringify|parse|connect|disconnect|close|end|release|next|return|throw|commit|rollback|validate|validateAsync|parseAsync|safeParseAsync|hash|compare|sign|verify|getState)$/;

/** Helpers that packages of clients export beside them. */
const localHelpers =
  /^((is|to|from|parse|format|encode|decode|build|hash|verify|validate|url|sign|chunk|get(Address|SignedUrl|PublicUrl|Cell|DefaultProvider)|construct|marshall|unmarshall)([A-Z]\w*)?|publicUrl|keccak256|sha256|id|int|of|cell)$/;

/** @param depth how many names there are: `client.chat.completions.parse` is no helper of the package */
export function isLocalHelper(method: string, depth: number): boolean {
  return depth <= 3 && localHelpers.test(method);
}

/** Services that work things out: `dateService.getStartOfDay()`. */
const computing =
  /^_?([dD]ate([tT]ime)?|[tT]ime|[mM]ath|\w*[cC]alculator|\w*[fF]ormat(ter|ting)|[cC]rypto|[eE]ncryption|[hH]ash(ing)?|[cC]olor|[uU]til(s|ity)?|[eE]nv|[cC]onfig)(Service|Manager|Provider)$/;

export interface CallNames {
  /** `findById` of `this.users.findById()`, or the function's own name. */
  readonly method: string;
  /** Names before it, nearest last; a type's name starts with ':'. */
  readonly receivers: readonly string[];
  readonly arg: ArgShape;
  readonly awaited: boolean;
}

export function guessEffect(call: CallNames): Guess | undefined {
  const { arg, awaited } = call;
  // `findOneAsync`, `queryAsync`, `asyncQuery`: what promisifying a whole client calls its methods.
  const method = call.method
    .replace(/(?<=[a-z])Async$/, '')
    .replace(/^(?:async|promise)([A-Z])(?=[a-z])/, (_, first: string) => first.toLowerCase());
  const receivers = call.receivers.map(plainName).filter((r) => r !== '' && r !== '*');
  // `mongoose.isValidObjectId(id)` looks at what it is given.
  if (arg === 'ddl' || arg === 'unrun' || /^isValid([A-Z]|$)/.test(method)) return undefined;
  if (receivers.length === 0) return guessFunction(method, arg, awaited);
  if (receivers.some((r) => bulkOperations.test(r)) && method !== 'execute') return undefined;
  // `row.save((err) => …)`
  if (arg === 'function' && method === 'save' && awaited) return db('write', 0.7);
  if (arg === 'function' && !/transaction/i.test(method)) return undefined;
  if (databaseReads.has(method))
    return awaited || isObject(arg)
      ? db('read', /^(find|findOne|findAll|findById)$/.test(method) ? 0.75 : 0.85)
      : weak('read');
  // Of lists, nobody waits for it.
  if (method === 'groupBy' && awaited && isObject(arg)) return db('read', 0.85);
  if (databaseWrites.has(method)) return db('write', 0.85);
  if (
    arg.startsWith('sql') &&
    method !== 'send' &&
    (awaited || /^(query|execute|raw|run|all|exec|get)$/.test(method))
  )
    return db(arg === 'sql-write' ? 'write' : 'read', 0.9);
  // `await deal.$set('users', ids)` of sequelize-typescript: rows of the table between.
  if (awaited && arg === 'text' && /^\$(get|set|add|remove|has|count|create)$/.test(method))
    return db(/^\$(get|has|count)$/.test(method) ? 'read' : 'write', 0.85);
  // `db.update(rows).set(row).where(…).run()`: SQLite answers at once.
  if (!awaited && /^(run|all|get)$/.test(method) && isStatement(method, call.receivers))
    return db(/^(all|get)$/.test(method) ? 'read' : 'write', 0.72);
  // `snapshot.docs.map((doc) => doc.ref.set(…))`: a document of Firestore, by its own reference.
  if (/^(set|update|delete|get|create)$/.test(method) && isDocument(receivers))
    return http(/^get$/.test(method) ? 'read' : 'write', 0.75);
  // `await statement.bind(id).first()` of D1, `await statement.all()`
  if (
    awaited &&
    /^(run|all|first|raw)$/.test(method) &&
    /^(prepare|bind)$/.test(plainName(call.receivers.at(-1)!))
  )
    return db(method === 'run' ? 'write' : 'read', 0.85);
  if (!awaited || /^(local|session|async)Storage$/i.test(receivers.at(-1)!)) return undefined;
  if (keptHere(method, receivers.at(-1)!)) return undefined;
  // `channelModel.createChannel()` of amqplib, over the connection that is open.
  if (/^create(Confirm)?Channel$/.test(method) && /[mM]odel$|[cC]onn(ection)?$/.test(receivers.at(-1)!))
    return undefined;
  if (arg === 'filter' && (modelMethods.test(method) || /^(first|find\w+|get)$/.test(method)))
    return db(readVerbs.test(method) ? 'read' : 'write', 0.85);
  // `post.getReplies({ include: [{ model: User }] })`, `post.getFiles({ attributes: ['id'] })`: what belongs to a row.
  if ((arg === 'filter' || arg === 'columns') && /^(get|count)[A-Z]/.test(method)) return db('read', 0.8);
  // `row.get('column')` of an ORM's row.
  if (method === 'get' && arg === 'text' && /([mM]odel|[eE]ntity|[rR]ow|[rR]ecord)$/.test(receivers.at(-1)!))
    return undefined;
  // `contract.methods.balanceOf(address).call()`
  if (/^(call|send)$/.test(method) && receivers.at(-2) === 'methods')
    return http(method === 'call' ? 'read' : 'write', 0.7);
  if (objectMethods.test(method)) return http(readVerbs.test(method) ? 'read' : 'write', 0.8);
  if (pureMethods.test(method)) return undefined;
  const ofRow = /^:\w+(Document|Entity)$/.test(call.receivers[0] ?? '');
  return guessAwaited(method, receivers, arg, ofRow);
}

/** `doc.ref`, `snapshot.ref`, `userDoc.ref`, `collection('users').doc(id)` */
function isDocument(receivers: readonly string[]): boolean {
  if (receivers.at(-1) === 'doc' && receivers.at(-2) === 'collection') return true;
  return (
    receivers.at(-1) === 'ref' &&
    /^(docs?|snap|document|snapshot)$|[a-z](Doc|Snap|Snapshot|Document)$/.test(receivers.at(-2) ?? '')
  );
}

/** `SecureStorage.getItem('token')`: what a browser or an app keeps for itself. */
export function keptHere(method: string, receiver: string): boolean {
  return /^(get|set|remove)Item$/.test(method) && /[sS]torage$/.test(receiver);
}

function isObject(arg: ArgShape): boolean {
  return arg === 'object' || arg === 'filter' || arg === 'columns' || arg === 'variables';
}

/** `saleModel()` and `_repo` are named like what they give. */
function plainName(name: string): string {
  return name.replace(/^[:_#]+/, '').replace(/[()[\]]+$/, '');
}

const readVerbs =
  /^(get|find|fetch|load|list|count|read|query|search|select|exists|retrieve|head|stat|aggregate|distinct|group|by|all|any|one|many|has|is)/;

/** Commands of Redis that read: `hgetall`, `smembers`, `zrange`. */
const redisReads =
  /^(m|h|hm|h?getAll|hgetall|json\.)?get(all|range|bit)?$|^(h(keys|vals|len|exists|strlen)|s?(is)?members?|smismember|scard|srandmember|z(rev)?range\w*|zscore|zcard|zcount|z(rev)?rank|llen|lrange|lindex|exists|p?ttl|type|keys|scan|[shz]scan|strlen|dbsize)$/i;

const asking = /^(select\w*|find\w*|count\w*|aggregate|distinct)(\(\))?$/;
const narrowing =
  /^(where\w*|andWhere|orWhere|from|having|orderBy|groupBy|limit|offset|sort|skip|populate|lean|exec|execute|first|one|single|maybeSingle|toArray|\w*[jJ]oin)$/;

function guessAwaited(
  method: string,
  names: readonly string[],
  arg: ArgShape,
  ofRow: boolean,
): Guess | undefined {
  const last = names.at(-1)!;
  // `db.select().from(users).where(…)` reads, as its start says.
  const reads = readVerbs.test(method) || (narrowing.test(method) && names.some((n) => asking.test(n)));
  const mode = reads ? 'read' : 'write';
  // `client.users.cache.get(id)`: what a chat's library holds in memory.
  if (last === 'cache' && chatCollections.test(names.at(-2) ?? '')) return undefined;
  const ofRedis =
    /redis/i.test(last) || (/^(client|connection|instance)$/.test(last) && /redis/i.test(names.at(-2) ?? ''));
  // `env.KV.get(id)`, `env.SESSIONS_KV.put(…)` of Cloudflare.
  const ofStore = /^(\w+_)?KV$/.test(last);
  if (ofRedis || ofStore || /^(cache|cacheManager|cacheService|kv)$/.test(last))
    return {
      kind: 'cache',
      mode: redisReads.test(method) ? 'read' : mode,
      sure: ofRedis || ofStore ? 0.75 : 0.5,
    };
  return (
    guessDatabase(method, names, mode, arg) ??
    guessRemote(method, names, mode, arg) ??
    guessService(method, names, mode, arg, ofRow)
  );
}

/** What a database gives to ask with, and what it does for itself. */
const handles =
  /^(init|close|initSessionStore|checkCompatibility|((get|define|register|use)(?=[A-Z]))?(model|collection|table|repository|schema|connection|instance))$/i;

function guessDatabase(
  method: string,
  names: readonly string[],
  mode: Guess['mode'],
  arg: ArgShape,
): Guess | undefined {
  // What a model's table is called stands in the program.
  if (/^get(Table|Model|Collection|Schema)Name$/.test(method)) return undefined;
  const last = names.at(-1)!;
  if (names.some((n) => databaseNames.test(n))) {
    // `db.query.promise(name, values)`
    if (/^(query|execute|raw|exec|sql)$/.test(method) || /^(query|execute)$/.test(last))
      return db(mode, 0.85);
    if (repositoryMethods.test(method) || modelMethods.test(method) || builderMethods.test(method))
      return db(mode, 0.75);
  }
  // `strapi.entityService.create(…)`, `strapi.services.order.update(…)`
  if (names.includes('strapi') && (modelMethods.test(method) || repositoryMethods.test(method)))
    return db(mode, 0.75);
  // `app.service('users').get(id)` of Feathers
  if (last === 'service' && /^(get|find|create|update|patch|remove)$/.test(method) && names.length > 1)
    return db(mode, 0.7);
  if (repositoryNames.test(last) && (repositoryMethods.test(method) || builderMethods.test(method)))
    return db(mode, 0.75);
  if (/^(db|database|DB)$/.test(last) && !handles.test(method)) return db(mode, 0.75);
  // `client.from('rows').update(…).eq('id', id)`
  const from = names.indexOf('from');
  if (from >= 0 && tableMethods.test(names[from + 1] ?? '') && builderMethods.test(method))
    return db(mode, 0.8);
  // `await this.query.where('id', id).first()` of a model's own builder
  const own = names.indexOf('this') + 1;
  if (/^_?query$/.test(names[own] ?? '') && names.slice(own + 1).some((n) => /^where/.test(n)))
    return db(mode, 0.75);
  if (isStatement(method, names)) return db(mode, 0.8);
  // `queryBuilder.select().then(…)`, where a helper is handed one
  if (/^\w*[qQ]ueryBuilder$/.test(names[0]!) && endsBuilder.test(method))
    return db(/^(insert|update|upsert|del)/.test(method) ? 'write' : 'read', 0.75);
  const model = /^[A-Z][a-z]\w*$/.test(names[0]!);
  if (model && names.length === 1 && modelMethods.test(method))
    return db(mode, isObject(arg) || /^find/.test(method) ? 0.75 : 0.5);
  // `Order.query().where(…)`, `User.find(…).sort(…)`
  const chained = names.length > 1 && names.slice(2).every((n) => builderMethods.test(n));
  return model && chained && modelMethods.test(names[1]!) && builderMethods.test(method)
    ? db(mode, 0.7)
    : undefined;
}

const endsBuilder =
  /^(select|first|pluck|(count|sum|avg)(Distinct)?|min|max|insert|update|upsert|del|delete)$/;

/** `run.insert(rows).values(row)`, `x.update(rows).set(row).where(…)`: a statement, whatever it is made with. */
function isStatement(method: string, names: readonly string[]): boolean {
  const words = [...names.slice(1).map(plainName), method];
  const follows = (first: string, next: string): boolean => {
    const [at, then] = [words.indexOf(first), words.lastIndexOf(next)];
    return at >= 0 && then > at && (then === words.length - 1 || builderMethods.test(method));
  };
  return follows('insert', 'values') || follows('update', 'set');
}

function guessRemote(
  method: string,
  names: readonly string[],
  mode: Guess['mode'],
  arg: ArgShape,
): Guess | undefined {
  const last = names.at(-1)!;
  if (/^(get|post|put|patch|delete|request|head|fetch)$/.test(method)) {
    if (names.some((n) => httpNames.test(n))) return http(mode, 0.75);
    if (arg.endsWith('url')) return http(mode, 0.7);
  }
  // `dataSources.users.getById(id)`, `dataSources[name].getUser(id)`: what Apollo Server asks others with.
  if (names.includes('dataSources') && repositoryMethods.test(method)) return http(mode, 0.7);
  if (/^(mutate|mutateAsync|(execute|run|send)?(graphql|gql)(Query|Mutation|Request)?)$/i.test(method))
    return http('write', 0.7);
  if (method === 'fetch' && (arg === '' ? chatCollections : notHeld).test(last)) return http('read', 0.75);
  if (method === 'fetch' && arg === '' && chatThings.test(last)) return http('read', 0.65);
  if (last === 'voice' && /^(setMute|setDeaf|setChannel|setSuppressed|disconnect)$/.test(method))
    return http('write', 0.75);
  // `member.roles.add(role)`, `channel.permissionOverwrites.edit(role, { SendMessages: false })`
  if (
    (/^(permissionOverwrites|reactions)$/.test(last) &&
      /^(edit|create|set|delete|upsert|removeAll)$/.test(method)) ||
    (last === 'roles' && chatThings.test(names.at(-2) ?? '') && /^(add|remove|set)$/.test(method)) ||
    /^(updateOverwrite|overwritePermissions|createOverwrite)$/.test(method)
  )
    return http('write', 0.75);
  if (/queue$/i.test(last) && /^(add|send|enqueue|publish|push|createJob)$/.test(method))
    return { kind: 'queue', mode: 'write', sure: 0.8 };
  // `rabbitProducerService.publishToQueue(…)`: a message each, and most clients send them in the background.
  if (messengers.test(last) && /^(publish|produce|enqueue|emit|send)([A-Z]\w*)?$/.test(method))
    return { kind: 'queue', mode: 'write', sure: 0.6 };
  // Signed here, with a key that is at hand.
  if (/^(get|generate|make)([pP]re)?[sS]igned\w*Ur[li]/.test(method)) return undefined;
  if (names.some((n) => vendorNames.test(n)) && /^[a-z]/.test(method))
    return isLocalHelper(method, names.length + 1) ? undefined : http(mode, 0.65);
  // `broker.call('users.get', { id })` of Moleculer
  if (method === 'call' && /^(broker|ctx)$/.test(last) && arg === 'text') return http('read', 0.65);
  // `ctx.runQuery(internal.posts.get, { id })` of Convex
  if (last === 'ctx' && /^run(Query|Mutation)$/.test(method))
    return db(method === 'runQuery' ? 'read' : 'write', 0.8);
  // What a WhatsApp connection is asked and told.
  if (/^(groupParticipantsUpdate|groupMetadata|onWhatsApp|profilePictureUrl)$/.test(method))
    return http(method === 'groupParticipantsUpdate' ? 'write' : 'read', 0.75);
  if (/^(sendMail|sendEmail|sendMessage|sendNotification|sendSms|sendSMS|sendPush\w*)$/.test(method))
    return http('write', 0.7);
  if (chatTargets.test(last) && chatMethods.test(method)) return http('write', 0.6);
  // `ctx.clients.userOffice().hasInstrument({ id })`: one of those that ask others, whatever its methods are called.
  if (names.slice(-3, -1).includes('clients')) return http(mode, 0.7);
  // `adminClient.users.find(…)`: a client sorts what it can ask for.
  const client = [last, names.at(-2) ?? ''].some((n) => /(Api|API|Client|Gateway)$/.test(n));
  return client && !/^([qQ]uery|[rR]edis)Client$/.test(names.at(-2) ?? '') && repositoryMethods.test(method)
    ? http(mode, 0.65)
    : undefined;
}

function guessService(
  method: string,
  names: readonly string[],
  mode: Guess['mode'],
  arg: ArgShape,
  ofRow: boolean,
): Guess | undefined {
  if (method === 'save' && arg === '') return db('write', 0.7);
  if (method === 'destroy') return db('write', 0.5);
  // `item.update(…)` of `item: UserDocument`
  if (mutatingMethods.test(method) && ofRow) return db('write', 0.75);
  // `product.decrement('stock', { by: 2 })`
  if (
    /^(in|de)crement$/.test(method) &&
    arg === 'text' &&
    !/count|limit|metric|stat|gauge/i.test(names.join())
  )
    return db('write', 0.6);
  if (mutatingMethods.test(method) && names.length === 1 && (isObject(arg) || arg === ''))
    return db('write', 0.55);
  if (
    !/([a-z](Service|Store|Manager|Provider))$|^services?$/.test(names.at(-1)!) ||
    !serviceMethods.test(method) ||
    computing.test(names.at(-1)!)
  )
    return undefined;
  return tellsOthers.test(method) ? http('write', 0.55) : db(mode, 0.55);
}

function guessFunction(name: string, arg: ArgShape, awaited: boolean): Guess | undefined {
  if (
    /^(fetch|\$fetch|ofetch|axios|got|ky|fetchJson|fetchJSON|request)$/.test(name) &&
    (awaited || name === 'fetch')
  )
    return http('read', name === 'fetch' ? 0.9 : 0.75);
  if (!awaited) return undefined;
  if (arg === 'variables') return http('write', 0.7);
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
  if (
    /^(rp|superagent|makeRequest|sendRequest|doRequest|callApi|apiCall|apiGet|apiPost|httpGet|httpPost|getJson|getJSON|postJson|requestJson|axiosGet|axiosPost|requestPromise)$/.test(
      name,
    )
  )
    return http('read', 0.7);
  if (/^fetch[A-Z]/.test(name)) return http('read', 0.5);
  return /^(get|find|load)[A-Z]\w*(By[A-Z]\w*|From(Db|DB|Database))$|^(save|insert|update|delete|upsert|persist)[A-Z]\w*(To|In|Into|From)(Db|DB|Database)$/.test(
    name,
  )
    ? db('read', 0.5)
    : undefined;
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
