import { chmod, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from './plan.ts';

/** Makes the change: the file is whole at every moment, and how it was before stands beside it. */
export async function apply({ file, backup, before, after }: Plan): Promise<void> {
  if (after === undefined) {
    await rm(file);
    await rm(backup, { force: true });
    return;
  }
  await mkdir(path.dirname(file), { recursive: true });
  // It may hold keys of other servers.
  const mode = before === undefined ? 0o600 : (await stat(file)).mode & 0o777;
  await writeFile(backup, before ?? '', { mode });
  await chmod(backup, mode);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(after);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
