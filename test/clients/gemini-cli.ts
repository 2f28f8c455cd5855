import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packGemini } from '../../scripts/packages/pack-gemini.ts';
import { PRODUCT } from '../../scripts/packages/product.ts';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { inMore, runProgram, type Finished } from './program.ts';
import { startScriptedModel } from './scripted-model.ts';

const PROGRAM = inMore('@google/gemini-cli/bundle/gemini.js');

function gemini({ home, project }: Stage, words: readonly string[], environment = {}): Promise<Finished> {
  return runProgram(process.execPath, [PROGRAM, ...words], {
    cwd: project,
    environment: {
      HOME: home,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
      GEMINI_TELEMETRY_ENABLED: 'false',
      ...environment,
    },
  });
}

async function writeSettings({ home, sandbox }: Stage): Promise<void> {
  const server = {
    command: process.execPath,
    args: [BIN, 'serve'],
    env: { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: sandbox.url },
    trust: true,
  };
  const settings = {
    mcpServers: { deepseek: server },
    security: { auth: { selectedType: 'gemini-api-key' } },
    privacy: { usageStatisticsEnabled: false },
    general: { disableAutoUpdate: true },
  };
  await mkdir(path.join(home, '.gemini'), { recursive: true });
  await writeFile(path.join(home, '.gemini/settings.json'), JSON.stringify(settings));
}

const CASES: readonly Omit<Case, 'client' | 'version'>[] = [
  {
    name: 'server by configuration',
    async run(stage) {
      await writeSettings(stage);
      await using model = await startScriptedModel(
        callsOf((tool) => `mcp_deepseek_${tool}`),
        LAST_WORD,
      );
      const { stdout, stderr } = await gemini(stage, ['-p', 'Do as the model says.', '--yolo'], {
        GEMINI_API_KEY: 'scripted',
        GOOGLE_GEMINI_BASE_URL: model.url,
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
  {
    name: 'extensions validate',
    async run(stage) {
      const folder = path.join(stage.home, 'extension');
      await packGemini(PRODUCT, folder);
      const { stdout, stderr, exitCode } = await gemini(stage, ['extensions', 'validate', folder]);
      assert.equal(exitCode, 0, stdout + stderr);
      assert.match(stdout + stderr, /successfully validated/i);
    },
  },
];

export const geminiCli: readonly Case[] = CASES.map((one) => ({
  client: 'Gemini CLI',
  version: '0.61.0',
  ...one,
}));
