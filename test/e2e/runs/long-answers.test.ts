import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runInMemory } from '../../support/command.ts';
import { receiptOf } from '../../support/results.ts';
import { answerOf, call, createWorld, essay, readToEnd, runIdOf } from '../../support/run-world.ts';

const ESSAY = essay(121);
const LIMIT = { DEEPSEEK_MAX_INLINE_CHARS: '900' };
const NOTE = /^\[… (\d+) characters omitted; all of it \((\d+) characters, (\d+) bytes\) is in (.+) …\]$/;

/** What is shown of a long answer, and what is said of the rest. */
function partsOf(shown: string) {
  const [head = '', tail = ''] = shown.split(/\n\n\[… .* …\]\n\n/);
  const [, left, characters, bytes, file = ''] =
    NOTE.exec(shown.slice(head.length + 2, shown.length - tail.length - 2)) ?? [];
  return { head, tail, left: Number(left), characters: Number(characters), bytes: Number(bytes), file };
}

test.concurrent.for(['deepseek_chat', 'deepseek_stream'])(
  '%s puts a long answer into a file, and shows head and tail',
  async (tool) => {
    await using world = await createWorld({ answer: () => ESSAY }, LIMIT);
    await using server = await world.connect();
    const result = await call(server, tool, { prompt: 'Explain.' });
    const { head, tail, left, characters, bytes, file } = partsOf(answerOf(result));

    expect(ESSAY.startsWith(head)).toBe(true);
    expect(ESSAY.endsWith(tail)).toBe(true);
    expect(head.length + tail.length).toBeLessThanOrEqual(900);
    expect(Math.min(head.length, tail.length)).toBeGreaterThan(200);
    expect(head.length + left + tail.length).toBe(ESSAY.length);
    expect([characters, bytes]).toEqual([ESSAY.length, Buffer.byteLength(ESSAY)]);
    expect(path.dirname(file).startsWith(world.stateDir)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(ESSAY);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    expect(receiptOf(result)).toMatchObject({ status: 'complete', saved_to: null });
  },
);

test.concurrent('an answer of just the limit comes inline', async () => {
  const answer = ESSAY.slice(0, 900).trimEnd().padEnd(900, '.');
  await using world = await createWorld({ answer: () => answer }, LIMIT);
  await using server = await world.connect();

  expect(answerOf(await call(server, 'deepseek_chat', { prompt: 'Explain.' }))).toBe(answer);
});

test.concurrent('a long rest of an answer is shown by its own head and tail; the file has all', async () => {
  await using world = await createWorld(
    { tokensPerSecond: 350, answer: () => ESSAY },
    { ...LIMIT, DEEPSEEK_WAIT_SECONDS: '1' },
  );
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const results = await readToEnd(server, begun);
  const offset = 1000;
  const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(begun), offset });
  const { head, tail, left, file } = partsOf(answerOf(rest));

  expect(receiptOf(begun).status).toBe('running');
  expect(receiptOf(results.at(-1)!).status).toBe('complete');
  expect(ESSAY.slice(offset).startsWith(head)).toBe(true);
  expect(ESSAY.endsWith(tail)).toBe(true);
  expect(head.length + left + tail.length).toBe(ESSAY.length - offset);
  expect(await readFile(file, 'utf8')).toBe(ESSAY);
});

test.concurrent('the file goes when the run is removed', async () => {
  await using world = await createWorld({ answer: () => ESSAY }, LIMIT);
  await using server = await world.connect();
  const result = await call(server, 'deepseek_chat', { prompt: 'Explain.' });
  const { file } = partsOf(answerOf(result));
  await runInMemory(['runs', 'remove', runIdOf(result)], world);

  await expect(stat(file)).rejects.toThrow('ENOENT');
});
