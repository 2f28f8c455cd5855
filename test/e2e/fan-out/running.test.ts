import { expect, test } from 'vitest';
import { openProject, openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { connectInMemory, spawnServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const FILES = Object.fromEntries(Array.from({ length: 24 }, (_, number) => [`src/${number}.txt`, 'text']));
const CALL = { prompt: 'Summarise.', for_each: ['src/**'], save_to: 'out/{path}.md' };
/** Three rounds of eight, each of about 0.7 s. */
const SLOW = { timeToFirstTokenMs: 700, answer: () => 'done' };

test.concurrent('a fan-out returns while it is running, and its run has the complete report', async () => {
  await using it = await openSession(FILES, { sandbox: SLOW, environment: { DEEPSEEK_WAIT_SECONDS: '0.5' } });
  const first = await it.call('deepseek_stream', CALL);
  const { run_id } = receiptOf(first);
  const reports = [textOf(first)];
  for (let status: string = receiptOf(first).status; status === 'running';) {
    const next = await it.call('deepseek_stream', { run_id });
    reports.push(textOf(next));
    status = receiptOf(next).status;
  }

  expect(reports[0]).toMatch(/^24 files: \d+ saved, 0 failed, \d+ to go\.\n/);
  expect(reports[0]).toContain(`[RUNNING · deepseek-v4-pro`);
  expect(reports.length).toBeGreaterThan(2);
  for (const report of reports) expect(report).toMatch(/^24 files: /);
  // What is saved already is nothing to act on.
  for (const report of reports.slice(0, -1)) expect(report).not.toContain('| src');
  expect(reports.at(-1)).toMatch(/^24 files: 24 saved, 0 failed\.\n/);
  expect(it.sandbox.exchanges).toHaveLength(24);
});

test.concurrent('progress is over the whole', async () => {
  await using it = await openSession(FILES, { sandbox: SLOW });
  const messages: string[] = [];
  const progress: number[] = [];
  await it.client.callTool(
    { name: 'deepseek_stream', arguments: CALL },
    {
      onprogress: (update) => {
        messages.push(update.message ?? '');
        progress.push(update.progress);
      },
    },
  );

  expect(messages[0]).toMatch(/^0 of 24 files · 0 failed/);
  expect(
    messages.some((message) => /^([1-9]|1\d|2[0-3]) of 24 files · 0 failed · \d+ s · src\//.test(message)),
  ).toBe(true);
  expect(progress).toEqual(progress.toSorted((one, other) => one - other));
});

test.concurrent('what a killed server had begun, the next one does the rest of', async () => {
  const environment = { DEEPSEEK_WAIT_SECONDS: '1' };
  await using it = await openProject(FILES, { sandbox: SLOW, environment });
  await using killed = await spawnServer(it.environment);
  const running = await killed.client.callTool({ name: 'deepseek_stream', arguments: CALL });
  // A temporary file is none: the server may be killed before it gets its name.
  const saved = () => it.list().filter((name) => /^out\/src\/\d+\.txt\.md$/.test(name));
  await until('a part of it is done', () => saved().length > 0);
  process.kill(killed.pid, 'SIGKILL');
  await until('upstream has stopped', () => it.sandbox.exchanges.every(({ outcome }) => outcome !== 'open'));
  const done = saved();
  await using next = await connectInMemory({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '30' });
  const result = await next.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id: receiptOf(running).run_id },
  });

  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(24);
  // The server may be killed in the middle of a file, which is then put back, whether it was to be seen or not.
  const putBack = /put back as before it: .*/.exec(textOf(result))?.[0] ?? '';
  const kept = done.filter((name) => !putBack.includes(name)).length;
  expect(textOf(result)).toMatch(
    new RegExp(`^24 files: ${24 - kept} saved, ${kept} skipped \\(output exists\\), 0 failed`),
  );
  expect(saved()).toHaveLength(24);
});

test.concurrent('a run is stopped by its id', async () => {
  // None is done before it is stopped, on a busy machine neither.
  const sandbox = { ...SLOW, timeToFirstTokenMs: 60_000 };
  await using it = await openSession(FILES, { sandbox, environment: { DEEPSEEK_WAIT_SECONDS: '0.5' } });
  const { run_id } = receiptOf(await it.call('deepseek_stream', CALL));
  const stopped = await it.call('deepseek_stream', { run_id, cancel: true });

  expect(textOf(stopped)).toMatch(/^24 files: \d+ saved, \d+ failed, \d+ not sent\.\n/);
  expect(textOf(stopped)).toMatch(/\[INCOMPLETE: \d+ of 24 files are missing · .* The call was cancelled\./s);
  expect(it.sandbox.exchanges.length).toBeLessThan(24);
});
