/** What ends a turn of a loop, what its methods belong to, and what comes as one page. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('the return of a callback that runs at once ends the callback; that of the loop ends the loop', {
  'src/reports.service.ts': `${head}@Controller()
export class ReportsController {
  @Post('close')
  async close(@Body() body: { ids: string[] }) {
    for (const id of body.ids) {
      const done = await this.dataSource.run(async (manager) => {
        const report = await manager.findOne(Report, { where: { id } }); // !n-plus-one
        return report;
      });
      this.log(done);
    }
    for (const id of body.ids) {
      const report = await prisma.report.findUnique({ where: { id } });
      return report;
    }
  }
}`,
});

check('a Map is no service, though a folder is called like it', {
  'src/profiles/visible.service.ts': `${head}export class VisibleService {
  async get(userId: string) {
    return prisma.profile.findUnique({ where: { userId } });
  }
}`,
  'src/events.controller.ts': `${head}@Controller()
export class EventsController {
  constructor(private readonly visible: VisibleService) {}
  @Get()
  async list(@Query() query: { ids: string[] }) {
    const rows = await prisma.event.findMany({ where: { id: { in: query.ids } } });
    const profiles = await this.profilesOf(rows);
    for (const row of rows) row.visible = await this.visible.get(row.userId); // !n-plus-one
    return rows.map((row) => view(row, profiles.get(row.userId)));
  }
  private async profilesOf(rows: Row[]): Promise<Map<string, Profile>> {
    const found = await prisma.profile.findMany({ where: { userId: { in: rows.map((r) => r.userId) } } });
    return new Map(found.map((p) => [p.userId, p]));
  }
}`,
});

check('a statement is told by its shape, links that are asked for one by one are requests', {
  'src/totals.controller.ts': `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('url', 'key');
@Controller()
export class TotalsController {
  @Post()
  async add(@Body() body: { items: Item[] }, executor: Executor) {
    for (const item of body.items) {
      await executor.insert(totals).values(item).onConflictDoUpdate({ target: totals.id }); // !n-plus-one
    }
    for (const item of body.items) await executor.update(totals).set(item).where(eq(totals.id, item.id)); // !n-plus-one
    for (const item of body.items) await executor.insert(item);
    for (const item of body.items) {
      const { data } = await supabase.storage.from('files').createSignedUrl(item.path, 60); // !n-plus-one
      item.url = data?.signedUrl;
    }
  }
}`,
});

check('each kind of effect has its own code; what is asked by an id of the item is a query per item', {
  'src/effects.controller.ts': `${head}@Controller()
export class EffectsController {
  @Post()
  async apply(@Body() body: { effects: Effect[] }, @CurrentUser() player: Player) {
    for (const effect of body.effects) {
      switch (effect.type) {
        case 'pay':
          await prisma.account.update({ where: { id: player.id }, data: { sum: effect.amount } });
          break;
        case 'join':
          await prisma.team.update({ where: { id: effect.teamId }, data: { size: 1 } }); // !n-plus-one
          break;
      }
    }
  }
}`,
});

check('a search asks for so many at most', {
  'src/index.service.ts': `import { Client } from '@elastic/elasticsearch';
const client = new Client({ node: 'http://localhost' });
@Controller()
export class IndexController {
  @Post()
  async refresh() {
    const found = await client.search({ index: 'rows', size: 10 });
    for (const hit of found.hits.hits) await client.update({ index: 'rows', id: hit.id, doc: {} });
    const all = await client.search({ index: 'rows', size: this.rows });
    for (const hit of all.hits.hits) await client.update({ index: 'rows', id: hit.id, doc: {} }); // !n-plus-one
  }
}`,
});

check(
  'pages are worked on at once: found by a page of ids, beside their count, or named so',
  {
    'src/pages.controller.ts': `${head}@Controller()
export class PagesController {
  @Get()
  async list(@Query() query: Query) {
    const limit = Number(query.limit) || 10;
    const [rows, total] = await Promise.all([
      prisma.order.findMany({ take: limit }),
      prisma.order.count(),
    ]);
    await Promise.all(rows.map((row) => prisma.user.findUnique({ where: { id: row.userId } })));
    const ids = query.ids.slice(query.skip, query.skip + limit);
    const some = await prisma.order.findMany({ where: { id: { in: ids } } });
    await Promise.all(some.map((row) => prisma.user.findUnique({ where: { id: row.userId } })));
    const orderPage = await this.load(query);
    await Promise.all(orderPage.data.map((row) => prisma.user.findUnique({ where: { id: row.userId } })));
    const [count, all] = await Promise.all([prisma.order.count({ take: limit }), prisma.order.findMany()]);
    await Promise.all(all.map((row) => prisma.user.findUnique({ where: { id: row.userId } }))); // !unbounded-concurrency
    const many = await prisma.order.findMany({ where: { id: { in: query.ids } } });
    await Promise.all(many.map((row) => prisma.user.findUnique({ where: { id: row.userId } }))); // !unbounded-concurrency
    return total + count;
  }
}`,
    'src/filter.ts': `${head}export async function without(req, res) {
  const orders = await prisma.order.findMany();
  const left = await Promise.all( // !unbounded-concurrency
    orders.filter(async (order) => {
      const user = await prisma.user.findUnique({ where: { id: order.userId } });
      return user.active;
    }),
  );
  res.json(left);
}`,
  },
  'unbounded-concurrency',
);

check(
  'what a cache is told for each is as many commands as what it is asked',
  {
    'src/cache.controller.ts': `import Redis from 'ioredis';
const redis = new Redis();
@Controller()
export class CacheController {
  @Post()
  async forget(@Body() body: { ids: string[] }) {
    await Promise.all(body.ids.map((id) => redis.del(id))); // !unbounded-concurrency
    return Promise.all(body.ids.map((id) => redis.get(id))); // !unbounded-concurrency
  }
}`,
  },
  'unbounded-concurrency',
);

check('a failure by any name is no hit; a number of the item is no claim', {
  'src/groups.controller.ts': `${head}@Controller()
export class GroupsController {
  @Post()
  async count(@Body() body: { ids: string[] }) {
    for (const id of body.ids) {
      const [errCount, count] = await attempt(prisma.child.count({ where: { parentId: id } })); // !n-plus-one
      if (errCount) {
        this.code = 500;
        return this;
      }
      this.counts.push(count);
    }
    const rows = await prisma.vote.groupBy({ by: ['userId'] });
    for (const row of rows) {
      const user = await prisma.user.findUnique({ where: { id: row.userId } }); // !n-plus-one
      const count = Number(row.total);
      if (count === 0) continue;
      this.users.push(user);
    }
    for (const row of rows) {
      const { count } = await prisma.job.updateMany({ where: { id: row.jobId, state: 'new' }, data: { state: 'run' } });
      if (count !== 1) continue;
      await prisma.user.findUnique({ where: { id: row.userId } });
    }
  }
}`,
});

check('a system of the item’s own is asked itself; one service for all is asked per item', {
  'src/sites.controller.ts': `import axios from 'axios';
@Controller()
export class SitesController {
  @Post()
  async read(@Body() body: { urls: string[]; sites: Site[]; ids: string[] }) {
    for (const url of body.urls) await axios.get(url); // !n-plus-one
    for (const site of body.sites) {
      const shop = createShopClient(site.url, site.token);
      await shop.fetchOrders();
    }
    for (const id of body.ids) await fetch('https://api.example.com/shops/' + id); // !n-plus-one
    for (const site of body.sites) {
      const key = site.id;
      await axios.get('https://api.example.com/shops/' + key); // !n-plus-one
    }
  }
}`,
  'src/shop.ts': `export function createShopClient(url: string, token: string) {
  return { fetchOrders: async () => fetch(url + '/orders', { headers: { token } }) };
}`,
});

check('what a job asks for by the size of its batch, and what a step gives that asks for so many, is few', {
  'src/outbox.service.ts': `${head}@Injectable()
export class OutboxService {
  @Cron('* * * * *')
  async send() {
    const events = await this.outbox.findPending(this.config.batchSize);
    for (const event of events) await prisma.event.update({ where: { id: event.id }, data: { sent: true } });
    const some = await step.run('load', async () => prisma.session.findMany({ take: 10 }));
    for (const one of some) await prisma.session.update({ where: { id: one.id }, data: { seen: true } });
    const all = await step.run('load', async () => prisma.session.findMany());
    for (const one of all) await prisma.session.update({ where: { id: one.id }, data: { seen: true } }); // !n-plus-one
  }
}`,
});

check('a tagged statement is a query; a part of one, markup and what is asked once are not one per item', {
  'src/places.controller.ts': `${head}import postgres from 'postgres';
const sql = postgres('postgres://localhost/db');
@Controller()
export class PlacesController {
  private async shapeOf(id: string) {
    const rows = await prisma.$queryRaw<Shape[]>\`SELECT ST_AsGeoJSON(shape) AS shape FROM places WHERE id = \${id}\`;
    return rows[0];
  }
  @Post()
  async list(@Body() body: { ids: string[] }) {
    for (const id of body.ids) this.shapes.push(await this.shapeOf(id)); // !n-plus-one
    for (const id of body.ids) await sql\`UPDATE places SET seen = true WHERE id = \${id}\`; // !n-plus-one
    await Promise.all(body.ids.map((id) => prisma.$executeRaw\`DELETE FROM places WHERE id = \${id}\`)); // !n-plus-one
    const parts = [];
    for (const id of body.ids) parts.push(sql\`id = \${id}\`);
    for (const id of body.ids) this.page += await html\`<li>\${id}</li>\`;
    await sql\`SELECT * FROM places WHERE id IN \${sql(body.ids)}\`;
  }
}`,
});

check(
  'tagged statements that write keep their order; those that read need not wait for one another',
  {
    'src/log.controller.ts': `import postgres from 'postgres';
const sql = postgres('postgres://localhost/db');
const save = async (row) => { await sql\`INSERT INTO log VALUES (\${row.a})\`; };
const keep = async (row) => { await sql\`UPDATE log SET a = \${row.a}\`; };
const one = async (row) => { return await sql\`SELECT * FROM log WHERE a = \${row.a} LIMIT 1\`; };
@Controller()
export class LogController {
  @Post()
  async write(@Body() body: Body, @Query() query: Query) {
    await save(body);
    await keep(query);
  }
  @Get()
  async read(@Body() body: Body, @Query() query: Query) {
    const first = await one(body); // !sequential-awaits
    const second = await one(query);
    return { first, second };
  }
}`,
  },
  'sequential-awaits',
);
