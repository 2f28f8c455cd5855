import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type RunStore } from '../../../src/runs/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { end, openStore, runsFolder, say, start } from '../../support/run-samples.ts';

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

/** At every how many bytes the run is resumed, too. At all of them: RESUME_STEP=1. */
const RESUME_STEP = Number(process.env['RESUME_STEP'] ?? 13);

test('a log that is cut off at any byte loses at most its last record, and can be resumed', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const { id, file } = await writeRun(store, folder.path);
  const whole = await readFile(file);
  const beginning = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
  const texts = ['', 'eins ', 'eins zwei\n', 'eins zwei\ndrei \u{1f600}'];
  let mostSeen = 0;
  const wrong: string[] = [];

  const outcomes = new Set<unknown>();
  for (let length = 0; length < beginning; length += 1) {
    await writeFile(file, whole.subarray(0, length));
    outcomes.add(
      await store.read(id).then(
        () => 'read',
        (error: { kind?: string }) => error.kind,
      ),
    );
  }
  expect([...outcomes]).toEqual(['input']);
  for (let length = beginning; length < whole.length; length += 1) {
    await writeFile(file, whole.subarray(0, length));
    const { answer, state } = await store.read(id);
    const seen = texts.indexOf(answer.text);
    if (seen < mostSeen || state !== 'orphaned') wrong.push(`${length} bytes: ${state}, ${answer.text}`);
    mostSeen = seen;
    if ((length - beginning) % RESUME_STEP !== 0) continue;

    const { writer, snapshot } = await store.resume(id);
    say(writer, '|more');
    await writer.end(end());
    const resumed = await store.read(id);
    expect(resumed.answer.text).toBe(`${snapshot.answer.text}|more`);
    expect(snapshot.answer.text.startsWith(answer.text)).toBe(true);
    expect(resumed.state).toBe('ended');
  }
  expect(wrong).toEqual([]);
  expect(mostSeen).toBe(texts.length - 1);
});
