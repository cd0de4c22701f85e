/**
 * `src/**`, `./src/a.ts`, `*.gen.ts`, `{a,b}/x?.js`: without a slash it matches in every folder; a folder matches
 * all in it.
 */
export function globPattern(given: string): RegExp {
  const glob = given.replace(/^(?:\.\/)+/, '');
  const anywhere = !given.replace(/\/$/, '').includes('/');
  let out = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    if (c === '*') {
      if (glob[i + 1] === '*') {
        i++;
        if (glob[i + 1] === '/') {
          i++;
          out += '(?:[^/]+/)*';
        } else out += '.*';
      } else out += '[^/]*';
    } else if (c === '?') out += '[^/]';
    else if (c === '{') {
      depth++;
      out += '(?:';
    } else if (c === '}' && depth > 0) {
      depth--;
      out += ')';
    } else if (c === ',' && depth > 0) out += '|';
    else out += /[.+^$()|[\]\\{}]/.test(c) ? `\\${c}` : c;
  }
  out += ')'.repeat(depth);
  const start = anywhere ? '(?:^|/)' : '^(?:\\./)?';
  return new RegExp(`${start}${out.replace(/^\//, '').replace(/\/$/, '')}(?:/|$)`);
}
