import { chown, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The user without rights of every Unix; it needs no entry anywhere. */
const NOBODY = 65_534;

/** Runs a task as somebody whom the modes of files hold back: the superuser reads and writes whatever they say. */
export async function withoutPrivileges<T>(folder: string, task: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0 || !process.seteuid) return task();
  const inside = await readdir(folder, { recursive: true });
  for (const name of ['', ...inside]) await chown(path.join(folder, name), NOBODY, NOBODY);
  process.seteuid(NOBODY);
  try {
    return await task();
  } finally {
    process.seteuid(0);
  }
}
