import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { spawnServer } from '../../support/server.ts';
import { EVENT_STREAM, sse, startUpstream } from '../../support/upstream.ts';
import { until } from '../../support/until.ts';
import { livingOwners, standardStreams, untilAllEnd } from './support.ts';

const SLOW = { timeToFirstTokenMs: 100, tokensPerSecond: 20, answer: () => 'word '.repeat(60).trim() };
const EDITING = {
  timeToFirstTokenMs: 500,
  answer: () => 'a.txt\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n',
};
/** More than eight, which are asked for at once. */
const FILE_COUNT = 80;
const FILES = Object.fromEntries(
  Array.from({ length: FILE_COUNT }, (_, number) => [`src/${number}.txt`, `text ${number}`]),
);

function stateOf({ environment }: { environment: Record<string, string> }): string {
  return environment['DEEPSEEK_STATE_DIR'] ?? '';
}

test.concurrent('a detached map of many files whose server is killed at once finishes, and another process has its report', async () => {
  await using it = await openProject(FILES, { sandbox: { timeToFirstTokenMs: 50, answer: () => 'done' } });
  await using server = await spawnServer(it.environment);
  const begun = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { prompt: 'Summarise.', for_each: ['src/**'], save_to: 'out/{path}.md', detach: true },
  });
  process.kill(server.pid, 'SIGKILL');
  const { run_id, status } = receiptOf(begun);
  const report = await runInMemory(['runs', 'continue', String(run_id)], { environment: it.environment });

  expect(status).toBe('running');
  expect(textOf(begun)).toMatch(/^\[RUNNING · deepseek-v4-pro · .*detached.*"run_id":"r_/);
  expect(report.stdout).toContain(`${FILE_COUNT} files: ${FILE_COUNT} saved, 0 failed.`);
  expect(report.exitCode).toBe(0);
  expect(it.list().filter((name) => name.startsWith('out/'))).toHaveLength(FILE_COUNT);
  expect(it.sandbox.exchanges).toHaveLength(FILE_COUNT);
  await untilAllEnd(stateOf(it));
});

test.concurrent.for(['SIGTERM', 'SIGHUP', 'SIGINT', 'the end of stdin'] as const)(
  'a detached run outlives its server, which ends by %s; the answer is saved',
  async (end) => {
    await using it = await openProject({}, { sandbox: SLOW });
    await using server = await spawnServer(it.environment);
    const begun = await server.client.callTool({
      name: 'deepseek_stream',
      arguments: { prompt: 'Write.', save_to: 'out.md', detach: true },
    });
    if (end === 'the end of stdin') await server.client.close();
    else process.kill(server.pid, end);
    await until('the answer is saved', () => it.exists('out.md'));

    expect(it.read('out.md')).toBe(SLOW.answer());
    await untilAllEnd(stateOf(it));
    const shown = await runInMemory(['runs', 'show', String(receiptOf(begun).run_id), '--json'], it);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      receipt: { status: 'complete', saved_to: { path: 'out.md' } },
    });
  },
);

test.concurrent('another server polls a detached run with progress, and leaves without ending it', async () => {
  let words = 0;
  const released = new AbortController();
  await using upstream = await startUpstream(async (response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    while (!released.signal.aborted) {
      response.write(sse({ choices: [{ delta: { content: `word ${(words += 1)} ` } }] }));
      await sleep(50);
    }
    response.end(sse({ choices: [{ delta: {}, finish_reason: 'stop' }] }, '[DONE]'));
  });
  const extra = { RUNAPI_BASE_URL: upstream.url, DEEPSEEK_WAIT_SECONDS: '60' };
  await using it = await openProject({}, { environment: extra });
  await using server = await spawnServer(it.environment);
  const begun = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { prompt: 'Write.', detach: true },
  });
  await server.client.close();
  const { run_id } = receiptOf(begun);
  const poll = { name: 'deepseek_stream', arguments: { run_id } };

  const messages: string[] = [];
  await using second = await spawnServer(it.environment, 'server/discover');
  const leaving = new AbortController();
  const left = second.client
    .callTool(poll, {
      signal: leaving.signal,
      onprogress: ({ message = '' }) => {
        messages.push(message);
        if (messages.length > 2) leaving.abort();
      },
    })
    .catch((error: unknown) => error);
  expect(await left).toBeInstanceOf(Error);
  expect(messages[0]).toMatch(/written by another process · \d+ characters/);
  released.abort();

  const rest = await second.client.callTool(poll);
  expect(receiptOf(rest)).toMatchObject({ status: 'complete', run_id });
  expect(textOf(rest)).toContain(Array.from({ length: words }, (_, place) => `word ${place + 1}`).join(' '));
  expect(upstream.requests).toHaveLength(1);
});

test.concurrent('the worker has no streams of its server, and ends within a second of a cancel', async () => {
  await using it = await openProject(
    {},
    { sandbox: { tokensPerSecond: 2, answer: () => 'word '.repeat(500) } },
  );
  await using server = await spawnServer(it.environment);
  const begun = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { prompt: 'Write.', detach: true },
  });
  const { run_id } = receiptOf(begun);
  const workers = livingOwners(stateOf(it));
  expect(workers.flatMap(standardStreams).filter((stream) => stream !== '/dev/null')).toEqual([]);
  const listed = await runInMemory(['runs', 'list'], it);
  expect(listed.stdout).toMatch(new RegExp(`${String(run_id)} +running`));

  const cancelled = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id, cancel: true },
  });

  expect(cancelled.isError).toBeFalsy();
  expect(receiptOf(cancelled).run_id).toBe(run_id);
  expect(['incomplete', 'failed']).toContain(receiptOf(cancelled).status);
  await untilAllEnd(stateOf(it));
  expect(workers).toHaveLength(1);
});

test.concurrent('what is wrong with the arguments is the answer to the call, and nothing is sent or left running', async () => {
  await using it = await openProject({ '.env': 'TOKEN=x' });
  await using server = await spawnServer(it.environment);
  const call = (args: object) =>
    server.client.callTool({ name: 'deepseek_stream', arguments: { prompt: 'x', detach: true, ...args } });

  const [missing, secret, resumed] = await Promise.all([
    call({ files: ['missing.ts'] }),
    call({ files: ['.env'] }),
    server.client.callTool({ name: 'deepseek_stream', arguments: { run_id: 'r_x', detach: true } }),
  ]);

  expect(textOf(missing)).toMatch(/missing\.ts/);
  expect(textOf(secret)).toMatch(/\.env/);
  expect(textOf(resumed)).toMatch(/run_id was given together with detach/);
  for (const { isError } of [missing, secret, resumed]) expect(isError).toBe(true);
  expect(it.sandbox.exchanges).toHaveLength(0);
  await untilAllEnd(stateOf(it));
});

test.concurrent.for([
  ['passes', 'exit 0', 'new\n', { status: 'complete', check: { name: 'try', exit_code: 0 } }, 0],
  ['fails', 'exit 3', 'old\n', { status: 'incomplete' }, 4],
] as const)(
  'a check that %s decides about detached edits, which can be undone where it passed',
  async ([, command, text, receipt, exitCode]) => {
    const environment = { DEEPSEEK_CHECK_TRY: `sleep 1; ${command}` };
    await using it = await openProject({ 'a.txt': 'old\n' }, { sandbox: EDITING, environment });
    await using server = await spawnServer(it.environment);
    const edits = {
      prompt: 'Change it.',
      files: ['a.txt'],
      save_format: 'edits',
      check: 'try',
      detach: true,
    };
    const begun = await server.client.callTool({ name: 'deepseek_stream', arguments: edits });
    process.kill(server.pid, 'SIGKILL');
    const id = String(receiptOf(begun).run_id);
    const ended = await runInMemory(['runs', 'continue', id, '--json'], it);

    expect((JSON.parse(ended.stdout) as { receipt: object }).receipt).toMatchObject(receipt);
    expect(it.read('a.txt')).toBe(text);
    await untilAllEnd(stateOf(it));
    const undone = await runInMemory(['runs', 'undo', id], it);
    expect(undone.exitCode).toBe(exitCode);
    expect(it.read('a.txt')).toBe('old\n');
  },
);

test.concurrent('a budget for one process holds for what it detaches', async () => {
  await using it = await openProject({}, { environment: { DEEPSEEK_TOKEN_BUDGET: '60' } });
  await using server = await spawnServer(it.environment);
  const call = (args: Record<string, unknown>) =>
    server.client.callTool({ name: 'deepseek_stream', arguments: args });
  await call({ prompt: 'Write.' });

  const tooMuch = await call({ prompt: 'Write. '.repeat(100), detach: true });

  expect(tooMuch.isError).toBe(true);
  expect(textOf(tooMuch)).toMatch(/token budget of this process is reached/);
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('a run that is not kept after it was returned is kept until it is', async () => {
  await using it = await openProject({}, { sandbox: SLOW, environment: { DEEPSEEK_KEEP_DAYS: '0' } });
  await using server = await spawnServer(it.environment);
  const begun = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { prompt: 'Write.', detach: true },
  });
  await untilAllEnd(stateOf(it));

  const result = await server.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id: receiptOf(begun).run_id },
  });

  expect(textOf(result)).toContain(SLOW.answer());
});
