import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore('@qwen-code/qwen-code/cli.js');

export const qwenCode: readonly Case[] = [
  {
    client: 'Qwen Code',
    version: '0.24.4',
    name: 'server as docs/clients.md writes it',
    async run(stage) {
      await using model = await startScriptedModel(
        callsOf((tool) => `mcp__deepseek__${tool}`),
        LAST_WORD,
      );
      const settings = {
        security: { auth: { selectedType: 'openai' } },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        mcpServers: {
          deepseek: {
            command: process.execPath,
            args: [BIN, 'serve'],
            env: { RUNAPI_API_KEY: '${RUNAPI_API_KEY}', RUNAPI_BASE_URL: stage.sandbox.url },
          },
        },
      };
      await mkdir(path.join(stage.home, '.qwen'), { recursive: true });
      await writeFile(path.join(stage.home, '.qwen/settings.json'), JSON.stringify(settings));
      const words = [PROGRAM, '-p', 'Do as the model says.', '--yolo'];
      const { stdout, stderr } = await runProgram(process.execPath, words, {
        cwd: stage.project,
        environment: {
          HOME: stage.home,
          RUNAPI_API_KEY: KEY,
          OPENAI_API_KEY: 'scripted',
          OPENAI_BASE_URL: `${model.url}/v1`,
          OPENAI_MODEL: 'scripted',
        },
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
];
