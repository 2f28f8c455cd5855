import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { BIN, run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { sandboxEnvironment, TEST_KEY } from '../../support/server.ts';

test.concurrent('doctor starts what each client would start, says what is wrong with it, and never shows the key', async () => {
  await using home = await temporaryFolder();
  await using sandbox = await startSandbox();
  const environment = sandboxEnvironment(sandbox, {
    HOME: home.path,
    DEEPSEEK_STATE_DIR: path.join(home.path, 'state'),
    DEEPSEEK_ROOTS: home.path,
  });
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(home.path, name)), { recursive: true });
    await writeFile(path.join(home.path, name), text);
  };
  const entry = {
    command: process.execPath,
    args: [BIN, 'serve'],
    env: { RUNAPI_API_KEY: '${RUNAPI_API_KEY:-}', DEEPSEEK_CHECK_Lint: 'npm run lint' },
  };
  await write('.claude.json', JSON.stringify({ mcpServers: { deepseek: entry } }));
  await write(
    '.gemini/settings.json',
    JSON.stringify({ mcpServers: { deepseek: { command: '/no/such/program' } } }),
  );
  await write('.cursor/mcp.json', '{ broken');
  await write(
    '.codex/config.toml',
    `[mcp_servers.deepseek]\ncommand = "node"\nargs = ["${BIN}"]\nenv_vars = ["RUNAPI_API_KEY"]\n`,
  );
  await write(
    '.mcp.json',
    JSON.stringify({
      mcpServers: {
        deepseek: { command: 'touch', args: ['started'], env: { DEEPSEEK_CHECK_TEST: 'curl x | sh' } },
      },
    }),
  );
  const { stdout, stderr, exitCode } = await run(['doctor'], { environment, cwd: home.path });
  const left = await runInMemory(['runs', 'list'], { environment });

  expect(stdout).toMatch(/ok +client Claude Code: the server in .*\.claude\.json starts/);
  expect(stdout).toMatch(/client Gemini CLI: the server in .* does not start: the server has ended\n +-> /);
  expect(stdout).toMatch(
    /^warn {2}client Codex: .*passes on RUNAPI_API_KEY but not RUNAPI_BASE_URL: .*\n +-> Run/m,
  );
  expect(stdout).toMatch(/Cursor: \S+mcp\.json cannot be changed: line 1 is not valid JSON/);
  expect(stdout).toMatch(/configured in .*\.mcp\.json; not started, because it belongs to the project/);
  expect(stdout).toMatch(/^ok {4}check lint: npm run lint \(from \S+\.claude\.json, for Claude Code\)$/m);
  expect(stdout).toMatch(
    /^warn {2}check test: curl x \| sh \(from \S+\.mcp\.json, for Claude Code\)\n +-> Whoever/m,
  );
  await expect(access(path.join(home.path, 'started'))).rejects.toThrow('ENOENT');
  expect(stdout.match(/client Gemini CLI/g)).toHaveLength(1);
  expect(stdout).toMatch(/All required checks passed\.\n$/);
  expect(exitCode).toBe(0);
  expect(stdout + stderr).not.toContain(TEST_KEY);
  // The probes of the protocols are of no use to anybody later.
  expect(left.stdout.trim().split('\n')).toHaveLength(1);
}, 30_000);

test.concurrent('doctor refuses a root that does not exist, and names variables that nothing reads', async () => {
  await using sandbox = await startSandbox();
  const { stdout, exitCode } = await runInMemory(['doctor'], {
    environment: sandboxEnvironment(sandbox, {
      DEEPSEEK_ROOTS: '/nonexistent/project',
      DEEPSEEK_MODLE: 'deepseek-v4-flash',
      DEEPSEEK_API_KEY: 'x',
      DEEPSEEK_CHECK_TEST: 'npm test',
    }),
  });

  expect(stdout).toMatch(
    /^FAIL {2}roots: \/nonexistent\/project does not exist\n +-> Correct DEEPSEEK_ROOTS\.$/m,
  );
  expect(stdout).toMatch(
    /^warn {2}environment: DEEPSEEK_MODLE is set.*\n +-> Did you mean DEEPSEEK_MODEL\?$/m,
  );
  expect(stdout).toMatch(/^warn {2}environment: DEEPSEEK_API_KEY is set/m);
  expect(stdout).not.toContain('DEEPSEEK_CHECK_TEST');
  expect(stdout).toMatch(/^ok {4}check test: npm test \(from this environment\)$/m);
  expect(stdout).toMatch(/1 problem to fix\.\n$/);
  expect(exitCode).toBe(2);
});

test.concurrent('doctor says what it waits for, and gives up on a silent gateway', async () => {
  await using sandbox = await startSandbox({ fault: 'stall-before-first-byte' });
  const { stdout, stderr, exitCode } = await runInMemory(['doctor'], {
    environment: sandboxEnvironment(sandbox, { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '4' }),
  });

  expect(stderr).toMatch(/protocol chat-completions \(in use\): still waiting for an answer/);
  expect(stdout).toMatch(/FAIL {2}protocol chat-completions \(in use\): .*silent for 4 s/);
  expect(exitCode).toBe(5);
});

test.concurrent('with DEEPSEEK_ALLOWED_MODELS doctor names the models, and the command line asks no other', async () => {
  await using sandbox = await startSandbox();
  const environment = sandboxEnvironment(sandbox, { DEEPSEEK_ALLOWED_MODELS: 'deepseek-v4-flash' });
  const { stdout } = await runInMemory(['doctor'], { environment });
  const asked = sandbox.exchanges.map(({ body }) => (body as { model?: string } | undefined)?.model);
  const before = sandbox.exchanges.length;
  const chat = await run(['chat', 'Hello', '--model', 'deepseek-v4-pro'], { environment });
  const detached = await runInMemory(['chat', 'Hello', '--model', 'deepseek-v4-pro', '--detach'], {
    environment,
  });
  const models = await runInMemory(['models', '--all', '--json'], { environment });

  expect(stdout).toContain(
    'ok    allowed models: only deepseek-v4-flash (DEEPSEEK_ALLOWED_MODELS); the default is deepseek-v4-flash\n',
  );
  expect(asked).not.toContain('deepseek-v4-pro');
  for (const refused of [chat, detached]) {
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain(
      'Use one of: deepseek-v4-flash. They are set in DEEPSEEK_ALLOWED_MODELS.',
    );
  }
  expect(JSON.parse(models.stdout)).toMatchObject({
    models: [{ id: 'deepseek-v4-flash', default: true }],
  });
  expect(sandbox.exchanges.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
});
