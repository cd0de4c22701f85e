/** Reading where a function is from speedscope's own text. */

/** `name (file:line:column)` or `name (file:line)`, as speedscope writes a selected frame. */
export function readPlace(
  text: string,
): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  const match = /\s\((?<file>.+?):(?<line>\d+)(?::(?<column>\d+))?\)\s*$/.exec(text);
  const file = match?.groups?.file;
  if (!file || !match.groups) return undefined;
  return { file, line: Number(match.groups.line), column: Number(match.groups.column ?? 0) };
}
