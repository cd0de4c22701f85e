/** Rows and documents of a store, whichever way it is asked. */
import type { Effect } from '../effects.ts';

/** `supabase.from('users').select()`, which is no bucket of `supabase.storage`, and `supabase.rpc('stats')` */
const tables = /(^|\.)(?<!storage\.)from\(\)|(^|\.)(\w*[sS]upabase\w*|sb|db)(\(\))?\.rpc(\(\)|$)/;
/** Of Firestore and PocketBase, by way of a reference as well; `ref('users').once('value')` of Firebase's tree. */
const documents =
  /(^|\.)(collection(Group)?|doc)\(\)|(^|\.)(ref|\w*(Ref|Col|Collection|Doc))\.(get|set|update|delete|add|create)$|(^|\.)ref\(\)(\.\w+\(\))*\.(once|set|update|push|remove|transaction)$|(^|\.)(tx|trx|t|\w*[tT]ransaction|\w*[bB]atch)\.(get|getAll|commit)$|^(getDocs?(FromServer)?|setDoc|updateDoc|deleteDoc|addDoc|get(Count|Aggregate)FromServer)$/;
/** DynamoDB, Appwrite, Neo4j, Cassandra */
const others =
  /(^|\.)_?(\w*[dD]ynamo\w*|ddb\w*|\w*[dD]oc(ument)?Client\w*)\.\w+|\.(list|get|create|update|upsert|delete)(Document|Row)s?$|(^|\.)\w*([sS]ession\.run|[cC]assandra\w*\.execute)$/;

/**
 * Whether rows are asked for or changed. Many databases are asked by requests: what goes for a query goes for those,
 * and what goes for a service of somebody's does not.
 */
export function asksStore({ kind, what }: Effect): boolean {
  return (
    kind === 'db' || (kind === 'http' && (tables.test(what) || documents.test(what) || others.test(what)))
  );
}

export function changesStore(e: Effect): boolean {
  return e.writes && asksStore(e);
}

/** A request to something other than a store. */
export function asksOthers(e: Effect): boolean {
  return e.kind === 'http' && !asksStore(e);
}
