import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { replaceFile } from '../state/replace-file.ts';
import { readIfThere } from './client-file.ts';
import type { Plan } from './plan.ts';

const PRIVATE = 0o600;

/**
 * Makes the change: the file is whole at every moment, and the original is kept beside it until the entry goes.
 *
 * @throws {DelegateError} `input` for a file that changed since it was read, `configuration` for one that cannot be
 *   written.
 */
export async function apply(plan: Plan): Promise<void> {
  const { file } = plan;
  if ((await readIfThere(file)) !== plan.before) {
    throw new DelegateError(
      'input',
      `${file} was changed by another program in the meantime.`,
      'Run the command again to see the change against the new text.',
    );
  }
  try {
    await carryOut(plan);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new DelegateError(
      'configuration',
      `${file} cannot be written (${code}).`,
      'Make it and its folder writable, with room on the disk, and try again.',
      { cause: error },
    );
  }
}

async function carryOut({ file, backup, before, after, original, holdsKey }: Plan): Promise<void> {
  const modeBefore = before === undefined ? PRIVATE : await modeOf(file);
  const restored = original === 'drop' ? await modeOf(backup).catch(() => undefined) : undefined;
  if (typeof original === 'object') {
    await replaceFile(backup, original.text, { mode: modeBefore, isDurable: true });
  }
  if (after === undefined) await rm(file, { force: true });
  else if (after !== before) {
    if (before === undefined) await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, after, { mode: holdsKey ? PRIVATE : (restored ?? modeBefore), isDurable: true });
  } else if (holdsKey) await chmod(file, PRIVATE);
  if (original === 'drop') await rm(backup, { force: true });
}

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}
