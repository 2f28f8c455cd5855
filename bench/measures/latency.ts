import OpenAI from 'openai';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { KEY, startUpstream } from '../support/upstream.ts';

const TIMES = 200;
const WARM_UP = 30;
const MODEL = 'deepseek-v4-pro';
const MESSAGES = [{ role: 'user' as const, content: 'Say hello in 20 words.' }];

/** One completion through our server, through the OpenAI client in this process, and by plain fetch, in turns. */
export async function measureLatency(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  await using server = await startServer(ours(upstream.url, folder.path));
  const client = new OpenAI({ apiKey: KEY, baseURL: `${upstream.url}/v1` });
  const ways = {
    ours: async () => {
      await server.request('tools/call', {
        name: 'deepseek_chat',
        arguments: { prompt: MESSAGES[0]?.content },
      });
    },
    openai: async () => {
      const stream = await client.chat.completions.create({ model: MODEL, messages: MESSAGES, stream: true });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    },
    fetch: async () => {
      const response = await fetch(`${upstream.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: MODEL, messages: MESSAGES, stream: true }),
      });
      return response.text();
    },
  };
  const names = ['ours', 'openai', 'fetch'] as const;
  const tookMs: Record<(typeof names)[number], number[]> = { ours: [], openai: [], fetch: [] };
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    for (const name of names) {
      const startedAt = performance.now();
      await ways[name]();
      if (time >= 0) tookMs[name].push(performance.now() - startedAt);
    }
  }
  const row: Row = {
    measure: 'a completion',
    value: median(tookMs.ours),
    unit: 'ms',
    spread: spread(tookMs.ours),
    reference: { name: 'OpenAI client in process', value: median(tookMs.openai) },
    bound: { of: 'difference', most: 1.5 },
  };
  return [
    row,
    { ...row, reference: { name: 'plain fetch', value: median(tookMs.fetch) }, bound: undefined },
  ].map(({ bound, ...rest }) => (bound ? { ...rest, bound } : rest));
}
