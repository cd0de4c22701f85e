/** What a branch is compared with where nobody says: the branch it is meant to be merged into. */
import { git } from '../git.ts';

export interface DefaultBase {
  readonly ref: string;
  /** The checked-out branch is that branch itself, and has no counterpart elsewhere. */
  readonly isCurrent: boolean;
}

const usual = ['main', 'master', 'trunk', 'develop'];

/**
 * The remote's default branch, else the first of the usual names, at the remote or here. On that branch itself
 * what was not pushed yet. undefined outside of git, without commits, and where no branch has a usual name.
 */
export async function defaultBase(cwd: string): Promise<DefaultBase | undefined> {
  const out = await git(cwd, [
    'for-each-ref',
    '--format=%(refname)%00%(symref)%00%(upstream)%00%(HEAD)',
    'refs/heads',
    'refs/remotes',
  ]);
  if (out === undefined) return undefined;
  const refs = out
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', target = '', upstream = '', head = ''] = line.split('\0');
      return { name, target, upstream, isCurrent: head === '*' };
    });
  const has = (name: string): boolean => refs.some((r) => r.name === name);
  const candidates = [
    refs.find((r) => r.name === 'refs/remotes/origin/HEAD')?.target ?? '',
    ...usual.flatMap((b) => [`refs/remotes/origin/${b}`, `refs/remotes/upstream/${b}`, `refs/heads/${b}`]),
    refs.find((r) => /^refs\/remotes\/[^/]+\/HEAD$/.test(r.name))?.target ?? '',
  ];
  const name = candidates.find((c) => c !== '' && has(c));
  if (name === undefined) return undefined;
  const current = refs.find((r) => r.isCurrent);
  return { ref: short(name), isCurrent: current?.name === name };
}

function short(name: string): string {
  return name.replace(/^refs\/(heads|remotes)\//, '');
}

export interface BaseChoice {
  readonly ref: string;
  readonly kind: 'branch' | 'remote' | 'tag' | 'commit';
  readonly isCurrent: boolean;
  /** Subject of its last commit, and when. */
  readonly subject: string;
  readonly when: string;
}

/** Branches and tags, newest first, and the last commits of the checked-out branch. */
export async function baseChoices(cwd: string): Promise<BaseChoice[]> {
  const fields = '%(refname)%00%(symref)%00%(HEAD)%00%(contents:subject)%00%(creatordate:relative)';
  const [refs, commits] = await Promise.all([
    git(cwd, [
      'for-each-ref',
      '--sort=-creatordate',
      '--count=300',
      `--format=${fields}`,
      'refs/heads',
      'refs/remotes',
      'refs/tags',
    ]),
    git(cwd, ['log', '-30', '--format=%h%x00%s%x00%cr', 'HEAD']),
  ]);
  const kinds = { heads: 'branch', remotes: 'remote', tags: 'tag' } as const;
  const named = lines(refs).flatMap(([name = '', target, head, subject = '', when = '']): BaseChoice[] => {
    const m = /^refs\/(heads|remotes|tags)\/(.+)$/.exec(name);
    if (!m || target) return [];
    return [{ ref: m[2]!, kind: kinds[m[1] as keyof typeof kinds], isCurrent: head === '*', subject, when }];
  });
  const last = lines(commits).map(
    ([ref = '', subject = '', when = '']): BaseChoice => ({
      ref,
      kind: 'commit',
      isCurrent: false,
      subject,
      when,
    }),
  );
  return [...named, ...last];
}

function lines(out: string | undefined): string[][] {
  return (out ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\0'));
}
