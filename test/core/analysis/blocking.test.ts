import { check } from './marked.ts';

check(
  'a script beside a server, whatever methods of its function’s name there are',
  {
    'src/server.ts': `import express from 'express';
import { readFileSync } from 'node:fs';
const app = express();
app.get('/a', async (req, res) => {
  res.json(await job.run(readFileSync(req.query.file, 'utf8'))); // !sync-io-hot-path
});
app.listen(3000);`,
    'tidy.js': `const fs = require('fs');
async function run() {
  if (fs.existsSync('a.json')) await tidied(fs.readFileSync('a.json', 'utf8'));
}
run().catch(console.error);`,
  },
  'sync-io-hot-path',
);
