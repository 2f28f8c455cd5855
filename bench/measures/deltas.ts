import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { residentMegabytes } from './memory.ts';

const COUNTS = [1_000, 10_000, 100_000, 1_000_000];
const DELTA = `data: ${JSON.stringify({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'deepseek-v4-pro',
  choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }],
})}\n\n`;
const END = `data: ${JSON.stringify({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'deepseek-v4-pro',
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
})}\n\ndata: [DONE]\n\n`;
const BATCH = 1000;

function* streamOf(count: number): Generator<string> {
  const batch = DELTA.repeat(BATCH);
  for (let sent = 0; sent < count; sent += BATCH) yield batch;
  yield END;
}

/** Answers with so many deltas, as fast as they are read. */
export async function startDeltaUpstream() {
  let count = 0;
  const upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    Readable.from(streamOf(count)).pipe(response);
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setCount(deltas: number) {
      count = deltas;
    },
    async [Symbol.asyncDispose]() {
      upstream.close();
      upstream.closeAllConnections();
      await once(upstream, 'close');
    },
  };
}

/** What one delta costs in answers of ever more of them; it must not grow. */
export async function measureDeltas(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  await using upstream = await startDeltaUpstream();
  await using server = await startServer(ours(upstream.url, folder.path, { DEEPSEEK_WAIT_SECONDS: '600' }));
  const call = async (deltas: number) => {
    upstream.setCount(deltas);
    const startedAt = performance.now();
    await server.request('tools/call', { name: 'deepseek_stream', arguments: { prompt: 'Write.' } });
    return ((performance.now() - startedAt) / deltas) * 1000;
  };
  await call(1000);
  const rows: Row[] = [];
  let reference: Row['reference'];
  for (const deltas of COUNTS) {
    const microseconds = await call(deltas);
    const row: Row = {
      measure: `a delta of ${deltas.toLocaleString('en-US')}`,
      value: microseconds,
      unit: 'µs',
    };
    rows.push(reference ? { ...row, reference, bound: { of: 'ratio', most: 1.5 } } : row);
    if (deltas === 100_000) reference = { name: 'a delta of 100,000', value: microseconds };
  }
  if (process.platform === 'linux') {
    rows.push({
      measure: 'memory after 1,000,000 deltas',
      value: await residentMegabytes(server),
      unit: 'MB',
    });
  }
  return rows;
}
