import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openLedger, type Ledger } from '../../../src/ledger/ledger.ts';
import { summariseUsage } from '../../../src/ledger/summary.ts';
import { bundled } from '../../support/bundle.ts';
import { finish, run, start } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';

const PROGRAM = new URL('./spend-in-process.ts', import.meta.url);
/** With forty calls each. More of them: LEDGER_PROCESSES=10. */
const PROCESSES = Number(process.env['LEDGER_PROCESSES'] ?? 5);
/** Half of what they would spend. */
const BUDGET = PROCESSES * 20 * 100;

test('processes with forty calls each keep to a budget that is reached in the middle', async () => {
  await using folder = await temporaryFolder();
  const children = Array.from({ length: PROCESSES }, () =>
    spawn(process.execPath, [bundled(PROGRAM), folder.path, String(BUDGET)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const sent = (await Promise.all(children.map(async ({ stdout }) => Number(await text(stdout))))).reduce(
    (sum, count) => sum + count,
    0,
  );
  const { total } = summariseUsage(folder.path, { by: 'day' });

  expect(total.requests).toBe(sent);
  expect(total.input_tokens + total.output_tokens).toBe(100 * sent);
  // Of the others, each may have one request under way, with 40 tokens of output that nobody reserved.
  expect(100 * sent).toBeLessThan(BUDGET + 100 + (PROCESSES - 1) * 40);
  expect(100 * sent).toBeGreaterThan(BUDGET - PROCESSES * 200);
  expect(readdirSync(path.join(folder.path, 'ledger', 'pending'))).toEqual([]);

  const later = (now: string) =>
    openLedger({
      stateDir: folder.path,
      roots: [],
      budgets: [{ tokens: BUDGET, per: 'day' }],
      prices: new Map(),
      now: () => new Date(now),
    });
  // Each process gives up after forty calls: what they left of the budget is spent first.
  for (let left = BUDGET - 100 * sent; left > 0; left -= 100) await spendOne(later('2026-11-26T13:00:00Z'));
  expect(() => later('2026-11-26T23:59:59Z').check()).toThrow(/is reached/);
  expect(() => later('2026-11-27T00:00:00Z').check()).not.toThrow();
});

async function spendOne(ledger: Ledger): Promise<void> {
  const facts = { model: 'deepseek-v4-pro', client: 'test', run_id: null, max_tokens: undefined };
  const entry = await ledger.open({ ...facts, estimateInput: () => 60 });
  const counts = { input_tokens: 60, cached_input_tokens: 0, output_tokens: 40, reasoning_tokens: 0 };
  entry.close({ usage: { ...counts, total_tokens: 100 }, cost: null, estimatedOutput: 0 });
  ledger.close();
}

test('what a killed process had received is in the ledger after the next start, once', async () => {
  await using it = await openProject(
    {},
    { sandbox: { tokensPerSecond: 100, answer: () => 'word '.repeat(2000) } },
  );
  const chat = start(['chat', 'Write.'], { environment: it.environment });
  const finished = finish(chat);
  chat.stdin.end();
  await until('text has arrived', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 20);
  chat.kill('SIGKILL');
  await finished;
  await Promise.all([1, 2].map(() => run(['usage', '--json'], { environment: it.environment })));
  const { stdout } = await runInMemory(['usage', '--json'], { environment: it.environment });

  expect(JSON.parse(stdout)).toMatchObject({
    total: { requests: 1, requests_without_usage: 1, input_tokens: 0, output_tokens: 0 },
  });
});

test.for([['chat', 'Write.'], ['models']])(
  '%s leaves nothing behind of what was under way',
  async (words) => {
    await using it = await openProject({});
    const { exitCode } = await run(words, { environment: it.environment });

    expect(exitCode).toBe(0);
    const stateDir = it.environment['DEEPSEEK_STATE_DIR'] ?? '';
    for (const folder of [['ledger', 'pending'], ['processes']]) {
      const place = path.join(stateDir, ...folder);
      expect(existsSync(place) ? readdirSync(place) : []).toEqual([]);
    }
  },
);
