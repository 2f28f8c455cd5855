import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore(`@github/copilot-${process.platform}-${process.arch}/copilot`);

export const copilot: readonly Case[] = [
  {
    client: 'Copilot CLI',
    version: '1.0.102',
    name: 'server as docs/clients.md writes it',
    async run(stage) {
      await using model = await startScriptedModel(
        callsOf((tool) => `deepseek-${tool}`),
        LAST_WORD,
      );
      const server = {
        type: 'local',
        command: process.execPath,
        args: [BIN, 'serve'],
        tools: ['*'],
        env: { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: stage.sandbox.url },
      };
      await mkdir(path.join(stage.home, '.copilot'), { recursive: true });
      const file = path.join(stage.home, '.copilot/mcp-config.json');
      await writeFile(file, JSON.stringify({ mcpServers: { deepseek: server } }));
      const words = ['-p', 'Do as the model says.', '--allow-all-tools'];
      const { stdout, stderr } = await runProgram(PROGRAM, words, {
        cwd: stage.project,
        environment: {
          HOME: stage.home,
          COPILOT_OFFLINE: 'true',
          COPILOT_AUTO_UPDATE: 'false',
          COPILOT_PROVIDER_TYPE: 'openai',
          COPILOT_PROVIDER_BASE_URL: `${model.url}/v1`,
          COPILOT_PROVIDER_API_KEY: 'scripted',
          COPILOT_MODEL: 'scripted',
        },
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
];
