import OpenAI from 'openai';
import { bare, ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { KEY, startUpstream } from '../support/upstream.ts';

const TIMES = 200;
const WARM_UP = 30;
const MODEL = 'deepseek-v4-pro';
const PROMPT = 'Say hello in 20 words.';
const MESSAGES = [{ role: 'user' as const, content: PROMPT }];
const CALL = { name: 'deepseek_chat', arguments: { prompt: PROMPT } };

/** One completion through our server, through a bare one, through the OpenAI client here, and by plain fetch, in turns. */
export async function measureLatency(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  await using server = await startServer(ours(upstream.url, folder.path));
  await using bareServer = await startServer(bare('server', upstream.url));
  const client = new OpenAI({ apiKey: KEY, baseURL: `${upstream.url}/v1` });
  const ways = {
    ours: async () => {
      await server.request('tools/call', CALL);
    },
    bare: async () => {
      await bareServer.request('tools/call', CALL);
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
  const names = ['ours', 'bare', 'openai', 'fetch'] as const;
  const tookMs: Record<(typeof names)[number], number[]> = { ours: [], bare: [], openai: [], fetch: [] };
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    for (const name of names) {
      const startedAt = performance.now();
      await ways[name]();
      if (time >= 0) tookMs[name].push(performance.now() - startedAt);
    }
  }
  const row: Row = {
    measure: 'a call',
    value: median(tookMs.ours),
    unit: 'ms',
    spread: spread(tookMs.ours),
  };
  return [
    {
      ...row,
      reference: { name: 'bare stdio server', value: median(tookMs.bare) },
      bound: { of: 'ratio', most: 2 },
    },
    { ...row, reference: { name: 'OpenAI client in process', value: median(tookMs.openai) } },
    { ...row, reference: { name: 'plain fetch', value: median(tookMs.fetch) } },
  ];
}
