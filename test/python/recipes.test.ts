import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { recipeFolder } from '../support/recipe-folder.ts';
import { python, testRecipes, type Run } from '../support/skill-recipes.ts';
import { runPython } from './targets.ts';

const run: Run = async (code, environment) => {
  await using folder = await recipeFolder();
  return await runPython(await folder.write('recipe.py', code), [], environment);
};

describe('the Python recipes of the skill', () => {
  testRecipes(run, python);
});

test('the examples that the gateway publishes work against the sandbox, but for key, URL and thinking', async () => {
  await using sandbox = await startSandbox({ apiKey: 'recipe-key' });
  const published = readFileSync(new URL('programs/seed.py', import.meta.url), 'utf8');
  const code = published
    .replaceAll('YOUR_RUNAPI_TOKEN', 'recipe-key')
    .replaceAll('https://runapi.ai', sandbox.url)
    // As published it takes the first block for text, and fails where the model's thinking comes first.
    .replace('message.content[0]', 'message.content[-1]');
  const { exitCode, stdout, stderr } = await run(code, {});

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const asked of ['Explain vector databases', 'Write a concise release note', 'Draft a migration']) {
    expect(stdout).toContain(asked);
  }
  expect(stdout).toContain('CompletionUsage(');
  expect(sandbox.exchanges.map(({ path }) => path)).toEqual([
    '/v1/chat/completions',
    '/v1/chat/completions',
    '/v1/messages',
  ]);
});
