/** What a tool wrote is nobody's to mend; what it does counts for those that call it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

const mark = '/* auto-generated file, DO NOT EDIT */\n';

const client = {
  'src/api/plain.ts': `${mark}import axios from 'axios';
export const getPet = (petId: string) => axios.get(\`/pets/\${petId}\`);
export const petLabel = (pet: { name: string }) => pet.name.toUpperCase();
export async function own(req, res) {
  for (const id of req.body.ids) await axios.get(id);
}
`,
  'src/api/runtime.ts': `${mark}export class BaseAPI {
  constructor(protected configuration: any = {}) {}
  protected async request(context: any) {
    return await (this.configuration.fetchApi || fetch)(context.url, context.init);
  }
}
`,
  'src/api/pets.ts': `${mark}import * as runtime from './runtime';
export class PetsApi extends runtime.BaseAPI {
  async getPetRaw(p: any) {
    return await this.request({ path: \`/pets/\${p.id}\` });
  }
  async getPet(p: any) {
    const response = await this.getPetRaw(p);
    return await response.value();
  }
}
`,
};

const use = (body: string): string => `import { getPet, petLabel } from './api/plain';
import { PetsApi } from './api/pets';
const petsApi = new PetsApi();
export async function handler(req: any, res: any) {
  const out: any[] = [];
  for (const id of req.body.ids) {
    ${body}
  }
  res.json(out);
}
`;

const told = (body: string) => analyse({ ...client, 'src/use.ts': use(body) });

test('what a generated function asks is told where it is called, and nothing in its own file', () => {
  const { findings, notices } = told('out.push(await getPet(id));');
  assert.deepEqual(
    findings.map((f) => [f.file, f.rule, f.chain.at(-1)!.file]),
    [['src/use.ts', 'n-plus-one', 'src/api/plain.ts']],
  );
  assert.deepEqual(
    notices.map((n) => n.message),
    ['generated', 'generated', 'generated'],
  );
});

test('a generated function that asks nobody is seen to', () => {
  assert.deepEqual(told('out.push(await petLabel(id));').findings, []);
});

test('what a generated client hides says its name, as if nobody had looked inside', () => {
  const { findings } = told('out.push(await petsApi.getPet({ id }));');
  assert.deepEqual(
    findings.map((f) => [f.rule, f.chain.length]),
    [['n-plus-one', 2]],
  );
});

test('what is large and generated is not read', () => {
  const large = `${client['src/api/plain.ts']}${'// a line\n'.repeat(11_000)}`;
  const { notices } = analyse({ 'src/api/plain.ts': large, 'src/use.ts': use('await getPet(id);') });
  assert.deepEqual(notices, [{ file: 'src/api/plain.ts', message: 'generated' }]);
});

test('who imports what a tool wrote has written the rest', () => {
  const code = `import { PrismaClient } from '@generated/prisma';
const prisma = new PrismaClient();
export async function handler(req, res) {
  for (const id of req.body.ids) await prisma.order.findUnique({ where: { id } });
}
`;
  assert.deepEqual(
    analyse({ 'src/orders.ts': code }).findings.map((f) => f.rule),
    ['n-plus-one'],
  );
});
