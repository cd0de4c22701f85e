/** What bundlers give to modules, and Node does not. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { globPattern } from '../../../core/config/glob.ts';

/** On the first line, so that no line moves. */
export function withExtras(code: string): string {
  let head = '';
  for (const [name, value] of [
    ['__dirname', 'import.meta.dirname'],
    ['__filename', 'import.meta.filename'],
  ] as const) {
    const declared = new RegExp(`\\b(?:const|let|var|function|import)\\b[^;\\n]*\\b${name}\\b`).test(code);
    if (code.includes(name) && !declared) head += `const ${name} = ${value}; `;
  }
  if (/\bimport\.meta\.env\b/.test(code)) {
    head += "import.meta.env ??= { MODE: 'production', PROD: true, DEV: false, SSR: true, ...process.env }; ";
  }
  return head === '' || code.startsWith('#!') ? code : head + code;
}

const globCall =
  /\bimport\.meta\.glob\s*\(\s*((['"`])[^'"`]+\2|\[[^\]]*\])\s*(?:,\s*(\{[^{}]*\})\s*)?,?\s*\)/g;

/** `import.meta.glob('./x/*.ts')` as the object of imports that Vite makes of it. Arguments that are written out only. */
export function withGlobs(code: string, file: string): string {
  if (!code.includes('import.meta.glob')) return code;
  let head = '';
  let count = 0;
  const out = code.replace(globCall, (call: string, patterns: string, _: string, options = '') => {
    const eager = /\beager\s*:\s*true\b/.test(options);
    const name = /\bimport\s*:\s*['"`](\w+)/.exec(options)?.[1];
    const query = /\b(?:query|as)\s*:\s*['"`]\??(\w+)/.exec(options)?.[1];
    const globs = [...patterns.matchAll(/['"`]([^'"`]+)['"`]/g)].map((m) => m[1]!);
    const member = name && name !== '*' ? `.${name}` : '';
    const entries = globbed(globs, path.dirname(file)).map((found) => {
      const target = JSON.stringify(found + (query ? `?${query}` : ''));
      if (!eager)
        return `${JSON.stringify(found)}: () => import(${target})${member && `.then((m) => m${member})`}`;
      const local = `__glob${count++}`;
      head += `import * as ${local} from ${target}; `;
      return `${JSON.stringify(found)}: ${local}${member}`;
    });
    return `({ ${entries.join(', ')} })${call.replace(/[^\n]/g, '')}`;
  });
  return head + out;
}

/** Relative names, sorted; patterns after `!` take away. */
function globbed(globs: readonly string[], folder: string): string[] {
  const wanted = globs.filter((g) => !g.startsWith('!'));
  const unwanted = globs
    .filter((g) => g.startsWith('!'))
    .map((g) => globPattern(absolute(g.slice(1), folder)));
  const found = wanted.flatMap((glob) => {
    const pattern = globPattern(absolute(glob, folder));
    const base = absolute(glob.replace(/[*?{[].*$/, '').replace(/[^/]*$/, ''), folder);
    return filesBelow(`/${base}`).filter(
      (f) => pattern.test(f.slice(1)) && !unwanted.some((u) => u.test(f.slice(1))),
    );
  });
  const relative = [...new Set(found)].map((f) => path.posix.relative(folder.replaceAll('\\', '/'), f));
  return relative.map((f) => (f.startsWith('.') ? f : `./${f}`)).sort();
}

/** Without its first slash: patterns are of relative paths. */
function absolute(glob: string, folder: string): string {
  return path.posix.join(folder.replaceAll('\\', '/'), glob).replace(/^\//, '');
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name === 'node_modules') return [];
      const full = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(full) : [full];
    });
  } catch {
    return [];
  }
}
