/**
 * Names and code as people may be shown them: no character of theirs is obeyed by a terminal, or turns what stands
 * around it about, so that a line reads otherwise than it runs (https://trojansource.codes).
 */

/** Controls, what changes the direction of writing, ends a line or takes no room; joiners stay: scripts and emoji need them. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** On one line. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

/** JSON that says the same, and that may be printed. Its layout stays. */
export function printable(json: string): string {
  return json.replace(unseen, (c) => (c === '\n' ? c : units(c)));
}

function escaped(c: string): string {
  switch (c) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return units(c);
  }
}

/** As JSON and JavaScript write them, half by half. */
function units(c: string): string {
  let out = '';
  for (let i = 0; i < c.length; i++) out += `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}
