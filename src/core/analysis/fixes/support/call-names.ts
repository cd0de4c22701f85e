/** What calls do, by their names: what may be done beside what. */
import { bare, dotted, isCall, isMember, methodName, type Node } from '../../ast.ts';

const writing =
  /^(insert|create|update|upsert|delete|destroy|remove|save|write|append|add|h?set|send|publish|emit|notify|enqueue|dispatch|upload|store|persist|register|mark|increment|decrement|transfer|charge|refund|pay|cancel|approve|reject|submit|revoke|reset|clear|purge|archive|restore|post|put|patch)([A-Z_]\w*)?$/;
const making =
  /^create\w*(Client|Connection|Context|Server|Instance|Service|Loader|Caller|Adapter|Provider)$/;
const reading =
  /^(find|get|count|exists|fetch|load|read|list|select|search|query|is|has|resolve|aggregate|sum|avg|group)([A-Z_]\w*)?$/;
const finding = /(OrThrow|[oO]rFail)$/;

/** By its name it leaves something behind, which it would not where one before it failed. */
export function changesThings(value: Node): boolean {
  return calledNames(value).some((name) => writing.test(name) && !making.test(name));
}

export function onlyReads(value: Node): boolean {
  return calledNames(value).some((name) => reading.test(name));
}

/** It says itself that it fails where there is nothing: what comes after it is done for what there is. */
export function mustFind(value: Node): boolean {
  return calledNames(value).some((name) => finding.test(name));
}

/** Names of the calls in a chain, the last one first. */
function calledNames(value: Node): string[] {
  const found: string[] = [];
  for (let n = bare(value); isCall(n); ) {
    const callee = bare(n.callee);
    const name = methodName(n) || dotted(callee);
    const own = name.replace(/^_?(bulk|batch|safe|try)(?=[A-Z])/, '');
    found.push(own.charAt(0).toLowerCase() + own.slice(1));
    if (!isMember(callee)) break;
    n = bare(callee.object);
  }
  return found;
}

/** By its name it ends with an error where what comes after it may not be done. */
export function isGuard(value: Node): boolean {
  const n = bare(value);
  const name = isCall(n) ? methodName(n) || dotted(n.callee) : '';
  return /^_?(assert|authenticate|authori[sz]e|check|demand|ensure|guard|must|require|validate|verify)([A-Z_]\w*)?$/.test(
    name,
  );
}
