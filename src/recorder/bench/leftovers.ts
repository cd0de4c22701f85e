/** What still holds the process, by kind. */

const resourceNames: Readonly<Record<string, string>> = {
  Timeout: 'timer',
  TCPServerWrap: 'server',
  TCPSocketWrap: 'socket',
  TCPWrap: 'socket',
  UDPWrap: 'UDP socket',
  ProcessWrap: 'child process',
  FSEventWrap: 'file watcher',
};

/** What holds the process, by kind. */
export function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    const name = resourceNames[kind];
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Something that is opened once and kept for all is no harm; what every call leaves behind is. */
export const MANY = 20;

/** What is there now and was not before, where it is as many: `2 timers`, `a server`. */
export function leftovers(before: ReadonlyMap<string, number>, least: number): string[] {
  return [...resources()].flatMap(([name, n]) => {
    const more = n - (before.get(name) ?? 0);
    if (more < least) return [];
    return [more === 1 ? `a ${name}` : `${more} ${name}s`];
  });
}
