import OpenAI from 'openai';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { KEY, startUpstream } from '../support/upstream.ts';

const TIMES = 20;
const WARM_UP = 5;
/** Upstream thinks before it answers, as models do. */
const THINKING_MS = 1000;
const MODEL = 'deepseek-v4-pro';
const PROMPT = 'Say hello in 20 words.';

/** From the call to the first text on the caller's side: as progress, and as a delta of the OpenAI client. */
export async function measureFirstDelta(): Promise<Row[]> {
  await using upstream = await startUpstream(['--ttft', String(THINKING_MS), '--tps', '50']);
  await using folder = await temporaryFolder();
  await using server = await startServer(ours(upstream.url, folder.path));
  const client = new OpenAI({ apiKey: KEY, baseURL: `${upstream.url}/v1` });
  const ways = { ours: throughServer, openai: throughClient, fetch: throughFetch };
  const tookMs: Record<keyof typeof ways, number[]> = { ours: [], openai: [], fetch: [] };
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    for (const name of ['ours', 'openai', 'fetch'] as const) {
      const firstMs = await ways[name]();
      if (time >= 0) tookMs[name].push(firstMs);
    }
  }
  const row: Row = {
    measure: `time to first delta after ${THINKING_MS} ms of reasoning`,
    value: median(tookMs.ours),
    unit: 'ms',
    spread: spread(tookMs.ours),
  };
  return [
    { ...row, reference: { name: 'OpenAI client in process', value: median(tookMs.openai) } },
    { ...row, reference: { name: 'plain fetch', value: median(tookMs.fetch) } },
  ];

  async function throughServer(): Promise<number> {
    const startedAt = performance.now();
    let firstMs: number | undefined;
    server.onNotification(({ message }) => {
      if (/^(?:thinking|writing)/.test(String(message))) firstMs ??= performance.now() - startedAt;
    });
    await server.request('tools/call', {
      name: 'deepseek_stream',
      arguments: { prompt: PROMPT },
      _meta: { progressToken: 'first' },
    });
    if (firstMs === undefined) throw new Error('No progress reported any text.');
    return firstMs;
  }

  async function throughClient(): Promise<number> {
    const startedAt = performance.now();
    let firstMs: number | undefined;
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: [{ role: 'user', content: PROMPT }],
      stream: true,
    });
    // Reasoning comes first, in a field that the client's types do not have.
    for await (const { choices } of stream) {
      const delta = choices[0]?.delta as { content?: string; reasoning_content?: string } | undefined;
      if (delta?.content || delta?.reasoning_content) firstMs ??= performance.now() - startedAt;
    }
    if (firstMs === undefined) throw new Error('The stream had no words.');
    return firstMs;
  }

  async function throughFetch(): Promise<number> {
    const startedAt = performance.now();
    const response = await fetch(`${upstream.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: PROMPT }], stream: true }),
    });
    let text = '';
    let firstMs: number | undefined;
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString('latin1');
      if (/"(?:reasoning_)?content":"[^"]/.test(text)) firstMs ??= performance.now() - startedAt;
    }
    if (firstMs === undefined) throw new Error('The stream had no words.');
    return firstMs;
  }
}
