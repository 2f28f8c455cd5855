import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../read/refusal.ts';
import { changeFolder } from './journal.ts';

function patchFile(stateDir: string, id: string): string {
  return path.join(changeFolder(stateDir, id).path, 'changes.patch');
}

function outputFile(stateDir: string, id: string): string {
  return path.join(changeFolder(stateDir, id).path, 'check-output.txt');
}

/** Keeps the patch of an applied change with its journal. The files are written already: what fails here fails nothing. */
export async function keepPatch(stateDir: string, id: string, patch: string): Promise<void> {
  await appendFile(patchFile(stateDir, id), patch, { mode: 0o600 }).catch(() => undefined);
}

/**
 * Keeps the patch of all that a change has made, in place of an earlier one.
 *
 * @returns Where it is; undefined where it could not be written.
 */
export async function replacePatch(stateDir: string, id: string, patch: string): Promise<string | undefined> {
  const file = patchFile(stateDir, id);
  return writeFile(file, patch, { mode: 0o600 }).then(
    () => file,
    () => undefined,
  );
}

/** @returns Undefined where the run has changed nothing. */
export async function readKeptPatch(stateDir: string, id: string): Promise<string | undefined> {
  return readIfThere(patchFile(stateDir, id));
}

/** Keeps the end of what a check wrote. It is shown, not needed: what fails here fails nothing. */
export async function keepCheckOutput(stateDir: string, id: string, output: string): Promise<void> {
  await writeFile(outputFile(stateDir, id), output, { mode: 0o600 }).catch(() => undefined);
}

export async function readCheckOutput(stateDir: string, id: string): Promise<string | undefined> {
  return readIfThere(outputFile(stateDir, id));
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
