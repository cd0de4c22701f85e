// The licences of what is bundled must travel with it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Folder of the package that a bundled file belongs to; nothing for our own files. */
function packageFolder(input) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'));
  return found?.[1];
}

async function licenceOf(folder) {
  const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((f) => /^licen[cs]e/i.test(f));
  const text = file ? (await readFile(path.join(folder, file), 'utf8')).trim() : `Licence: ${about.license}`;
  return { title: `${about.name} ${about.version} (${about.license})`, text };
}

/**
 * @param root of the repository, absolute
 * @param metafiles of the bundles that ship
 * @param more folders of packages that are copied rather than bundled, relative to the root
 */
export async function writeNotices(root, metafiles, more) {
  const inputs = metafiles.flatMap((m) => Object.keys(m.inputs));
  const folders = [...new Set([...inputs.map(packageFolder).filter(Boolean), ...more])].sort();
  const all = await Promise.all(folders.map((folder) => licenceOf(path.join(root, folder))));
  const rule = '-'.repeat(80);
  const body = all.map(({ title, text }) => `${rule}\n${title}\n${rule}\n\n${text}\n`).join('\n');
  const intro = 'Perfloop contains the following packages, each under its own licence.\n\n';
  await writeFile(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), intro + body);
  return all.map((a) => a.title);
}
