/** Lists that are made of few others, or that one thing brings along. */
import { check } from './marked.ts';

check(
  'a list with an item for each of a few is as short, whatever it is called',
  {
    'src/mail.ts': `import axios from 'axios';
export async function send(req, res) {
  const fileIds = (req.body.attachments || []).map((a) => a.fileId).filter(Boolean);
  await Promise.all(fileIds.map((id) => axios.get('/files/' + id)));
  const results = await Promise.all(req.body.attachments.map((a) => axios.head(a.url)));
  await Promise.all(results.map((r) => axios.get(r.location)));
  const names = [];
  for (const size of req.body.imageSizes) names.push(size.name);
  await Promise.all(names.map((name) => axios.get('/images/' + name)));
  res.end();
}
export async function sendAll(req, res) {
  const fileIds = req.body.attachments.flatMap((a) => a.readerIds);
  await Promise.all(fileIds.map((id) => axios.get('/files/' + id))); // !unbounded-concurrency
  const ownerIds = req.body.posts.map((p) => p.ownerId);
  await Promise.all(ownerIds.map((id) => axios.get('/users/' + id))); // !unbounded-concurrency
  const list = req.body.options[req.body.kind + 'List'] || [];
  await Promise.all(list.map((id) => axios.get('/any/' + id))); // !unbounded-concurrency
  const names = [];
  for (const size of req.body.imageSizes) for (const post of req.body.posts) names.push(post.name + size);
  await Promise.all(names.map((name) => axios.get('/images/' + name))); // !unbounded-concurrency
  const all = [];
  for (const size of req.body.imageSizes) all.push(...size.uses);
  await Promise.all(all.map((name) => axios.get('/images/' + name))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'words that a function fills in where it is handed none',
  {
    'src/fees.ts': `import axios from 'axios';
export async function fees(blocks) {
  blocks = blocks || [1, 2, 6, 24];
  return Promise.all(blocks.map((n) => axios.get('/fee/' + n)));
}
export async function tell(ids) {
  if (!ids) ids = [];
  return Promise.all(ids.map((id) => axios.get('/users/' + id))); // !unbounded-concurrency
}
export const routes = (app) => app.post('/fees', async (req, res) => res.json([await fees(req.body.a), await tell(req.body.b)]));`,
  },
  'unbounded-concurrency',
);

check(
  'rows that are put in beside the one they belong to, and what stands in one document',
  {
    'src/places.ts': `import { Place, Product, Member, Group } from './models';
import axios from 'axios';
export async function create(req, res) {
  const { places, members } = req.body;
  const product = await Product.create(req.body.product);
  await Promise.all(places.map((p) => Place.create({ ...p, productId: product.id })));
  const old = await Product.findById(req.body.id);
  await Promise.all(places.map((p) => Place.create({ ...p, productId: old.id }))); // !unbounded-concurrency
  await Promise.all(req.body.horseIds.map((id) => Place.create({ id, productId: product.id }))); // !unbounded-concurrency
  const group = await Group.create({ name: req.body.name });
  await Promise.all(members.map((m) => Member.create({ ...m, groupId: group.id }))); // !unbounded-concurrency
  res.end();
}
export async function importPlaces(req, res) {
  const product = await Product.create(req.body.product);
  await Promise.all(req.body.places.map((p) => Place.create({ ...p, productId: product.id }))); // !unbounded-concurrency
  res.end();
}
export async function tell(req, res) {
  const classData = await Group.findById(req.params.id);
  await Promise.all(classData.instructors.map((i) => axios.get('/staff/' + i)));
  await Promise.all(classData.notifications.map((n) => axios.get('/staff/' + n))); // !unbounded-concurrency
  await Promise.all(classData.students.map((i) => axios.get('/staff/' + i))); // !unbounded-concurrency
  await Promise.all(req.body.mentionedUsers.map((id) => axios.post('/tell/' + id)));
  await Promise.all(req.body.populatedCartItems.map((id) => axios.post('/tell/' + id)));
  await Promise.all(req.body.allOldItems.map((id) => axios.post('/tell/' + id))); // !unbounded-concurrency
  res.end();
}`,
  },
  'unbounded-concurrency',
);

check(
  'files of one message of a chat, and what is made of them',
  {
    'src/chat.ts': `import axios from 'axios';
export function chat(io, bus) {
  io.on('connection', (socket) => {
    socket.on('send', async (to, files) => {
      const kept = await Promise.all(files.map((file) => axios.put('/files/' + file.name, file.data)));
      await Promise.all(kept.map((k) => axios.post('/messages', { to, path: k.path })));
    });
    socket.on('share', async (ids) => {
      await Promise.all(ids.map((id) => axios.post('/messages/' + id))); // !unbounded-concurrency
    });
  });
  bus.on('sweep', async (files) => {
    await Promise.all(files.map((file) => axios.delete('/files/' + file))); // !unbounded-concurrency
  });
}`,
  },
  'unbounded-concurrency',
);

check(
  'conditions are told apart by the field that each is about; rows by their state',
  {
    'src/search.ts': `import axios from 'axios';
export async function search(req, res) {
  const found = req.body.wanted.map(async (w) => {
    switch (w.field) {
      case 'owner': return axios.get('/owners?q=' + w.value);
      case 'place': return axios.get('/places?q=' + w.value);
    }
  });
  await Promise.all(found);
  await Promise.all( // !unbounded-concurrency
    req.body.wanted.map(async (w) => {
      switch (w.state) {
        case 'new': return axios.post('/new', w);
        case 'old': return axios.post('/old', w);
      }
    }),
  );
  res.end();
}`,
  },
  'unbounded-concurrency',
);
