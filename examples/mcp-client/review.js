import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const SCHEMA = {
  type: 'object',
  properties: {
    verdict: { enum: ['fine', 'needs work'] },
    problems: { type: 'array', items: { type: 'string' } },
  },
  required: ['verdict', 'problems'],
  additionalProperties: false,
};

const client = new Client({ name: 'review', version: '1.0.0' });
// The server gets what it needs and nothing else.
const { PATH, HOME, RUNAPI_API_KEY, RUNAPI_BASE_URL, DEEPSEEK_STATE_DIR } = process.env;
const env = { PATH, HOME, RUNAPI_API_KEY, RUNAPI_BASE_URL, DEEPSEEK_STATE_DIR };
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: ['../../dist/bin.js', 'serve'],
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
  }),
);

const result = await client.callTool({
  name: 'deepseek_chat',
  arguments: { prompt: 'Review this file.', files: ['review.js'], json_schema: SCHEMA },
});
await client.close();

const receipt = result._meta?.['runapi-deepseek/receipt'];
// JSON is alone in the first text block; the receipt line is in the one after it.
const [answer] = result.content;
if (receipt?.status !== 'complete') {
  console.error(`Not complete: ${result.content.map(({ text }) => text).join('\n')}`);
  process.exit(1);
}
const { verdict, problems } = JSON.parse(answer.text);
console.log(
  `${verdict}, ${problems.length} problems (${receipt.model}, ${receipt.usage.total_tokens} tokens)`,
);
