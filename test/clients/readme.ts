import assert from 'node:assert/strict';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { KEY, LAST_WORD, type Case, type Stage } from './case.ts';
import { CLAUDE_CODE, CLAUDE_QUIET } from './claude-code.ts';
import { CODEX, writeCodexConfig } from './codex.ts';
import { runProgram } from './program.ts';
import { startResponsesModel } from './responses-model.ts';
import { startScriptedModel, type ScriptedModel } from './scripted-model.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const MAX_COMMANDS = 5;
const CHANGED = 'examples/edit-with-check/src/cart.test.js';
/** The first change that the README suggests. */
const CHANGE = {
  prompt: 'Test the edge cases of total, such as an empty cart.',
  files: ['examples/edit-with-check/src/*.js'],
  save_format: 'edits',
};

const LAST_LINES = `  assert.equal(cart.total(items), 600);
});`;
const MORE_TESTS = `test('an empty cart costs nothing', () => {
  assert.equal(cart.total([]), 0);
});`;
const ANSWER = [
  CHANGED,
  '<<<<<<< SEARCH',
  LAST_LINES,
  '=======',
  `${LAST_LINES}\n\n${MORE_TESTS}`,
  '>>>>>>> REPLACE',
].join('\n');

interface Beginner {
  readonly client: string;
  readonly version: string;
  /** What is typed to start the client. */
  readonly command: string;
  readonly program: string;
  readonly startModel: () => Promise<ScriptedModel>;
  /** What the client needs to be led by the scripted model. */
  readonly prepare: (stage: Stage, modelUrl: string) => Promise<Record<string, string>>;
}

const BEGINNERS: readonly Beginner[] = [
  {
    client: 'Claude Code',
    version: '2.1.330',
    command: 'claude',
    program: CLAUDE_CODE,
    startModel: () =>
      startScriptedModel([{ name: 'mcp__deepseek__deepseek_stream', arguments: CHANGE }], LAST_WORD),
    prepare: async (_stage, modelUrl) => ({
      ...CLAUDE_QUIET,
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: 'scripted',
      ENABLE_TOOL_SEARCH: 'false',
    }),
  },
  {
    client: 'Codex',
    version: '0.169.0',
    command: 'codex',
    program: CODEX,
    startModel: () =>
      startResponsesModel('mcp__deepseek', [{ name: 'deepseek_stream', arguments: CHANGE }], LAST_WORD),
    async prepare(stage, modelUrl) {
      await mkdir(path.join(stage.home, '.codex'));
      await writeCodexConfig(stage, modelUrl, '');
      return {};
    },
  },
];

/** What the README shows to a newcomer, typed unchanged into a clean clone. */
export const readme: readonly Case[] = BEGINNERS.map(
  ({ client, version, command, program, ...beginner }) => ({
    client,
    version,
    name: `the README's commands, from a clean clone`,
    async run(stage) {
      const { home, project } = stage;
      const commands = await readCommands(command);
      assert.ok(commands.length <= MAX_COMMANDS, `${commands.length} commands`);
      const bin = path.join(home, 'bin');
      await mkdir(bin);
      await symlink(program, path.join(bin, command));
      const clone = path.join(project, 'checkout');
      await runProgram('git', ['clone', '--quiet', REPOSITORY, clone], { cwd: project, environment: {} });

      await using sandbox = await startSandbox({ answer: () => ANSWER });
      await using model = await beginner.startModel();
      const { stdout, stderr, exitCode } = await runProgram('bash', ['-e', '-c', commands.join('\n')], {
        cwd: clone,
        environment: {
          ...npmSettings(),
          HOME: home,
          PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
          RUNAPI_BASE_URL: sandbox.url,
          ...(await beginner.prepare({ ...stage, project: clone }, model.url)),
        },
      });
      assert.equal(exitCode, 0, `${stdout}${stderr}`.slice(-2000));
      assert.match(stdout, new RegExp(LAST_WORD), `${stdout}${stderr}`.slice(-2000));
      assert.match(model.toolResults().at(-1) ?? '', /Edited 1 file,.*\[deepseek-v4-pro · stop · /s);
      assert.ok((await readFile(path.join(clone, CHANGED), 'utf8')).includes(MORE_TESTS));
      assert.equal(sandbox.exchanges.length, 1);
    },
  }),
);

/** The commands of the block that ends by starting the client, with a key where the README leaves it out. */
async function readCommands(client: string): Promise<string[]> {
  const text = await readFile(path.join(REPOSITORY, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block.trim().split('\n'));
  const commands = blocks.find((lines) => lines.at(-1)?.startsWith(`${client} `)) ?? [];
  assert.ok(
    commands.some((line) => line.includes('=…')),
    `the README has no block for ${client}`,
  );
  return commands.map((line) => line.replace('=…', `=${KEY}`));
}

/** The registry and the cache are those of the machine, whatever home there is. */
function npmSettings(): Record<string, string> {
  const names = ['npm_config_userconfig', 'npm_config_cache'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
