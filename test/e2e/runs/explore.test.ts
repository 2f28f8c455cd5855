import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { write } from '../../support/files.ts';
import { answerOf, receiptOf, textOf } from '../../support/results.ts';
import { spawnServer } from '../../support/server.ts';
import { setUp, type SetUp } from '../../support/setup.ts';
import { until } from '../../support/until.ts';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
const PROMPT = 'Where is a 429 retried?';

interface SentMessage {
  readonly role: string;
  readonly content: string | null;
}

function messagesOf({ sandbox }: SetUp, request: number): SentMessage[] {
  return (sandbox.exchanges[request]?.body as { messages: SentMessage[] } | undefined)?.messages ?? [];
}

test.concurrent.for([
  ['while the fourth answer is awaited', 4],
  ['while the third answer is awaited', 3],
] as const)(
  'a run that is killed %s is resumed by another process, and reads nothing again',
  async ([, requests]) => {
    // As many answers have calls; after them, the explorer comes to an end.
    await using it = await setUp(
      { fault: 'endless-reading', faultTimes: requests, timeToFirstTokenMs: 400 },
      { DEEPSEEK_ROOTS: path.join(CHECKOUT, 'src/runapi') },
    );
    const server = await spawnServer(it.environment);
    const lost = server.client
      .callTool({ name: 'deepseek_stream', arguments: { prompt: PROMPT, explore: true } })
      .catch(() => undefined);
    await until('the request is sent', () => it.sandbox.exchanges.length === requests);
    process.kill(server.pid, 'SIGKILL');
    await lost;
    const { stdout } = await runInMemory(['runs', 'list', '--json'], { environment: it.environment });
    const [{ id } = { id: '' }] = (JSON.parse(stdout) as { runs: { id: string }[] }).runs;
    const resumed = await it.call('deepseek_stream', { run_id: id });

    expect(messagesOf(it, requests)).toEqual(messagesOf(it, requests - 1));
    expect(messagesOf(it, requests).filter(({ role }) => role === 'tool')).toHaveLength(requests - 1);
    expect(answerOf(resumed)).toMatch(/retry\.ts:\d+/);
    const { status, explored, usage, run_id } = receiptOf(resumed);
    expect({ status, run_id }).toEqual({ status: 'complete', run_id: id });
    const resumedRequests = it.sandbox.exchanges.length - requests;
    expect(explored?.rounds).toBe(requests - 1 + resumedRequests - 1);
    const spent = await runInMemory(['usage', '--json', '--by', 'model'], { environment: it.environment });
    const { total } = JSON.parse(spent.stdout) as { total: { requests: number; input_tokens: number } };
    // The request of the killed process brought nothing.
    expect(total).toMatchObject({
      requests: requests - 1 + resumedRequests,
      input_tokens: usage?.input_tokens,
    });
  },
);

test('the command finds a place of this project, in few rounds and few words', async () => {
  await using it = await setUp({}, { DEEPSEEK_ROOTS: path.join(CHECKOUT, 'src') });
  const asked = await run(['chat', '--explore', '--json', PROMPT], { environment: it.environment });
  const { answer, receipt } = JSON.parse(asked.stdout) as {
    answer: string;
    receipt: ReturnType<typeof receiptOf>;
  };

  expect(asked.exitCode).toBe(0);
  expect(answer).toMatch(/\b[\w/-]+\.ts:\d+:/);
  expect(receipt.explored?.rounds).toBeLessThanOrEqual(6);
  const result = await it.call('deepseek_chat', { prompt: PROMPT, explore: true });
  expect(Buffer.byteLength(textOf(result))).toBeLessThan(1000);
  expect(answerOf(result)).toBe(answer);
});

test('edit finds the file, and changes it', async () => {
  await using it = await setUp();
  write(it.project, {
    'src/retry.ts': '// a 429 is retried here\nexport const retries = 2;\n',
    'b.md': 'x\n',
  });
  const task = 'Rename retries to attempts, where a 429 is retried';
  const edited = await run(['edit', '--explore', task], { environment: it.environment });

  expect(edited.stdout).toMatch(/^Edited 1 file, \+1 -1 lines:\nsrc\/retry\.ts \+1 -1\n$/);
  expect(readFileSync(path.join(it.project, 'src/retry.ts'), 'utf8')).toContain('attempts = 2;');
  const idle = await runInMemory(['edit', task], { environment: it.environment });
  expect(idle.stderr).toMatch(/No files were given.* --explore/);
  expect(idle.exitCode).toBe(4);
});

test('doctor tries it, and names the round and the field that a gateway refuses', async () => {
  await using it = await setUp();
  const fine = await run(['doctor', '--explore'], { environment: it.environment });
  expect(fine.stdout).toMatch(
    /^ok {4}explore: deepseek-v4-flash answered after \d rounds of function calls$/m,
  );

  await using refused = await setUp({ fault: 'second-round-refused' });
  const found = await runInMemory(['doctor', '--explore'], { environment: refused.environment });
  expect(found.stdout).toMatch(/^FAIL {2}explore: In round 2 of exploring: .*messages\[3\]\.role/m);
  expect(found.exitCode).toBe(4);
});
