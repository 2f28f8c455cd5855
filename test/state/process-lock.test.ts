import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock } from '../../src/state/process-lock.ts';
import { folder } from '../support/files.ts';

test('one after the other has the lock, in the order in which they asked, and nothing is left of it', async () => {
  const place = folder();
  const file = path.join(place, 'a.lock');
  const seen: string[] = [];
  let waited = 0;
  await Promise.all(
    Array.from({ length: 20 }, async (_, number) => {
      const lock = await acquireLock(file, { onWait: () => (waited += 1) });
      seen.push(`${number} in`);
      await Promise.resolve();
      seen.push(`${number} out`);
      lock.release();
    }),
  );

  expect(seen).toEqual(Array.from({ length: 20 }, (_, number) => [`${number} in`, `${number} out`]).flat());
  expect(waited).toBe(19);
  expect(readdirSync(place)).toEqual([]);
});

test('who waits can stop, and does not keep others waiting', async () => {
  const file = path.join(folder(), 'a.lock');
  const first = await acquireLock(file);
  const controller = new AbortController();
  const second = acquireLock(file, { signal: controller.signal });
  const third = acquireLock(file);
  controller.abort(new Error('stopped'));

  await expect(second).rejects.toThrow('stopped');
  first.release();
  (await third).release();
  expect(existsSync(file)).toBe(false);
});

test('the lock is for this user alone', async () => {
  const file = path.join(folder(), 'a.lock');
  const lock = await acquireLock(file);

  expect(statSync(file).mode & 0o777).toBe(0o600);
  lock.release();
});

test('a lock of another machine is kept while it shows that it lives, and taken over when it is silent', async () => {
  const file = path.join(folder(), 'a.lock');
  writeFileSync(file, 'of another version');
  const controller = new AbortController();
  const waiting = acquireLock(file, { signal: controller.signal, onWait: () => controller.abort() });
  await expect(waiting).rejects.toThrow(/abort/i);

  const longAgo = new Date(Date.now() - 10 * 60_000);
  utimesSync(file, longAgo, longAgo);
  (await acquireLock(file)).release();
  expect(existsSync(file)).toBe(false);
});
