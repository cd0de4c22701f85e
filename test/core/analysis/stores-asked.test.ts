import { check } from './marked.ts';

const supabase = `import { createClient } from '@supabase/supabase-js';
export const supabase = createClient(process.env.URL, process.env.KEY);`;

check('a job that asks a service about each and keeps what it said in a store', {
  'src/jobs/rates.ts': `import axios from 'axios';
import cron from 'node-cron';
import { supabase } from '../supabase';
cron.schedule('0 * * * *', async () => {
  const { data: rows } = await supabase.from('rates').select('*').limit(5000);
  for (const row of rows) {
    const { data } = await axios.get(\`\${process.env.RATES_URL}/rates/\${row.code}\`, { timeout: 500 }); // !n-plus-one
    await supabase.from('rates').update({ rate: data.rate }).eq('id', row.id).select(); // !n-plus-one
  }
});
cron.schedule('5 * * * *', async () => {
  const { data: rows } = await supabase.from('accounts').select('*').limit(5000);
  for (const row of rows) {
    const { data } = await supabase.from('owners').select('*').eq('id', row.owner).single(); // !n-plus-one
    console.log(data);
  }
});`,
  'src/supabase.ts': supabase,
});

check('a row is a row, whatever the file, the list or the helper is called', {
  'src/github-stars.ts': `import { doc, getDoc } from 'firebase/firestore';
import axios from 'axios';
import { supabase } from './supabase';
export async function fill(rows, db) {
  for (const row of rows) row.repo = (await getDoc(doc(db, 'repos', row.repo))).data(); // !n-plus-one
  for (const row of rows) row.user = (await axios.get(\`\${process.env.USERS}/\${row.user}\`, { timeout: 500 })).data;
  for (const endpoint of rows) endpoint.checks = await supabase.from('checks').select('*').eq('endpoint', endpoint.id); // !n-plus-one
  for (const endpoint of rows) {
    endpoint.up = await axios.get(endpoint.url, { timeout: 500 });
    endpoint.owner = await supabase.from('owners').select('*').eq('id', endpoint.owner);
    await supabase.from('checks').insert({ endpoint: endpoint.id, up: endpoint.up.status });
  }
}`,
  'src/told.ts': `import axios from 'axios';
import { supabase } from './supabase';
async function sendNotification(user) {
  await supabase.from('notifications').insert({ user_id: user.id, title: 'new' });
}
async function sendTextMessage(user) {
  await axios.post(process.env.GATEWAY, { to: user.phone }, { timeout: 500 });
}
export async function tell(users) {
  for (const user of users) await sendNotification(user); // !n-plus-one
  for (const user of users) await sendTextMessage(user); // !n-plus-one
}`,
  'src/supabase.ts': supabase,
});

check('the lines of an order are put in at once, and may be changed at once', {
  'src/orders.ts': `import axios from 'axios';
import express from 'express';
import { supabase } from './supabase';
const app = express();
app.post('/orders', async (req, res) => {
  const { data: order } = await supabase.from('orders').select('*, items(*)').eq('id', req.body.id).single();
  for (const item of order.items) await supabase.from('lines').insert({ order_id: order.id, product: item.product }); // !n-plus-one
  for (const item of order.items) await supabase.from('stock').update({ left: item.left }).eq('id', item.product); // !n-plus-one
  for (const item of order.items) await supabase.rpc('take', { product: item.product, count: item.count }); // !n-plus-one
  res.json(order);
});
app.get('/endpoints', async (req, res) => {
  const { data: endpoints } = await supabase.from('endpoints').select('*');
  for (const endpoint of endpoints) {
    endpoint.up = await axios.get(endpoint.url, { timeout: 500 });
    endpoint.owner = await supabase.from('owners').select('*').eq('id', endpoint.owner); // !n-plus-one
    await supabase.from('checks').insert({ endpoint: endpoint.id, up: endpoint.up.status });
  }
  res.json(endpoints);
});`,
  'src/supabase.ts': supabase,
});

check('a bucket of files is no table', {
  'src/files.ts': `import { supabase } from './supabase';
export async function sizes(files) {
  for (const file of files) await supabase.storage.from('files').download(file.path);
  for (const file of files) file.row = await supabase.from('files').select('*').eq('path', file.path); // !n-plus-one
}`,
  'src/supabase.ts': supabase,
});

check('what a store gives back after a change was written', {
  'src/jobs/remind.ts': `import cron from 'node-cron';
import { mailer } from '../mailer';
import { supabase } from '../supabase';
cron.schedule('0 * * * *', async () => {
  const { data: rows } = await supabase.from('visits').select('*').limit(5000);
  for (const row of rows) {
    await mailer.sendMail({ to: row.mail, subject: 'Soon' });
    const { data } = await supabase.from('visits').update({ reminded: true }).eq('id', row.id).select(); // !n-plus-one
    console.log(data);
  }
  for (const row of rows) {
    await mailer.sendMail({ to: row.mail, subject: 'Soon' });
    const { data } = await supabase.from('visits').select('*').eq('id', row.id); // !n-plus-one
    console.log(data);
  }
});`,
  'src/supabase.ts': supabase,
});
