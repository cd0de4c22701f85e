/** What stands behind an interface or an abstract class, what is no start-up, and what works through its own list. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';
const nest = `import { Controller, Get } from '@nestjs/common';
import { Post } from './post';
`;
const post = `import { Schema, model } from 'mongoose';
export const Post = model('Post', new Schema({ email: String }));`;

check(
  'an interface means those that implement it, an abstract class or an empty method those that extend it',
  {
    'src/post.ts': post,
    'src/ports.ts': `export interface Maker { create(to: string): Promise<void> }
export interface Hasher { create(to: string): Promise<string> }
export abstract class Port { abstract apply(to: string): Promise<void> }
export class Provider { async trigger(to: string): Promise<void> {} }`,
    'src/adapters.ts': `import { Hasher, Maker, Port, Provider } from './ports';
export class StripeThing implements Maker { async create(to: string) { await fetch('http://a/' + to); } }
export class LocalThing implements Hasher { async create(to: string) { return to.trim(); } }
export class HttpThing extends Port { async apply(to: string) { await fetch('http://a/' + to); } }
export class JobThing extends Provider { async trigger(to: string) { await fetch('http://a/' + to); } }`,
    'src/posts.controller.ts': `${nest}import { Hasher, Maker, Port, Provider } from './ports';
@Controller()
export class PostsController {
  constructor(private readonly a: Maker, private readonly b: Hasher, private readonly c: Port, private readonly d: Provider) {}
  @Get() async one() {
    const posts = await Post.find({ open: true });
    await Promise.all(posts.map((p) => this.a.create(p.email))); // !unbounded-concurrency
    await Promise.all(posts.map((p) => this.b.create(p.email)));
    await Promise.all(posts.map((p) => this.c.apply(p.email))); // !unbounded-concurrency
    await Promise.all(posts.map((p) => this.d.trigger(p.email))); // !unbounded-concurrency
  }
}`,
  },
  rule,
);

check(
  'the start of a crawler, of a stream and a main that is given an event are no start-up; that of a server is',
  {
    'src/post.ts': post,
    'src/crawler.ts': `import { Post } from './post';
export async function start() {
  const posts = await Post.find();
  await Promise.all(posts.map((p) => fetch(p.url))); // !unbounded-concurrency
}`,
    'src/poll.ts': `import * as crawler from './crawler';
setInterval(() => crawler.start(), 60000);`,
    'src/stream.ts': `export async function respond(ids: string[]) {
  return new ReadableStream({
    async start(controller) {
      await Promise.all(ids.map((id) => fetch('http://x/' + id))); // !unbounded-concurrency
      controller.close();
    },
  });
}`,
    'src/images.ts': `import { Post } from './post';
export const main = async (event: { id: string }) => {
  const posts = await Post.find({ of: event.id });
  await Promise.all(posts.map((p) => fetch(p.url))); // !unbounded-concurrency
};`,
    'src/server.ts': `import { Post } from './post';
export async function start() {
  const posts = await Post.find();
  await Promise.all(posts.map((p) => fetch(p.url)));
}`,
  },
  rule,
);

check(
  'a list that its owner works through holds back what is put there; a promise of its own does not',
  {
    'src/post.ts': post,
    'src/clients.ts': `export class Queued {
  private waiting: { url: string; resolve: (r: Response) => void }[] = [];
  get(url: string) {
    return new Promise<Response>((resolve) => {
      this.waiting.push({ url, resolve });
      void this.work();
    });
  }
  private async work() {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next.resolve(await fetch(next.url));
  }
}
export class Plain {
  private seen: { url: string }[] = [];
  ask(url: string) {
    return new Promise<Response>((resolve) => {
      this.seen.push({ url });
      void fetch(url).then(resolve);
    });
  }
}`,
    'src/posts.controller.ts': `${nest}import { Plain, Queued } from './clients';
@Controller()
export class PostsController {
  private readonly queued = new Queued();
  private readonly plain = new Plain();
  @Get() async one() {
    const posts = await Post.find({ open: true });
    await Promise.all(posts.map((p) => this.queued.get(p.url)));
    await Promise.all(posts.map((p) => this.plain.ask(p.url))); // !unbounded-concurrency
  }
}`,
  },
  rule,
);

check(
  'a stage that limits an aggregation and the limit of a command make a page; rows of a stream that are begun do not',
  {
    'src/post.ts': post,
    'src/pages.controller.ts': `${nest}import { QueryCommand } from '@aws-sdk/client-dynamodb';
@Controller()
export class PagesController {
  @Get() async paged(query: { limit: number }) {
    const { limit } = query;
    const stages: object[] = [{ $match: { open: true } }];
    stages.push({ $limit: limit });
    const [found, total] = await Promise.all([Post.aggregate(stages).exec(), Post.countDocuments()]);
    const rows = found;
    await Promise.all(rows.map((p) => fetch(p.url)));
    return total;
  }
  @Get() async whole() {
    const stages: object[] = [{ $match: { open: true } }];
    stages.push({ $sort: { at: -1 } });
    const rows = await Post.aggregate(stages).exec();
    await Promise.all(rows.map((p) => fetch(p.url))); // !unbounded-concurrency
  }
  @Get() async command(limit = 10) {
    const answer = await this.client.send(new QueryCommand({ TableName: 'posts', Limit: limit }));
    await Promise.all(answer.Items.map((p) => fetch(p.url)));
  }
  @Get() async tags() {
    const publishedPostsWithTags = await Post.find();
    await Promise.all(publishedPostsWithTags.map((p) => fetch(p.url))); // !unbounded-concurrency
  }
}`,
    'src/import.ts': `import fs from 'node:fs';
import csv from 'csv-parser';
export function load(req, res) {
  const begunPromises: Promise<unknown>[] = [];
  fs.createReadStream(req.body.file).pipe(csv()).on('data', (row) => { // !unbounded-concurrency
    const work = (async () => { await fetch('http://x/' + row.id); })();
    begunPromises.push(work);
  });
}`,
  },
  rule,
);

check(
  'files that a form brings in a field of another name came with one request; addresses of documents did not',
  {
    'src/post.ts': post,
    'src/files.controller.ts': `import { Controller, Post as Route } from '@nestjs/common';
@Controller()
export class FilesController {
  @Route() async add(createDto: any) {
    await Promise.all(createDto.media_files.map(async (file) => this.upload(file)));
    await Promise.all(createDto.documents.map(async (file) => this.upload(file)));
    await Promise.all(createDto.documents.map(async (d) => fetch(d.url))); // !unbounded-concurrency
  }
  private async upload(file: unknown) { await fetch('http://store', { method: 'PUT', body: file as never }); }
}`,
  },
  rule,
);
