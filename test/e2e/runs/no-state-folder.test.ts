import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { receiptOf } from '../../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../../support/server.ts';
import { answerOf, call, essay, lineOf } from '../../support/run-world.ts';

/** Where the state folder should be, there is a file. */
async function createWorld(options: SandboxOptions, extra: Record<string, string> = {}) {
  const sandbox = await startSandbox(options);
  const folder = await temporaryFolder();
  const stateDir = path.join(folder.path, 'state');
  await writeFile(stateDir, 'in the way');
  return {
    sandbox,
    stateDir,
    environment: sandboxEnvironment(sandbox, { DEEPSEEK_STATE_DIR: stateDir, ...extra }),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test.concurrent('without a state folder a call is waited for to its end, since nobody could come back', async () => {
  const answer = essay(11);
  await using world = await createWorld(
    { timeToFirstTokenMs: 1300, answer: () => answer },
    { DEEPSEEK_WAIT_SECONDS: '1' },
  );
  await using server = await connectInMemory(world.environment);
  const result = await call(server, 'deepseek_chat', { prompt: 'Explain.' });

  expect(answerOf(result)).toBe(answer);
  expect(receiptOf(result)).toMatchObject({ status: 'complete', run_id: null });
  expect(receiptOf(result).duration_ms).toBeGreaterThan(1200);
  expect(lineOf(result)).toContain(` · not kept on disk: The state folder ${world.stateDir}`);
  expect(result.isError).toBeFalsy();
});

test.concurrent('without a state folder a broken answer names no run to resume', async () => {
  await using world = await createWorld({ fault: 'reset-mid-stream' });
  await using server = await connectInMemory(world.environment);
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.' });

  expect(answerOf(broken)).toBe(world.sandbox.exchanges[0]?.textSent);
  expect(receiptOf(broken)).toMatchObject({ status: 'incomplete', run_id: null });
  expect(lineOf(broken)).not.toContain('run_id');
});

test.concurrent('without a state folder a long answer comes inline as a whole', async () => {
  const answer = essay(100);
  await using world = await createWorld({ answer: () => answer }, { DEEPSEEK_MAX_INLINE_CHARS: '500' });
  await using server = await connectInMemory(world.environment);

  expect(answerOf(await call(server, 'deepseek_chat', { prompt: 'Explain.' }))).toBe(answer);
});

test.concurrent('without a state folder the command line answers, and says so', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  const { environment } = world;
  const { stdout, stderr, exitCode } = await run(['chat', 'How many?'], { environment });
  const listed = await runInMemory(['runs', 'list'], { environment });

  expect(stdout).toBe('Forty-two.\n');
  expect(stderr).toContain('not kept on disk');
  expect(exitCode).toBe(0);
  expect(listed).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('DEEPSEEK_STATE_DIR'),
  });
});
