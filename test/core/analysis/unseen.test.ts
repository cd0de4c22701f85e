/** Shapes met in code that no rule was tuned on: what they need, and what they must not report. */
import { check } from './marked.ts';

check('lists that grow through a member are not what they were written with', {
  'src/albums.js': `module.exports = async function handler(req, res) {
  const results = { parts: [], tracks: [] };
  for (const line of req.body.tracks) results.tracks.push(line);
  for (const item of results.tracks) {
    await db.Track.create({ albumID: 1, partID: item.partId }); // !n-plus-one
  }
  res.json(results);
};`,
});

check('a batch cut from a capped list is a batch; a small number at the end of a listing is its cap', {
  'src/jobs.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const BATCH = 100;
async function settle(row) { await prisma.booking.update({ where: { id: row.id }, data: { done: true } }); }
export async function handler(req, res) {
  const rows = await prisma.booking.findMany({ take: BATCH });
  for (let i = 0; i < rows.length; i += 5) {
    const batch = rows.slice(i, i + 5);
    await Promise.all(batch.map((row) => settle(row)));
  }
  const best = await leaderboard(req.params.guild, 10);
  for (let i = 0; i < best.length; i++) await prisma.member.findUnique({ where: { id: best[i].id } });
  const all = await members(req.params.guild, 5000);
  for (const m of all) await prisma.member.findUnique({ where: { id: m.id } }); // !n-plus-one
  res.end();
}
const leaderboard = getReputationLb;
`,
});

check('statements of a file stay statements when their text is trimmed', {
  'src/runner.service.ts': `export class Runner {
  constructor(private sequelize: Sequelize) {}
  async run(content: string) {
    const queries = content.split(';');
    for (const query of queries) {
      const text = query.replaceAll(/--.*/g, '').trim();
      await this.sequelize.query(text, { raw: true });
    }
  }
}`,
});

check('logging and what happens after a failure are not per item', {
  'src/bot.js': `const { error } = require('./logger');
const logger = require('./logger');
module.exports.handler = async function (req, res) {
  for (const file of req.body.files) {
    try { parse(file); } catch (e) { error('bad file', e); logger.error(e); await db.failure.create({ file }); }
  }
  res.end();
};`,
  'src/logger.js': `const { WebhookClient } = require('discord.js');
const hook = new WebhookClient({ url: process.env.HOOK });
module.exports = { error(text, e) { hook.send({ content: text }); }, warn() {} };`,
});

check('rows made in memory and saved at once are no queries; promises collected by name are', {
  'src/attendance.service.ts': `export class AttendanceService {
  async save(roster) {
    const reportRepo = this.manager.getRepository(Report);
    const rows = roster.map((s) => reportRepo.create({ student: s.id }));
    await reportRepo.save(rows);
  }
  async load(roster) {
    const pending = roster.map((s) => this.reportRepository.findOne({ where: { student: s.id } })); // !n-plus-one
    return Promise.all(pending);
  }
}`,
});

check('injected repositories of private packages and data providers are known by their names and hooks', {
  'src/user.service.ts': `import { UserRole } from '@company/database';
import { InjectModel } from '@nestjs/sequelize';
export class UserService {
  constructor(@InjectModel(UserRole) private readonly userRoleRepository: typeof UserRole) {}
  async grant(dto) {
    for (let i = 0; i < dto.members.length; i++) {
      await this.userRoleRepository.create({ userId: dto.id, memberId: dto.members[i] }); // !n-plus-one
    }
  }
}`,
  'src/report.jsx': `import { useDataProvider } from 'react-admin';
export function Report({ dates }) {
  const dataProvider = useDataProvider();
  const save = async () => {
    for (const date of dates) {
      await dataProvider.create('sessions', { data: { date } }); // !n-plus-one
    }
  };
  return <button onClick={save}>Save</button>;
}`,
});

check('a module of the application that is called config is no build configuration', {
  'src/entities/report-group.config.ts': `export class ReportGroupService {
  constructor(private readonly repo: Repository<ReportGroup>) {}
  async sign(ids: number[], signature: string) {
    for (const id of ids) await this.repo.update({ id }, { signature }); // !n-plus-one
  }
}`,
  'vite.config.ts': `export default async () => { for (const f of files) await fetch(f); };`,
});

check(
  'the array and the accumulator that a callback is handed are searched again for each item',
  {
    'src/dedupe.ts': `import { SCHEMA_GROUPS } from './groups';
export function unique(resources) {
  return resources?.filter((r, i, all) => all.findIndex((t) => t.versionId === r.versionId) === i); // !quadratic-array
}
export function similar(products) {
  return products.reduce((acc, product) => {
    const exists = acc.some(({ itemId }) => product.itemId === itemId); // !quadratic-array
    return exists ? acc : (acc.push(product), acc);
  }, []);
}
export function labels(schemaIds) {
  return schemaIds.map((id) => SCHEMA_GROUPS.flatMap((g) => g.items).find((x) => x.id === id));
}
export function own(products) {
  return products.map((product, i) => product.variants.find((v) => v.id === i));
}
export async function roles(model, plan) {
  const userRoles = await model.findAll({ where: { active: true } });
  return userRoles.filter((role) => plan.users.some((user) => user.userId === role.userId)); // !quadratic-array
}
export function thin(input, summary) {
  let rows = summary.rows;
  for (const change of input.changes) {
    rows = rows.filter((row) => row.id !== change.rowId); // !quadratic-array
  }
  return rows;
}`,
  },
  'quadratic-array',
);

check(
  'groups by a few values, sizes by constant, saga effects and number libraries are no queries per item',
  {
    'src/departure.service.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function handler(req, res) {
  const assetsPerStatus = Object.groupBy(req.body.assets, (a) => a.status);
  for (const [status, assets] of Object.entries(assetsPerStatus)) {
    await prisma.asset.updateMany({ where: { id: { in: assets.map((a) => a.id) } }, data: { status } });
  }
  for (const channel of req.body.channels) {
    results[channel] = await prisma.delivery.create({ data: { channel } });
  }
  for (const channel of req.body.all) {
    await prisma.channel.update({ where: { id: channel.id }, data: { seen: true } }); // !n-plus-one
  }
  const due = await listRetryable(new Date(), SWEEP_BATCH_SIZE);
  for (const row of due) await prisma.delivery.update({ where: { id: row.id }, data: { tries: 1 } });
  res.end();
}`,
    'src/sagas.ts': `import { put } from 'redux-saga/effects';
import { ethers } from 'ethers';
export function* handle({ collections }) {
  for (const c of collections) yield put(fetchItems(c));
  for (const c of collections) total = ethers.BigNumber.from(c.price).add(total);
}`,
    'src/order.schema.ts': `async function validateItems(items, models) {
  for (const item of items) {
    const model = models[item.type];
    if (!(await model.exists({ _id: item.id }))) throw new NotFoundException(item.id); // !n-plus-one
  }
}
OrderSchema.pre('save', async function (next) { await validateItems(this.items, models); });`,
  },
);

check('columns of rows are no queries, and the tables that there are are few', {
  'src/revisions.js': `module.exports = async function handler(req, res) {
  const ids = _.uniq(req.body.models.map((entityModel) => entityModel.get('revisionId')));
  const names = new Set(req.body.users.map((user) => userRepository.nameOf(user)));
  for (const modelName in entityModels) await entityModels[modelName].query().count();
  for (const id of ids) await entityModel.findOne({ id }); // !n-plus-one
  res.json(names);
};`,
});

check('work registered at start-up is a job, and what a script calls may be called by others', {
  'src/expiry.job.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export class ExpiryJob {
  onModuleInit() {
    this.jobs.registerHandler('expiry', async () => { await this.expire(); });
  }
  private async expire() {
    const rows = await prisma.boost.findMany();
    for (const row of rows) await prisma.boost.update({ where: { id: row.id }, data: { on: false } }); // !n-plus-one
  }
}`,
  'src/mails.ts': `import nodemailer from 'nodemailer';
const mailer = nodemailer.createTransport({});
export async function sendAlerts(recipients) {
  for (const to of recipients) await fetch(ALERTS_URL + to); // !n-plus-one
}
export async function sendOnce(recipients) {
  for (const to of recipients) await mailer.sendMail({ to });
}`,
  'src/alerts.ts': `import { sendAlerts } from './mails';
export const handleAlert = async (job) => { await sendAlerts(job.recipients); };`,
  'scripts/try.ts': `import { sendAlerts, sendOnce } from '../src/mails';
async function main() { await sendAlerts(process.argv); await sendOnce(process.argv); }
main();`,
});

check('settings, and lists that a helper of the file is only ever given written out, do not grow', {
  'src/hooks.service.ts': `import axios from 'axios';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
enum Plan { Free, Team, Enterprise }
async function announce(text) {
  const hooks = (process.env.HOOKS ?? '').split(',').map((h) => h.trim()).filter(Boolean);
  await Promise.all(hooks.map((hook) => axios.post(hook, { text })));
}
async function totals(plans) {
  const rows = [];
  for (const plan of plans) rows.push(await prisma.account.count({ where: { plan } }));
  return rows;
}
async function close(accounts) {
  for (const a of accounts) await prisma.account.update({ where: { id: a.id }, data: { open: false } }); // !n-plus-one
}
export async function touch(accounts) {
  for (const a of accounts) await prisma.account.update({ where: { id: a.id }, data: { open: true } }); // !n-plus-one
}
export class HooksService {
  constructor(private readonly config: ConfigService) {}
  async ping(body) {
    for (const url of this.config.get('PING_URLS').split(',')) await axios.get(url);
    for (const host of body.hosts.split(',')) await axios.get('/hosts/' + host); // !n-plus-one
    await announce(body.text);
    await totals([Plan.Free, Plan.Team]);
    await close([body.first]);
    await close(body.rest);
    await touch([body.first]);
    return this.sum(['a', 'b']);
  }
  private async sum(keys) {
    for (const key of keys) await prisma.counter.update({ where: { key }, data: { seen: true } });
  }
}`,
});

check('guilds and channels are in memory, members are not; what a bot does once it is ready is start-up', {
  'src/commands/roles.ts': `import { ChatInputCommandInteraction } from 'discord.js';
export const command = {
  async execute(interaction: ChatInputCommandInteraction) {
    const settings = await loadSettings(interaction.guildId);
    for (const s of settings) {
      const channel = await interaction.guild.channels.fetch(s.channelId);
      const member = await interaction.guild.members.fetch(s.memberId); // !n-plus-one
      names.push(channel.name, member.displayName);
    }
  },
};`,
  'src/events/ready.ts': `export default {
  name: 'ready',
  once: true,
  async execute(client) {
    const servers = await loadServers();
    for (const server of servers) await client.users.fetch(server.ownerId);
  },
};`,
  'src/events/guildCreate.ts': `export default {
  name: 'guildCreate',
  async execute(client) {
    const servers = await loadServers();
    for (const server of servers) await client.users.fetch(server.ownerId); // !n-plus-one
  },
};`,
});

check('the tools that a model asks for are few and different', {
  'src/agent.js': `const { Task } = require('./models');
export const handler = async (event, context) => {
  for (const call of event.message.tool_calls ?? []) await Task.create({ name: call.name });
  for (const call of event.message.calls ?? []) await Task.create({ name: call.name }); // !n-plus-one
};`,
});

check('a batch of a job is worked off one by one, and so are the names on a page of a chat', {
  'src/sync.job.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const BATCH_SIZE = 50;
const HUGE_BATCH = 5000;
export async function GET(req, res) {
  const due = await prisma.calendar.findMany({ take: BATCH_SIZE });
  for (const c of due) await prisma.calendar.update({ where: { id: c.id }, data: { synced: true } });
  const all = await prisma.calendar.findMany({ take: HUGE_BATCH });
  for (const c of all) await prisma.calendar.update({ where: { id: c.id }, data: { synced: true } }); // !n-plus-one
}`,
  'src/commands/log.ts': `import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export const command = {
  async execute(interaction: ChatInputCommandInteraction) {
    const limit = interaction.options.getInteger('limit') ?? 10;
    const logs = await prisma.log.findMany({ take: limit });
    for (const log of logs) names.push(await interaction.client.users.fetch(log.by));
    for (const log of logs) await prisma.log.update({ where: { id: log.id }, data: { seen: true } }); // !n-plus-one
    const every = await prisma.log.findMany();
    for (const log of every) names.push(await interaction.client.users.fetch(log.by)); // !n-plus-one
    for (const log of every) {
      await interaction.editReply(log.text);
      await message.awaitMessageComponent({ time: 30000 });
    }
    for (const log of every) {
      await interaction.editReply(log.text);
      const pressed = new Promise((resolve) => collector.once('collect', resolve));
      await pressed;
    }
    for (let i = 0; i < every.length; i += 3) {
      const part = every.slice(i, i + 3);
      for (let j = 0; j < part.length; j++) await part[j].save();
    }
  },
};`,
});

check(
  'commands and events that a bot loads by a path it computes are called again and again',
  {
    'src/index.js': `const fs = require('fs');
const path = require('path');
for (const file of fs.readdirSync(path.join(__dirname, 'commands'))) {
  const command = require(path.join(__dirname, 'commands', file));
  client.commands.set(command.name, command);
}`,
    'src/commands/play.js': `const fs = require('fs');
module.exports = {
  name: 'play',
  aliases: ['p'],
  async run({ queue }) {
    queue.add(fs.readFileSync(queue.path)); // !sync-io-hot-path
  },
};`,
    'src/commands/jail.js': `import fs from 'fs';
export default {
  name: 'jail',
  execute: async (sock, msg, args) => sock.send(fs.readFileSync(args[0])), // !sync-io-hot-path
};`,
    'src/commands/tasks.js': `const fs = require('fs');
module.exports = {
  name: 'tasks',
  run: (folder) => fs.readFileSync(folder),
};
`,
    'src/commands/stop.js': `const fs = require('fs');
const { SlashCommandBuilder } = require('discord.js');
module.exports = {
  data: new SlashCommandBuilder().setName('stop').setDescription('Stops'),
  execute: async (bot) => bot.say(fs.readFileSync(bot.path)), // !sync-io-hot-path
};`,
    'src/events/guild.js': `const fs = require('fs');
module.exports = {
  name: 'guildMemberAdd',
  async execute(member) {
    member.send(fs.readFileSync('welcome.txt')); // !sync-io-hot-path
  },
};`,
    'src/events/ready.js': `const fs = require('fs');
module.exports = {
  name: 'ready',
  once: true,
  execute(client) {
    client.texts = fs.readFileSync('texts.json');
  },
};`,
    'src/generators/new.js': `const fs = require('fs');
module.exports = {
  name: 'new',
  description: 'Makes a project',
  run: (toolbox) => toolbox.print(fs.readFileSync(toolbox.path)),
};`,
  },
  'sync-io-hot-path',
);
