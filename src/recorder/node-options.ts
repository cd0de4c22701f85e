/** NODE_OPTIONS as Node reads it: split at spaces, double quotes group, backslash escapes inside quotes. */

/** The value that preloads `file` first, keeping what was there; unchanged where it does so already. */
export function withPreload(existing: string | undefined, file: string): string {
  const option = `--require ${quoteOption(file)}`;
  const rest = existing?.trim() ?? '';
  if (rest.includes(option)) return rest;
  return rest === '' ? option : `${option} ${rest}`;
}

/** Quoted only where needed: other tools that read NODE_OPTIONS mostly split at spaces. */
export function quoteOption(value: string): string {
  if (!/[\s"\\]/.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
