/** Ending a target that is still running: everyone saves first, then all of it is ended. */
import { leavesOf, processesOf, send, signalTree, type TreeRoot } from '../process-tree.ts';
import type { Channel } from './channel.ts';

/** How long processes may take to save; as long again whenever one of them has finished. */
const SAVE_MS = 15_000;
/** After this long, a process that has not saved may be waiting, blocked, for a child of its own. */
const UNBLOCK_MS = 1_500;
/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 1_500;
const POLL_MS = 20;

/** Resolves when nothing of the tree is left, or cannot be ended. */
export async function stopTree(root: TreeRoot, channel: Channel, hasExited: () => boolean): Promise<void> {
  await saveAll(root, channel);
  signalTree(root, 'SIGTERM');
  if (await allGone(root, hasExited, GRACE_MS)) return;
  // Several rounds: a process may start another one while it is being ended.
  for (let round = 0; round < 5; round += 1) {
    signalTree(root, 'SIGKILL');
    if (await allGone(root, hasExited, 400)) return;
  }
}

async function saveAll(root: TreeRoot, channel: Channel): Promise<void> {
  const waiting = (): number[] =>
    channel
      .processes()
      .filter((process) => process.connected && !process.saved)
      .map((process) => process.pid);
  channel.askToSave();
  let left = waiting().length;
  let until = Date.now() + SAVE_MS;
  const unblockAt = Date.now() + UNBLOCK_MS;
  let unblocked = false;
  while (left > 0 && Date.now() < until) {
    await sleep(POLL_MS);
    const now = waiting().length;
    if (now < left) until = Date.now() + SAVE_MS;
    left = now;
    if (!unblocked && left > 0 && Date.now() > unblockAt) {
      unblocked = true;
      endForeignLeaves(root, channel);
    }
  }
}

/** Programs of other kinds (`sleep`, compilers) at the tree's ends: `execSync` in Node blocks until they end. */
function endForeignLeaves(root: TreeRoot, channel: Channel): void {
  const ours = new Set(channel.processes().map((process) => process.pid));
  const tree = processesOf(root);
  for (const pid of leavesOf(tree)) if (!ours.has(pid) && pid !== root.pid) send(pid, 'SIGTERM');
}

async function allGone(root: TreeRoot, hasExited: () => boolean, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  for (;;) {
    if (hasExited() && processesOf(root).length === 0) return true;
    if (Date.now() > until) return false;
    await sleep(POLL_MS);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
