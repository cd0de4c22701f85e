/** Which files somebody wants reviewed, who named files or folders. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Notice } from '../../core/analysis/finding.ts';
import { isTest } from '../../core/analysis/paths.ts';
import { globPattern } from '../../core/config/glob.ts';
import { UserError } from '../../core/model.ts';
import type { Base } from './base.ts';
import type { ReviewSettings } from './settings.ts';
import { type Listing, sourcePattern } from './workspace.ts';

export interface Wanted {
  has(file: string): boolean;
  /** Files named one by one that the listing leaves out (ignored by git, in a test folder). */
  readonly explicit: readonly string[];
  /** Something that can be reviewed was named, or nothing was, which means all. */
  readonly some: boolean;
  readonly refused: readonly Refused[];
  readonly notices: readonly Notice[];
}

/** What was named and cannot be reviewed. */
interface Refused {
  readonly given: string;
  readonly relative: string;
  readonly why: string;
  readonly error: UserError;
}

export async function wantedFiles(
  root: string,
  paths: readonly string[],
  listing: Listing,
  settings: ReviewSettings,
): Promise<Wanted> {
  if (paths.length === 0)
    return { has: (file) => !settings.ignores(file), explicit: [], some: true, refused: [], notices: [] };
  const within: ((file: string) => boolean)[] = [];
  const files = new Set<string>();
  const refused: Refused[] = [];
  const notices: Notice[] = [];
  for (const given of paths) {
    const absolute = path.resolve(root, given);
    const found = isOutside(path.relative(root, absolute))
      ? undefined
      : await stat(absolute).catch(() => undefined);
    // A link stands for what it leads to, which is listed by its own name.
    const relative = found ? await realName(root, absolute) : slashed(path.relative(root, absolute));
    const refuse = (why: string, next: string, what = `${given} ${why}.`): unknown =>
      refused.push({ given, relative, why, error: new UserError(what, next) });
    const pattern = found || !isGlob(given) ? undefined : globPattern(`./${relative}`);
    const inside = (f: string): boolean =>
      pattern ? pattern.test(f) : relative === '' || f.startsWith(`${relative}/`);
    if (isOutside(relative))
      refuse(`is outside of ${root}`, 'Name paths inside it, or start elsewhere with --cwd.');
    else if (pattern && !listing.files.some(inside))
      refuse('matches no JavaScript or TypeScript file', 'Name files or folders, or a pattern: src/**/*.ts.');
    else if (pattern || found?.isDirectory()) {
      within.push(inside);
      const listed = listing.files.filter(inside);
      const why = listed.length === 0 ? await whyUnlisted(absolute) : onlyTests(listed);
      if (why) notices.push({ file: relative || '.', message: why });
    } else if (!found) refuse('is not there', 'Name files or folders that exist.', `There is no ${given}.`);
    else if (!sourcePattern.test(relative) || !found.isFile())
      refuse('is no JavaScript or TypeScript file', 'Name .js, .jsx, .ts or .tsx files, or folders.');
    else files.add(relative);
  }
  const listed = new Set(listing.files);
  return {
    has: (file) => files.has(file) || (within.some((has) => has(file)) && !settings.ignores(file)),
    explicit: [...files].filter((f) => !listed.has(f) || isTest(f)),
    some: within.length + files.size > 0,
    refused,
    notices,
  };
}

/** Why there is nothing to do, where no path can be reviewed. */
export function nothingWanted({ some, refused: [first] }: Wanted): UserError | undefined {
  return some || !first ? undefined : first.error;
}

/**
 * What is to be told of the paths. A hook names what was staged, and what a change deletes is not there to be reviewed.
 * @throws UserError where nothing of what was named can be
 */
export function leftOut(wanted: Wanted, base: Base | undefined): Notice[] {
  const refused = wanted.refused.filter((r) => !base?.before.has(r.relative));
  const some = wanted.some || refused.length < wanted.refused.length;
  const error = nothingWanted({ ...wanted, some, refused });
  if (error) throw error;
  return [
    ...wanted.notices,
    ...refused.map(({ given, why }) => ({ file: given, message: `${why}; left out` })),
  ];
}

/** Why nothing is listed in a folder that somebody named. */
async function whyUnlisted(absolute: string): Promise<string> {
  const own = await stat(path.join(absolute, '.git')).catch(() => undefined);
  return own ? 'a repository of its own: review it with --cwd' : `${noSources} in it`;
}

export const noSources = 'no JavaScript or TypeScript files to review';

/** What is to be said where none of the files is reviewed, so that it is not taken for code without findings. */
export function onlyTests(files: readonly string[]): string | undefined {
  return files.every(isTest) ? 'only tests, which are reviewed where they are named one by one' : undefined;
}

/** With `/`, from the root as it is really named. */
async function realName(root: string, file: string): Promise<string> {
  return slashed(path.relative(await realpath(root), await realpath(file)));
}

/** What a shell that knows patterns would have put names for; that of Windows does not, and quotes keep any from it. */
function isGlob(given: string): boolean {
  return /[*?{]/.test(given);
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}

function isOutside(relative: string): boolean {
  return /^\.\.($|[\\/])/.test(relative) || path.isAbsolute(relative);
}
