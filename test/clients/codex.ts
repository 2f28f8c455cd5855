import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/binary.ts';
import { callsOf, checkAnswers, KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { runProgram, type Finished } from './program.ts';
import { startResponsesModel } from './responses-model.ts';
import { runInstall } from './run-install.ts';
import { unpackPackage } from './unpack-package.ts';

export const CODEX = fileURLToPath(
  new URL('node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex', import.meta.url),
);

/** A text of TOML is one of JSON. */
function quote(text: string): string {
  return JSON.stringify(text);
}

export function writeCodexConfig({ home, project }: Stage, modelUrl: string, more: string): Promise<void> {
  const config = `
model = "scripted"
model_provider = "scripted"
[model_providers.scripted]
name = "Scripted"
base_url = ${quote(`${modelUrl}/v1`)}
wire_api = "responses"
[projects.${quote(project)}]
trust_level = "trusted"
${more}`;
  return writeFile(path.join(home, '.codex/config.toml'), config);
}

/** One turn without a person, led by the scripted model. */
async function converse(stage: Stage, configuration: string, environment = {}): Promise<void> {
  await using model = await startResponsesModel(
    'mcp__deepseek',
    callsOf((tool) => tool),
    LAST_WORD,
  );
  await writeCodexConfig(stage, model.url, configuration);
  const words = ['exec', '--skip-git-repo-check', 'Do as the model says.'];
  const { stdout, stderr } = await codexProgram(stage, words, environment);
  assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
  checkAnswers(stage, model);
}

function codexProgram(
  { home, project }: Stage,
  words: readonly string[],
  environment = {},
): Promise<Finished> {
  return runProgram(CODEX, words, {
    cwd: project,
    environment: { HOME: home, CODEX_HOME: path.join(home, '.codex'), ...environment },
  });
}

const CASES: readonly Omit<Case, 'client' | 'version'>[] = [
  {
    name: 'server by configuration',
    run: (stage) =>
      converse(
        stage,
        `
[mcp_servers.deepseek]
command = ${quote(process.execPath)}
args = [${quote(BIN)}, "serve"]
default_tools_approval_mode = "approve"
[mcp_servers.deepseek.env]
RUNAPI_API_KEY = ${quote(KEY)}
RUNAPI_BASE_URL = ${quote(stage.sandbox.url)}
`,
      ),
  },
  {
    name: 'plugin from the marketplace of the package',
    async run(stage) {
      for (const words of [
        ['plugin', 'marketplace', 'add', await unpackPackage(stage)],
        ['plugin', 'add', 'deepseek@runapi-deepseek'],
      ]) {
        const { stdout, stderr, exitCode } = await codexProgram(stage, words);
        assert.equal(exitCode, 0, stdout + stderr);
      }
      const written = await readFile(path.join(stage.home, '.codex/config.toml'), 'utf8');
      // What a person allows for good is kept under the plugin, not under the server.
      const allowed = `
[plugins."deepseek@runapi-deepseek".mcp_servers.deepseek]
default_tools_approval_mode = "approve"
`;
      await converse(stage, written + allowed, {
        RUNAPI_API_KEY: KEY,
        RUNAPI_BASE_URL: stage.sandbox.url,
        DEEPSEEK_ROOTS: stage.project,
      });
    },
  },
  {
    name: 'install writes what it lists',
    async run(stage) {
      await runInstall('codex', stage, { CODEX_HOME: path.join(stage.home, '.codex') });
      const { stdout } = await codexProgram(stage, ['mcp', 'get', 'deepseek', '--json']);
      const { transport } = JSON.parse(stdout) as { transport: Record<string, unknown> };
      assert.deepEqual(transport['args'], [BIN, 'serve']);
      assert.ok((transport['env_vars'] as string[]).includes('RUNAPI_API_KEY'));
    },
  },
];

export const codex: readonly Case[] = CASES.map((one) => ({
  client: 'Codex',
  version: '0.169.0',
  ...one,
  async run(stage) {
    await mkdir(path.join(stage.home, '.codex'), { recursive: true });
    await one.run(stage);
  },
}));
