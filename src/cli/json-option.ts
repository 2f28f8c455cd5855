import { readFile } from 'node:fs/promises';
import { DelegateError } from '../errors.ts';

/**
 * The value of an option that takes JSON, or `@FILE` with JSON in it.
 *
 * @throws {DelegateError} `input` for a file that cannot be read and for what is not JSON.
 */
export async function readJsonOption(option: string, value: string | undefined): Promise<unknown> {
  if (value === undefined) return undefined;
  const text = value.startsWith('@') ? await readOptionFile(option, value.slice(1)) : value;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = (cause as Error).message.slice(0, 120);
    throw new DelegateError('input', `${option} is not JSON: ${problem}.`, 'Correct it, or give @FILE.', {
      cause,
    });
  }
}

async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DelegateError(
      'input',
      `${option} names ${path}, which cannot be read (${code}).`,
      'Correct the path.',
      {
        cause,
      },
    );
  }
}
