/** Names for what fixes add, in the manner of the names that are there. */

/** A name like `base` that the file does not use for anything. */
export function freshName(text: string, base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text)) return name;
  }
}

/** The first of several names that the file does not use. */
export function freshOf(text: string, names: readonly [string, ...string[]]): string {
  return names.find((n) => freshName(text, n) === n) ?? freshName(text, names[0]);
}

/** `customers` → `customer`, `categories` → `category`; another word where there is no plural to undo. */
export function singular(name: string, otherwise = 'item'): string {
  if (/(mov|cook|ser|spec|zomb)ies$/i.test(name)) return name.slice(0, -1);
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|[^aceos]us)es$/.test(name)) return name.slice(0, -2);
  if (/\w(List|Array)$/.test(name)) {
    const items = name.replace(/(List|Array)$/, '');
    return singular(items, items);
  }
  return /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name) ? name.slice(0, -1) : otherwise;
}

/** `customer` → `customers`, `category` → `categories`; of what is a plural already, its rows. */
export function plural(name: string): string {
  if (/s$/.test(name)) return `${name}Rows`;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `tagId`, 'set' → `tagIdSet`; `tag_id` → `tag_id_set`; `ROLES` → `rolesSet`: a constant of a function is written small. */
export function joined(base: string, ...words: readonly string[]): string {
  const parts = words.flatMap(wordsOf);
  const shouted = /^[A-Z][A-Z\d_]*$/.test(base);
  if (/[a-z\d]_[a-z\d]/.test(base)) return [base, ...parts].join('_');
  const [first = base, ...rest] = shouted ? wordsOf(base) : [base.replace(/_+$/, '')];
  return first + [...rest, ...parts].map(capital).join('');
}

/** `guild_id`, `guildId`, `GUILD_ID` → guild, id. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .split(/[_$]+/)
    .filter(Boolean)
    .map((w) => w.toLowerCase());
}
