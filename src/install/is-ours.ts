import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { entryWords } from './entry-words.ts';

const PACKAGE = 'runapi-deepseek';
/** The package by its name, with a version, as a path of its command, or as a package of a scope. */
const NAMES_PACKAGE = /(?:^|[\\/])runapi-deepseek(?:@[\w.^~<>=*-]+)?(?:\.cmd)?$/;
const SCRIPT = /^(.*)[\\/]dist[\\/]bin\.js$/;

/** Whether an entry starts this server: by the package's name, or by the script of a checkout. */
export async function isOurs(entry: unknown): Promise<boolean> {
  const words = entryWords(entry);
  if (words.some((word) => NAMES_PACKAGE.test(word))) return true;
  const [, script] = words;
  const folder = script === undefined ? undefined : SCRIPT.exec(script)?.[1];
  if (folder === undefined) return false;
  const name = await packageName(folder);
  if (name !== undefined) return name === PACKAGE;
  // A checkout that was moved or removed is told by the rest of what install writes.
  return words.length === 3 && words[0] === 'node' && words[2] === 'serve' && !(await exists(script));
}

async function packageName(folder: string): Promise<unknown> {
  try {
    const text = await readFile(path.join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name?: unknown } | null)?.name;
  } catch {
    return undefined;
  }
}

async function exists(file: string | undefined): Promise<boolean> {
  return access(file ?? '').then(
    () => true,
    () => false,
  );
}
