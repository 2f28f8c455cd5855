import type { Progress } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import type { FaultName } from '../../../src/sandbox/sandbox.ts';
import { openProject, openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { connectInMemory, spawnServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const ANSWER = Array.from({ length: 300 }, (_, line) => `line ${line} of the answer`).join('\n');
const SAVE = { prompt: 'Write.', save_to: 'a.md', overwrite: true };
const FILES = { 'a.md': 'mine' };

test.for<[FaultName, Record<string, string>, RegExp]>([
  ['length', {}, /INCOMPLETE: length/],
  ['end-without-finish', {}, /INCOMPLETE: the stream ended/],
  ['stall-mid-stream', { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '0.3' }, /INCOMPLETE: .*(silent|nothing|stall)/],
  ['stall-mid-stream', { DEEPSEEK_TIMEOUT_SECONDS: '0.5' }, /INCOMPLETE: .*0\.5 s/],
])(
  'after %s with %j the target is untouched, and the part is beside it',
  async ([fault, environment, line]) => {
    await using it = await openSession(FILES, { sandbox: { answer: () => ANSWER, fault }, environment });
    const result = await it.call('deepseek_stream', SAVE);

    const part = it.read('a.md.incomplete');
    expect(it.read('a.md')).toBe('mine');
    expect(it.list()).toEqual(['a.md', 'a.md.incomplete']);
    expect(part).not.toBe('');
    expect(ANSWER.startsWith(part)).toBe(true);
    expect(textOf(result)).toMatch(line);
    expect(receiptOf(result)).toMatchObject({
      status: 'incomplete',
      saved_to: { path: 'a.md.incomplete', bytes: part.length },
    });
  },
);

test('an answer that never began leaves nothing behind', async () => {
  await using it = await openSession(FILES, { sandbox: { fault: '401' } });
  const result = await it.call('deepseek_stream', SAVE);

  expect(it.list()).toEqual(['a.md']);
  expect(it.read('a.md')).toBe('mine');
  expect(receiptOf(result)).toMatchObject({ status: 'failed', saved_to: null });
});

test('a cancelled call leaves the target untouched', async () => {
  await using it = await openSession(FILES, { sandbox: { answer: () => ANSWER, tokensPerSecond: 200 } });
  const controller = new AbortController();
  const call = { name: 'deepseek_stream', arguments: SAVE };
  // There has to be a part: what upstream has sent may not have arrived.
  const onprogress = ({ message = '' }: Progress) => {
    if (message.startsWith('writing')) controller.abort();
  };
  await it.client.callTool(call, { onprogress, signal: controller.signal }).catch(() => 'cancelled');
  // With its temporary file gone.
  await until('the part is saved', () => it.list().join(' ') === 'a.md a.md.incomplete');

  expect(it.read('a.md')).toBe('mine');
  expect(ANSWER.startsWith(it.read('a.md.incomplete'))).toBe(true);
});

test('what a killed server had begun, the next one completes, and writes the file then', async () => {
  const sandbox = { answer: () => ANSWER, tokensPerSecond: 600 };
  const environment = { DEEPSEEK_WAIT_SECONDS: '1' };
  await using it = await openProject(FILES, { sandbox, environment });
  await using killed = await spawnServer(it.environment);
  const running = await killed.client.callTool({ name: 'deepseek_stream', arguments: SAVE });
  const { run_id, status } = receiptOf(running);
  process.kill(killed.pid, 'SIGKILL');
  await until('upstream has stopped', () => it.sandbox.exchanges[0]?.outcome === 'client-left');

  expect(status).toBe('running');
  expect(it.list()).toEqual(['a.md']);
  expect(it.read('a.md')).toBe('mine');

  await using next = await connectInMemory({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '30' });
  const result = await next.client.callTool({ name: 'deepseek_stream', arguments: { run_id } });

  expect(receiptOf(result)).toMatchObject({
    status: 'complete',
    saved_to: { path: 'a.md', bytes: ANSWER.length },
  });
  expect(it.read('a.md')).toBe(ANSWER);
  expect(it.list()).toEqual(['a.md']);
  expect(it.sandbox.exchanges).toHaveLength(2);
});

test('an incomplete run that is resumed writes the file', async () => {
  const sandbox = { answer: () => ANSWER, fault: 'end-without-finish', faultTimes: 1 } as const;
  await using it = await openSession(FILES, { sandbox });
  const { run_id } = receiptOf(await it.call('deepseek_stream', SAVE));
  const result = await it.call('deepseek_stream', { run_id });

  expect(receiptOf(result)).toMatchObject({ status: 'complete', saved_to: { path: 'a.md' } });
  expect(it.read('a.md')).toBe(ANSWER);
});
