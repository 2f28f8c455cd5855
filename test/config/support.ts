import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { DelegateError } from '../../src/errors.ts';

export const KEY = 'rk-live-0123456789abcdefghij';

/** A new folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'runapi-deepseek-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An environment with a home folder of its own, so that nobody's stored key is found. */
export function environment(
  variables: Record<string, string | undefined> = {},
): Record<string, string | undefined> {
  return { HOME: temporaryFolder(), ...variables };
}

/** Writes what `runapi login` writes, or `content` unchanged, and returns the file's path. */
export function writeConfigFile(configFolder: string, content: unknown): string {
  const file = path.join(configFolder, 'runapi', 'config.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The configuration error that `read` ends with; anything else fails the test. */
export function refusal(read: () => unknown): DelegateError {
  try {
    read();
  } catch (error) {
    if (error instanceof DelegateError && error.kind === 'configuration') return error;
    throw error;
  }
  throw new Error('There was no configuration error.');
}
