import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore(`@cline/cli-${process.platform}-${process.arch}/bin/cline`);

export const clineCli: readonly Case[] = [
  {
    client: 'Cline CLI',
    version: '3.0.65',
    name: 'server as docs/clients.md writes it',
    async run(stage) {
      await using model = await startScriptedModel(
        callsOf((tool) => `deepseek__${tool}`),
        LAST_WORD,
      );
      const environment = { HOME: stage.home, CLINE_TELEMETRY_DISABLED: '1' };
      const options = { cwd: stage.project, environment };
      const auth = ['auth', 'openai-compatible', '-k', 'scripted', '-m', 'scripted', '-b', `${model.url}/v1`];
      const configured = await runProgram(PROGRAM, auth, options);
      assert.equal(configured.exitCode, 0, configured.stdout + configured.stderr);
      const server = {
        command: process.execPath,
        args: [BIN, 'serve'],
        env: { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: stage.sandbox.url },
        disabled: false,
      };
      const folder = path.join(stage.home, '.cline/data/settings');
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, 'cline_mcp_settings.json');
      await writeFile(file, JSON.stringify({ mcpServers: { deepseek: server } }));
      const words = ['-P', 'openai-compatible', '-m', 'scripted', 'Do as the model says.'];
      const { stdout, stderr } = await runProgram(PROGRAM, words, options);
      // It leaves a daemon behind.
      await runProgram(PROGRAM, ['hub', 'stop'], options);
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
];
