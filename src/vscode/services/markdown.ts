/** Markdown for hovers and comments. */

/** A link that runs a command. */
export function link(id: string, args: readonly unknown[], label: string, tooltip = ''): string {
  const title = tooltip ? ` "${tooltip.replaceAll('"', "'")}"` : '';
  return `[${label}](command:${id}?${encodeURIComponent(JSON.stringify(args))}${title})`;
}

/** Of Markdown and of the editor's icons: what acts anywhere, at the edge of a word, at the start, or in an address. */
const active =
  /[\\`*[\]<>~|]|(?<![^\W_])_|_(?![^\W_])|\$(?=\()|&(?=#?\w+;)|^[#+=-]|(?<=^\d+)[.)]|(?<=https?|ftp):|(?<=www)\.|@/gi;

/**
 * Names come from the program that is looked at: nothing in them may act as Markdown. Where nothing would, nothing is
 * escaped: screen readers read a comment's source.
 */
export function escaped(name: string): string {
  return name.replace(/\s+/g, ' ').trim().replace(active, '\\$&');
}
