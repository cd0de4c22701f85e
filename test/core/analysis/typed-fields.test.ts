/** What types say of their fields, what getters and constructors without a call in them give, and what containers make. */
import { check } from './marked.ts';

const repo = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class Users {
  async get(id: string) { return prisma.user.findUnique({ where: { id } }); }
  async add(a: number) { return a + 1; }
}
export class Cached {
  private readonly kept = new Map();
  async get(id: string) { return this.kept.get(id); }
}
export const makeRoles = (db: PrismaClient) => ({ get: (id: string) => db.role.findUnique({ where: { id } }) });
`;

check('fields of interfaces, of what they extend and of types written in place', {
  'src/repo.ts': repo,
  'src/context.ts': `import type { Cached, makeRoles, Users } from './repo';
interface Stores { users: Users; cached: Cached; names: string[] }
export interface Basic { stores: Stores; roles: ReturnType<typeof makeRoles> }
export interface Context extends Basic {}
export interface Loop { own: Loop; deeper: { own: Loop; users: Users } }
`,
  'src/routes.ts': `import type { Basic, Context, Loop } from './context';
import type { Cached, Users } from './repo';
export async function POST(req: Request, ctx: Context, basic: Basic, loop: Loop, own: { db: { users: Users; cached: Cached } }) {
  const { ids } = await req.json();
  for (const id of ids) await ctx.stores.users.get(id); // !n-plus-one
  for (const id of ids) await ctx.stores.users.add(id);
  for (const id of ids) await ctx.stores.cached.get(id);
  for (const id of ids) await basic.roles.get(id); // !n-plus-one
  for (const id of ids) await loop.deeper.users.get(id); // !n-plus-one
  for (const id of ids) await loop.own.own.deeper.own.deeper.users.get(id); // !n-plus-one
  for (const id of ids) await own.db.users.get(id); // !n-plus-one
  for (const id of ids) await own.db.cached.get(id);
}`,
});

check('what was made is more than the type it is put into', {
  'src/repo.ts': repo,
  'src/routes.ts': `import { Cached, Users } from './repo';
interface Kept { store: Cached | Users }
const both: { store: unknown } = { store: new Users() };
export async function POST(req: Request) {
  const kept: Kept = { store: new Cached() };
  const { ids } = await req.json();
  for (const id of ids) await kept.store.get(id);
  for (const id of ids) await both.store.get(id); // !n-plus-one
}`,
});

check('constructors and getters in which nothing is called', {
  'src/repo.ts': repo,
  'src/service.ts': `import { Cached, Users } from './repo';
export class Service {
  private users; private cached;
  constructor({ users, cached }: { users: Users; cached: Cached }) { this.users = users; this.cached = cached; }
  private get all() { return this.users; }
  private get near() { return this.cached; }
  private own = () => this.users;
  async many(ids: string[]) {
    for (const id of ids) await this.users.get(id); // !n-plus-one
    for (const id of ids) await this.all.get(id); // !n-plus-one
    for (const id of ids) await this.own().get(id); // !n-plus-one
    for (const id of ids) await this.cached.get(id);
    for (const id of ids) await this.near.get(id);
  }
}`,
});

check('one of a class, by its container', {
  'src/repo.ts': repo,
  'src/service.ts': `import { container } from 'tsyringe';
import { Cached, Users } from './repo';
export async function many(ids: string[], moduleRef: any) {
  const users = container.resolve(Users);
  const cached = container.resolve(Cached);
  const other = moduleRef.get(Users, { strict: false });
  for (const id of ids) await users.get(id); // !n-plus-one
  for (const id of ids) await cached.get(id);
  for (const id of ids) await other.get(id); // !n-plus-one
}`,
});

check('queries of urql begin with the call', {
  'src/client.ts': `import { Client, gql } from '@urql/core';
export interface Ours extends Client {}
export async function many(client: Ours, ids: string[]) {
  const all = [];
  for (const id of ids) all.push(await client.query(gql\`query Q($id: ID!) { user(id: $id) { id } }\`, { id }).toPromise()); // !n-plus-one
  return all;
}`,
});

check('what a factory gives is called at once, in a resolver', {
  'src/resolvers.ts': `import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
const getTeam = ({ db }: { db: PrismaClient }) => async ({ id }: { id: string }) => db.team.findUnique({ where: { id } });
const nameOf = ({ db }: { db: PrismaClient }) => ({ id }: { id: string }) => id.toUpperCase();
export const resolvers = {
  Project: {
    team: async (parent) => { // !n-plus-one
      const team = await getTeam({ db })({ id: parent.teamId });
      return team;
    },
    name: async (parent) => nameOf({ db })({ id: parent.id }),
  },
};`,
});
