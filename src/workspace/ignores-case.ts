import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Whether the file system takes the name of a folder for the same in capital and in small letters. */
export async function ignoresCase(folder: string): Promise<boolean> {
  const name = path.basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return false;
  try {
    const options = { bigint: true } as const;
    const [one, same] = await Promise.all([
      stat(folder, options),
      stat(path.join(path.dirname(folder), other), options),
    ]);
    return one.dev === same.dev && one.ino === same.ino;
  } catch {
    return false;
  }
}
