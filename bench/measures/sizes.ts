import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';

const run = promisify(execFile);

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
}

/** What every conversation pays for in context, and every user in disk. */
export async function measureSizes(): Promise<Row[]> {
  await using folder = await temporaryFolder();
  await using server = await startServer(ours('http://127.0.0.1:9', folder.path));
  const { tools } = await server.request('tools/list');
  const { instructions } = server.opened;
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [packed] = JSON.parse(stdout) as [Packed];
  return [
    {
      measure: 'tool definitions',
      value: Buffer.byteLength(JSON.stringify({ tools })),
      unit: 'bytes',
      bound: { of: 'value', most: 6000 },
    },
    { measure: 'instructions', value: Buffer.byteLength(String(instructions)), unit: 'bytes' },
    {
      measure: 'package',
      value: packed.size,
      unit: 'bytes',
      bound: { of: 'value', most: 450_000 },
    },
    { measure: 'package, unpacked', value: packed.unpackedSize, unit: 'bytes' },
  ];
}
