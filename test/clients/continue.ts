import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore('@continuedev/cli/dist/cn.js');

export const continueCli: readonly Case[] = [
  {
    client: 'Continue CLI',
    version: '1.5.47',
    name: 'server as docs/clients.md writes it',
    async run(stage) {
      await using model = await startScriptedModel(
        callsOf((tool) => tool),
        LAST_WORD,
      );
      const scripted = {
        name: 'Scripted',
        provider: 'openai',
        model: 'scripted',
        apiBase: `${model.url}/v1`,
        apiKey: 'scripted',
        capabilities: ['tool_use'],
        roles: ['chat'],
      };
      const server = {
        name: 'deepseek',
        command: process.execPath,
        args: [BIN, 'serve'],
        env: { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: stage.sandbox.url },
      };
      const config = {
        name: 'test',
        version: '1.0.0',
        schema: 'v1',
        models: [scripted],
        mcpServers: [server],
      };
      const file = path.join(stage.home, 'config.yaml');
      // JSON is YAML.
      await writeFile(file, JSON.stringify(config));
      const words = [PROGRAM, '-p', 'Do as the model says.', '--auto', '--config', file];
      const { stdout, stderr } = await runProgram(process.execPath, words, {
        cwd: stage.project,
        environment: { HOME: stage.home, CONTINUE_TELEMETRY_ENABLED: '0' },
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
];
