import { check } from './marked.ts';

const rule = 'sequential-awaits';
const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

check(
  'what is done with an answer, and a mail that nobody waits for, part no waits',
  {
    'src/db.ts': prisma,
    'src/orders.ts': `import { prisma } from './db';
export async function avatar(req, res) {
  const image = await prisma.image.findUnique({ where: { id: req.params.id } }); // !sequential-awaits
  image.circle();
  const frame = await prisma.frame.findUnique({ where: { id: req.query.frame } });
  res.json({ image, frame });
}
export async function ordered(req, res) {
  const admin = await prisma.user.findFirst({ where: { role: 'admin' } }); // !sequential-awaits
  sendOrderEmail(admin.email);
  const engineers = await prisma.user.findMany({ where: { role: 'engineer' }, take: 9 });
  res.json(engineers.map((e) => e.email));
}
export async function checked(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.params.id } });
  user.ensureActive();
  const frame = await prisma.frame.findUnique({ where: { id: req.query.frame } });
  res.json({ user, frame });
}
export async function refused(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.params.id } });
  allowed(user);
  const frame = await prisma.frame.findUnique({ where: { id: req.query.frame } });
  res.json({ user, frame });
}
export async function begun(req, res) {
  const user = await prisma.user.findUnique({ where: { id: req.params.id } });
  other.reset(req.params.id);
  const frame = await prisma.frame.findUnique({ where: { id: req.query.frame } });
  res.json({ user, frame });
}`,
  },
  rule,
);

check(
  'waits that each stand in a try of their own, and the last in what is given back',
  {
    'src/db.ts': prisma,
    'src/page.ts': `import { prisma } from './db';
export async function page(req, res) {
  let user, posts;
  try { user = await prisma.user.findUnique({ where: { id: req.params.id } }); } catch (error) { console.error(error); } // !sequential-awaits
  try { posts = await prisma.post.findMany({ take: 9 }); } catch (error) { console.error(error); }
  res.json({ user, posts });
}
export async function second(req, res) {
  let user, posts;
  try { user = await prisma.user.findUnique({ where: { id: req.params.id } }); } catch (error) { return res.end(); }
  try { posts = await prisma.post.findMany({ take: 9 }); } catch (error) { console.error(error); }
  res.json({ user, posts });
}
export async function given(id) {
  const user = await prisma.user.findUnique({ where: { id } }); // !sequential-awaits
  return { user, posts: await prisma.post.findMany({ take: 9 }) };
}
export async function needs(id) {
  const user = await prisma.user.findUnique({ where: { id } });
  return { user, posts: await prisma.post.findMany({ where: { author: user.id }, take: 9 }) };
}
export async function perhaps(id) {
  const user = await prisma.user.findUnique({ where: { id } });
  return user && { user, posts: await prisma.post.findMany({ take: 9 }) };
}`,
  },
  rule,
);

check(
  'images and fonts by their address, contracts of tokens, collections of a database whose client nobody sees',
  {
    'package.json': JSON.stringify({ name: 'x', dependencies: { canvas: '1', jimp: '1' } }),
    'src/draw.js': `const { loadImage } = require('canvas');
const jimp = require('jimp');
module.exports.run = async (client, message) => {
  const frame = await loadImage('https://a.io/frame.png'); // !sequential-awaits
  const avatar = await jimp.read(\`https://a.io/\${message.author.id}.png\`);
  return [frame, avatar];
};
module.exports.local = async (client, message) => {
  const frame = await loadImage(message.frame);
  const avatar = await jimp.read(message.avatar);
  return [frame, avatar];
};`,
    'src/token.js': `exports.about = async (contract) => {
  const name = await contract.name(); // !sequential-awaits
  const symbol = await contract.symbol();
  return { name, symbol };
};
exports.person = async (person) => {
  const name = await person.name();
  const symbol = await person.symbol();
  return { name, symbol };
};`,
    'src/notes.js': `exports.list = async (req, res) => {
  const user = await db.collection('users').doc(req.params.id).get(); // !sequential-awaits
  const notes = await db.collection('notes').where('user', '==', req.params.id).get();
  res.json({ user: user.data(), notes });
};
exports.claim = async (req, res) => {
  const user = await db.collection('users').findOneAndUpdate({ id: req.params.id }, { $set: { seen: true } });
  const notes = await db.collection('notes').where('user', '==', req.params.id).get();
  res.json({ user, notes });
};`,
  },
  rule,
);

check(
  'queries that a helper narrows, whatever it is, and clones of one query',
  {
    'src/stats.js': `class Stats {
  async all(id) {
    const people = await this.scoped(this.knex('users'), id).where('role', 's').count('id as n'); // !sequential-awaits
    const classes = await this.scoped(this.knex('classes'), id).where('day', id).select('name').orderBy('hour');
    return { people, classes };
  }
  async page(id) {
    const query = this.build(id);
    const rows = await query.clone().distinct('name').orderBy('name').limit(10); // !sequential-awaits
    const total = await query.clone().countDistinct('name as n').first();
    return { rows, total };
  }
  async changed(id) {
    const count = await this.scoped(this.knex('users'), id).where({ id }).update({ seen: true });
    const row = await this.scoped(this.knex('users'), id).where({ id }).first();
    return { count, row };
  }
  async decoded(response) {
    const body = await response.clone().json();
    const row = await this.knex('users').first();
    return { body, row };
  }
}
module.exports = Stats;`,
    'src/login.ts': `import { readFile } from 'node:fs/promises';
export const decrypt = async (text) => decoded(await readFile('key.pem', 'utf8'), text);
export async function login(req, res) {
  const password = await decrypt(req.body.password);
  const user = await db.query('SELECT * FROM users WHERE name = $1', [req.body.name]);
  res.json({ password, user });
}`,
  },
  rule,
);

check(
  'what whoever asks may do is said by the session that was read before; what somebody else may do is asked for',
  {
    'package.json': JSON.stringify({ dependencies: { next: '14', react: '18', '@prisma/client': '5' } }),
    'lib/db.ts': prisma,
    'lib/auth.ts': `import { cache } from 'react';
import { cookies } from 'next/headers';
import { prisma } from './db';
export const getSession = cache(async () => {
  const id = (await cookies()).get('id')?.value;
  return prisma.user.findUnique({ where: { id } });
});
export async function sessionPermissions() {
  const session = await getSession();
  return session ? session.permissions : [];
}
export const permissionsOf = (id: string) => prisma.permission.findMany({ where: { userId: id } });
export const listBrands = () => prisma.brand.findMany();`,
    'app/brands/page.tsx': `import { listBrands, sessionPermissions } from '../../lib/auth';
export default async function Page() {
  const brands = await listBrands();
  const can = await sessionPermissions();
  return <List brands={brands} can={can} />;
}`,
    'app/people/page.tsx': `import { listBrands, permissionsOf, sessionPermissions } from '../../lib/auth';
export default async function Page({ params }) {
  const brands = await listBrands(); // !sequential-awaits
  const can = await sessionPermissions();
  const rows = await permissionsOf(params.id);
  return <List brands={brands} can={can} rows={rows} />;
}`,
  },
  rule,
);
