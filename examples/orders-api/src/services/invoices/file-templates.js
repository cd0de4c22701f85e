import { readFileSync } from 'node:fs';
import { fillIn } from './render.js';

const ROOT = new URL('../../../', import.meta.url);

/** Templates and texts from their files, so that an edit shows at the next request. */
export function createTemplates() {
  return {
    render(name, values) {
      const template = readFileSync(new URL(`templates/${name}.tmpl`, ROOT), 'utf8');
      return fillIn(template, values);
    },
    text(language, key) {
      const texts = JSON.parse(readFileSync(new URL(`locales/${language}.json`, ROOT), 'utf8'));
      return texts[key];
    },
  };
}
