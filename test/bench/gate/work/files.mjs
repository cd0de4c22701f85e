/** Reading a file asynchronously, through the thread pool. */
import { readFile } from 'node:fs/promises';

const file = new URL(import.meta.url);

export async function work(units) {
  let size = 0;
  for (let i = 0; i < units; i++) size += (await readFile(file)).length;
  return size;
}
