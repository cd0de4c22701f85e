import { readdirSync, readFileSync } from 'node:fs';
import { fillIn } from './render.js';

const ROOT = new URL('../../../', import.meta.url);

/** Templates and texts, read once when the service starts. */
export function createTemplates() {
  const templates = readFolder('templates', '.tmpl', (text) => text);
  const locales = readFolder('locales', '.json', JSON.parse);
  return {
    render: (name, values) => fillIn(templates.get(name), values),
    text: (language, key) => locales.get(language)[key],
  };
}

function readFolder(folder, ending, parse) {
  const base = new URL(`${folder}/`, ROOT);
  const files = readdirSync(base).filter((file) => file.endsWith(ending));
  return new Map(
    files.map((file) => [file.slice(0, -ending.length), parse(readFileSync(new URL(file, base), 'utf8'))]),
  );
}
