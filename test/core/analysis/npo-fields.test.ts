/** Queries per parent: fields of types that code puts together, and functions that run again whatever they are called. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('fields of graphql-js and graphql-compose; those of the query are asked once', {
  'src/types.js': `${head}const UserType = new GraphQLObjectType({
  name: 'User',
  fields: () => ({
    id: { type: GraphQLString },
    posts: { type: new GraphQLList(PostType), resolve(parent) { // !n-plus-one
      return prisma.post.findMany({ where: { authorId: parent.id } });
    } },
  }),
});
const RootQuery = new GraphQLObjectType({
  name: 'RootQueryType',
  fields: { me: { type: UserType, resolve: (parent, args) => prisma.user.findUnique({ where: { id: parent.id } }) } },
});
UserTC.addFields({ team: { type: 'Team', resolve: (user) => prisma.team.findUnique({ where: { id: user.teamId } }) } }); // !n-plus-one
schemaComposer.Query.addFields({ me: { resolve: (source) => prisma.user.findUnique({ where: { id: source.id } }) } });`,
});

check('fields of Nexus and Pothos', {
  'src/nexus.ts': `${head}export const Post = objectType({
  name: 'Post',
  definition(t) {
    t.nonNull.id('id');
    t.field('author', { type: 'User', resolve: (post) => prisma.user.findUnique({ where: { id: post.authorId } }) }); // !n-plus-one
    t.list.field('tags', { type: 'Tag', resolve: (_post, args) => prisma.tag.findMany({ take: 10 }) });
  },
});
export const Me = extendType({
  type: 'Query',
  definition(t) { t.field('me', { resolve: (root) => prisma.user.findUnique({ where: { id: root.id } }) }); },
});`,
  'src/pothos.ts': `${head}builder.prismaObject('Comment', {
  fields: (t) => ({
    id: t.exposeID('id'),
    author: t.field({ type: User, resolve: (comment) => prisma.user.findUnique({ where: { id: comment.userId } }) }), // !n-plus-one
    likes: t.prismaField({ type: ['Like'], resolve: (query, comment) => prisma.like.findMany({ ...query, where: { commentId: comment.id } }) }), // !n-plus-one
    recent: t.prismaField({ type: ['Like'], resolve: (query) => prisma.like.findMany({ ...query, take: 5 }) }),
  }),
});
builder.objectField(Comment, 'post', (t) =>
  t.field({ type: Post, resolve: (comment) => prisma.post.findUnique({ where: { id: comment.postId } }) })); // !n-plus-one
builder.queryField('me', (t) => t.field({ resolve: (root) => prisma.user.findUnique({ where: { id: root.id } }) }));`,
});

check('what a thrown mistake, a schema and a page that nobody may ask for say of a loop', {
  'src/app/api/rows/route.ts': `${head}export async function POST(req: Request) {
  const { wanted, allowed, ids, size } = await req.json();
  for (const id in wanted) {
    if (wanted[id] > allowed[id]) {
      const product = await prisma.product.findUnique({ where: { id } });
      throw new Error(product.name);
    }
  }
  for (const id of ids) {
    try {
      if (allowed[id]) {
        await prisma.row.update({ where: { id }, data: {} }); // !n-plus-one
        throw new Error(id);
      }
    } catch { continue; }
  }
  const page = ids.slice(0, size ? size + 1 : undefined);
  for (const id of page) await prisma.row.update({ where: { id }, data: {} }); // !n-plus-one
}`,
  'src/models/base.js': `schema.pre('save', async function (next) {
  const keys = this.constructor.schema.tree;
  for (const key in keys) await mongoose.model(keys[key].ref).findById(this[key]);
  next();
});`,
  'src/app/api/members/route.ts': `${head}export async function POST(req: Request) {
  const { teams, form } = await req.json();
  for (const team of teams) {
    const members = await prisma.member.findMany({ where: { team } }); // !n-plus-one
    if (members.length === 1) { form.addError('team', 'the last one'); return form; }
  }
}`,
});

check('workers and servers that are kept beside command lines, and what a handler makes sure of', {
  'src/bin/worker.js': `import cron from 'node-cron';
import { score } from '../score.js';
cron.schedule('*/5 * * * *', () => { score(); });`,
  'src/score.js': `${head}export async function score() {
  for (const row of await prisma.row.findMany()) await prisma.row.update({ where: { id: row.id }, data: {} }); // !n-plus-one
}`,
  'src/app/api/plans/route.ts': `import { ensureDefaultContact } from '../../../contacts';
export async function POST(req: Request) { await ensureDefaultContact(db, await req.json()); }`,
  'src/contacts.ts': `${head}export async function ensureDefaultContact(db, plan) {
  for (const role of plan.people) await prisma.person.create({ data: { role: role.id } }); // !n-plus-one
}`,
});

check('commands of bots that are classes', {
  'src/Sweep.js': `const { Command } = require('../framework');
${head}module.exports = class Sweep extends Command {
  async run(ctx) {
    for (const file of ctx.files) await redis.get(file.id); // !n-plus-one
  }
};`,
});

check('a parameter whose type is that of models', {
  'src/models.ts': `import { model } from 'mongoose';
export const Paper = model('Paper', {});
export const Person = model('Person', {});
export type AnyModel = typeof Paper | typeof Person;`,
  'src/app/api/papers/route.ts': `import { AnyModel, Paper } from '../../../models';
async function byIds(ids: string[], model: AnyModel) {
  for (const id of ids) await model.findOne({ id }); // !n-plus-one
}
export async function POST(req: Request) { await byIds(await req.json(), Paper); }`,
});

check(
  'a helper that goes through a list from a place on, rows by their type, and what Apollo asks others with',
  {
    'src/app/api/rows/route.ts': `${head}const series = require('../../../series');
export async function POST(req: Request) {
  const { rows } = await req.json();
  return series.forEach(rows, 0, (row) => prisma.row.update({ where: { id: row.id }, data: {} })); // !n-plus-one
}`,
    'src/app/api/posts/route.ts': `import { IPostDocument } from '../../../documents';
export async function mark(items: IPostDocument[]) {
  for (const item of items) await item.update({ posted: true }); // !n-plus-one
}
export async function POST(req: Request) { await mark(await req.json()); }`,
    'src/resolvers.ts': `export const resolvers = {
  Query: { users: (_, __, { dataSources }) => dataSources.users.getUsers() },
  Post: {
    author: async (post, _, { dataSources, name }) => { // !n-plus-one
      const author = await dataSources[name].getUser(post.authorId);
      return author.data;
    },
  },
};`,
    'src/resolvers/teams.ts': `export const hasTeams = (): TeamResolvers => ({
  users: async (parent, _, { dataSources, name }, info) => { // !n-plus-one
    let request = null;
    if (info.parentType.name === 'Team') request = dataSources[name].getUsersOf(parent.id);
    return request && request.then((answer) => answer.data);
  },
});`,
    'src/app/api/import/route.ts': `${head}export async function POST(req: Request) {
  for (const row of await req.json()) {
    const found = await prisma.row.findUnique({ where: { name: row.name } }); // !n-plus-one
    if (found) return { isDuplicate: true, value: row.name };
  }
}
export async function PUT(req: Request) {
  const { unique, data } = await req.json();
  for (const field of unique) {
    const found = await prisma.row.findFirst({ where: { [field]: data[field] } });
    if (found) return { isDuplicate: true, field };
  }
}`,
  },
);

check('fields of a type whose object stands by itself', {
  'src/resolvers/Post.js': `${head}const Post = {
  author: (post) => prisma.user.findUnique({ where: { id: post.authorId } }), // !n-plus-one
};
module.exports = Post;`,
  'src/resolvers/Comment.js': `${head}module.exports = {
  async author(parent) { return prisma.user.findUnique({ where: { id: parent.authorId } }); }, // !n-plus-one
};`,
  'src/resolvers/Query.js': `${head}module.exports = {
  me(parent) { return prisma.user.findUnique({ where: { id: parent.authorId } }); },
};`,
  'src/schema/user.ts': `${head}export const User: Pick<UserResolvers, 'posts'> | UserResolvers = {};
export const Team: TeamResolvers = {
  users: (team) => prisma.user.findMany({ where: { teamId: team.id } }), // !n-plus-one
};
export const Query: QueryResolvers = { me: (root) => prisma.user.findUnique({ where: { id: root.id } }) };
export const hasTeams = (): FieldResolverMap => ({
  team: async (parent) => prisma.team.findUnique({ where: { id: parent.teamId } }), // !n-plus-one
});
export const usersOf = (): SubfieldResolverMap => ({
  team: async (parent) => prisma.team.findUnique({ where: { id: parent.teamId } }), // !n-plus-one
});`,
  'src/lib/Post.js': `${head}const Post = { author: (post) => prisma.user.findUnique({ where: { id: post.authorId } }) };
module.exports = Post;`,
});

check('a field that has its resolver under resolve', {
  'src/schema.js': `const { User, Post } = require('./models');
const resolvers = {
  Query: {
    posts: { resolve: (_, args) => Post.find(args.filter) },
  },
  User: {
    posts: {
      resolve: (user) => Post.find({ authorId: user.id }), // !n-plus-one
    },
    name: { resolve: (user) => user.first + user.last },
  },
};
const routes = { User: { posts: { resolve: (user) => Post.find({ authorId: user.id }) } } };
module.exports = { resolvers, routes };`,
});
