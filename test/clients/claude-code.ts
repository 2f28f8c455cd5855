import assert from 'node:assert/strict';
import { access, cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/binary.ts';
import {
  callsOf,
  changeOf,
  checkAnswers,
  checkChange,
  KEY,
  LAST_WORD,
  writeCart,
  type Case,
  type Stage,
} from './case.ts';
import { runProgram, type Finished } from './program.ts';
import { runInstall } from './run-install.ts';
import { unpackPackage } from './unpack-package.ts';
import { startScriptedModel, type ScriptedCall, type ScriptedModel } from './scripted-model.ts';

const VERSION = '2.1.330';
export const CLAUDE_CODE = fileURLToPath(
  new URL(
    `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
    import.meta.url,
  ),
);
/** No traffic but with the model. */
export const CLAUDE_QUIET = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
};
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

function claude({ home, project }: Stage, words: readonly string[], environment = {}): Promise<Finished> {
  return runProgram(CLAUDE_CODE, words, {
    cwd: project,
    environment: {
      HOME: home,
      CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
      ...CLAUDE_QUIET,
      ...environment,
    },
  });
}

function serverEnvironment({ sandbox }: Stage): Record<string, string> {
  return { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: sandbox.url };
}

/** One turn without a person, led by the scripted model. */
async function converse(
  stage: Stage,
  calls: readonly ScriptedCall[],
  words: readonly string[],
): Promise<AsyncDisposable & { model: ScriptedModel }> {
  const model = await startScriptedModel(calls, LAST_WORD);
  const allowed = calls.map(({ name }) => name).join(',');
  const { stdout, stderr } = await claude(
    stage,
    ['-p', 'Do as the model says.', '--output-format', 'json', '--allowedTools', allowed, ...words],
    { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'scripted', ENABLE_TOOL_SEARCH: 'false' },
  );
  try {
    assert.match(
      stdout,
      new RegExp(LAST_WORD),
      `the last word is missing: ${stdout}${stderr}`.slice(0, 2000),
    );
  } catch (error) {
    await model[Symbol.asyncDispose]();
    throw error;
  }
  return { model, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}

async function writeConfig(stage: Stage): Promise<string> {
  const file = path.join(stage.home, 'mcp.json');
  const server = { command: process.execPath, args: [BIN, 'serve'], env: serverEnvironment(stage) };
  await writeFile(file, JSON.stringify({ mcpServers: { deepseek: server } }));
  return file;
}

const toolName = (tool: string) => `mcp__deepseek__${tool}`;
const pluginToolName = (tool: string) => `mcp__plugin_deepseek_deepseek__${tool}`;

const CASES: readonly Omit<Case, 'client' | 'version'>[] = [
  {
    name: 'server by configuration',
    async run(stage) {
      await using it = await converse(stage, callsOf(toolName), ['--mcp-config', await writeConfig(stage)]);
      checkAnswers(stage, it.model);
    },
  },
  {
    name: 'a change of three files, and its undo',
    async run(stage) {
      await writeCart(stage);
      await using it = await converse(stage, changeOf(toolName), ['--mcp-config', await writeConfig(stage)]);
      await checkChange(stage, it.model);
    },
  },
  {
    name: 'skill first, then the tools',
    async run(stage) {
      await cp(path.join(REPOSITORY, 'skill/deepseek'), path.join(stage.home, '.claude/skills/deepseek'), {
        recursive: true,
      });
      const calls = [{ name: 'Skill', arguments: { skill: 'deepseek' } }, ...callsOf(toolName)];
      await using it = await converse(stage, calls, ['--mcp-config', await writeConfig(stage)]);
      checkAnswers(stage, it.model);
    },
  },
  {
    name: 'plugin from the marketplace of the repository',
    async run(stage) {
      const add = await claude(stage, ['plugin', 'marketplace', 'add', await unpackPackage(stage)]);
      assert.equal(add.exitCode, 0, add.stdout + add.stderr);
      const options = ['--config', `api_key=${KEY}`, '--config', `base_url=${stage.sandbox.url}`];
      const install = await claude(stage, ['plugin', 'install', 'deepseek@runapi-deepseek', ...options]);
      assert.equal(install.exitCode, 0, install.stdout + install.stderr);
      await using it = await converse(stage, callsOf(pluginToolName), []);
      checkAnswers(stage, it.model);
    },
  },
  {
    name: 'install writes what it connects to',
    async run(stage) {
      await runInstall('claude-code', stage, { CLAUDE_CONFIG_DIR: path.join(stage.home, '.claude') });
      const { stdout } = await claude(stage, ['mcp', 'list'], serverEnvironment(stage));
      assert.match(stdout, /deepseek: .* ✔ Connected/);
    },
  },
  {
    name: 'plugin validate --strict',
    async run(stage) {
      const { stdout, stderr, exitCode } = await claude(stage, [
        'plugin',
        'validate',
        '--strict',
        REPOSITORY,
      ]);
      assert.equal(exitCode, 0, stdout + stderr);
    },
  },
];

export const claudeCode: readonly Case[] = CASES.map((one) => ({
  client: 'Claude Code',
  version: VERSION,
  ...one,
  async run(stage) {
    await access(CLAUDE_CODE).catch(() => {
      throw new Error(`Claude Code has no program for ${process.platform} ${process.arch} in test/clients.`);
    });
    await one.run(stage);
  },
}));
