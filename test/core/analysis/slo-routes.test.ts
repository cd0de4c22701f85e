import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../src/core/analysis/analyse.ts';

const severities = { 'endpoint-without-slo': 'info' } as const;
const objective = (request: string) => {
  const [method, path] = request.split(' ') as [string, string];
  return { name: 'fast', method, path };
};
const routes = (files: Readonly<Record<string, string>>, ...requests: string[]): string[] =>
  analyse(files, { severities, objectives: requests.map(objective) })
    .findings.filter((f) => f.rule === 'endpoint-without-slo')
    .map((f) => f.message.replace('No objective covers ', ''));

const express = {
  'src/app.js': `const app = require('express')();
app.get('/orders', list);
app.get('/orders/:id', one);
app.post('/orders', make);
`,
};

test('routes that no objective asks for are told, those asked for with real values are not', () => {
  assert.deepEqual(routes(express), ['GET /orders', 'GET /orders/:id', 'POST /orders']);
  assert.deepEqual(routes(express, 'GET /orders?page=1', 'GET /orders/17'), ['POST /orders']);
  assert.deepEqual(routes(express, 'GET /customers'), ['GET /orders', 'GET /orders/:id', 'POST /orders']);
});

test('only where perfloop.json asks for the rule', () => {
  const { findings } = analyse(express);
  assert.deepEqual(
    findings.filter((f) => f.rule === 'endpoint-without-slo'),
    [],
  );
});

test('Nest controllers, Next route files, Fastify route objects', () => {
  const files = {
    'src/users.controller.ts': `@Controller('users')
export class UsersController {
  @Get(':id') one() { return 1; }
  @Post() make() { return 2; }
}
`,
    'app/(shop)/carts/[id]/route.ts': 'export async function GET() { return new Response("x"); }\n',
    'src/server.js': `fastify.route({ method: 'PUT', url: '/stock/:sku', handler: set });\n`,
  };
  assert.deepEqual(routes(files).sort(), [
    'GET /carts/:id',
    'GET /users/:id',
    'POST /users',
    'PUT /stock/:sku',
  ]);
  assert.deepEqual(routes(files, 'GET /api/users/7', 'GET /carts/9', 'PUT http://127.0.0.1:3000/stock/a'), [
    'POST /users',
  ]);
});

test('a path below a mounted router is compared by its end', () => {
  const files = { 'src/routes.js': `router.get('/:id/items', items);\n` };
  assert.deepEqual(routes(files, 'GET /api/orders/3/items'), []);
  assert.deepEqual(routes(files, 'GET /api/orders/3'), ['GET /:id/items']);
});

test('handlers of a Next route file that a function makes are routes too', () => {
  const files = {
    'src/app/api/carts/[id]/route.ts': `import { withUser } from '@/lib/auth';
export const GET = withUser(async (request) => Response.json({}));
export const PUT = compose(withUser, limited)(save);
export const dynamic = 'force-dynamic';
export const config = read();
`,
    'src/app/orders/route.ts': `export const POST = async (request) => Response.json(await save(request));\n`,
    'src/carts.ts': `export const GET = withUser(load);\n`,
  };
  assert.deepEqual(routes(files).sort(), ['GET /api/carts/:id', 'POST /orders', 'PUT /api/carts/:id']);
  assert.deepEqual(routes(files, 'GET /api/carts/7', 'POST /orders'), ['PUT /api/carts/:id']);
});
