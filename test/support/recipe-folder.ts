import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './folder.ts';
import { ROOT } from './documents.ts';

export interface Ran {
  readonly exitCode: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RecipeFolder extends AsyncDisposable {
  readonly path: string;
  /** @returns The absolute path of the file. */
  write(name: string, text: string): Promise<string>;
}

/** A folder outside the repository, from which the packages of the repository can be imported. */
export async function recipeFolder(): Promise<RecipeFolder> {
  const folder = await temporaryFolder();
  await symlink(fileURLToPath(new URL('node_modules', ROOT)), path.join(folder.path, 'node_modules'));
  await writeFile(path.join(folder.path, 'package.json'), '{"type": "module"}');
  return {
    path: folder.path,
    async write(name, text) {
      const file = path.join(folder.path, name);
      await writeFile(file, text);
      return file;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

interface RunOptions {
  readonly environment: Record<string, string>;
  readonly cwd?: string;
}

/** Runs a program to its end; a failure is a result like any other. */
export function runProgram(
  program: string,
  words: readonly string[],
  { environment, cwd }: RunOptions,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(program, words, { env: environment, cwd }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? (error.code ?? null) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
