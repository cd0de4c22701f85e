/** N+1 in bots and plain servers: what is shown of a ranking, what is kept in memory, what a route is set up with. */
import { check } from './marked.ts';

check(
  'a page of a written size, the lesser of a number and a count, and what is filled up to a number are few',
  {
    'src/commands/top.js': `module.exports = async function execute(interaction, client) {
  const rows = await Balance.find({ guild: interaction.guild.id });
  const size = 10;
  const offset = (interaction.options.getInteger('page') - 1) * size;
  const shown = rows.slice(offset, offset + size);
  for (const row of shown) await interaction.guild.members.fetch(row.userId);
  const most = Math.min(rows.length, 25);
  for (let i = 0; i < most; i++) await client.users.fetch(rows[i].userId);
  for (let i = 0; i < rows.length; i++) await client.users.fetch(rows[i].userId); // !n-plus-one
  const mine = [];
  const all = [];
  const messages = await interaction.channel.messages.fetch();
  messages.forEach((m) => {
    if (m.author.id === interaction.user.id && mine.length < 5) mine.push(m.id);
    if (m.author.id === interaction.user.id) all.push(m.id);
  });
  for (const id of mine) await interaction.channel.messages.fetch(id);
  for (const id of all) await interaction.channel.messages.fetch(id); // !n-plus-one
  let best = rows.slice(0, 10).map(async (row) => ({ userId: row.userId }));
  best = await Promise.all(best);
  for (let i = 0; i < best.length; i++) await client.users.fetch(best[i].userId);
};`,
  },
);

check('what a field called a cache keeps is loaded once; what an item keeps is loaded for each', {
  'src/levels.js': `const fs = require('fs/promises');
class Levels {
  constructor() {
    this.cache = { config: null };
  }
  async config() {
    if (!this.cache.config) {
      this.cache.config = await fs.readFile('levels.json', 'utf8');
    }
    return this.cache.config;
  }
}
module.exports = new Levels();`,
  'src/post.js': `class Post {
  async author() {
    if (!this.writer) this.writer = await User.findById(this.authorId);
    return this.writer;
  }
}
module.exports = Post;`,
  'src/server.js': `const levels = require('./levels');
const Post = require('./post');
app.get('/levels', async (req, res) => {
  const users = await User.find({});
  for (const user of users) user.level = (await levels.config())[user.xp];
  for (const user of users) await new Post(user).author(); // !n-plus-one
  res.json(users);
});`,
});

check('what a route is set up with is as long as somebody wrote it, and what the environment lists as well', {
  'src/allow.js': `async function has(userId, permission) {
  const [rows] = await pool.query('SELECT 1 FROM permissions WHERE user_id = ? AND name = ?', [userId, permission]);
  return rows.length > 0;
}
exports.allow = (permissions) => {
  return async (req, res, next) => {
    const missing = [];
    for (const permission of permissions) if (!(await has(req.user.id, permission))) missing.push(permission);
    for (const name of req.body.names) if (!(await has(req.user.id, name))) missing.push(name); // !n-plus-one
    return missing.length > 0 ? res.status(403).json(missing) : next();
  };
};
exports.check = async (req, res) => {
  const urls = parseUrls(process.env.RPC_URLS);
  for (const url of urls) await fetch(url);
  for (const url of parseUrls(req.body.urls)) await fetch(url); // !n-plus-one
  res.end();
};`,
});

check('a route that brings back what was before is asked for; names of tables are no queries', {
  'src/versions.js': `exports.rollbackVersion = async (req, res) => {
  const [items] = await pool.query('SELECT * FROM history WHERE version > ?', [req.body.version]);
  for (const item of items) {
    await pool.query('UPDATE items SET region_id = ? WHERE id = ?', [item.region, item.id]); // !n-plus-one
  }
  res.end();
};
export const revertAll = async (_, { ids }) => {
  for (const id of ids) await pool.query('UPDATE items SET open = true WHERE id = ?', [id]); // !n-plus-one
};
async function rollbackItems(items) {
  for (const item of items) await pool.query('DELETE FROM items WHERE id = ?', [item.id]);
}
exports.tables = async (req, res) => {
  res.json(Object.values(sequelize.models).map((model) => model.getTableName()));
};
exports.save = async (req, res) => {
  try {
    await work(req.body);
  } catch {
    await rollbackItems(req.body.items);
  }
  res.end();
};`,
});

check('a Redis client that a service holds is asked over the wire', {
  'src/online.service.ts': `@Injectable()
export class OnlineService {
  constructor(private readonly redisService: RedisService) {}
  @Cron('* * * * *')
  async sweep() {
    const users = await this.redisService.client.smembers('online');
    for (const user of users) await this.redisService.client.ttl(user); // !n-plus-one
    for (const user of users) await this.board.client.paint(user);
  }
}`,
});

check('statements that SQLite runs at once, and what a WhatsApp connection is told', {
  'src/commands/park.ts': `export async function handler(req, res) {
  const dinos = ctx.db.select().from(dinosTable).all();
  for (const dino of dinos) ctx.db.update(dinosTable).set({ fed: 1 }).where(eq(dinosTable.id, dino.id)).run(); // !n-plus-one
  for (const dino of dinos) ctx.scene.update(dino).run();
  const group = await sock.groupMetadata(req.params.id); // of one group
  for (const member of group.participants) await sock.groupParticipantsUpdate(group.id, [member.id], 'remove'); // !n-plus-one
  res.end();
}`,
});

check('rows about files are rows, and files that Multer stored are those of one request', {
  'src/files.js': `exports.copy = async (req, res) => {
  const files = await prisma.attachment.findMany({ where: { leadId: req.params.id } });
  for (const f of files) await prisma.attachment.create({ data: { name: f.originalName, mimeType: f.mimeType } }); // !n-plus-one
  const sent = listOf(req.files);
  for (const f of sent) await prisma.upload.create({ data: { path: path.join(f.destination, f.filename) } });
  for (const f of sent) await prisma.trip.create({ data: { to: f.destination } }); // !n-plus-one
  res.end();
};`,
});

check('what happened to each is written down; a job of its own is done for each', {
  'src/customers.js': `exports.remove = async (req, res) => {
  await db.customer.deleteMany({ where: { id: { in: req.body.ids } } });
  for (const id of req.body.ids) await engine.processEvent({ entityId: id, eventType: 'deleted' }); // !n-plus-one
  for (const id of req.body.ids) await engine.processCustomer(id);
  res.end();
};`,
  'src/engine.js': `exports.engine = {
  async processEvent(event) {
    await prisma.businessEvent.create({ data: event });
  },
  async processCustomer(id) {
    await prisma.customer.update({ where: { id }, data: { done: true } });
  },
};`,
});

check('entries of a constant, options with a written default, queues and commands of a bot are few', {
  'src/bot.js': `const { EVENT_RULES, DEFAULT_TARGETS } = require('./rules');
exports.reset = async (req, res) => {
  for (const [type, rules] of Object.entries(EVENT_RULES))
    for (const rule of rules) await prisma.rule.create({ data: { type, name: rule.name } });
  for (const [type, rows] of Object.entries(req.body))
    for (const row of rows) await prisma.rule.create({ data: { type, name: row.name } }); // !n-plus-one
  const targets = req.body.targets ?? DEFAULT_TARGETS;
  for (const target of targets) await fetch('https://example.com/' + target.port);
  for (const name of req.body.queueNames) await redis.llen(name);
  res.end();
};
exports.deploy = async (req, res) => {
  client.commands.forEach(async (command) => {
    const old = (await client.application?.commands.fetch())?.find((c) => c.name === command.name);
    if (old) await client.application?.commands.delete(old.id);
    else await client.application?.commands.create(command.data);
  });
  res.end();
};`,
  'src/rules.js': `exports.EVENT_RULES = load();
exports.DEFAULT_TARGETS = load();`,
});

check('invites and reactions have no form for many, and roles of one member are few', {
  'package.json': JSON.stringify({ dependencies: { 'discord.js': '14' } }),
  'src/config.ts': `import { Schema, model } from 'mongoose';
export const Log = model('Log', new Schema({}));
export async function tell(guild, text) {
  const config = await Log.findOne({ guildId: guild.id });
  if (config) await guild.channels.cache.get(config.channel).send(text);
}`,
  'src/events.ts': `import { Client } from 'discord.js';
import { Log, tell } from './config';
const client = new Client({ intents: [] });
client.on('guildMemberUpdate', async (oldMember, newMember) => {
  const added = newMember.roles.cache.filter((role) => !oldMember.roles.cache.has(role.id));
  for (const role of added.values()) await tell(newMember.guild, role.name);
});
client.on('channelUpdate', async (oldChannel, newChannel) => {
  const added = newChannel.permissionOverwrites.cache.filter((p) => !oldChannel.permissionOverwrites.cache.has(p.id));
  for (const p of added.values()) await tell(newChannel.guild, p.id);
});
client.on('messageCreate', async (message) => {
  const asked = await Log.find({ guildId: message.guild.id });
  for (const row of asked) await message.react(row.emoji);
  for (const guild of client.guilds.cache.values()) await guild.invites.fetch();
  for (const row of asked) await tell(message.guild, row.text); // !n-plus-one
});`,
});
