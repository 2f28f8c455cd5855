import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../state/replace-file.ts';
import { stateFolderError } from '../state/state-error.ts';
import type { RunPlace } from './writer.ts';

/** 0 also where the note cannot be read: a caller would rather get text twice than never. */
export async function readDelivered(place: RunPlace): Promise<number> {
  const text = await readFile(deliveredPath(place), 'utf8').catch(() => '');
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

export async function writeDelivered(place: RunPlace, characters: number): Promise<void> {
  const content = String(Math.max(0, Math.trunc(characters)));
  try {
    await replaceFile(deliveredPath(place), content, { mode: 0o600, isDurable: false });
  } catch (error) {
    throw stateFolderError(place.folder, 'written', error);
  }
}

function deliveredPath({ folder, id }: RunPlace): string {
  return path.join(folder, `${id}.delivered`);
}
