import { cp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../errors.ts';

const SKILL_NAME = 'deepseek';

/** @returns The folder of the copy. @throws {DelegateError} `input` where there is another one. */
export async function installSkill(
  source: string,
  skillFolder: string,
  { force }: { force: boolean },
): Promise<string> {
  const target = path.join(skillFolder, SKILL_NAME);
  const state = await compare(source, target);
  if (state === 'different' && !force) {
    throw new DelegateError(
      'input',
      `${target} exists, and is another skill or another version of this one.`,
      'Replace it with --force.',
    );
  }
  if (state === 'different') await rm(target, { recursive: true });
  if (state !== 'same') await cp(source, target, { recursive: true });
  return target;
}

/** Removes the copy if nobody has changed it. @returns Its folder; undefined where there was none. */
export async function uninstallSkill(source: string, skillFolder: string): Promise<string | undefined> {
  const target = path.join(skillFolder, SKILL_NAME);
  const state = await compare(source, target);
  if (state === 'missing') return undefined;
  if (state === 'different') {
    throw new DelegateError(
      'input',
      `${target} was changed since it was installed.`,
      'Remove it by hand if it is not needed.',
    );
  }
  await rm(target, { recursive: true });
  return target;
}

async function compare(source: string, target: string): Promise<'missing' | 'same' | 'different'> {
  const [ours, theirs] = await Promise.all([contentsOf(source), contentsOf(target)]);
  if (!theirs) return 'missing';
  return JSON.stringify(ours) === JSON.stringify(theirs) ? 'same' : 'different';
}

/** Names and contents, in order; undefined where there is no such folder. */
async function contentsOf(folder: string): Promise<[string, string][] | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const files = entries
    ?.filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  if (!files) return undefined;
  const read = async (file: string): Promise<[string, string]> => [
    path.relative(folder, file),
    await readFile(file, 'utf8'),
  ];
  return Promise.all(files.toSorted((one, other) => (one < other ? -1 : 1)).map(read));
}
