import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { deliveredPath } from './folder.ts';
import { checkRunExists } from './open-run.ts';
import { stateFolderError } from './run-error.ts';

/** 0 also where the note cannot be read: a caller would rather get text twice than never. */
export async function readDelivered(folder: string, id: string): Promise<number> {
  await checkRunExists(folder, id);
  const text = await readFile(deliveredPath(folder, id), 'utf8').catch(() => '');
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

export async function writeDelivered(folder: string, id: string, characters: number): Promise<void> {
  await checkRunExists(folder, id);
  const file = deliveredPath(folder, id);
  // Renamed into place, so that nobody reads half a number.
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, String(Math.max(0, Math.trunc(characters))), { flag: 'wx', mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw stateFolderError(folder, 'written', error);
  }
}
