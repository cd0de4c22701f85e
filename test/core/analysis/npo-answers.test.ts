/** Loops that end by what they are answered, go one by one because one for all failed, or whose items choose a table. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('a count that ends by the answer tries, takes or follows; one that fails goes on to be a list', {
  'src/names.ts': `${head}export async function POST(req: Request) {
  const { name, most, quantity, parentId } = await req.json();
  for (let n = 0; n < 50; n++) {
    const wanted = name + n;
    const taken = await prisma.role.findFirst({ where: { name: wanted } });
    if (!taken) break;
  }
  const mine = [];
  for (let i = 0; i < most; i++) {
    const job = await prisma.job.update({ where: { open: true }, data: { open: false } });
    if (!job) break;
    mine.push(job);
  }
  let above = parentId;
  for (let depth = 0; above && depth < 100; depth++) {
    const next = await parentOf(above);
    if (next === undefined) throw new Error('gone');
    above = next;
  }
  for (let i = 0; i < quantity; i++) await prisma.coupon.create({ data: { name } }); // !n-plus-one
  for (let i = 0; i < mine.length; i++) {
    const row = await prisma.role.findFirst({ where: { name: mine[i] } }); // !n-plus-one
    if (!row) break;
  }
}
async function parentOf(id: string) {
  return (await prisma.ticket.findFirst({ where: { id } }))?.parentId;
}`,
});

check('what goes one by one because one for all failed happens only after a failure', {
  'src/beds.ts': `${head}export async function POST(req: Request) {
  const { beds } = await req.json();
  await prisma.bed.createMany({ data: beds }).catch(() => {
    return Promise.allSettled(beds.map((bed) => prisma.bed.create({ data: bed })));
  });
  for (const bed of beds) await prisma.bed.findFirst({ where: { id: bed.id } }); // !n-plus-one
}`,
});

check('an item that chooses the table has no rows beside those of others', {
  'src/export.ts': `${head}const modelOf: Record<string, string> = { lead: 'Lead', deal: 'Deal' };
export async function POST(req: Request) {
  const { wanted, refs, ids, byId } = await req.json();
  for (const entry of wanted) {
    const modelName = modelOf[entry];
    const Model = prisma[modelName];
    await Model.findMany({ where: { open: true }, take: 1000 });
  }
  for (const ref of refs) await prisma[ref.table].count({ where: { open: true } });
  for (const ref of refs) await prisma[ref.table].findFirst({ where: { id: ref.id } }); // !n-plus-one
  for (const id of ids) await prisma.lead.count({ where: { id } }); // !n-plus-one
  for (const id of ids) {
    const row = byId[id];
    await prisma.lead.count({ where: { id: row.leadId } }); // !n-plus-one
  }
}`,
});

check('a field of the item under a name of its own tells kinds of steps apart', {
  'src/flow.ts': `${head}export async function POST(req: Request) {
  const flow = await req.json();
  for (const step of flow.steps) {
    const config = step.config || {};
    switch (config.kind) {
      case 'task':
        await prisma.task.create({ data: { templateId: config.templateId } });
        break;
      case 'mail':
        await prisma.mail.create({ data: { templateId: config.templateId } });
    }
  }
  for (const row of flow.rows) await prisma.mail.create({ data: { templateId: row.templateId } }); // !n-plus-one
}`,
});

check('a list put together of the first few is as few; one that is cut if somebody asks is not', {
  'src/board.ts': `${head}export async function POST(req: Request) {
  const { count, first } = await req.json();
  let rows = await prisma.user.findMany({ where: { open: true } });
  const shown = [];
  if (first) shown.push(first);
  shown.push(...rows.slice(0, 3));
  for (const row of shown) await prisma.badge.findFirst({ where: { userId: row.id } });
  const all = [];
  all.push(...rows);
  for (const row of all) await prisma.badge.findFirst({ where: { userId: row.id } }); // !n-plus-one
  if (count) rows = rows.slice(0, count);
  for (const row of rows) await prisma.badge.findFirst({ where: { userId: row.id } }); // !n-plus-one
}`,
});

check('what is claimed first, one job for each tenant and files that are fetched are work of their own', {
  'src/jobs.ts': `${head}import axios from 'axios';
import { CronJob } from 'cron';
export function start() {
  new CronJob('* * * * *', remind).start();
}
async function remind() {
  const due = await prisma.task.findMany({ where: { due: true } });
  for (const task of due) {
    if (!(await claim(task.id))) continue;
    console.log(task.id);
  }
  for (const task of due) {
    const row = await prisma.task.findUnique({ where: { id: task.id } }); // !n-plus-one
    if (!row) continue;
    console.log(row);
  }
  const tenantIds = await prisma.tenant.findMany({ select: { id: true } });
  for (const tenantId of tenantIds) await reconcile(tenantId);
  const userIds = await prisma.user.findMany({ select: { id: true } });
  for (const userId of userIds) await reconcile(userId); // !n-plus-one
  for (const task of due) {
    const file = await axios.get('https://files.example.com/' + task.key, { responseType: 'stream' });
    console.log(file.data);
  }
  for (const task of due) console.log(await axios.get(process.env.API_URL + task.key)); // !n-plus-one
}
async function claim(id) {
  return (await prisma.task.updateMany({ where: { id, taken: false }, data: { taken: true } })).count > 0;
}
async function reconcile(id) {
  await prisma.load.findFirst({ where: { id } });
}`,
});

check('objects of a store, forms with a file and what is switched off because it is stale go one by one', {
  'src/push.ts': `${head}import { PutObjectCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import axios from 'axios';
const s3 = new S3Client({});
export async function POST(req: Request) {
  const { images, tokens, papers } = await req.json();
  for (const image of images) await s3.send(new PutObjectCommand({ Bucket: 'a', Key: image.key, Body: image.data }));
  for (const image of images) await s3.send(new DeleteObjectCommand({ Bucket: 'a', Key: image.key })); // !n-plus-one
  for (const paper of papers) {
    const form = new FormData();
    form.append('document', paper.blob);
    await axios.post('https://api.example.com/papers', form);
  }
  for (const token of tokens) {
    if (!isToken(token.value)) {
      await prisma.token.update({ where: { id: token.id }, data: { isActive: false } });
      continue;
    }
    await prisma.token.update({ where: { id: token.id }, data: { used: true } }); // !n-plus-one
  }
}`,
});

check('a request that only tells a log is none of the work; a row of a log is a row', {
  'src/log.ts': `${head}import axios from 'axios';
export async function logEvent(event) {
  await axios.post('https://logs.example.com', event);
}
export async function logRow(event) {
  await prisma.log.create({ data: event });
}
export async function loginWith(user) {
  await axios.post('https://auth.example.com', user);
}`,
  'src/users.ts': `import { logEvent, loginWith, logRow } from './log';
async function convert(user) {
  await logEvent({ user });
  return user.name;
}
export async function POST(req: Request) {
  const { users } = await req.json();
  const names = await Promise.all(users.map((user) => convert(user)));
  for (const user of users) await logRow({ user }); // !n-plus-one
  for (const user of users) await loginWith(user); // !n-plus-one
  return names;
}`,
});

check('what `$lib` of SvelteKit means, a service of a container, and functions of Convex', {
  'app/src/routes/mail/+server.ts': `import { mailOf } from '$lib/server/mail';
export async function POST({ request }: RequestEvent) {
  const { ids } = await request.json();
  for (const id of ids) await mailOf(id); // !n-plus-one
}`,
  'app/src/lib/server/mail.ts': `${head}export async function mailOf(id: string) {
  return prisma.mail.findUnique({ where: { id } });
}`,
  'src/tickets.router.ts': `import { router, procedure } from './trpc';
function getTicketService(ctx: Context) {
  if (!ctx.services?.ticket) throw new Error('not there');
  return ctx.services.ticket;
}
export const tickets = router({
  close: procedure.mutation(async ({ ctx, input }) => {
    const ticketService = getTicketService(ctx);
    for (const id of input.ticketIds) await ticketService.update(id, { open: false }); // !n-plus-one
    for (const id of input.ticketIds) await ctx.services.ticket.update(id, { open: false }); // !n-plus-one
  }),
});`,
  'src/TicketService.ts': `import { PrismaClient } from '@prisma/client';
export class TicketService {
  constructor(private readonly prisma: PrismaClient) {}
  async update(id: string, data: Data) {
    const was = await this.prisma.ticket.findUnique({ where: { id } });
    return this.prisma.ticket.update({ where: { id }, data: { ...data, was: was.open } });
  }
}`,
  'convex/lessons.ts': `import { query } from './_generated/server';
import { components } from './_generated/api';
export const list = query({
  handler: async (ctx, { course }) => {
    const lessons = await ctx.runQuery(components.lms.lessons.all, { course });
    const found = [];
    for (const lesson of lessons) found.push(await metaOf(ctx, lesson._id)); // !n-plus-one
    return found;
  },
});
async function metaOf(ctx: Ctx, id: string) {
  return ctx.runQuery(components.lms.meta.of, { id });
}`,
});

check('a batch whose rows are asked for one by one, unless somebody waits between the batches', {
  'src/batches.ts': `${head}export async function POST(req: Request) {
  const { names } = await req.json();
  const rows = [];
  for (let i = 0; i < names.length; i += 10) {
    const batch = names.slice(i, i + 10);
    for (const name of batch) rows.push(await prisma.user.findUnique({ where: { name } })); // !n-plus-one
    await prisma.seen.createMany({ data: batch.map((name) => ({ name })) });
  }
  for (let i = 0; i < names.length; i += 10) {
    const batch = names.slice(i, i + 10);
    for (const name of batch) rows.push(await prisma.user.findUnique({ where: { name } }));
    await sleep(1000);
  }
  return Response.json(rows);
}`,
});

check('what is known of files of a store came with their list', {
  'src/files.ts': `import { Storage } from '@google-cloud/storage';
const bucket = new Storage().bucket('photos');
export async function handler(req: Request, res: Response) {
  const [files] = await bucket.getFiles({ prefix: req.query.prefix });
  const found = [];
  for (const file of files) found.push(await file.getMetadata()); // !n-plus-one
  for (const file of files) await file.makePublic();
  res.json(found);
}`,
});
