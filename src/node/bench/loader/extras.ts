/** What bundlers give to modules, and Node does not. */

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
