import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { BIN, finish, run } from '../../support/binary.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { sandboxEnvironment } from '../../support/server.ts';

/** Minified code, as Node prints it above a stack. */
const STACK = /\n {4}at |node:internal/;

test('in a working folder that is gone, a command says so', async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const cwd = path.join(folder.path, 'gone');
  await mkdir(cwd);
  const script = 'rmdir "$PWD" && exec "$0" "$@" < /dev/null';
  const { DEEPSEEK_STATE_DIR: _state, ...environment } = sandboxEnvironment(sandbox);
  for (const words of [['chat', 'Hi'], ['runs', 'list'], ['install']]) {
    await mkdir(cwd, { recursive: true });
    const child = spawn('sh', ['-c', script, process.execPath, BIN, ...words], {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stderr, exitCode } = await finish(child);

    expect(stderr).toMatch(/^error: The working folder no longer exists\. Change to a folder that exists/m);
    expect(stderr).not.toMatch(STACK);
    expect(exitCode).toBe(2);
  }
});

test('without a folder for temporary files, the demo says so', async () => {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TMPDIR: '/nonexistent/tmp' };
  const { stderr, exitCode } = await run(['demo'], { environment });

  expect(stderr).toMatch(/^error: .*\/nonexistent\/tmp.*TMPDIR/);
  expect(stderr).not.toMatch(STACK);
  expect(exitCode).toBe(2);
});

test('a taken port is a message', async () => {
  await using sandbox = await startSandbox();
  const { port } = new URL(sandbox.url);
  const { stderr, exitCode } = await run(['sandbox', '--port', port], {
    environment: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
  });

  expect(stderr).toBe(
    `error: Port ${port} on 127.0.0.1 is in use. Choose another --port, or omit it to use a free one.\n`,
  );
  expect(exitCode).toBe(4);
});
