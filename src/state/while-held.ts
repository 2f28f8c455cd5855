import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './state-error.ts';

const PATIENCE_MS = 1000;
const PAUSE_MS = 50;

/**
 * Replaces, renames or removes a file. On Windows a program that only reads a file, such as a virus scanner or an
 * editor, keeps it from that for a moment: then it is tried again, for a second.
 */
export async function whileHeld<Result>(
  action: () => Promise<Result> | Result,
  platform: NodeJS.Platform = process.platform,
): Promise<Result> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const isHeld = platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!isHeld || performance.now() - startedAt > PATIENCE_MS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
