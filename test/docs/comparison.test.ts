import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aheadOf, type ComparedRow, type Comparison } from '../../bench/peers/comparison.ts';
import { renderComparison, replaceMeasured } from '../../bench/peers/render.ts';
import { connectInMemory } from '../support/server.ts';

const page = read('docs/comparison.md');
const { peers } = JSON.parse(read('docs/benchmark.json')) as { peers: Comparison };

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

test('docs/comparison.md shows what was measured last (npm run bench -- --only peers --write)', () => {
  expect(page).toBe(replaceMeasured(page, renderComparison(peers)));
});

test('docs/comparison.md has the size of the tool list', async () => {
  await using connected = await connectInMemory({ RUNAPI_API_KEY: 'key' });
  const { tools } = await connected.client.listTools();
  const bytes = Buffer.byteLength(JSON.stringify({ tools }));

  expect(page).toContain(`here ${bytes.toLocaleString('en-US')}.`);
});

test('every tool that was measured, or could not be installed, is on the page with its version', () => {
  const [introduction = ''] = page.split('## Where others are ahead');
  const known = [...peers.contenders, ...peers.absent].filter(({ name }) => name !== 'runapi-deepseek');

  expect(known.length).toBeGreaterThan(5);
  expect(known.filter(({ version }) => !introduction.includes(version))).toEqual([]);
});

test('who is ahead in a row is named, unless the difference is noise', () => {
  const row: ComparedRow = {
    measure: 'a call',
    cells: {
      ours: { text: '10 ms', rank: 10 },
      near: { text: '9.5 ms', rank: 9.5 },
      fast: { text: '5 ms', rank: 5 },
    },
  };

  expect(aheadOf('ours', row)).toEqual(['fast']);
  expect(aheadOf('fast', row)).toEqual([]);
});

test('a row that does not apply to this project has nobody ahead', () => {
  const row: ComparedRow = {
    measure: 'a call',
    cells: { ours: { text: '–' }, other: { text: '5 ms', rank: 5 } },
  };

  expect(aheadOf('ours', row)).toEqual([]);
});
