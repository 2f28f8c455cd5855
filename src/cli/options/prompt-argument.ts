import { stat } from 'node:fs/promises';
import { DelegateError } from '../../errors.ts';

/**
 * The prompt among the words that are no options. Where the shell has expanded a glob after `--file`, all files but
 * the first are such words.
 *
 * @throws {DelegateError} `input` for more than one word, and for a file in the place of the prompt.
 */
export async function readPromptArgument(
  words: readonly string[],
  files: readonly string[] | undefined,
): Promise<string | undefined> {
  if (files !== undefined) {
    for (const word of words) if (await isFile(word)) throw expandedGlob(word);
  }
  if (words.length > 1) {
    throw new DelegateError(
      'input',
      `There are ${words.length} arguments, but one prompt.`,
      'Put the prompt into quotes.',
    );
  }
  return words[0];
}

/**
 * For a command whose prompt comes before the files: without it, the first file would be taken for the prompt.
 *
 * @throws {DelegateError} `input` for a file in the place of the prompt.
 */
export async function requirePromptBeforeFiles(prompt: string): Promise<void> {
  if (!(await isFile(prompt))) return;
  throw new DelegateError(
    'input',
    `${JSON.stringify(prompt)} would be the prompt, but it is a file.`,
    'Put the prompt first, in quotes, and the files behind it.',
  );
}

function expandedGlob(word: string): DelegateError {
  return new DelegateError(
    'input',
    `${JSON.stringify(word)} would be the prompt, but it is a file: the shell seems to have expanded a glob after --file, which takes one value.`,
    'Quote the glob (--file "src/*.ts"), or repeat --file for each file.',
  );
}

/** A prompt of several words is no file, whatever there is of that name. */
async function isFile(word: string): Promise<boolean> {
  if (/\s/.test(word)) return false;
  return stat(word).then(
    () => true,
    () => false,
  );
}
