/** Frames written as one piece of text: `name (file:line:column)`, `file:line`, perf's V8 names. */
export interface FrameText {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** V8's own prefixes in `perf` output: code state and tier are no part of the name. */
const V8_PREFIX =
  /^(?:LazyCompile|Function|Script|Eval|JS|Builtin|Stub|RegExp|Handler|BytecodeHandler):([*~^+]?)/;
const IN_BRACKETS = /^(.*?) ?\((.+?):(\d+)(?::(\d+))?\)$/s;
const BARE =
  /^(?:(.*) )?((?:\/|[A-Za-z]:[\\/]|node:|file:|https?:|\.{1,2}\/)[^ ]*?|[^ ]+\.[cm]?[jt]sx?):(\d+)(?::(\d+))?$/s;

export function parseFrameText(text: string): FrameText {
  const plain = text.replace(V8_PREFIX, '');
  const match = IN_BRACKETS.exec(plain) ?? BARE.exec(plain);
  if (match === null) return { name: plain, file: '', line: 0, column: 0 };
  const [, name = '', file = '', line = '0', column = '0'] = match;
  return { name, file, line: Number(line), column: Number(column) };
}

/** The opposite, for exports; a line break or `;` in a name would split the stack. */
export function formatFrameText({ name, file, line, column }: FrameText): string {
  const plain = name === '' ? '(anonymous)' : name;
  const place = file === '' ? '' : ` (${file}:${line}${column > 0 ? `:${column}` : ''})`;
  return `${plain}${place}`.replace(/;/g, ',').replace(/\s+/g, ' ');
}
