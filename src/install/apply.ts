import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../state/replace-file.ts';
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
  await replaceFile(file, after, { mode, isDurable: true });
}
