/** A small shop under git, and what is told of a change to it. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { type ReviewOptions, review } from '../../../src/node/review/review.ts';
import { tempFolder } from '../../cli/run-cli.ts';
import { commit, git, put } from './repository.ts';

const { folder, remove } = tempFolder();
after(remove);

export const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "type": "module", "dependencies": { "pg": "8", "express": "5" } }',
  'src/db/customers.js': `import { Pool } from 'pg';
const pool = new Pool();
export async function customerOf(id) {
  const { rows } = await pool.query('SELECT * FROM customers WHERE id = $1', [id]);
  return rows[0];
}
`,
  'src/orders/list.js': `import { customerOf } from '../db/customers.js';
import { present } from './present.js';
export async function listOrders(req, res) {
  const orders = await req.app.locals.orders.all();
  for (const order of orders) {
    order.customer = await customerOf(order.customerId);
  }
  res.json(present(orders));
}
`,
  'src/orders/present.js': `export const present = (orders) => orders.map((o) => ({ id: o.id, customer: o.customer }));
`,
  'src/app.js': `import express from 'express';
import { listOrders } from './orders/list.js';
express().get('/orders', listOrders);
`,
};

export function repository(name: string): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) put(root, file, text);
  git(root, 'init', '-q', '-b', 'main');
  commit(root);
  return root;
}

export function move(root: string, from: string, to: string): void {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  renameSync(path.join(root, from), path.join(root, to));
}

export function edit(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(root, file), 'utf8');
  assert.ok(text.includes(from), `${file} has ${from}`);
  put(root, file, text.replaceAll(from, to));
}

/** What is told as new against the first commit: in the work tree, then staged; warm, then cold. */
export async function told(root: string, base = 'main'): Promise<string[]> {
  const all: string[][] = [];
  const ask = async (what: Pick<ReviewOptions, 'base' | 'staged'>): Promise<void> => {
    for (const useCache of [true, false]) {
      const { findings } = await review({ root, useCache, ...what });
      all.push(findings.map((f) => `${f.rule} ${f.file}:${f.line}`));
    }
  };
  await ask({ base });
  git(root, 'add', '-A');
  await ask(base === 'main' ? { staged: true } : { base });
  for (const one of all) assert.deepEqual(one, all[0]);
  return all[0]!;
}
