/** Lists that a validator keeps short, in the file that goes through them or in another. */
import { check } from './marked.ts';

const rule = 'unbounded-concurrency';
const ask = (list: string, mark = ''): string =>
  `  await Promise.all(${list}.map((id) => axios.post(url + id, {}, { timeout: 2000 })));${mark && ` // !${mark}`}`;

check(
  'a list that a schema of this or another file caps is few at once; one that it lets grow is not',
  {
    'src/schemas.ts': `import { z } from 'zod';
import Joi from 'joi';
const most = 50;
export const createOrder = z.object({
  items: z.array(z.string()).min(1).max(most),
  links: z.array(z.string()),
  notes: z.array(z.string()).max(5000),
  sent: z.object({ to: z.array(z.string()).max(20).optional() }),
}).strict();
const ids = z.array(z.string()).max(30);
export const longer = createOrder.extend({ ids });
export const remove = Joi.object({ ids: Joi.array().items(Joi.string()).max(25).required(), all: Joi.array() });
export type CreateOrder = z.infer<typeof createOrder>;`,
    'src/index.ts': `export * from './schemas';`,
    'src/server.ts': `import axios from 'axios';
import { z } from 'zod';
import { createOrder, longer, remove } from './index';
import { notify } from './notify';
const url = 'https://x.example.com/';
const here = z.object({ urls: z.array(z.string().url()).max(10), more: z.array(z.string()).max(500) });
export async function create(req, res) {
  const parsed = createOrder.safeParse(await req.json());
  if (!parsed.success) return res.status(400).end();
  const { items, links } = parsed.data;
${ask('items')}
${ask('links', rule)}
${ask('parsed.data.notes', rule)}
${ask('parsed.data.sent.to')}
  const body = longer.parse(req.body);
${ask('body.ids')}
  const { value } = remove.validate(req.body);
${ask('value.ids')}
${ask('value.all', rule)}
  const { urls, more } = here.parse(req.body);
${ask('urls')}
${ask('more', rule)}
  await notify(items, links);
  res.end();
}`,
    'src/notify.ts': `import axios from 'axios';
const url = 'https://x.example.com/';
export async function notify(items: string[], tagged: string[]) {
${ask('items')}
${ask('tagged', rule)}
}`,
  },
  rule,
);

check(
  'so is one that a class with decorators, or the type of a schema, says to be short',
  {
    'src/dto.ts': `import { ArrayMaxSize, IsArray } from 'class-validator';
export class SendDto {
  @IsArray() @ArrayMaxSize(20) ids: string[];
  @IsArray() urls: string[];
}`,
    'src/schemas.ts': `import { z } from 'zod';
export const sending = z.object({ ids: z.array(z.string()).max(20), urls: z.array(z.string()) });
export type Sending = z.infer<typeof sending>;`,
    'src/send.service.ts': `import axios from 'axios';
import { Injectable } from '@nestjs/common';
import { SendDto } from './dto';
import { type Sending } from './schemas';
const url = 'https://x.example.com/';
@Injectable()
export class SendService {
  async send(dto: SendDto) {
${ask('dto.ids')}
${ask('dto.urls', rule)}
  }
  async typed({ ids, urls }: Sending) {
${ask('ids')}
${ask('urls', rule)}
  }
}`,
    'src/send.controller.ts': `import { Body, Controller, Post } from '@nestjs/common';
import { SendDto } from './dto';
import { SendService } from './send.service';
@Controller('send')
export class SendController {
  constructor(private readonly service: SendService) {}
  @Post() send(@Body() dto: SendDto) { return this.service.send(dto); }
  @Post('typed') typed(@Body() dto: SendDto) { return this.service.typed(dto); }
}`,
    'src/router.ts': `import axios from 'axios';
import { sending } from './schemas';
import { procedure } from './trpc';
const url = 'https://x.example.com/';
export const send = procedure.input(sending).mutation(async ({ input }) => {
${ask('input.ids')}
${ask('input.urls', rule)}
});`,
  },
  rule,
);
