/** What the tests of examples/orders-api share: its modules with types, its processes, the requests to compare. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const EXAMPLE = path.resolve('examples/orders-api');

export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}
export interface Client extends Queryable {
  release(broken?: boolean): void;
}
export interface Pool extends Queryable {
  connect(): Promise<Client>;
  end(): Promise<void>;
}
export interface Sizes {
  readonly seed: number;
  readonly customers: number;
  readonly products: number;
  readonly orders: number;
}

interface Modules {
  'src/app.js': { createApp(options: { pool: Pool; fixes: ReadonlySet<string> }): Server };
  'src/flags.js': { FIXES: readonly string[] };
  'src/db/database.js': {
    openDatabase(options: {
      url?: string;
      poolSize: number;
    }): Promise<{ pool: Pool; close(): Promise<void> }>;
  };
  'src/db/embedded/index.js': { startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> };
  'src/db/prepare.js': { prepareDatabase(pool: Pool, sizes: Sizes): Promise<void> };
  'src/db/seed-data.js': { generate(sizes: Sizes): Record<string, Record<string, unknown>[]> };
}

/** The example's own module; imported from its file, because it finds its templates beside itself. */
export async function load<K extends keyof Modules>(module: K): Promise<Modules[K]> {
  return (await import(pathToFileURL(path.join(EXAMPLE, module)).href)) as Modules[K];
}

/** Small enough to seed in a moment, large enough for two pages of everything. */
export const SIZES: Sizes = { seed: 7, customers: 150, products: 80, orders: 700 };

/** The service inside this process, on a free port. */
export async function serve(
  pool: Pool,
  fixes: readonly string[],
): Promise<{ url: string; stop(): Promise<void> }> {
  const { createApp } = await load('src/app.js');
  const server = createApp({ pool, fixes: new Set(fixes) }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface Program {
  readonly child: ChildProcess;
  /** Resolves when stdout matches; rejects with all output when the program ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
}

/** `node FILE ARGS…` in the example's folder. */
export function start(file: string, args: readonly string[] = [], env: Record<string, string> = {}): Program {
  const { DATABASE_URL: _, ORDERS_FIX: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    cwd: EXAMPLE,
    env: { ...inherited, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      look();
      ended.then(() => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)), reject);
    });
  return { child, says, ended };
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

export async function ask(base: string, target: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(base + target, init);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

/** Every endpoint, with the parameters that change its answer, and what it refuses. */
export const REQUESTS: readonly string[] = [
  '/health',
  '/orders',
  '/orders?limit=100',
  '/orders?limit=7&offset=33',
  '/orders?status=shipped&limit=5',
  '/orders?customer=12',
  '/orders?offset=100000',
  '/orders/1',
  '/orders/700',
  '/orders/1/invoice',
  '/orders/9/invoice?lang=de',
  '/invoices',
  '/invoices?status=paid&limit=50&lang=de',
  '/invoices?offset=100000',
  '/customers',
  '/customers?limit=100&offset=20',
  '/customers?country=DE',
  '/customers?country=XX',
  '/customers/42',
  '/products',
  '/products?category=audio&currency=JPY&limit=3',
  '/products?currency=GBP&offset=70',
  '/products/17',
  '/search?q=wireless',
  '/search?q=Wireless+keyboard&limit=100',
  '/search?q=made-of-steel+',
  '/search?q=nothing+like+this',
  '/reports/sales?quarter=2025-Q1',
  '/reports/sales?quarter=2025-Q4',
  '/reports/sales?quarter=1999-Q2',
  '/statements?month=2025-03',
  '/statements?month=2025-12',
  '/statements?month=1999-01',
  '/exports/orders.csv?month=2025-06',
  '/exports/orders.csv?month=1999-06',
  '/exports/orders.ndjson?month=2025-06',
  '/exports/orders.ndjson?month=1999-06',
];

/** Target and status. */
export const REFUSED: readonly (readonly [string, number])[] = [
  ['/', 404],
  ['/nope', 404],
  ['/orders/', 400],
  ['/orders/1/nope', 404],
  ['/orders/99999', 404],
  ['/orders/99999/invoice', 404],
  ['/customers/99999', 404],
  ['/products/99999', 404],
  ['/orders/abc', 400],
  ['/orders/0', 400],
  ['/orders/-1', 400],
  ['/orders/1.5', 400],
  ['/orders/99999999999999', 400],
  ['/orders/%E0%A4%A', 400],
  ['/customers/1e3', 400],
  ['/orders?limit=0', 400],
  ['/orders?limit=101', 400],
  ['/orders?limit=', 400],
  ['/orders?offset=-1', 400],
  ['/orders?status=lost', 400],
  ['/orders?customer=x', 400],
  ['/orders/1/invoice?lang=fr', 400],
  ['/customers?country=Germany', 400],
  ['/products?category=cars', 400],
  ['/products?currency=XYZ', 400],
  ['/search', 400],
  ['/search?q=', 400],
  ['/search?q=wireless%3F', 400],
  ['/search?q=-a', 400],
  ['/search?q=a--b', 400],
  ['/search?q=%25', 400],
  [`/search?q=${'a'.repeat(61)}`, 400],
  ['/reports/sales', 400],
  ['/reports/sales?quarter=2025-Q5', 400],
  ['/statements?month=2025-13', 400],
  ['/exports/orders.csv?month=0000-01', 400],
  ['/exports/orders.ndjson?month=25-01', 400],
];
