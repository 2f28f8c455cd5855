import { expect, test } from 'vitest';
import { whileHeld } from '../../src/state/while-held.ts';

/** Fails so many times, and then succeeds. */
function failing(times: number, code: string): { action: () => Promise<number>; count: () => number } {
  let calls = 0;
  const action = async () => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error(code), { code });
    return calls;
  };
  return { action, count: () => calls };
}

test.for(['EPERM', 'EACCES', 'EBUSY'])('on Windows, %s is tried again', async (code) => {
  expect(await whileHeld(failing(2, code).action, 'win32')).toBe(3);
});

test('elsewhere, and where it is for another reason, it fails at once', async () => {
  const [elsewhere, missing] = [failing(1, 'EPERM'), failing(1, 'ENOENT')];

  await expect(whileHeld(elsewhere.action, 'linux')).rejects.toThrow('EPERM');
  await expect(whileHeld(missing.action, 'win32')).rejects.toThrow('ENOENT');
  expect([elsewhere.count(), missing.count()]).toEqual([1, 1]);
});

test('a file that stays held is given up', async () => {
  const held = failing(Infinity, 'EBUSY');

  await expect(whileHeld(held.action, 'win32')).rejects.toThrow('EBUSY');
  expect(held.count()).toBeGreaterThan(1);
});
