import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/binary.ts';
import { KEY, type Case, type Stage } from './case.ts';
import { inMore, runProgram, type Finished } from './program.ts';
import { runInstall } from './run-install.ts';

const PROGRAM = inMore('openclaw/openclaw.mjs');
const NODE = inMore('node-26/bin/node');
const SKILL = fileURLToPath(new URL('../../skill/deepseek', import.meta.url));

function openclaw({ home, project }: Stage, words: readonly string[], environment = {}): Promise<Finished> {
  return runProgram(NODE, [PROGRAM, ...words], {
    cwd: project,
    environment: { HOME: home, OPENCLAW_STATE_DIR: path.join(home, '.openclaw'), ...environment },
  });
}

async function writeConfig({ home, project }: Stage, more: object = {}): Promise<void> {
  const config = { agents: { defaults: { workspace: project } }, ...more };
  await mkdir(path.join(home, '.openclaw'), { recursive: true });
  await writeFile(path.join(home, '.openclaw/openclaw.json'), JSON.stringify(config));
}

async function isEligible(stage: Stage, environment: Record<string, string>): Promise<unknown> {
  const { stdout, stderr } = await openclaw(stage, ['skills', 'info', 'deepseek', '--json'], environment);
  assert.match(stdout, /^\s*\{/, stderr);
  return (JSON.parse(stdout) as { eligible: unknown }).eligible;
}

const CASES: readonly Omit<Case, 'client' | 'version'>[] = [
  {
    name: "the skill's gate, closed and open",
    async run(stage) {
      await writeConfig(stage);
      await cp(SKILL, path.join(stage.project, 'skills/deepseek'), { recursive: true });
      assert.equal(await isEligible(stage, {}), false);
      const pair = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${stage.sandbox.url}/v1` };
      assert.equal(await isEligible(stage, pair), true);
    },
  },
  {
    name: 'mcp doctor and probe',
    async run(stage) {
      const env = { RUNAPI_API_KEY: '${RUNAPI_API_KEY}', RUNAPI_BASE_URL: stage.sandbox.url };
      const server = { command: process.execPath, args: [BIN, 'serve'], env };
      await writeConfig(stage, { mcp: { servers: { deepseek: server } } });
      const doctor = await openclaw(stage, ['mcp', 'doctor'], { RUNAPI_API_KEY: KEY });
      assert.match(doctor.stdout + doctor.stderr, /deepseek: ok/);
      const probe = await openclaw(stage, ['mcp', 'probe', 'deepseek', '--json'], { RUNAPI_API_KEY: KEY });
      for (const tool of ['deepseek_chat', 'deepseek_stream', 'list_models']) {
        assert.match(probe.stdout, new RegExp(`deepseek__${tool}`), probe.stdout + probe.stderr);
      }
    },
  },
  {
    name: 'install writes what its doctor takes',
    async run(stage) {
      await writeConfig(stage);
      await runInstall('openclaw', stage);
      const doctor = await openclaw(stage, ['mcp', 'doctor'], { RUNAPI_API_KEY: KEY });
      assert.match(doctor.stdout + doctor.stderr, /deepseek: ok/);
    },
  },
];

export const openClaw: readonly Case[] = CASES.map((one) => ({
  client: 'OpenClaw',
  version: '2026.9.6',
  ...one,
}));
