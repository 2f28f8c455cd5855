import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { inMore, runProgram } from './program.ts';
import { startResponsesModel } from './responses-model.ts';

const PROGRAM = inMore('@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex');

/** A text of TOML is one of JSON. */
function quote(text: string): string {
  return JSON.stringify(text);
}

async function writeConfig({ home, project, sandbox }: Stage, modelUrl: string): Promise<void> {
  const config = `
model = "scripted"
model_provider = "scripted"
[model_providers.scripted]
name = "Scripted"
base_url = ${quote(`${modelUrl}/v1`)}
wire_api = "responses"
[projects.${quote(project)}]
trust_level = "trusted"
[mcp_servers.deepseek]
command = ${quote(process.execPath)}
args = [${quote(BIN)}, "serve"]
default_tools_approval_mode = "approve"
[mcp_servers.deepseek.env]
RUNAPI_API_KEY = ${quote(KEY)}
RUNAPI_BASE_URL = ${quote(sandbox.url)}
`;
  await mkdir(path.join(home, '.codex'), { recursive: true });
  await writeFile(path.join(home, '.codex/config.toml'), config);
}

export const codex: readonly Case[] = [
  {
    client: 'Codex',
    version: '0.169.0',
    name: 'server by configuration',
    async run(stage) {
      await using model = await startResponsesModel(
        'mcp__deepseek',
        callsOf((tool) => tool),
        LAST_WORD,
      );
      await writeConfig(stage, model.url);
      const words = ['exec', '--skip-git-repo-check', 'Do as the model says.'];
      const { stdout, stderr } = await runProgram(PROGRAM, words, {
        cwd: stage.project,
        environment: { HOME: stage.home, CODEX_HOME: path.join(stage.home, '.codex') },
      });
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      checkAnswers(stage, model);
    },
  },
  {
    client: 'Codex',
    version: '0.169.0',
    name: 'install writes what it lists',
    async run(stage) {
      const environment = { HOME: stage.home, CODEX_HOME: path.join(stage.home, '.codex') };
      const options = { cwd: stage.project, environment };
      const installed = await runProgram(process.execPath, [BIN, 'install', 'codex', '--yes'], options);
      assert.equal(installed.exitCode, 0, installed.stderr);
      const { stdout } = await runProgram(PROGRAM, ['mcp', 'get', 'deepseek', '--json'], options);
      const { transport } = JSON.parse(stdout) as { transport: Record<string, unknown> };
      assert.deepEqual([transport['args'], transport['env_vars']], [[BIN, 'serve'], ['RUNAPI_API_KEY']]);
    },
  },
];
