import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Workbench } from '../../src/build/editor/workbench.ts';
import { cpuProfile } from '../vscode/fixture-profile.ts';

/** Pictures for people to look at; git does not see them. */
export const pictures = path.resolve('out', 'screens');

/** A copy of the fixture workspace with a profile of exact weights, for one test. */
export async function workspace(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perfloop-ui-'));
  await cp(path.resolve('test/fixtures/workspace'), folder, { recursive: true });
  const heavy = [
    { line: 5, samples: 700 },
    { line: 4, samples: 100 },
  ];
  const text = cpuProfile(path.join(folder, 'work.js'), heavy, [{ line: 13, samples: 200 }], 100);
  await writeFile(path.join(folder, 'exact.cpuprofile'), text);
  await mkdir(pictures, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Packages what is built, as `npm run package` does. */
export async function packaged(): Promise<{ readonly vsix: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perfloop-vsix-'));
  const vsix = path.join(folder, 'perfloop.vsix');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await promisify(execFile)(process.execPath, [
    path.resolve('node_modules/@vscode/vsce/vsce'),
    'package',
    ...flags,
    '--out',
    vsix,
  ]);
  return { vsix, remove: () => rm(folder, { recursive: true, force: true }) };
}

const figures = `
  [...document.querySelectorAll('.monaco-editor .view-line span[class*="ced-"]')]
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    .map((e) => getComputedStyle(e, '::after').content.replace(/^"|"$/g, '').replaceAll('\\u00a0', ' '))
    .filter((text) => text !== 'none' && text !== '')`;

/** The figures behind the lines of the open editors, in order of the screen, as soon as there are some. */
export async function heatTexts({ page }: Workbench): Promise<string[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    // As text: this side of the test has no types of the page's.
    const texts = await page.evaluate<string[]>(figures);
    if (texts.length > 0 || Date.now() > deadline) return texts;
    await page.waitForTimeout(100);
  }
}

/** Faults of ours in the console: our pages' errors and every refusal of a content policy. */
export function faults(workbench: Workbench): string[] {
  return workbench.console
    .filter((l) => /Refused to|Content Security Policy|perfloop/i.test(l.text))
    .filter((l) => l.type === 'error' || l.type === 'pageerror')
    .map((l) => l.text.slice(0, 300));
}
