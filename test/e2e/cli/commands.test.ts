import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { finish, run, start } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { sandboxEnvironment } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const BARE = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

test.concurrent('--help shows every command and examples', async () => {
  const { stdout, exitCode } = await run(['--help'], { environment: BARE });

  for (const name of ['chat', 'models', 'doctor', 'serve', 'sandbox', 'demo'])
    expect(stdout).toContain(`\n  ${name} `);
  expect(stdout).toMatch(/Examples:\n {2}\$ node \S+bin\.js demo/);
  expect(exitCode).toBe(0);
});

test.concurrent('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const { stdout } = await run(['--version'], { environment: BARE });

  expect(stdout).toBe(`${version}\n`);
});

test.concurrent('models prints a table, and with --json what the tool gives', async () => {
  await using sandbox = await startSandbox();
  const environment = sandboxEnvironment(sandbox);
  const table = await run(['models'], { environment });
  const json = await runInMemory(['models', '--json', '--all'], { environment });

  expect(table.stdout).toMatch(
    /^MODEL +DEFAULT +OWNER +USE WHEN\ndeepseek-v4-pro +yes +deepseek +\S.*\ndeepseek-v4-flash /,
  );
  expect(table.exitCode).toBe(0);
  expect(JSON.parse(json.stdout)).toEqual({
    models: expect.arrayContaining([{ id: 'sandbox-other', owned_by: 'sandbox' }]),
    pricing: 'https://runapi.ai/models/deepseek.md',
  });
});

test.concurrent('models with a key that is refused ends with 2', async () => {
  await using sandbox = await startSandbox({ apiKey: 'another-key' });
  const { stderr, exitCode } = await runInMemory(['models'], { environment: sandboxEnvironment(sandbox) });

  expect(stderr).toMatch(/^error: The gateway refused the key \(HTTP 401\).*RUNAPI_API_KEY/);
  expect(exitCode).toBe(2);
});

test.concurrent('doctor is content with a gateway that works over all three protocols', async () => {
  await using sandbox = await startSandbox();
  const { stdout, exitCode } = await run(['doctor'], { environment: sandboxEnvironment(sandbox) });

  expect(stdout).toMatch(/Node/);
  for (const protocol of ['chat-completions', 'messages', 'gemini']) expect(stdout).toContain(protocol);
  expect(exitCode).toBe(0);
});

test.concurrent('doctor without a key says what to do and ends with 2', async () => {
  const { stdout, exitCode } = await runInMemory(['doctor'], { environment: BARE });

  expect(stdout).toMatch(/RUNAPI_API_KEY is not set/);
  expect(exitCode).toBe(2);
});

test.concurrent('doctor with a gateway that fails says which check failed and why', async () => {
  await using sandbox = await startSandbox({ fault: '402' });
  const { stdout, exitCode } = await runInMemory(['doctor'], { environment: sandboxEnvironment(sandbox) });

  expect(stdout).toMatch(/no credits left/);
  expect(exitCode).not.toBe(0);
});

test.concurrent('the sandbox prints its URL, serves until it is interrupted, and is no model', async () => {
  const child = start(['sandbox', '--key', 'some-key'], { environment: BARE });
  const finished = finish(child);
  let url = '';
  child.stdout.on('data', (text: string) => (url += text));
  await until('the URL is printed', () => url.endsWith('\n'));
  const environment = { ...BARE, RUNAPI_API_KEY: 'some-key', RUNAPI_BASE_URL: url.trim() };
  const answer = await run(['chat', 'Hello'], { environment });
  child.kill('SIGTERM');
  const { exitCode } = await finished;

  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(answer.stdout).toMatch(/^This is the sandbox, not a model/);
  expect(exitCode).toBe(130);
});

test.concurrent('the demo shows what it promises, plainly where it is piped, and exits 0', async () => {
  const { stdout, stderr, exitCode } = await run(['demo'], { environment: BARE });

  expect(stdout).toContain('All 10 steps passed.');
  expect(stdout).not.toContain('\u001B');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});
