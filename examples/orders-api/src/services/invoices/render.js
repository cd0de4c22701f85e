const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);

/** Fills `{{name}}` escaped and `{{{name}}}` as it is. */
export function fillIn(template, values) {
  return template.replace(/\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}/g, (_, raw, name) =>
    raw === undefined ? escapeHtml(values[name]) : values[raw],
  );
}
