import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packGemini } from '../../scripts/packages/pack-gemini.ts';
import { PRODUCT } from '../../scripts/packages/product.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { inMore, runProgram, type Finished } from './program.ts';
import { runInstall } from './run-install.ts';
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

async function writeSettings({ home }: Stage): Promise<void> {
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' } },
    privacy: { usageStatisticsEnabled: false },
    general: { disableAutoUpdate: true },
  };
  await mkdir(path.join(home, '.gemini'), { recursive: true });
  await writeFile(path.join(home, '.gemini/settings.json'), JSON.stringify(settings));
}

/** One turn without a person, led by the scripted model. */
async function converse(stage: Stage, environment = {}): Promise<void> {
  await using model = await startScriptedModel(
    callsOf((tool) => `mcp_deepseek_${tool}`),
    LAST_WORD,
  );
  // Without a model by name, the CLI asks another one which to take, again and again.
  const words = ['-p', 'Do as the model says.', '--yolo', '-m', 'gemini-2.5-pro'];
  const { stdout, stderr } = await gemini(stage, words, {
    GEMINI_API_KEY: 'scripted',
    GOOGLE_GEMINI_BASE_URL: model.url,
    ...environment,
  });
  assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
  checkAnswers(stage, model);
}

const CASES: readonly Omit<Case, 'client' | 'version'>[] = [
  {
    name: 'server as install writes it',
    async run(stage) {
      await writeSettings(stage);
      await runInstall('gemini', stage);
      await converse(stage, { RUNAPI_API_KEY: KEY });
    },
  },
  {
    name: 'extension, packed and installed',
    async run(stage) {
      await writeSettings(stage);
      const folder = path.join(stage.home, 'extension');
      await packGemini(PRODUCT, folder);
      const install = ['extensions', 'install', folder, '--consent', '--skip-settings'];
      const { stdout, stderr, exitCode } = await gemini(stage, install);
      assert.equal(exitCode, 0, stdout + stderr);
      await converse(stage, { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: stage.sandbox.url });
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
