import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './state-error.ts';

const PATIENCE_MS = 1000;
const PAUSE_MS = 50;

export interface ReplaceOptions {
  /** Permissions, whatever the process masks away. */
  readonly mode: number;
  /** Whether the content must survive a power cut, which costs some milliseconds. */
  readonly isDurable: boolean;
}

/**
 * Puts a whole file in place of what is there: it is written beside it and renamed. Whatever fails, the file is
 * as it was and nothing is left beside it.
 */
export async function replaceFile(
  file: string,
  content: string,
  { mode, isDurable }: ReplaceOptions,
): Promise<void> {
  const name = `.${randomBytes(9).toString('hex')}.tmp`;
  const temporary = path.join(path.dirname(file), name);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(content);
      if (isDurable) await handle.sync();
    } finally {
      await handle.close();
    }
    await patiently(() => rename(temporary, file));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** On Windows a program that only reads a file, such as a virus scanner, keeps it from being replaced for a moment. */
async function patiently(action: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const isHeld =
        process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!isHeld || performance.now() - startedAt > PATIENCE_MS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
