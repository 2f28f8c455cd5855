import { transformSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { codeBlocks, references, ROOT } from '../support/documents.ts';
import { recipeFolder, runProgram, type Ran } from '../support/recipe-folder.ts';

interface Recipe {
  /** File and place in it, and what it does in a word. */
  readonly name: string;
  readonly code: string;
}

const typescript = recipesIn('typescript');
const curl = recipesIn('bash');
const python = recipesIn('python');

/** `npm test` needs no Python; where there is one, what it would refuse is found. */
const hasPython = succeeds('python3', ['--version']);
const runnablePython = python.filter(({ code }) =>
  [...code.matchAll(/^(?:from|import) (openai|anthropic|google)/gm)].every(
    ([, name]) => hasPython && succeeds('python3', ['-c', `import ${name}`]),
  ),
);

function recipesIn(fence: string): Recipe[] {
  return references.flatMap(({ name, text }) =>
    codeBlocks(text, fence).map((code, place) => ({
      name: `${name} ${fence} ${place + 1}${/stream(?:=True|: true)|[sS]tream\(|"stream"|streamGenerate/.test(code) ? ' (stream)' : ''}`,
      code,
    })),
  );
}

/** All but the lists of models: what can be cut off has to say so. */
function completions(recipes: readonly Recipe[]): Recipe[] {
  return recipes.filter(({ code }) => code.includes('INCOMPLETE'));
}

function streams(recipes: readonly Recipe[]): Recipe[] {
  return recipes.filter(({ name }) => name.endsWith('(stream)'));
}

function succeeds(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

type Run = (code: string, environment: Record<string, string>) => Promise<Ran>;

const runTypeScript: Run = async (code, environment) => {
  await using folder = await recipeFolder();
  // Its types are for the compiler below; without them it starts in half of the time.
  const { code: program } = transformSync(code, { loader: 'ts', format: 'esm', target: 'node20' });
  return await runProgram(process.execPath, [await folder.write('recipe.mjs', program)], { environment });
};
const runShell: Run = (code, environment) => runProgram('bash', ['-c', code], { environment });
const runPython: Run = async (code, environment) => {
  await using folder = await recipeFolder();
  return await runProgram('python3', [await folder.write('recipe.py', code)], { environment });
};

/** Runs a recipe unchanged, with the variables that its file asks for and nothing else of the user's. */
async function runWithSandbox(run: Run, { code }: Recipe, options: SandboxOptions = {}): Promise<Ran> {
  await using sandbox = await startSandbox({ apiKey: 'recipe-key', ...options });
  return await run(code, {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    OPENAI_API_KEY: 'recipe-key',
    OPENAI_BASE_URL: `${sandbox.url}/v1`,
    ANTHROPIC_API_KEY: 'recipe-key',
    ANTHROPIC_BASE_URL: sandbox.url,
    RUNAPI_TOKEN: 'recipe-key',
    RUNAPI_BASE_URL: sandbox.url,
  });
}

test('there are recipes in three languages, and only a list of models cannot be cut off', () => {
  const others = [typescript, curl, python].map((all) => all.length - completions(all).length);

  expect([typescript.length, curl.length, python.length]).toEqual([6, 6, 5]);
  expect(others).toEqual([0, 1, 0]);
  expect(streams([...typescript, ...curl, ...python])).toHaveLength(9);
});

const LANGUAGES: readonly (readonly [language: string, run: Run, recipes: readonly Recipe[]])[] = [
  ['TypeScript', runTypeScript, typescript],
  ['curl', runShell, curl],
  ['Python', runPython, runnablePython],
];

describe.each(LANGUAGES.filter(([, , recipes]) => recipes.length > 0))(
  'the %s recipes',
  (_language, run, recipes) => {
    for (const recipe of recipes) {
      test.concurrent(`${recipe.name} gets the whole answer`, async () => {
        const { exitCode, stdout, stderr } = await runWithSandbox(run, recipe);

        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout).toContain(completions([recipe]).length > 0 ? 'sandbox' : 'deepseek-v4-pro');
      });
    }

    for (const recipe of completions(recipes)) {
      test.concurrent(`${recipe.name} calls an answer that a limit cut off incomplete`, async () => {
        const { exitCode, stderr } = await runWithSandbox(run, recipe, { fault: 'length' });

        expect(stderr).toContain('INCOMPLETE');
        expect(exitCode).not.toBe(0);
      });
    }

    for (const recipe of streams(recipes)) {
      test.concurrent(`${recipe.name} does not take a closed stream for the end`, async () => {
        const { exitCode, stderr } = await runWithSandbox(run, recipe, { fault: 'end-without-finish' });

        expect(stderr).toContain('INCOMPLETE');
        expect(exitCode).not.toBe(0);
      });
    }
  },
);

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

test.each(hasPython ? python : [])('$name is Python', async ({ code }) => {
  await using folder = await recipeFolder();
  const file = await folder.write('recipe.py', code);

  const { exitCode, stderr } = await runProgram('python3', ['-m', 'py_compile', file], {
    environment: { PATH: process.env['PATH'] ?? '' },
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
