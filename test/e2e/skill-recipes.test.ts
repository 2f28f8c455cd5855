import { transformSync } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/documents.ts';
import { recipeFolder, runProgram } from '../support/recipe-folder.ts';
import {
  completions,
  curl,
  python,
  streams,
  testRecipes,
  typescript,
  type Run,
} from '../support/skill-recipes.ts';

const runTypeScript: Run = async (code, environment) => {
  await using folder = await recipeFolder();
  // Its types are for the compiler below; without them it starts in half of the time.
  const { code: program } = transformSync(code, { loader: 'ts', format: 'esm', target: 'node20' });
  return await runProgram(process.execPath, [await folder.write('recipe.mjs', program)], { environment });
};
const runShell: Run = (code, environment) => runProgram('bash', ['-c', code], { environment });

test('there are recipes in three languages, and only a list of models cannot be cut off', () => {
  const others = [typescript, curl, python].map((all) => all.length - completions(all).length);

  expect([typescript.length, curl.length, python.length]).toEqual([6, 6, 5]);
  expect(others).toEqual([0, 1, 0]);
  expect(streams([...typescript, ...curl, ...python])).toHaveLength(9);
});

// Those in Python: test/python/.
describe('the TypeScript recipes', () => {
  testRecipes(runTypeScript, typescript);
});
describe('the curl recipes', () => {
  testRecipes(runShell, curl);
});

test('the TypeScript recipes hold before a strict compiler', async () => {
  await using folder = await recipeFolder();
  const files = await Promise.all(
    typescript.map(({ code }, place) => folder.write(`recipe-${place}.ts`, code)),
  );
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', ROOT));
  const options = '--strict --noEmit --skipLibCheck --module nodenext --target es2023 --types node'.split(
    ' ',
  );

  const { exitCode, stdout } = await runProgram(process.execPath, [tsc, ...options, ...files], {
    environment: {},
    cwd: folder.path,
  });

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});
