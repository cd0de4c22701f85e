/** `fetch(url)` → `fetch(url, { signal: AbortSignal.timeout(10_000) })`, and axios with a `timeout`. */
import { bare, type Call, isMember, methodName, type Node } from '../ast.ts';
import { moduleNamed } from '../refs.ts';
import { find } from '../scopes.ts';
import type { Edit, Fixer, FixSite } from './fix.ts';
import { betweenLike } from './support/style.ts';

export const timeOut: Fixer = {
  name: 'time-out',
  rules: ['missing-timeout'],
  propose(site) {
    const call = site.nodes.find((n) => n.type === 'CallExpression') as Call | undefined;
    const client = call && clientOf(site, call);
    const edit = client && inOptions(site, call, client);
    if (!edit) return undefined;
    return {
      title: 'Give up after 10 s',
      kind: 'preview',
      note: 'What takes longer fails from now on: choose a time shorter than your own caller waits, and see to it that the error is handled.',
      edits: [edit],
    };
  },
};

interface Client {
  /** Where the options are among the arguments. */
  readonly at: number;
  readonly property: string;
}

const signal = 'signal: AbortSignal.timeout(10_000)';
const timeout = 'timeout: 10_000';

/** Those that take a time-out in one place of their options. */
function clientOf(site: FixSite, call: Call): Client | undefined {
  const callee = bare(call.callee);
  const root = isMember(callee) ? bare(callee.object) : callee;
  if (root.type !== 'Identifier') return undefined;
  const b = find(site.scope, root.name);
  if (root === callee && root.name === 'fetch' && !b) return { at: 1, property: signal };
  const module = b ? moduleNamed(b) : '';
  if (root === callee && /^(node-fetch|cross-fetch|isomorphic-fetch|undici)$/.test(module))
    return /fetch/i.test(root.name) ? { at: 1, property: signal } : undefined;
  if (module !== 'axios') return undefined;
  const first = call.arguments[0] ? bare(call.arguments[0]) : undefined;
  if (root === callee) return { at: first?.type === 'ObjectExpression' ? 0 : 1, property: timeout };
  const method = methodName(call);
  if (method === 'request') return { at: 0, property: timeout };
  if (/^(get|delete|head)$/.test(method)) return { at: 1, property: timeout };
  return /^(post|put|patch)$/.test(method) ? { at: 2, property: timeout } : undefined;
}

/** Into the options as they are written, or with them where there are none. */
function inOptions(site: FixSite, call: Call, { at, property }: Client): Edit | undefined {
  const { arguments: args } = call;
  if (args.some((a) => a.type === 'SpreadElement')) return undefined;
  const options = args[at] ? bare(args[at]) : undefined;
  if (options) return options.type === 'ObjectExpression' ? into(site, options, property) : undefined;
  const last = args.at(-1);
  // What is sent comes before the options.
  if (!last || args.length !== at) return undefined;
  const end = last.end ?? 0;
  return { start: end, end, text: `,${betweenLike(site, last)}{ ${property} }` };
}

type ObjectNode = Extract<Node, { type: 'ObjectExpression' }>;

/** Last, where it looks like the rest; first where others are spread into it, which may say it themselves. */
function into(site: FixSite, object: ObjectNode, property: string): Edit {
  const first = object.properties[0];
  const last = object.properties.at(-1);
  if (!first || !last) return { start: object.start ?? 0, end: object.end ?? 0, text: `{ ${property} }` };
  const between = betweenLike(site, last);
  if (object.properties.some((p) => p.type === 'SpreadElement')) {
    const start = first.start ?? 0;
    return { start, end: start, text: `${property},${between}` };
  }
  const end = last.end ?? 0;
  return { start: end, end, text: `,${between}${property}` };
}
