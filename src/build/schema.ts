/** Writes the description of perfloop.json for editors. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../core/analysis/rules/index.ts';
import { schemaText } from '../core/config/description.ts';

export function writeSchema(root: string): void {
  writeFileSync(path.join(root, 'dist/perfloop.schema.json'), schemaText(rules));
}
