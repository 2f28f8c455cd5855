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

test('a log that is cut off at any byte loses at most its last record, and can be resumed', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
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
