/** Files to review: those of folders that are given, else of the packages installed here. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isTest } from '../../../src/core/analysis/paths.ts';
import { readWorkspaceConfig } from '../../../src/node/review/workspace.ts';

const source = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Folders that a review leaves out: installed packages are there to be read here. */
const leftOut = /^(node_modules|dist|out|vendor|coverage|\.git)$/;

export interface Corpus {
  readonly folder: string;
  /** What a review reads of it: tests, declarations, minified and vendored files are left out. */
  readonly files: readonly string[];
}

/** Copies sources below `folder`, under the paths they have, a repository of its own; over again up to `count`. */
export async function composed(
  folder: string,
  from: readonly string[],
  count: number,
  fill: boolean,
): Promise<Corpus> {
  mkdirSync(folder, { recursive: true });
  const found = from.flatMap((root, i) =>
    sources(root).map((f) => ({ root, f, to: `part-${i}/${plain(f)}` })),
  );
  let copied = 0;
  for (let round = 0; copied < count && (round === 0 || fill) && found.length > 0; round++) {
    for (const { root, f, to } of found) {
      if (copied >= count) break;
      const target = path.join(folder, round === 0 ? to : `again-${round}/${to}`);
      cpSync(path.join(root, f), target);
      copied++;
    }
  }
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'sources');
  const { files } = await readWorkspaceConfig(folder, { problems: [] });
  return { folder, files: files.filter((f) => !isTest(f)) };
}

function sources(root: string): string[] {
  const files: string[] = [];
  for (const f of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!source.test(f) || /\.d\.[cm]?ts$|\.min\.|(^|[\\/])node_modules[\\/]/.test(f) || isTest(f)) continue;
    const s = statSync(path.join(root, f), { throwIfNoEntry: false });
    if (s?.isFile() && s.size <= 200_000 && s.size >= 500) files.push(f);
  }
  return files.sort();
}

function plain(file: string): string {
  return file
    .split(path.sep)
    .map((part) => (leftOut.test(part) ? `in-${part}` : part))
    .join('/');
}

let changes = 0;

/** Adds a function with a pitfall to the first file, as somebody's change: another each time; staged where asked. */
export function changeOne(corpus: Corpus, staged: boolean): void {
  const [first] = corpus.files;
  const file = path.join(corpus.folder, first!);
  const name = `joined${++changes}`;
  const added = `\nfunction ${name}(rows) {\n  return rows.map((r) => rows.find((o) => o.id === r.parent));\n}\n`;
  writeFileSync(file, readFileSync(file, 'utf8') + added);
  if (staged) execFileSync('git', ['add', '-A'], { cwd: corpus.folder, stdio: 'ignore' });
}

export function forgetCache(corpus: Corpus): void {
  rmSync(path.join(corpus.folder, '.perfloop'), { recursive: true, force: true });
}
