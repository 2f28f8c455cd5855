import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { runInstall } from './run-install.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore(`opencode-${process.platform}-${process.arch}/bin/opencode`);

async function writeConfig({ home }: Stage, modelUrl: string): Promise<void> {
  const config = {
    $schema: 'https://opencode.ai/config.json',
    autoupdate: false,
    share: 'disabled',
    model: 'scripted/scripted',
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Scripted',
        options: { baseURL: `${modelUrl}/v1`, apiKey: 'scripted' },
        models: { scripted: { name: 'Scripted', tool_call: true } },
      },
    },
  };
  await mkdir(path.join(home, '.config/opencode'), { recursive: true });
  await writeFile(path.join(home, '.config/opencode/opencode.json'), JSON.stringify(config));
}

export const opencode: readonly Case[] = [
  {
    client: 'opencode',
    version: '1.18.33',
    name: 'server as install writes it',
    async run(stage) {
      await using model = await startScriptedModel(
        callsOf((tool) => `deepseek_${tool}`),
        LAST_WORD,
      );
      await writeConfig(stage, model.url);
      await runInstall('opencode', stage);
      const { stdout, stderr } = await runProgram(PROGRAM, ['run', 'Do as the model says.'], {
        cwd: stage.project,
        environment: {
          HOME: stage.home,
          RUNAPI_API_KEY: KEY,
          OPENCODE_DISABLE_AUTOUPDATE: '1',
          OPENCODE_DISABLE_MODELS_FETCH: '1',
          OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
        },
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
];
