import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startLogWriter } from '../../src/runs/log-writer.ts';
import { openRunStore, type RunStore } from '../../src/runs/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { end, say, start, WRITTEN_MS } from './samples.ts';

/** An ended run whose text came in several records, and where its log is. */
async function writeRun(store: RunStore, stateDir: string): Promise<{ id: string; file: string }> {
  const writer = await store.create(start('Zwölf Boxkämpfer \u{1f94a}'));
  for (const text of ['eins ', 'zwei\n', 'drei \u{1f600}']) {
    say(writer, text);
    writer.append({ type: 'reasoning-delta', text: 'ä' });
  }
  writer.append({ type: 'finish', reason: 'stop' });
  await writer.end(end());
  return { id: writer.id, file: path.join(stateDir, 'runs', `${writer.id}.jsonl`) };
}

test('a log that is cut off at any byte loses at most its last record, and can be gone on with', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const whole = await readFile(file);
  const beginning = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
  const texts = ['', 'eins ', 'eins zwei\n', 'eins zwei\ndrei \u{1f600}'];
  let mostSeen = 0;

  for (let length = 0; length < beginning; length += 1) {
    await writeFile(file, whole.subarray(0, length));
    await expect(store.read(id)).rejects.toMatchObject({ kind: 'input' });
  }
  for (let length = beginning; length < whole.length; length += 1) {
    await writeFile(file, whole.subarray(0, length));
    const { answer, state } = await store.read(id);
    const seen = texts.indexOf(answer.text);
    expect(seen).toBeGreaterThanOrEqual(mostSeen);
    mostSeen = seen;
    expect(state).toBe('orphaned');

    const { writer, snapshot } = await store.resume(id);
    say(writer, '|more');
    await writer.end(end());
    const resumed = await store.read(id);
    expect(resumed.answer.text).toBe(`${snapshot.answer.text}|more`);
    expect(snapshot.answer.text.startsWith(answer.text)).toBe(true);
    expect(resumed.state).toBe('ended');
  }
  expect(mostSeen).toBe(texts.length - 1);
});

test('every record has a version, and what a later version adds is skipped', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const record of records) expect(record).toMatchObject({ v: 1, writer: expect.any(String) });
  const before = await store.read(id);

  const { writer } = records[0] as { writer: string };
  const later = [
    ...records.slice(0, -1).map((record) => ({ ...record, v: 2, mood: 'good' })),
    { v: 2, writer, type: 'weather', event: { type: 'text-delta', text: 'rain' } },
    { v: 1, writer, type: 'event', event: { type: 'audio-delta', text: 'la' } },
    { v: 1, writer, type: 'event', event: { type: 'text-delta', text: 5 } },
    { v: 1, writer, type: 'event' },
    { writer, type: 'event', event: { type: 'text-delta', text: 'no version' } },
    { v: 1, type: 'event', event: { type: 'text-delta', text: 'no writer' } },
    records.at(-1),
  ];
  await writeFile(file, later.map((record) => `${JSON.stringify(record)}\n`).join('not json\n\n'));
  const { answer, end: result, state } = await store.read(id);
  expect({ answer, result, state }).toEqual({ answer: before.answer, result: before.end, state: 'ended' });
});

test('200,000 deltas are few records, in order, and the same text', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const writer = await store.create(start());
  let text = '';
  for (let count = 0; count < 200_000; count += 1) {
    const piece = `${count},`;
    text += piece;
    say(writer, piece);
    if (count % 5000 === 0) await sleep(1);
  }
  await writer.end(end());

  const { answer, bytes } = await store.read(writer.id);
  expect(answer.text === text).toBe(true);
  const log = await readFile(path.join(folder.path, 'runs', `${writer.id}.jsonl`), 'utf8');
  expect(log.split('\n').length).toBeLessThan(500);
  expect(bytes).toBeLessThan(text.length * 1.1);
});

test('a record over many chunks is read whole, and so is one of many megabytes', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const prompt = 'ü\u{1f600}'.repeat(500_000);
  const writer = await store.create(start(prompt));
  say(writer, 'é'.repeat(1_000_000));
  await writer.end(end());

  const { start: begun, answer } = await store.read(writer.id);
  expect(begun.request.messages[0]?.content === prompt).toBe(true);
  expect(answer.text === 'é'.repeat(1_000_000)).toBe(true);
});

test('what fails on its way to the disk is kept, and written when the disk takes it again', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const { writer: first } = await store.resume(id);
  await sleep(WRITTEN_MS);
  const { writer: name } = JSON.parse((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '') as {
    writer: string;
  };
  const handle = await open(file, 'a');
  let isFull = true;
  const log = startLogWriter(
    {
      // Some of the bytes get through before the disk is full.
      write: (async (bytes: Buffer) => {
        if (isFull && bytes.length <= 10) throw Object.assign(new Error('No space'), { code: 'ENOSPC' });
        return handle.write(isFull ? bytes.subarray(0, bytes.length - 10) : bytes);
      }) as unknown as typeof handle.write,
      close: () => handle.close(),
    },
    name,
  );
  log.append({ type: 'text-delta', text: ' vier' });
  await sleep(WRITTEN_MS);
  log.append({ type: 'text-delta', text: ' fünf' });
  await sleep(WRITTEN_MS);
  expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
  expect((await store.read(id)).answer.text).toBe('eins zwei\ndrei \u{1f600}');

  isFull = false;
  log.append({ type: 'text-delta', text: ' sechs' });
  await log.close();
  expect(log.problem()).toBeUndefined();
  expect((await store.read(id)).answer.text).toBe('eins zwei\ndrei \u{1f600} vier fünf sechs');
  await first.end(end());
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that stays full breaks neither the stream nor the end',
  async () => {
    const log = startLogWriter(await open('/dev/full', 'a'), 'w');
    for (let count = 0; count < 1000; count += 1) log.append({ type: 'text-delta', text: 'x'.repeat(1000) });
    await sleep(WRITTEN_MS);
    expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
    await log.close();
    expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
  },
);

test('a record that follows half a line of another process is not lost with it', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  await appendFile(file, '{"v":1,"writer":"dead","type":"event","event":{"type":"text-del');
  const { writer, snapshot } = await store.resume(id);
  say(writer, '!');
  await writer.end(end());

  expect((await store.read(id)).answer.text).toBe(`${snapshot.answer.text}!`);
});
