import { temporaryFolder, ours } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';

const TIMES = 15;
const NOWHERE = 'http://127.0.0.1:9';

/** The least that a Node process can do to answer the line. */
const BARE = `
process.stdin.once('data', () => {
  const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'bare', version: '0' } };
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: 1, result }) + '\\n');
});
process.stdin.on('end', () => process.exit());`;

/** From the spawn to the reply to `initialize`, and to the first list of tools. */
export async function measureColdStart(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  const command = ours(NOWHERE, folder.path);
  const [bare, opened, listed, called]: number[][] = [[], [], [], []];
  for (let time = 0; time < TIMES; time += 1) {
    {
      await using server = await startServer({ command: process.execPath, args: ['-e', BARE] });
      bare?.push(server.openedAfterMs);
    }
    const startedAt = performance.now();
    await using server = await startServer(command);
    opened?.push(server.openedAfterMs);
    await server.request('tools/list');
    listed?.push(performance.now() - startedAt);
    // The first call of a tool loads what the handshake did not need.
    await server.request('tools/call', { name: 'deepseek_chat', arguments: {} });
    called?.push(performance.now() - startedAt);
  }
  const reference = { name: 'bare Node process', value: median(bare ?? []) };
  const row = (measure: string, values: number[] = []): Row => ({
    measure,
    value: median(values),
    unit: 'ms',
    spread: spread(values),
    reference,
  });
  return [
    { ...row('start to the reply to initialize', opened), bound: { of: 'ratio', most: 1.6 } },
    row('start to the first tools/list', listed),
    row('start to the reply to a first call', called),
  ];
}
