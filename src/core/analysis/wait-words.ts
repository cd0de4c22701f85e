/** What the names of awaited calls say: a check, a write, decoding, a load into a state of its own. */

/** Failing, or answering who is asking, is what these are for: what follows is to be spared. */
export const guards =
  /^(garantir|verificar|validar|exigir|comprobar|auth|check|verify|validate|ensure|assert|require|guard|authorize|authenticate|throw|reject|deny|enforce|protect|lock|acquire|connect|begin|start|open|close|login|logout|sign|sleep|delay|wait|pause|snooze|throttle|setTimeout|nextTick|init|initialize|setup|bootstrap|prompt|confirm|click|goto|type|fill|press|expect|step|run|rateLimit|limit|consume)([A-Z_]|$)|^(getServerSession|getSession|getServerAuthSession|currentUser|getCurrentUser|getAuth|getAuthUser|session|getAuthenticatedUser|getUserFromRequest|parseRequest|getAccessToken|getToken|getClient|getConnection)$|^(get|resolve|load|fetch)(Actor|Session|Identity|Principal|Viewer)$|Guard$|Lock$|OrRedirect$/;
/** Says who asks, or what they may do. */
export const deciding =
  /(^|\.)auth(\(\))?\.|[aA]uth(entic|oriz)|[eE]ligib|[pP]ermission|[rR]ateLimit|[cC]ooldown|Access(Or[A-Z]\w*)?$|(^|\.)(can|may|isAllowed)[A-Z]\w*$/;
/** Checks that ask for a fact, not for leave: `checkStock`, not `checkAccess`. */
export const asking =
  /^check(?=[A-Z])(?!\w*(Auth|Permission|Access|Admin|Role|Session|Login|Token|Rate|Limit|Csrf|Captcha|Password|Owner|Allowed|Valid))\w+/;
/** Gives back what it was given, or fails: `requireNonNull(row)`, `validateOpen(row)`; not `ensureArray(rows)`. */
export const insisting =
  /^(validate|assert|ensure|require|enforce|expect|must|invariant)(?=[A-Z]|$)(?!\w*(Array|List|Object|String|Number|Date|Map|Set)$)|Or(Throw|Fail|Die|Abort)$/;
/** What the answer of a check is called that says yes or no, or what is wrong, and does not fail. */
export const facts =
  /^(is|has|can|may|should|was|are|ok|valid)(?=[A-Z]|$)|([eE]rr(or)?s?|[iI]ssues?|[pP]roblems?|[wW]arnings?|[vV]iolations?|[rR]esults?|[vV]alid(ity|ation)?|[oO]k|[sS]uccess|[cC]heck(s|ed)?|[rR]eports?)$/;
/** Reads what has arrived, or no more than a setting. */
export const decoding =
  /^(json|text|formData|arrayBuffer|blob|buffer|bytes|body|params|headers|cookies|searchParams|draftMode|import|getTranslations?|getTranslate|useTranslation|getI18n\w*|getT|t|getLocale|getMessages|tick|nextTick|clone|getInstance)$/;
/** What whoever asks may do, by the session that the request has read before: `sessionPermissions()`. */
export const ofWhoAsks =
  /^(get|load|fetch)?(session|viewer|(current|my|own)(User|Session|Viewer|Staff|Admin|Member|Account)?)s?(Permissions?|Roles?|Access|Capabilities|Scopes?)$/i;
export const harmlessCalls =
  /^(console|log(ger)?|winston|Logger|debug|(\w+\.)*(log(ger)?|Logger))(\.\w+)*$|^(\w+\.)*(push|set|add|sort|setHeader|append|unshift)$|^set[A-Z]\w*$|^\w+\.set(UTC)?(Hours|Minutes|Seconds|Milliseconds|Date|Month|FullYear)$|^performance\.|^(clearTimeout|Object\.assign)$|(^|\.)(local|session)Storage\.(set|remove)Item$|^(\w+\.)*(\w*[sS]pan|tracer|metrics|telemetry|analytics|Sentry|spinner|progress)\.\w+$|^(\w+\.)*(add)?(log|Log|track)[A-Z]\w*$|^(\w+\.)*addBreadcrumb$|^[a-z]\w*Track$/;
/** Changes something: its place among the other steps is part of the meaning. */
export const writing =
  /^(create|update|delete|save|insert|upsert|remove|add|set|send|post|put|patch|register|process|start|run|execute|sync|increment|decrement|publish|handle|apply|mark|log|emit|dispatch|notify|write|store|push|enqueue|destroy|reset|clear|invalidate|revoke|generate|build|make|deploy|upload|import|merge|move|copy|rename|archive|restore|toggle|enable|disable|assign|attach|detach|link|unlink|join|leave|ban|kick|reply|edit|react|defer|purge|migrate|seed|commit|rollback|activate|deactivate|cancel|approve|reject|claim|grant|finalize|submit|provision|deduct|debit|charge|refund|withdraw|deposit|transfer|transition)([A-Z_]\w*)?$|^(?!(get|find|fetch|load|list|read|query|search|select|count|is|has)[A-Z])[a-z]\w*(Post|Put|Patch|Delete)$/;
/** Loads into a state of its own: awaited for no result. */
export const loading = /^(fetch|prefetch|load|refresh|reload|refetch|revalidate)([A-Z]\w*|$)/;
/** Sent by itself where nobody awaits it, and what is drawn on a canvas. */
export const unwaited =
  /(^|\.)(send[A-Z]?\w*(E?[mM]ail|S[mM][sS]|Notification|Push)s?|reply)$|^(ctx|context)\.(draw|fill|stroke)[A-Z]\w*$/;
/** Puts something together: of a function that can be read, what it does says whether it writes. */
export const making = /^(create|build|make|generate|prepare|compute|process|handle)[A-Z]\w*$/;

/**
 * A chain that begins as a question, `db.select().from().execute`, whatever starts it in the end: its names say
 * what it does, unless one of them changes something.
 */
export function asksByChain(callee: string): boolean {
  const whole = wholeLinks(callee);
  return asksFirst.test(whole) && !alters.test(whole === callee ? `${callee}()` : whole);
}

/** `db.createQueryBuilder().select()` of a long callee that is kept no further than into its next link. */
export function wholeLinks(callee: string): string {
  return callee.length < 80 ? callee : callee.replace(/\(\)\.\w*$/, '()');
}

const asksFirst =
  /(^|\.)(select\w*|find\w*|collection(Group)?|where\w*|(left|right|inner|full)?([oO]uter)?[jJ]oin|orderBy|groupBy|distinct|createQueryBuilder|createQuery|from|aggregate|count\w*|query|table)\(\)\./;
const alters =
  /\.(insert\w*|update\w*|delete\w*|del|upsert\w*|patch\w*|set\w*|into|save\w*|create(?!Query)\w*|add(?!Select|Order|Group|From|CommonTable)\w*|remove\w*|increment|decrement|truncate|destroy|restore|rpc|replace\w*|upload\w*|move|copy|send\w*|post|put|invoke|softDelete|onConflict\w*|bulkWrite|find\w*And\w+|drop\w*|forUpdate|forShare)\(\)/;

/** Never come back: frameworks' own, and what a project calls the function that throws for it. */
export const ending =
  /^(notFound|redirect|permanentRedirect|unauthorized|unauthenticated|forbidden|conflict|badRequest|exit|abort|fail|bail|panic|die)$|(Error|Exception|NotFound|Redirect)$/;

/** Puts a client or the like together, which waits for nothing outside. */
export const assembling =
  /^(create|make|build)\w*(Client|Context|Caller|Url|Params|Filter|Query|Where|Options|Config|Instance|Supabase)$/;

/** What a helper that promises nothing makes of what it is given: `extractIp(headers)`. */
export const shaping =
  /^(extract|parse|format|normali[sz]e|map|to|pick|serialize|convert|sanitize|shape|transform|strip)(?=[A-Z])/;

/** `this.queryBus.execute(new GetUserQuery(id))`: the bus that only questions go over. */
export const asksBus = /(^|\.)_?[qQ]ueryBus\.(execute|query|ask|send|dispatch)$/;

/** What a call does by its name; of a command object, `this.getSetting.execute()`, by the object's. */
export function nameOfDeed(callee: string): string {
  const parts = callee.split('.');
  const name = parts.at(-1)!.replace(/^[_#]+/, '');
  const object = parts.at(-2)?.replace(/^[_#]+/, '') ?? '';
  return /^(execute|run|handle|invoke|exec)$/.test(name) && commands.test(object) ? object : name;
}

const commands = /^(get|find|list|fetch|load|search|count|check|is|has|read)[A-Z]\w*$/;

/** Run what they are given, and pass on its answer: `executeWithTimeout(async () => …)`, `withRetry(() => …)`. */
export const runners =
  /^(with|run|exec|execute|call|do)\w*(Retry|Retries|Timeout|TimeLimit|Backoff|Fallback|Span|Timing|Breaker)$|^(measure|instrument|profile|monitor|trace)[A-Z]\w*$|^(retry|pRetry|attempt|safely|backOff)$/;
