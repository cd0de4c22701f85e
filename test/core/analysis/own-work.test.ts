/** Loops whose turns are work of their own, beside the ones that one query would do for. */
import { check } from './marked.ts';

const head = `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
`;

check('files of one request, reads of many files and transfers of objects are not one query per item', {
  'src/upload.controller.ts': `${head}import { readFile } from 'node:fs/promises';
@Controller()
export class UploadController {
  @Post('files')
  async upload(@UploadedFiles() files: Express.Multer.File[], @Body() body: { ids: string[]; paths: string[] }) {
    for (const file of files) await prisma.attachment.create({ data: { name: file.originalname } });
    for (const path of body.paths) await readFile(path);
    for (const id of body.ids) await s3Service.upload(id, body);
    for (const id of body.ids) await prisma.attachment.update({ where: { id }, data: { seen: true } }); // !n-plus-one
  }
}`,
});

check('an expression that somebody wrote is followed as deep as it is; a tree of rows is not', {
  'src/search.service.ts': `${head}export async function idsOf(node) {
  switch (node.type) {
    case 'tag':
      return prisma.tag.findMany({ where: { name: node.name } });
    case 'and':
      return intersect(await Promise.all(node.parts.map((part) => idsOf(part))));
  }
}
export async function removeFolder(folder) {
  await prisma.folder.delete({ where: { id: folder.id } });
  for (const child of folder.children) await removeFolder(child); // !n-plus-one
}`,
});

check('steps of a plan, statements by kind, locks and claims are each their own work', {
  'src/plan.service.ts': `${head}export async function apply(plan, contact) {
  for (const action of plan.actions) {
    if (action.kind === 'note') await prisma.note.create({ data: { text: action.text, contact } });
    if (action.kind === 'task') await prisma.task.create({ data: { text: action.text, contact } });
  }
  for (const action of plan.actions) {
    await prisma.task.create({ data: { text: action.text, contact } }); // !n-plus-one
  }
}
export async function undo(pool, changes) {
  for (const change of changes) {
    let text = '';
    if (change.added) text = 'DELETE FROM ' + change.table;
    else text = 'INSERT INTO ' + change.table;
    await pool.query(text);
  }
}
export async function fail(rows) {
  for (const row of rows) await withLock(row.id, async () => prisma.job.update({ where: { id: row.id }, data: { failed: true } }));
  for (const row of rows) await prisma.$executeRaw\`SELECT pg_advisory_xact_lock(\${row.id})\`;
  for (const row of rows) await unblock(row.id, async () => prisma.job.update({ where: { id: row.id }, data: { failed: true } })); // !n-plus-one
}
export async function claim(rows, limit) {
  const mine = [];
  for (const row of rows) {
    const result = await prisma.job.updateMany({ where: { id: row.id, state: 'new' }, data: { state: 'taken' } });
    if (result.count !== 1) continue;
    mine.push(row);
  }
  for (const row of rows) {
    if (mine.length >= limit) break;
    mine.push(await prisma.job.findUnique({ where: { id: row.id } }));
  }
}
async function unblock(id, work) { return work(); }
`,
});

check('what is above one thing and the roles of one user are few, the users that have them are not', {
  'src/roles.service.ts': `${head}export async function refresh(node, user, allRoles) {
  const ancestors = await chainOf(node);
  for (const ancestor of ancestors) await prisma.node.update({ where: { id: ancestor.id }, data: { stale: true } });
  await Promise.all(user.roles.map((role) => prisma.role.findUnique({ where: { id: role } })));
  for (const role of allRoles) await prisma.role.findUnique({ where: { id: role.id } }); // !n-plus-one
}
export async function list(users) {
  for (const user of users) {
    for (const role of user.roles) await prisma.role.findUnique({ where: { id: role } }); // !n-plus-one
  }
}`,
});

check('a small page is a job’s portion; a request answers all of it', {
  'src/due.ts': `${head}import cron from 'node-cron';
cron.schedule('* * * * *', async () => {
  const due = await prisma.reminder.findMany({ take: 50 });
  for (const r of due) await prisma.reminder.update({ where: { id: r.id }, data: { sent: true } });
});`,
  'src/list.ts': `${head}export async function handler(req, res) {
  const due = await prisma.reminder.findMany({ take: 50 });
  for (const r of due) r.user = await prisma.user.findUnique({ where: { id: r.userId } }); // !n-plus-one
  res.json(due);
}`,
});

check('batches are counted in more than one way; a piece of a text is no batch', {
  'src/batches.service.ts': `${head}export async function drop(rows, size) {
  for (let i = 0; i < Math.ceil(rows.length / size); i++) {
    const part = rows.slice(i * size, (i + 1) * size);
    await Promise.all(part.map((row) => prisma.row.delete({ where: { id: row.id } })));
  }
  const chunks = toChunks(rows);
  for (let i = 0; i < chunks.length; i++) await prisma.row.createMany({ data: chunks[i] });
}
export async function queue(article) {
  const chunks = await createChunks(article);
  for (const chunk of chunks) await prisma.job.update({ where: { chunk: chunk.id }, data: { ready: true } }); // !n-plus-one
}`,
});

check('chains of query builders that nothing else explains', {
  'src/stock.repository.ts': `export class StockRepository {
  async saveAll(items: Item[], tx: Tx) {
    const db = asDrizzle(tx);
    for (const item of items)
      await db.insert(stock).values(rowOf(item)).onDuplicateKeyUpdate({ set: { units: item.units } }); // !n-plus-one
  }
  async aliases(entries: Entry[]) {
    for (const entry of entries) {
      const { error } = await this.cleanup.client.from('knowledge').update({ aliases: entry.aliases }).eq('source', entry.source); // !n-plus-one
      if (error) throw error;
    }
  }
}
function asDrizzle(tx) {
  if (!tx) throw new Error();
  return tx as unknown as Db;
}
`,
});

check(
  'loops that count down from a number, few of a listing, sweeps and stores of the page are no query per item',
  {
    'src/months.service.ts': `${head}export async function year(questions) {
  for (let i = 11; i >= 0; i--) await prisma.order.count({ where: { month: i } });
  for (let i = questions.length - 1; i >= 0; i--) await prisma.question.delete({ where: { id: questions[i].id } }); // !n-plus-one
  for (let batch = 0; batch < this.maxBatches; batch++) {
    const gone = await prisma.$executeRaw\`DELETE FROM sessions LIMIT 500\`;
    if (gone === 0) break;
  }
  const five = 5;
  const drawn = await getRandomQuestions(five);
  for (const q of drawn) await prisma.question.update({ where: { id: q.id }, data: { used: true } });
  const all = await getRandomQuestions(questions.length);
  for (const q of all) await prisma.question.update({ where: { id: q.id }, data: { used: true } }); // !n-plus-one
}`,
    'src/db/local.ts': `import Dexie, { type Table } from 'dexie';
class LocalDb extends Dexie {
  activities!: Table<Activity>;
}
export const db = new LocalDb('app');`,
    'src/db/activities.ts': `import { db } from './local';
export async function reorder(ids: string[]) {
  for (const [i, id] of ids.entries()) await db.activities.update(id, { order: i });
}`,
    'src/reorder.transaction.script.ts': `${head}export class ReorderScript {
  async apply(ids: string[]) {
    for (const id of ids) await prisma.item.update({ where: { id }, data: { moved: true } }); // !n-plus-one
  }
}`,
  },
);

check('a cache is asked, or told to forget, one by one', {
  'src/sessions.service.ts': `import Redis from 'ioredis';
const redis = new Redis();
export async function handler(req, res) {
  const keys = await listKeys(req.query.user);
  for (const key of keys) await redis.del(key); // !n-plus-one
  for (const key of keys) found.push(await redis.get(key)); // !n-plus-one
  res.end();
}`,
});

check(
  'lists that a method of the class writes out, pieces cut by a helper, files sent to a store; rows that are called batch',
  {
    'src/quota.service.ts': `${head}export class Quota {
  async reserve(input) {
    for (const d of this.definitions(input)) await prisma.quota.upsert({ where: { key: d.key }, create: d, update: d });
    for (const d of this.stored(input)) await prisma.quota.upsert({ where: { key: d.key }, create: d, update: d }); // !n-plus-one
    const pieces = this.helper.arrayChunk(input.rows, 1000);
    for (const data of pieces) await prisma.quota.createMany({ data });
    const chunks = cut(input.rows);
    for (const data of chunks) await prisma.quota.createMany({ data });
    for (const batch of await listBatches()) {
      batch.status = 'expired';
      await batch.save(); // !n-plus-one
    }
    for (const group of input.groups) await this.groups.findById(group); // !n-plus-one
    await Promise.all(input.photos.map(async (photo) => {
      const target = await fetch('/presign?name=' + photo.name).then((r) => r.json());
      await fetch(target.uploadUrl, { method: 'PUT', body: photo.blob });
    }));
  }
  private definitions(input) {
    return [{ key: 'day' + input.id }, { key: 'hour' + input.id }];
  }
  private stored(input) {
    return input.rows;
  }
}`,
  },
);

check(
  'steps of a workflow, statements of what is given and files of a form are their own work; a list typed as a tuple of one is a list',
  {
    'src/flow.service.ts': `${head}export async function runAll(phases, operations, tx, files, members: [Member]) {
  for (const phase of phases) {
    const result = await executePhase(phase);
    if (!result.success) break;
  }
  for (const op of operations) await prisma.$executeRawUnsafe(op.sql);
  const saved = Object.keys(files).map(async (key) => {
    const file = files[key];
    const link = await store(file.filepath);
    return prisma.media.create({ data: { link } });
  });
  for (const member of members) await prisma.member.create({ data: member }); // !n-plus-one
  for (const phase of phases) await prisma.phase.update({ where: { id: phase.id }, data: { done: true } }); // !n-plus-one
  return Promise.all(saved);
}
async function executePhase(phase) {
  await prisma.phase.update({ where: { id: phase.id }, data: { started: true } });
  return phase.code();
}`,
  },
);

check('taking from one lot after the other ends when there is enough; what a form calls serves requests', {
  'src/stock.service.ts': `${head}export async function take(lots, wanted) {
  let remaining = wanted;
  for (const lot of lots) {
    if (remaining <= 0) break;
    const part = Math.min(lot.left, remaining);
    await prisma.lot.update({ where: { id: lot.id }, data: { left: lot.left - part } });
    remaining -= part;
  }
  for (const lot of lots) await prisma.lot.update({ where: { id: lot.id }, data: { seen: true } }); // !n-plus-one
  for (const lot of lots) {
    const product = await prisma.product.findUnique({ where: { id: lot.productId } }); // !n-plus-one
    for (const part of product.parts) if (remaining <= 0) break;
    else remaining -= part.size;
  }
}`,
  'src/actions/delete.ts': `${head}export const removeAction = actionClient.inputSchema(schema).action(async ({ parsedInput }) => {
  for (const entry of parsedInput.entries) await prisma.entry.delete({ where: { id: entry.id } }); // !n-plus-one
});`,
  'src/tool.ts': `${head}program.command('sweep').action(async (entries) => {
  for (const entry of entries) await prisma.entry.delete({ where: { id: entry.id } });
});`,
});

check('what is undone after a failure is none; answers of a chat are told only if asked for', {
  'src/claim.js': `const { Product } = require('./models');
module.exports = async function handler(req, res) {
  const taken = [];
  try {
    for (const item of req.body.items) taken.push(await Product.findOneAndUpdate({ _id: item.id }, { sold: true })); // !n-plus-one
  } catch (error) {
    for (const item of taken) await Product.updateOne({ _id: item.id }, { sold: false });
    for (const item of req.body.items) taken.push(await Product.findOne({ _id: item.id })); // !n-plus-one
    return res.status(409).end();
  }
  res.end();
};`,
  'src/models.js': `const mongoose = require('mongoose');
module.exports.Product = mongoose.model('Product', new mongoose.Schema({ sold: Boolean }));`,
  'src/bot.js': `const axios = require('axios');
const { Telegraf } = require('telegraf');
const bot = new Telegraf(process.env.TOKEN);
bot.on('message', async (ctx) => {
  const { data } = await axios.get('https://words.example/' + ctx.message.text);
  for (const word of data.words) await ctx.reply(word);
});
bot.launch();`,
  'deploy-commands.js': `const axios = require('axios');
(async () => {
  const commands = (await axios.get('https://chat.example/commands')).data;
  for (const command of commands) await axios.delete('https://chat.example/commands/' + command.id);
})();`,
});

check(
  'what a bot does again and again from its ready file is no start-up; a source that answered ends the search',
  {
    'events/ready.js': `const axios = require('axios');
const { Task } = require('../models');
module.exports = async (client) => {
  for (const task of await Task.find()) await Task.updateOne({ _id: task.id }, { seen: true });
  setInterval(async () => {
    const tasks = await Task.find();
    for (const task of tasks) await Task.updateOne({ _id: task.id }, { seen: true }); // !n-plus-one
  }, 60000);
};`,
    'models.js': `const mongoose = require('mongoose');
module.exports.Task = mongoose.model('Task', new mongoose.Schema({ seen: Boolean }));`,
    'src/image.js': `const axios = require('axios');
module.exports = async function handler(req, res) {
  let url = null;
  for (const source of req.body.places) {
    const answer = await axios.get(source.link);
    url = answer.data.url;
    if (url) break;
  }
  let last = null;
  for (const source of req.body.places) {
    const answer = await axios.get(source.link); // !n-plus-one
    last = answer.data.url;
  }
  res.json({ url, last });
};`,
  },
);

check('events that came to a webhook are each their own; what is asked for them is not', {
  'src/hook.js': `const { Chat, Line } = require('./models');
router.post('/chat/webhook', async (req, res) => {
  for (const change of req.body.entry[0].changes) {
    for (const message of change.value.messages) await Chat.findOne({ phone: message.from });
  }
  const lines = await Line.find();
  for (const line of lines) await Chat.findOne({ phone: line.from }); // !n-plus-one
  res.sendStatus(200);
});
router.post('/chat', async (req, res) => {
  for (const message of req.body.messages) await Chat.findOne({ phone: message.from }); // !n-plus-one
  for (const doc of req.body.documents) await fetchPdfBytes(doc);
  res.sendStatus(200);
});
async function fetchPdfBytes(doc) {
  return (await fetch('https://files.example/' + doc.id)).arrayBuffer();
}`,
  'src/models.js': `const mongoose = require('mongoose');
module.exports.Chat = mongoose.model('Chat', new mongoose.Schema({ phone: String }));
module.exports.Line = mongoose.model('Line', new mongoose.Schema({ from: String }));`,
});

check('a cache is asked for each item where requests lead, and by a helper', {
  'src/cache.js': `const Redis = require('ioredis');
const client = new Redis();
class Store {
  async known(keys) {
    return Promise.all(keys.map((key) => client.exists(key))); // !n-plus-one
  }
  async forget(keys) {
    return Promise.all(keys.map((key) => client.del(key))); // !n-plus-one
  }
}
module.exports = { Store, client };`,
  'src/rates.js': `const { client } = require('./cache');
module.exports = async function handler(req, res) {
  res.json(await Promise.all(req.body.pairs.map((pair) => client.get(pair)))); // !n-plus-one
};`,
});
