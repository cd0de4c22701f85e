import { check } from './marked.ts';

const rule = 'sync-io-hot-path';
const helper = (name: string): string =>
  `import fs from 'node:fs';\nexport const ${name} = (path) => fs.readFileSync(path, 'utf8');`;
/** Tells whether what a framework calls is known by what a helper of it does. */
const reached = (name: string, files: Readonly<Record<string, string>>, is = true): void =>
  check(
    name,
    {
      'package.json': JSON.stringify({ name: 'x', dependencies: { express: '5' } }),
      'src/helper.ts': helper('load') + (is ? ' // !sync-io-hot-path' : ''),
      ...files,
    },
    rule,
  );
const from = (code: string): string => `import { load } from './helper';\n${code}`;

reached('a method by the interface of its class', {
  'src/filter.ts': from(
    'export class All implements ExceptionFilter { catch(error, host) { return load(host); } }',
  ),
});
reached('a strategy of Passport, as a class', {
  'src/jwt.ts': from(
    'export class Jwt extends PassportStrategy(Strategy) { validate(token) { return load(token); } }',
  ),
});
reached('a strategy of Passport, by its own name', {
  'src/local.ts': from('passport.use(new Strategy((name, password, done) => done(null, load(name))));'),
});
reached(
  'a strategy of another sort is none',
  {
    'src/sort.ts': from('export const sorted = new Strategy((rows, order) => load(order));'),
  },
  false,
);
reached('who logs in is kept and found again', {
  'src/login.ts': from('passport.deserializeUser((id, done) => done(null, load(id)));'),
});
reached('a gateway is told of connections', {
  'src/gateway.ts': from(
    '@WebSocketGateway() export class Chat { handleConnection(client) { load(client.id); } }',
  ),
});
reached('hooks of documents', {
  'src/user.ts': from("userSchema.pre('save', function (next) { load(this.id); next(); });"),
});
reached(
  'a step before something else is no hook',
  {
    'src/build.ts': from("pipeline.pre('bundle', () => load('bundle.json'));"),
  },
  false,
);
reached('hooks of rows, wherever they are given', {
  'src/user.ts': from('User.beforeCreate((user) => { user.secret = load(user.name); });'),
  'src/team.ts': `import { read } from './read';
export default (sequelize) => sequelize.define('team', {}, { hooks: { afterUpdate: (team) => read(team.name) } });`,
  'src/read.ts': `${helper('read')} // !sync-io-hot-path`,
  'src/order.ts': `import { look } from './look';
@Entity() export class Order { @BeforeInsert() number() { this.no = look('no'); } }`,
  'src/look.ts': `${helper('look')} // !sync-io-hot-path`,
});
reached('controllers of LoopBack and Adonis', {
  'src/orders.ts': from("export class Orders { @get('/orders') list() { return load('orders'); } }"),
  'src/users.ts': `import { read } from './read';
export default class UsersController { index({ request, response }) { return response.send(read(request.id)); } }`,
  'src/read.ts': `${helper('read')} // !sync-io-hot-path`,
});
reached('methods of Meteor, services of Moleculer and gRPC', {
  'src/methods.ts': from("Meteor.methods({ 'notes.get'(id) { return load(id); } });"),
  'src/notes.ts': `import { read } from './read';
export default { name: 'notes', actions: { list(ctx) { return read(ctx.params.id); } } };`,
  'src/read.ts': `${helper('read')} // !sync-io-hot-path`,
  'src/rpc.ts': `import { look } from './look';
server.addService(notes, { getNote: (call, callback) => callback(null, look(call.request.id)) });`,
  'src/look.ts': `${helper('look')} // !sync-io-hot-path`,
});
reached(
  'actions of a store of Vuex are no service',
  {
    'src/store.ts': from(
      "export default { name: 'notes', state: {}, actions: { list(ctx) { ctx.commit(load('a')); } } };",
    ),
  },
  false,
);
reached('endpoints of Astro and a middleware of Next.js', {
  'src/pages/notes.ts': `import { load } from '../helper';
export const GET = ({ params }) => new Response(load(params.id));`,
  'src/middleware.ts': `import { NextResponse } from 'next/server';
import { read } from './read';
export function middleware(request) { read(request.url); return NextResponse.next(); }`,
  'src/read.ts': `${helper('read')} // !sync-io-hot-path`,
});
reached('a method that is called by the clock', {
  'src/fill.ts': from('export class Fill { @Interval(10000) fill() { return load("rows.json"); } }'),
});
reached(
  'a method that is called once, a while after the start',
  { 'src/fill.ts': from('export class Fill { @Timeout(10000) fill() { return load("rows.json"); } }') },
  false,
);
