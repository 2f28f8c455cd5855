import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseFanOut } from '../../src/delegation/fan-out/stored.ts';
import { requireDestination } from '../../src/delegation/destination/stored-destination.ts';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, say } from '../support/run-samples.ts';

/** What 0.1.0 wrote; the owner of the one that crashed is gone. */
const FIXTURE = fileURLToPath(new URL('../fixtures/state-0.1.0', import.meta.url));
const [COMPLETE, CUT_OFF, CRASHED, JSON_ANSWER, FAN_OUT] = [
  'r_5oIp3cmzwMLGZaGP7n0FyQ',
  'r_HtDbV4D3jtFbjrjI0y6ruQ',
  'r_ZzsnNheiWKbNfsmBnC0bOQ',
  'r_BK6btEZjKJaOhPpYYeFodg',
  'r_4b0cOloMeErmRXVb-HO-_A',
] as const;

async function oldState() {
  const folder = await temporaryFolder();
  await cp(FIXTURE, folder.path, { recursive: true });
  return { ...folder, store: openStore(folder.path) };
}

test('runs of 0.1.0 show their text and how they ended, to whoever knows their id', async () => {
  await using it = await oldState();
  const { store } = it;

  expect(await store.read(COMPLETE)).toMatchObject({
    state: 'ended',
    isDamaged: false,
    project: null,
    answer: {
      text: expect.stringMatching(/^Blue is .* a rose\.$/),
      finish_reason: 'stop',
      usage: { total_tokens: 64 },
    },
    start: { request: { max_tokens: 500, temperature: 0.5 } },
    end: { receipt: { status: 'complete', files: [{ path: 'a.txt' }] } },
  });
  expect(await store.read(CRASHED)).toMatchObject({
    state: 'orphaned',
    isDamaged: false,
    answer: { text: expect.stringMatching(/^Blue is the colour/) },
  });
  expect(await store.read(JSON_ANSWER)).toMatchObject({
    start: { request: { response_format: 'json', include_reasoning: true } },
    answer: { text: '{"day":1}', finish_reason: 'stop', tool_calls: [] },
  });
});

test('runs of 0.1.0 are listed for all projects only', async () => {
  await using it = await oldState();

  expect(await it.store.list()).toEqual([]);
  const all = await openStore(it.path, { all: true }).list();
  expect(all).toHaveLength(6);
  expect(all.map(({ state }) => state).toSorted()).toEqual([...Array(5).fill('ended'), 'orphaned']);
});

test.for([CUT_OFF, CRASHED])('%s of 0.1.0 is resumed, with what is to become of its answer', async (id) => {
  await using it = await oldState();
  const { store } = it;
  const { writer, snapshot } = await store.resume(id);
  expect(requireDestination(id, snapshot.start.destination)).toMatchObject({
    save: { to: expect.stringMatching(/\.md$/), format: 'text' },
    json_schema: null,
  });
  writer.noteContinuation(snapshot.start.request);
  say(writer, '|rest');
  await writer.end(end());

  const { answer, isDamaged } = await store.read(id);
  expect(answer.text).toBe(`${snapshot.answer.text}|rest`);
  expect(isDamaged).toBe(false);
  const log = await readFile(path.join(it.path, 'runs', `${id}.jsonl`), 'utf8');
  expect(log).toContain('"v":1');
  expect(log).toContain('"version":2');
});

test('a fan-out of 0.1.0 keeps its arguments', async () => {
  await using it = await oldState();
  const { start } = await it.store.read(FAN_OUT);

  expect(parseFanOut(start.destination)).toMatchObject({
    prompt: 'Summarise.',
    save_to: 'out/{name}.md',
    for_each: ['*.txt'],
  });
});

test('a log of 0.1.0 that lost a record is damaged, not complete', async () => {
  await using it = await oldState();
  const file = path.join(it.path, 'runs', `${COMPLETE}.jsonl`);
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, lines.filter((line) => !line.includes('text-delta')).join('\n'));

  expect(await it.store.read(COMPLETE)).toMatchObject({
    isDamaged: true,
    end: { receipt: { status: 'incomplete' } },
  });
});
