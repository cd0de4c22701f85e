/** Markdown for hovers and comments. */

/** A link that runs a command. */
export function link(id: string, args: readonly unknown[], label: string, tooltip = ''): string {
  const title = tooltip ? ` "${tooltip.replaceAll('"', "'")}"` : '';
  return `[${label}](command:${id}?${encodeURIComponent(JSON.stringify(args))}${title})`;
}

/** Names come from the program that is looked at: nothing in them may act as Markdown. */
export function escaped(name: string): string {
  return name.replace(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&').replace(/\s+/g, ' ');
}
