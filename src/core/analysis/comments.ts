/** Code without its comments, for words that say what code does: `// TODO time-out` sets none. */
export function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/.*$/gm, '$1');
}
