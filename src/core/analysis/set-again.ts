/** Functions that set themselves going again by a timer: whoever calls them first, they are jobs. */
import { dotted } from './ast.ts';
import type { FileIndex, FunctionInfo } from './index-types.ts';

/** `setTimeout(connect, delay)` after a failure: a start that is tried again, no job. */
export const startsOver =
  /^(re)?connect([A-Z]\w*)?$|^init(ialize)?[A-Z]\w*$|^(re)?(start|init|initialize|launch|boot|create)(Bot|Server|App|Client|Sock(et)?|WhatsApp|Wa|Session|Connection|Db|DB|Database|WebSocket|WS|Ws)$/;

/** `const tick = async () => { await work(); setTimeout(tick, ms); };` */
export function setAgain(file: FileIndex): ReadonlySet<FunctionInfo> {
  const found = new Set<FunctionInfo>();
  if (!file.text.includes('setTimeout')) return found;
  for (const site of file.calls) {
    const given = site.name === 'setTimeout' ? site.node.arguments[0] : undefined;
    if (!given) continue;
    const name = dotted(given).replace(/^this\./, '');
    if (!/^\w+$/.test(name) || startsOver.test(name)) continue;
    for (let f: FunctionInfo | undefined = site.fn; f && f.id !== 0; f = f.parent)
      if (f.name.slice(f.name.lastIndexOf('.') + 1) === name) found.add(f);
  }
  return found;
}
