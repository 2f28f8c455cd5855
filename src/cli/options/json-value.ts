import { readFile } from 'node:fs/promises';
import { DelegateError } from '../../errors.ts';

/**
 * The value of an option that takes JSON, or `@FILE` with JSON in it.
 *
 * @throws {DelegateError} `input` for a file that cannot be read and for what is not JSON.
 */
export async function readJson(flag: string, value: string): Promise<unknown> {
  const text = value.startsWith('@') ? await readOptionFile(flag, value.slice(1)) : value;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = (cause as Error).message.slice(0, 120);
    throw new DelegateError('input', `\`${flag}\` is not JSON: ${problem}.`, 'Correct it, or give @FILE.', {
      cause,
    });
  }
}

async function readOptionFile(flag: string, path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DelegateError(
      'input',
      `\`${flag}\` names ${path}, which cannot be read (${code}).`,
      'Correct the path.',
      { cause },
    );
  }
  try {
    // It drops a byte order mark, which is no JSON.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DelegateError('input', `\`${flag}\` names ${path}, which is not UTF-8.`, 'Save it as UTF-8.', {
      cause,
    });
  }
}
