import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { finish, run, start } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { sandboxEnvironment } from '../../support/server.ts';
import { until } from '../../support/until.ts';

test('the answer goes to stdout and the receipt to stderr', async () => {
  await using sandbox = await startSandbox({ answer: () => 'Forty-two.' });
  const { stdout, stderr, exitCode } = await run(['chat', 'How many?'], {
    environment: sandboxEnvironment(sandbox),
  });

  expect(stdout).toBe('Forty-two.\n');
  expect(stderr).toMatch(/^\[deepseek-v4-pro · stop · .*\]\n$/);
  expect(exitCode).toBe(0);
});

test('the answer is printed as it arrives', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 20 });
  const child = start(['chat', 'Explain in 500 words.'], { environment: sandboxEnvironment(sandbox) });
  child.stdin.end();
  let printed = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  await until('a part of the answer is printed', () => printed.includes('sandbox'));

  expect(sandbox.exchanges[0]?.outcome).toBe('open');
  child.kill('SIGINT');
  await finish(child);
});

test('what is piped in is appended to the prompt', async () => {
  await using sandbox = await startSandbox();
  const environment = sandboxEnvironment(sandbox);
  await run(['chat', 'Review this'], { environment, stdin: 'diff --git a b\n' });
  await runInMemory(['chat'], { environment, stdin: 'Only piped' });

  expect(sandbox.exchanges.map(({ body }) => (body as { messages: unknown }).messages)).toEqual([
    [{ role: 'user', content: 'Review this\n\ndiff --git a b\n' }],
    [{ role: 'user', content: 'Only piped' }],
  ]);
});

test('--json prints answer and receipt as one object', async () => {
  await using sandbox = await startSandbox({ answer: () => 'Forty-two.' });
  const environment = sandboxEnvironment(sandbox);
  const { stdout } = await runInMemory(['chat', '--json', 'How many?'], { environment });

  expect(JSON.parse(stdout)).toMatchObject({
    answer: 'Forty-two.',
    reasoning: expect.stringContaining('does not reason'),
    tool_calls: null,
    error: null,
    receipt: { status: 'complete', attempts: 1 },
  });
});

test('every option is sent as the tool would send it', async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  await writeFile(path.join(folder.path, 'tools.json'), JSON.stringify(tools));
  const options =
    '--system Brief. --model deepseek-v4-flash --max-tokens 900 --temperature 0.5 --top-p 0.9 --stop END ' +
    `--stop STOP --thinking disabled --reasoning-effort low --tools @${folder.path}/tools.json --tool-choice required`;
  const words = ['chat', 'Hello', ...options.split(' ')];
  const { exitCode } = await runInMemory(words, { environment: sandboxEnvironment(sandbox) });

  expect(exitCode).toBe(0);
  expect(sandbox.exchanges[0]?.body).toEqual({
    model: 'deepseek-v4-flash',
    messages: [
      { role: 'system', content: 'Brief.' },
      { role: 'user', content: 'Hello' },
    ],
    max_tokens: 900,
    temperature: 0.5,
    top_p: 0.9,
    stop: ['END', 'STOP'],
    thinking: { type: 'disabled' },
    reasoning_effort: 'low',
    tools,
    tool_choice: 'required',
    stream: true,
    stream_options: { include_usage: true },
  });
});

test.for(
  builtOnce([
    [['chat'], 4, /There is no prompt.*chat "/],
    [
      ['chat', '--temperature', 'warm', 'x'],
      4,
      /^error: `--temperature` must be a number from 0 to 2, got "warm"\./,
    ],
    [
      ['chat', '--protocol', 'soap', 'x'],
      4,
      /`--protocol` must be one of chat-completions, messages, gemini, got "soap"/,
    ],
    [['chat', '--json-schema', '{', 'x'], 4, /`--json-schema` is not JSON/],
    [['chat', '--tools', '@missing.json', 'x'], 4, /missing\.json.*ENOENT/],
    [['chat', '--no-such-option', 'x'], 4, /unknown option '--no-such-option'/],
    [['no-such-command'], 4, /unknown command 'no-such-command'/],
    [['sandbox', '--port', '99999'], 4, /--port.* It takes a whole number from 0 to 65535/],
  ]),
)('bad input %j ends with 4 and says what is wrong', async ([words, code, message, runCase]) => {
  await using sandbox = await startSandbox();
  const { stdout, stderr, exitCode } = await runCase(words, { environment: sandboxEnvironment(sandbox) });

  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(exitCode).toBe(code);
  expect(sandbox.exchanges).toEqual([]);
});

test('without a key the command ends with 2', async () => {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
  const { stderr, exitCode } = await runInMemory(['chat', 'Hello'], { environment });

  expect(stderr).toMatch(/^error: RUNAPI_API_KEY is not set/);
  expect(exitCode).toBe(2);
});

test('an interrupt stops upstream, keeps what was printed and ends with 130', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 50 });
  const child = start(['chat', 'Explain in 5000 words.'], { environment: sandboxEnvironment(sandbox) });
  child.stdin.end();
  const finished = finish(child);
  await until('upstream is writing', () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 5);
  child.kill('SIGINT');
  const { stdout, stderr, exitCode } = await finished;
  await until('upstream has stopped', () => sandbox.exchanges[0]?.outcome === 'client-left');

  expect(stdout).toMatch(/^This is the sandbox/);
  expect(stderr).toMatch(/\[INCOMPLETE: the command was cancelled/);
  expect(exitCode).toBe(130);
});

test('a reader that has enough is no failure', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 500 });
  const child = start(['chat', 'Explain in 5000 words.'], { environment: sandboxEnvironment(sandbox) });
  child.stdin.end();
  child.stdout.once('data', () => child.stdout.destroy());
  const { stderr } = await finish(child);

  expect(stderr).not.toMatch(/EPIPE|at .*\.js:/);
  await until('upstream has stopped', () => sandbox.exchanges[0]?.outcome === 'client-left');
});

test.for(
  builtOnce([
    [['chat', 'Review'], '', 0, /^stdin is empty; only the prompt is sent/],
    [['chat', 'Review'], ' \n', 0, /^stdin is empty/],
    [['chat', 'Review', '--stdin'], '', 4, /^error: stdin is empty\./],
    [['chat', '--stdin'], '', 4, /^error: stdin is empty\./],
    [['chat'], '', 4, /^error: There is no prompt\./],
    [
      ['chat', 'Review'],
      Buffer.from([0x61, 0xff, 0x62]),
      4,
      /^error: .*stdin is not UTF-8.*Nothing was sent/,
    ],
    [['chat', 'Review'], Buffer.from([0x61, 0, 0x62]), 4, /^error: .*stdin is not UTF-8/],
  ]),
)('%j with stdin %j ends with %i', async ([words, stdin, code, message, runCase]) => {
  await using sandbox = await startSandbox();
  const { stderr, exitCode } = await runCase(words, { environment: sandboxEnvironment(sandbox), stdin });

  expect(stderr).toMatch(message);
  expect(exitCode).toBe(code);
  expect(sandbox.exchanges).toHaveLength(code === 0 ? 1 : 0);
});

test('a glob that the shell has expanded after --file does not become the prompt', async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'a.ts'), 'a();');
  await writeFile(path.join(folder.path, 'b.ts'), 'b();');
  const environment = sandboxEnvironment(sandbox);
  for (const words of [['b.ts'], ['b.ts', 'Review']]) {
    const result = await run(['chat', '--file', 'a.ts', ...words], {
      environment,
      cwd: folder.path,
      stdin: 'x',
    });
    expect(result).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/"b\.ts".*expanded a glob.*Quote/),
    });
  }

  expect(sandbox.exchanges).toEqual([]);
});

test('a file of JSON may have a byte order mark', async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'schema.json'), '\uFEFF{"type":"object"}');
  const words = ['chat', '--json-schema', `@${folder.path}/schema.json`, 'Hi'];
  const { stdout, exitCode } = await runInMemory(words, { environment: sandboxEnvironment(sandbox) });

  expect(typeof JSON.parse(stdout)).toBe('object');
  expect(exitCode).toBe(0);
});
