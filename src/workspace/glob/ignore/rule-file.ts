import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Far more than any file of rules or settings has; git itself takes 100 MB. */
const MAX_BYTES = 10_000_000;

/**
 * The bytes of a file of git's: rules or settings. A pipe of that name must not hold the walk up.
 *
 * @param followLinks - In a work tree git does not: a link is no ignore file there.
 * @returns Undefined where there is none that can be read.
 */
export async function readRuleFile(
  file: string,
  { followLinks }: { followLinks: boolean },
): Promise<Buffer | undefined> {
  const noFollow = followLinks ? 0 : (constants.O_NOFOLLOW ?? 0);
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    return stats.isFile() && stats.size <= MAX_BYTES ? await handle.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
