import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { finish, run, start } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { answerOf, receiptOf } from '../../support/results.ts';
import { spawnServer } from '../../support/server.ts';
import { setUp, type SetUp } from '../../support/setup.ts';
import { until } from '../../support/until.ts';

const ANSWER = Array.from({ length: 80 }, (_, place) => `Sentence ${place} of the answer.`).join(' ');

async function keptText(environment: SetUp['environment']): Promise<string> {
  const { stdout } = await runInMemory(['runs', 'list', '--json'], { environment });
  const [first] = (JSON.parse(stdout) as { runs: { id: string }[] }).runs;
  return first ? (await runInMemory(['runs', 'show', first.id], { environment })).stdout : '';
}

/** Kills a server in the middle of an answer. @returns The id of the run that it leaves behind. */
async function crash({ sandbox, environment }: SetUp, args: Record<string, unknown>): Promise<string> {
  const server = await spawnServer(environment);
  const lost = server.client.callTool({ name: 'deepseek_stream', arguments: args }).catch(() => undefined);
  await until('some of the answer is sent', () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 40);
  // On a busy machine it arrives later than it is sent.
  await until('some of it is on disk', async () => (await keptText(environment)).length > 50);
  process.kill(server.pid, 'SIGKILL');
  await lost;
  const { stdout } = await runInMemory(['runs', 'list', '--json'], { environment });
  const [first] = (JSON.parse(stdout) as { runs: { id: string; state: string }[] }).runs;
  expect(first?.state).toBe('orphaned');
  return first?.id ?? '';
}

test.concurrent('a server that is killed loses no text: a new one shows it and goes on to the end', async () => {
  await using it = await setUp({ tokensPerSecond: 100, answer: () => ANSWER });
  const id = await crash(it, { prompt: 'Write.' });
  const shown = await runInMemory(['runs', 'show', id], { environment: it.environment });
  const resource = await it.connected.client.readResource({ uri: `deepseek://runs/${id}` });
  const { text: kept } = resource.contents[0] as { text: string };
  const rest = await it.call('deepseek_stream', { run_id: id });

  expect(kept.length).toBeGreaterThan(50);
  expect(ANSWER.startsWith(kept)).toBe(true);
  expect(shown.stdout).toBe(`${kept}\n`);
  expect(shown.stderr).toMatch(/INCOMPLETE: the process that received it has ended .* runs continue r_/);
  // Nobody was given anything of it yet.
  expect(answerOf(rest)).toBe(ANSWER);
  expect(receiptOf(rest)).toMatchObject({ status: 'complete', finish_reason: 'stop', run_id: id });
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test.concurrent('a crash leaves the file of save_to untouched, and whoever resumes the run writes it', async () => {
  await using it = await setUp({ tokensPerSecond: 100, answer: () => ANSWER });
  const id = await crash(it, { prompt: 'Write.', save_to: 'out/answer.md' });
  await expect(readFile(path.join(it.project, 'out/answer.md'))).rejects.toThrow('ENOENT');
  const rest = await it.call('deepseek_stream', { run_id: id });

  expect(await readFile(path.join(it.project, 'out/answer.md'), 'utf8')).toBe(ANSWER);
  expect(receiptOf(rest).saved_to).toMatchObject({ path: 'out/answer.md', bytes: ANSWER.length });
});

test.concurrent.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'end of stdin'] as const)(
  'a run in the background ends with its server, and its text is kept (%s)',
  async (how) => {
    // The first answer never comes to its end, on a busy machine neither.
    await using it = await setUp({ fault: 'stall-mid-stream', faultTimes: 1, answer: () => ANSWER });
    const server = await spawnServer({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '0.5' });
    const begun = await server.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Write.' } });
    expect(receiptOf(begun).status).toBe('running');
    if (how === 'end of stdin') await server.client.close();
    else process.kill(server.pid, how);
    await until('upstream was left', () => it.sandbox.exchanges[0]?.outcome === 'client-left');
    await server[Symbol.asyncDispose]();
    const id = receiptOf(begun).run_id ?? '';
    const { stdout } = await runInMemory(['runs', 'show', id, '--json'], { environment: it.environment });
    const { answer, receipt } = JSON.parse(stdout) as { answer: string; receipt: { status: string } };

    expect(receipt.status).toBe('incomplete');
    expect(ANSWER.startsWith(answer)).toBe(true);
    expect(answer.length).toBeGreaterThanOrEqual(answerOf(begun).length);
    expect(answerOf(await it.call('deepseek_stream', { run_id: id, offset: 0 }))).toBe(ANSWER);
  },
);

test.concurrent('a command that is interrupted says how to go on, and goes on', async () => {
  await using it = await setUp({ tokensPerSecond: 100, answer: () => ANSWER });
  const child = start(['chat', 'Write.'], { environment: it.environment });
  child.stdin.end();
  const finished = finish(child);
  await until('some of the answer is sent', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 40);
  child.kill('SIGINT');
  const { stdout, stderr, exitCode } = await finished;
  const [, id = ''] = /to resume: node \S+ runs continue (r_[\w-]{22})\]/.exec(stderr) ?? [];
  const rest = await run(['runs', 'continue', id], { environment: it.environment });

  expect(exitCode).toBe(130);
  expect(ANSWER.startsWith(stdout.trimEnd())).toBe(true);
  expect(rest).toMatchObject({ stdout: `${ANSWER}\n`, exitCode: 0 });
  const removed = await runInMemory(['runs', 'remove', id], { environment: it.environment });
  expect(removed.exitCode).toBe(0);
  expect((await runInMemory(['runs', 'show', id], { environment: it.environment })).exitCode).toBe(4);
});
