import { access, constants, mkdir, stat } from 'node:fs/promises';
import leven from 'leven';
import type { Environment, Settings } from '../../config/config.ts';
import { knownVariables, unknownVariables } from '../../config/variables.ts';
import { DelegateError } from '../../errors.ts';
import type { Check } from './check.ts';

/** More letters apart than this, and it is no typing error. */
const MAX_TYPOS = 3;

export function checkVariables(environment: Environment): Check[] {
  return unknownVariables(environment).map((name) => {
    const [close] = knownVariables()
      .map((known) => ({ known, distance: leven(known, name) }))
      .toSorted((one, other) => one.distance - other.distance);
    const isTypo = close !== undefined && close.distance <= MAX_TYPOS;
    return {
      name: 'environment',
      state: 'warning',
      finding: `${name} is set, but this program does not read it`,
      next: isTypo ? `Did you mean ${close.known}?` : 'Check the spelling, or unset it.',
    };
  });
}

/** Nothing to say where every model may be asked. */
export function checkAllowedModels({ allowedModels, model }: Settings): Check[] {
  if (!allowedModels) return [];
  const finding = `only ${[...allowedModels].join(', ')} (DEEPSEEK_ALLOWED_MODELS); the default is ${model}`;
  return [{ name: 'allowed models', state: 'ok', finding }];
}

export async function checkRoots({ roots }: Settings): Promise<Check> {
  const name = 'roots';
  if (roots.length === 0) {
    return {
      name,
      state: 'warning',
      finding: 'none, so no files can be read or written',
      next: 'Set DEEPSEEK_ROOTS to the project folder if that is not what you want.',
    };
  }
  for (const root of roots) {
    const problem = await folderProblem(root);
    if (problem === undefined) continue;
    const finding = `${root} ${problem}`;
    const next = 'Correct DEEPSEEK_ROOTS.';
    return { name, state: 'failed', finding, next, error: new DelegateError('configuration', finding, next) };
  }
  return { name, state: 'ok', finding: roots.join(', ') };
}

async function folderProblem(folder: string): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return 'is not a folder';
    await access(folder, constants.R_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  }
}

export async function checkStateFolder(folder: string): Promise<Check> {
  const name = 'state folder';
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    const { mode } = await stat(folder);
    const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
    if (isPrivate) return { name, state: 'ok', finding: folder };
    const next = `Make it private: chmod 700 ${folder}`;
    return { name, state: 'warning', finding: `${folder} can be read by others`, next };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const finding = `${folder} cannot be written (${code})`;
    const next = 'Set DEEPSEEK_STATE_DIR to a folder that you may write to.';
    return {
      name,
      state: 'failed',
      finding,
      next,
      error: new DelegateError('configuration', finding, next, { cause }),
    };
  }
}
