/**
 * Plain JavaScript in place of two native modules of the server that nobody has compiled here: without them
 * every process of the editor logs stack traces and writes no log files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Logging: the part of spdlog's interface that VS Code calls, writing at once. */
const LOGGER = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
let level = 2;
const names = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = level;
    this.plain = false;
  }
  setLevel(wanted) { this.level = wanted; }
  getLevel() { return this.level; }
  setPattern() { this.plain = false; }
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
  write(at, message) {
    if (at < this.level) return;
    const head = this.plain ? '' : new Date().toISOString() + ' [' + names[at] + '] ';
    try { fs.appendFileSync(this.file, head + message + (this.plain ? '' : '\\n')); } catch {}
  }
}
names.forEach((name, at) => { Logger.prototype[name] = function (message) { this.write(at, message); }; });
async function create(name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (wanted) => { level = wanted; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** Ends the extension host when the process that it belongs to is gone. */
const WATCHDOG = `'use strict';
exports.start = (pid) => {
  setInterval(() => {
    try { process.kill(pid, 0); } catch (error) { if (error.code === 'ESRCH') process.exit(87); }
  }, 1000).unref();
};
exports.exit = (code) => process.exit(code || 0);
`;

/** `root`: the server's `lib/vscode`. */
export async function replaceNatives(root: string): Promise<void> {
  const modules = path.join(root, 'node_modules', '@vscode');
  for (const [name, text] of [
    ['spdlog', LOGGER],
    ['native-watchdog', WATCHDOG],
  ] as const) {
    await mkdir(path.join(modules, name), { recursive: true });
    await writeFile(path.join(modules, name, 'index.js'), text);
  }
}
