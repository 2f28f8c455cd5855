import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openForAppend } from '../../src/state/plain-file.ts';
import { startLogWriter } from '../../src/runs/log/log-writer.ts';
import { type RunStore } from '../../src/runs/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, runsFolder, say, start } from '../support/run-samples.ts';

/** An ended run whose text came in several records, and where its log is. */
async function writeRun(store: RunStore, stateDir: string): Promise<{ id: string; file: string }> {
  const writer = await store.create(start('Zwölf Boxkämpfer \u{1f94a}'));
  for (const text of ['eins ', 'zwei\n', 'drei \u{1f600}']) {
    say(writer, text);
    writer.append({ type: 'reasoning-delta', text: 'ä' });
  }
  writer.append({ type: 'finish', reason: 'stop' });
  await writer.end(end());
  return { id: writer.id, file: path.join(runsFolder(stateDir), `${writer.id}.jsonl`) };
}

/** The records of a run's log, and how to put others in their place. */
async function editLog(file: string) {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return { lines, write: (changed: string[]) => writeFile(file, `${changed.join('\n')}\n`) };
}

test('every record has a kind, a version, its place and a checksum', async () => {
  await using folder = await temporaryFolder();
  const { file } = await writeRun(openStore(folder.path), folder.path);
  const { lines } = await editLog(file);
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  for (const [seq, record] of records.entries()) {
    expect(record).toMatchObject({ version: 2, seq, writer: expect.any(String) });
    expect(record['sum']).toMatch(/^[0-9a-f]{8}$/);
  }
  expect(records.map(({ kind }) => kind)).toEqual([
    'start',
    'request',
    ...records.slice(2, -1).map(() => 'event'),
    'end',
  ]);
});

/** What is done to the lines of a log; the third is the first of its text. */
const DAMAGE: Record<string, (lines: string[]) => string[]> = {
  'a text record is missing': (lines) => lines.toSpliced(2, 1),
  'a record of another kind is missing': (lines) => lines.toSpliced(3, 1),
  'one letter is another': (lines) => lines.with(2, (lines[2] ?? '').replace('eins', 'eims')),
  'a line is not JSON': (lines) => lines.with(2, 'eins'),
  'a line is cut': (lines) => lines.with(2, (lines[2] ?? '').slice(0, -4)),
  'a line has zeros': (lines) => lines.with(2, '\0'.repeat(80)),
  'two records changed places': (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
  'a record of an unknown kind': (lines) => lines.toSpliced(3, 0, '{"kind":"weather","version":2}'),
  'a record without a version': (lines) => lines.toSpliced(3, 0, '{"kind":"event"}'),
};

test.for(Object.entries(DAMAGE))(
  '%s: the run is not complete, is shown as damaged and left alone',
  async ([, harm]) => {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    const { id, file } = await writeRun(store, folder.path);
    const { lines, write } = await editLog(file);
    await write(harm(lines));
    const before = await readFile(file, 'utf8');

    const snapshot = await store.read(id);
    expect(snapshot).toMatchObject({ state: 'ended', isDamaged: true });
    expect(snapshot.end).toMatchObject({
      receipt: { status: 'incomplete', incomplete_reason: 'the log of the run is damaged' },
      errorKind: 'malformed',
    });
    await expect(store.resume(id)).rejects.toMatchObject({
      kind: 'input',
      what: expect.stringContaining('damaged'),
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    await store.remove(id);
  },
);

test('damage in the log of a run that has no end is reported, too', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const { lines, write } = await editLog(file);
  await write(lines.slice(0, -1).toSpliced(2, 1));

  expect(await store.read(id)).toMatchObject({ state: 'orphaned', isDamaged: true, end: null });
  expect(await store.list()).toMatchObject([{ id, state: 'damaged', status: null }]);
  await expect(store.resume(id)).rejects.toMatchObject({ what: expect.stringContaining('damaged') });
});

test.for([
  ['in the middle', (lines: string[], later: string) => lines.toSpliced(2, 0, later)],
  ['at the end', (lines: string[], later: string) => [...lines, later]],
  ['at the beginning', (_lines: string[], later: string) => [later]],
] as const)('a record of a later version %s is reported, and nothing is half understood', async ([, put]) => {
  for (const later of ['{"kind":"event","version":3,"mood":"good"}', '{"v":2,"writer":"w","type":"event"}']) {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    const { id, file } = await writeRun(store, folder.path);
    const { lines, write } = await editLog(file);
    await write(put(lines, later));
    const before = await readFile(file, 'utf8');

    for (const attempt of [() => store.read(id), () => store.resume(id)]) {
      await expect(attempt()).rejects.toMatchObject({
        kind: 'input',
        what: expect.stringContaining('a later version'),
      });
    }
    expect(await store.list()).toMatchObject([{ id, state: 'newer', status: null }]);
    expect(await readFile(file, 'utf8')).toBe(before);
  }
});

test('200,000 deltas are few records, in order, and the same text', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
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
  const log = await readFile(path.join(runsFolder(folder.path), `${writer.id}.jsonl`), 'utf8');
  expect(log.split('\n').length).toBeLessThan(500);
  expect(bytes).toBeLessThan(text.length * 1.1);
});

test('a record over many chunks is read whole, and so is one of many megabytes', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
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
  const store = openStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const { writer: first } = await store.resume(id);
  const last = JSON.parse((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '') as {
    writer: string;
    seq: number;
  };
  const opened = openForAppend(file);
  let isFull = true;
  const log = startLogWriter({
    writer: last.writer,
    nextSeq: last.seq + 1,
    size: opened.stat().size,
    file: {
      ...opened,
      // Some of the bytes get through before the disk is full.
      write(bytes) {
        if (isFull && bytes.length <= 10) throw Object.assign(new Error('No space'), { code: 'ENOSPC' });
        return opened.write(isFull ? bytes.subarray(0, bytes.length - 10) : bytes);
      },
    },
  });
  log.append({ type: 'text-delta', text: ' vier' });
  log.flush();
  log.append({ type: 'text-delta', text: ' fünf' });
  log.flush();
  expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
  expect((await store.read(id)).answer.text).toBe('eins zwei\ndrei \u{1f600}');

  isFull = false;
  log.append({ type: 'text-delta', text: ' sechs' });
  expect(log.close()).toBe(true);
  expect(log.problem()).toBeUndefined();
  expect((await store.read(id)).answer.text).toBe('eins zwei\ndrei \u{1f600} vier fünf sechs');
  await first.end(end());
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that stays full breaks neither the stream nor the end',
  async () => {
    const file = openForAppend('/dev/full');
    const log = startLogWriter({ file, writer: 'w', nextSeq: 0, size: 0 });
    for (let count = 0; count < 1000; count += 1) log.append({ type: 'text-delta', text: 'x'.repeat(1000) });
    log.flush();
    expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
    expect(log.close()).toBe(false);
    expect(log.problem()).toMatchObject({ code: 'ENOSPC' });
    file.close();
  },
);

test('a record that follows half a line of another process is not lost with it', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  await appendFile(file, '{"kind":"event","version":2,"writer":"dead","event":{"type":"text-del');
  const { writer, snapshot } = await store.resume(id);
  say(writer, '!');
  await writer.end(end());

  expect((await store.read(id)).answer.text).toBe(`${snapshot.answer.text}!`);
});

test('what is on disk when it is flushed is there at once, and the callback of an event comes once it is', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  say(writer, 'one');
  writer.flush();
  expect((await store.read(writer.id)).answer.text).toBe('one');

  const shown = new Promise<void>((resolve) => {
    writer.append({ type: 'text-delta', text: ' two' });
    writer.append({ type: 'text-delta', text: ' three' }, resolve);
  });
  await shown;
  expect((await store.read(writer.id)).answer.text).toBe('one two three');
  await writer.end(end());
});
