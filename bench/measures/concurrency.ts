import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Server } from '../support/server.ts';
import { median, percentile, spread } from '../support/statistics.ts';
import { startUpstream } from '../support/upstream.ts';

const AT_ONCE = [1, 10, 50, 200, 500];
const BOUND_AT = 200;

/** Completions of about two seconds, as a model writes them, more and more of them at once. */
export async function measureConcurrency(): Promise<Row[]> {
  await using upstream = await startUpstream(['--ttft', '500', '--tps', '60']);
  await using folder = await temporaryFolder();
  await using server = await startServer(ours(upstream.url, folder.path));
  await call(server);
  const rows: Row[] = [];
  let reference: Row['reference'];
  for (const count of AT_ONCE) {
    const tookMs = await Promise.all(Array.from({ length: count }, () => call(server)));
    if (count === 1) reference = { name: 'a single call', value: median(tookMs) };
    rows.push({
      measure: `p99 latency, ${count} concurrent ${count === 1 ? 'call' : 'calls'}`,
      value: percentile(tookMs, 0.99),
      unit: 'ms',
      spread: spread(tookMs),
      ...(reference && { reference }),
      ...(count === BOUND_AT && { bound: { of: 'ratio', most: 1.3 } }),
    });
  }
  return rows;
}

/** @returns Milliseconds. @throws Where the answer is not whole: none may fail. */
async function call(server: Server): Promise<number> {
  const startedAt = performance.now();
  const result = await server.request('tools/call', {
    name: 'deepseek_chat',
    arguments: { prompt: 'Explain it in 60 words.' },
  });
  if (!JSON.stringify(result['_meta']).includes('"status":"complete"'))
    throw new Error(JSON.stringify(result));
  return performance.now() - startedAt;
}
