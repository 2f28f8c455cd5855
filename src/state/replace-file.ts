import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { whileHeld } from './while-held.ts';

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
    await whileHeld(() => rename(temporary, file));
  } finally {
    await rm(temporary, { force: true });
  }
}
