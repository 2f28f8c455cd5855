import { expect, test } from 'vitest';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { run } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { spawnServer, type Era } from '../../support/server.ts';

const USAGE = {
  input_tokens: 60,
  cached_input_tokens: 20,
  output_tokens: 40,
  reasoning_tokens: 10,
  total_tokens: 100,
};

/** One request in the ledger by a client of any name. */
async function spend(stateDir: string, client: string): Promise<void> {
  const ledger = openLedger({ stateDir, roots: ['/srv/a, b'], budgets: [], prices: new Map() });
  const facts = { model: 'deepseek-v4-pro', run_id: null, max_tokens: undefined, estimateInput: () => 60 };
  const entry = await ledger.open({ ...facts, client });
  entry.close({ usage: USAGE, cost: null, estimatedOutput: 0 });
  ledger.close();
}

test.for(
  builtOnce([
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1+1', "'  =1+1"],
    ['＝1+1', "'＝1+1"],
    ['a,b', '"a,b"'],
    ['cursor', 'cursor'],
  ]),
)('usage --csv writes a client %j as %s', async ([client, cell, runCase]) => {
  await using it = await openProject({});
  await spend(it.environment['DEEPSEEK_STATE_DIR'] ?? '', client);
  const { stdout, exitCode } = await runCase(['usage', '--by', 'client', '--csv'], {
    environment: it.environment,
  });

  expect(stdout.split('\n')).toEqual([
    'key,requests,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,requests_without_usage,cost,currency,cost_is_estimated',
    `${cell},1,60,20,40,10,0,,,`,
    '',
  ]);
  expect(exitCode).toBe(0);
});

test.for(builtOnce([['2026-02-30'], ['2026-13-01'], ['2026-11'], ['yesterday'], ['']]))(
  'usage --since %j is no date',
  async ([since, runCase]) => {
    await using it = await openProject({});
    const { stderr, exitCode } = await runCase(['usage', '--since', since], { environment: it.environment });

    expect(stderr).toContain(`--since is "${since}", which is no date`);
    expect(exitCode).toBe(4);
  },
);

test('what chat and map spend is in usage, by client and project', async () => {
  await using it = await openProject({ 'a.txt': 'A', 'b.txt': 'B' });
  const { environment } = it;
  await runInMemory(['chat', 'Hello.'], { environment });
  await runInMemory(['map', 'Summarise.', '*.txt', '--out', 'out/{name}.md'], { environment });
  const byClient = await runInMemory(['usage', '--by', 'client', '--json'], { environment });
  const byProject = await run(['usage', '--by', 'project'], { environment });

  expect(JSON.parse(byClient.stdout)).toMatchObject({ rows: [{ key: 'cli', requests: 3 }] });
  expect(byProject.stdout).toContain(it.root);
});

test.for<Era>(['initialize', 'server/discover'])(
  'a client that begins with %s is in usage by its own name',
  async (era) => {
    await using it = await openProject({});
    await using server = await spawnServer(it.environment, era);
    await server.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });
    const { stdout } = await runInMemory(['usage', '--by', 'client', '--json'], it);

    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ key: 'test', requests: 1 }] });
  },
);

test.for(
  builtOnce([
    [['chat', 'Review.', '--file', 'a.txt', '--dry-run'], /\| a\.txt \| 1 \|/],
    [['map', 'Review.', '*.txt', '--out', 'out/{name}.md', '--dry-run'], /2 requests/],
  ]),
)('%j sends nothing, writes nothing and needs no key', async ([words, shown, runCase]) => {
  await using it = await openProject({ 'a.txt': 'A', 'b.txt': 'B' });
  const environment = { ...it.environment, RUNAPI_API_KEY: '' };
  const { stdout, stderr, exitCode } = await runCase(words, { environment });

  expect(stdout + stderr).toMatch(shown);
  expect(exitCode).toBe(0);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.list()).toEqual(['a.txt', 'b.txt']);
});
