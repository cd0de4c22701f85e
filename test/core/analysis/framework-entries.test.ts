/** What frameworks find by a class, a folder or a parameter is entered from outside; what only looks so is not. */
import { check } from './marked.ts';

const read = "require('fs').readFileSync('/tmp/a', 'utf8')";

check(
  'controllers and schedules of Egg and ThinkJS',
  {
    'app/controller/user.js': `const { Controller } = require('egg');
class UserController extends Controller {
  async list() { this.ctx.body = ${read}; } // !sync-io-hot-path
}
module.exports = UserController;
`,
    'app/controller/order.js': `module.exports = (app) => class OrderController extends app.Controller {
  async list() { this.ctx.body = ${read}; } // !sync-io-hot-path
};
`,
    'app/schedule/sync.js': `const { Subscription } = require('egg');
module.exports = class Sync extends Subscription {
  static get schedule() { return { interval: '1m', type: 'worker' }; }
  async subscribe() { this.app.rates = ${read}; } // !sync-io-hot-path
};
`,
    'app/schedule/clean.js': `module.exports = {
  schedule: { cron: '0 * * * *', type: 'all' },
  async task(ctx) { ctx.app.rates = ${read}; }, // !sync-io-hot-path
};
`,
    'src/controller/book.js': `module.exports = class extends think.Controller {
  async indexAction() { return this.success(${read}); } // !sync-io-hot-path
  shape() { return ${read}; }
};
`,
  },
  'sync-io-hot-path',
);

check(
  'services and hooks of Feathers, tasks of Graphile Worker, functions of Azure',
  {
    'src/services/files/files.class.ts': `export class Files {
  async find(params: any) { return ${read}; } // !sync-io-hot-path
  describe() { return ${read}; }
}
`,
    'src/hooks/stamp.js': `module.exports = () => async (context) => {
  context.data.stamp = ${read}; // !sync-io-hot-path
  return context;
};
`,
    'src/draw.js': `module.exports = (context) => {
  context.fillText(${read}, 0, 0);
  return context;
};
`,
    'src/tasks/mail.ts': `export default async (payload: any, helpers: any) => {
  helpers.logger.info(${read}); // !sync-io-hot-path
};
`,
    'files/index.js': `module.exports = async function (context, req) {
  context.res = { body: ${read} }; // !sync-io-hot-path
};
`,
  },
  'sync-io-hot-path',
);

check(
  'subscribers and jobs of Medusa, hooks of SvelteKit, Keystone and LoopBack',
  {
    'src/subscribers/order-placed.ts': `export default async function placed({ event, container }: any) {
  container.resolve('mail').send(event.data, ${read}); // !sync-io-hot-path
}
export const config = { event: 'order.placed' };
`,
    'src/jobs/sync.ts': `export default async function sync(container: any) {
  container.resolve('rates').set(${read}); // !sync-io-hot-path
}
export const config = { name: 'sync', schedule: '* * * * *' };
`,
    'src/hooks.server.ts': `export const handle = async ({ event, resolve }) => {
  event.locals.text = ${read}; // !sync-io-hot-path
  return resolve(event);
};
`,
    'schema.ts': `export const lists = { Post: list({ fields: {}, hooks: {
  resolveInput: async ({ resolvedData }) => ({ ...resolvedData, text: ${read} }), // !sync-io-hot-path
  afterOperation: async ({ item }) => { item.text = ${read}; }, // !sync-io-hot-path
} }) };
`,
    'common/models/file.js': `module.exports = function (File) {
  File.observe('before save', async (ctx) => { ctx.instance.text = ${read}; }); // !sync-io-hot-path
};
`,
  },
  'sync-io-hot-path',
);

check(
  'endpoints of Encore, queries of Blitz, accessories of a home',
  {
    'files/files.ts': `import { api } from 'encore.dev/api';
export const get = api({ expose: true, method: 'GET', path: '/files/:id' }, async () => {
  return { text: ${read} }; // !sync-io-hot-path
});
`,
    'src/queries/files.ts': `import { resolver } from '@blitzjs/rpc';
export default resolver.pipe(resolver.authorize(), async () => ${read}); // !sync-io-hot-path
`,
    'src/lamp.ts': `export class Lamp {
  constructor(service: any) {
    service.getCharacteristic('On').onGet(() => ${read} === 'on'); // !sync-io-hot-path
  }
}
`,
    'src/mocks.ts': `api({ retries: 3 }, () => ${read});
mock.onGet('/users', () => ${read});
`,
  },
  'sync-io-hot-path',
);

check(
  "AdonisJS' models, in code that names the library and in code that does not",
  {
    'app/models/post.ts': `import { BaseModel } from '@adonisjs/lucid/orm';
export default class Post extends BaseModel {}
`,
    'app/controllers/posts_controller.ts': `import db from '@adonisjs/lucid/services/db';
import type { HttpContext } from '@adonisjs/core/http';
import Post from '../models/post.js';
import User from '#models/user';
export default class PostsController {
  async index({ request, response }: HttpContext) {
    for (const id of request.input('ids')) await Post.find(id); // !n-plus-one
    for (const id of request.input('ids')) await db.from('posts').where('id', id).update({ seen: true }); // !n-plus-one
    for (const id of request.input('ids')) await User.findOrFail(id); // !n-plus-one
    for (const id of request.input('ids')) await User.updateOrCreate({ id }, { seen: true }); // !n-plus-one
    response.send(await Post.findMany(request.input('ids')));
  }
}
`,
  },
  'n-plus-one',
);
