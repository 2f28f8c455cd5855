import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { orderMails, readOrder, type Order } from '../corpus/orders.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk } from './chunk.ts';

const mails = orderMails(40);
const orders = mails.map(({ order }) => order);

const text = { type: 'string' };
const properties = {
  number: text,
  customer: text,
  city: text,
  article: text,
  quantity: { type: 'integer' },
  wanted: text,
};
const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };

function toJson(all: readonly Order[]): string {
  return `[\n${all.map((order) => `  ${JSON.stringify(order)}`).join(',\n')}\n]\n`;
}

export const extract: Task = {
  slug: 'extract',
  name: 'Turn 40 e-mails into JSON',
  prompt:
    'Each of the 40 mails in mails/ is about one order. Write orders.json: a list of {number, customer, city, article, quantity, wanted (YYYY-MM-DD)}, in the order of the files.',
  files: Object.fromEntries(mails.map((mail) => [mail.path, mail.text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'mails', name: '*.txt' }],
      ...chunk(mails, 8).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      [{ do: 'write', path: 'orders.json', text: toJson(orders) }],
    ],
    lastWord: () => 'orders.json has the 40 orders.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt: 'Extract the order from this mail as JSON. wanted is a date as YYYY-MM-DD.',
            for_each: ['mails/*.txt'],
            json_schema: schema,
            save_to: 'parts/{name}.json',
          },
        },
      ],
      [
        {
          do: 'run',
          command:
            'node -e \'const fs=require("fs");const all=fs.readdirSync("parts").sort().map(n=>JSON.parse(fs.readFileSync("parts/"+n)));fs.writeFileSync("orders.json",JSON.stringify(all));console.log(all.length, all[0], all[39])\' && rm -r parts',
        },
        { do: 'run', command: "grep -oE 'order A-[0-9]+|What I need is .{90}' mails/40.txt" },
      ],
    ],
    lastWord: () => 'orders.json has the 40 orders; I have compared the last one with its mail.',
  },
  evidence: orders.map(({ number }) => number),
  deepseek: {
    answer: (task) => JSON.stringify(readOrder((sentFiles(task)[0]?.lines ?? []).join('\n'))),
  },
  verify: ({ read }) => assert.deepEqual(JSON.parse(read('orders.json')), orders),
};
