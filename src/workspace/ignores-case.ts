import { statSync } from 'node:fs';
import path from 'node:path';

/** Whether the file system takes the name of a folder for the same in capital and in small letters. */
export function ignoresCase(folder: string): boolean {
  const name = path.basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return false;
  try {
    const options = { bigint: true } as const;
    const one = statSync(folder, options);
    const same = statSync(path.join(path.dirname(folder), other), options);
    return one.dev === same.dev && one.ino === same.ino;
  } catch {
    return false;
  }
}
