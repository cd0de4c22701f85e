/**
 * Requests to services of others. One's own API can be given a form for many at once; most vendors have none, and a
 * reviewer who asked for one would be told so.
 */
import { bare, isMember, type Node, propertyName, startsAt } from '../ast.ts';
import type { Effect } from '../effects.ts';
import type { CallSite, LoopInfo } from '../index-types.ts';

const names =
  '[sS]tripe|[oO]ctokit|[gG]it_?[hH]ub|[gG]it_?[lL]ab|[bB]itbucket|[sS]lack|[tT]wilio|[pP]laid|[hH]ub_?[sS]pot|[sS]hopify|[nN]otion|[gG]mail|[yY]ou_?[tT]ube|[sS]potify|[jJ]ira|[cC]onfluence|[aA]sana|[tT]rello|[zZ]endesk|[iI]ntercom|[mM]ailchimp|[sS]end_?[gG]rid|[mM]ailgun|[oO]pen_?AI|[oO]penai|[aA]nthropic|[gG]emini|[tT]elegram|[wW]hats_?[aA]pp|[fF]acebook|[iI]nstagram|[tT]witter|[lL]inked_?[iI]n|[tT]ik_?[tT]ok|[sS]alesforce|[aA]irtable|[qQ]uick_?[bB]ooks|[xX]ero|[zZ]oom|[dD]ropbox|[wW]oo_?[cC]ommerce|[pP]ay_?[pP]al|[rR]azorpay|[cC]lerk|[aA]uth0|[oO]kta|[kK]eycloak|[cC]loudflare|[vV]ercel|[sS]team|[tT]mdb|TMDB|[cC]oin_?[gG]ecko|[eE]therscan|[cC]ognito|[gG]oogle|[mM]icrosoft|[gG]raph_?[cC]lient|[pP]roxmox|[jJ]enkins|[dD]iscord';
/** `stripe.subscriptions`, `githubClient`, `calls JiraService.issue` */
const byName = new RegExp(`(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))(?:${names})(?![a-z])`);

/** Whether somebody else is asked: the host is written down, or the client or its file is named after a vendor. */
export function isOfVendor(e: Effect): boolean {
  if (e.others || byName.test(e.what)) return true;
  const last = e.steps.at(-1)!;
  return byName.test(last.file) || e.steps.some((s) => byName.test(s.message));
}

const address = /(^|_|[a-z](?=[A-Z]))([uU]r[li]|U(RL|RI)|[lL]ink|[hH]ref)$/;

/** `fetch(doc.url)`, `for (const url of urls) await download(url)`: each has an address of its own. */
export function hasOwnAddress({ node }: CallSite, loop: LoopInfo): boolean {
  return node.arguments.some((a) => {
    const n: Node = bare(a);
    if (n.type === 'Identifier') return address.test(n.name) && loop.items.includes(n.name);
    return isMember(n) && !n.computed && address.test(propertyName(n)) && startsAt(n, loop.items);
  });
}
