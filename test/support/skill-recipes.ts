import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { codeBlocks, references } from './documents.ts';
import type { Ran } from './recipe-folder.ts';

export interface Recipe {
  /** File and place in it, and what it does in a word. */
  readonly name: string;
  readonly code: string;
}

export const typescript = recipesIn('typescript');
export const curl = recipesIn('bash');
export const python = recipesIn('python');

function recipesIn(fence: string): Recipe[] {
  return references.flatMap(({ name, text }) =>
    codeBlocks(text, fence).map((code, place) => ({
      name: `${name} ${fence} ${place + 1}${/stream(?:=True|: true)|[sS]tream\(|"stream"|streamGenerate/.test(code) ? ' (stream)' : ''}`,
      code,
    })),
  );
}

/** All but the lists of models: what can be cut off has to say so. */
export function completions(recipes: readonly Recipe[]): Recipe[] {
  return recipes.filter(({ code }) => code.includes('INCOMPLETE'));
}

export function streams(recipes: readonly Recipe[]): Recipe[] {
  return recipes.filter(({ name }) => name.endsWith('(stream)'));
}

export type Run = (code: string, environment: Record<string, string>) => Promise<Ran>;

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

/** Each recipe gets its answer, and calls one that was cut off incomplete. */
export function testRecipes(run: Run, recipes: readonly Recipe[]): void {
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
}
