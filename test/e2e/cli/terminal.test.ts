import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { openProject } from '../../support/project.ts';
import { createWorld } from '../../support/run-world.ts';
import { sandboxEnvironment } from '../../support/server.ts';
import { CTRL_C, CTRL_D, runInTerminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';

const HOSTILE = 'red \u001B[31m title \u001B]52;c;ZXZpbA==\u0007 bell \u009B2J end';
/** Escape sequences that this program never draws itself: colours but the spinner's, the clipboard, C1. */
const OBEYED = ['\u001B[31m', '\u001B]52', '\u009B'];

test('Ctrl-C while the spinner shows stops upstream, keeps the run and says how to resume', async () => {
  await using sandbox = await startSandbox({ timeToFirstTokenMs: 60_000 });
  const it = runInTerminal(['chat', 'Hello'], { environment: sandboxEnvironment(sandbox) });
  await it.showsSoon('waiting');
  it.type(CTRL_C);

  expect(await it.exitCode).toBe(130);
  expect(it.shown()).toMatch(/cancelled/);
  await until('upstream has stopped', () => sandbox.exchanges[0]?.outcome === 'client-left');
});

test('Ctrl-C during map prints its report', async () => {
  await using it = await openProject(
    { 'a.txt': 'A', 'b.txt': 'B' },
    { sandbox: { timeToFirstTokenMs: 60_000 } },
  );
  const session = runInTerminal(['map', 'Sum up.', '*.txt', '--out', 'out/{name}.md'], {
    environment: it.environment,
    cwd: it.root,
  });
  await session.showsSoon('0 of 2 files');
  await until('upstream was asked', () => it.sandbox.exchanges.length === 2);
  session.type(CTRL_C);

  expect(await session.exitCode).toBe(130);
  expect(session.shown()).toMatch(/2 files: 0 saved, 2 failed/);
});

test('an answer, a title, a model and an error do not get through to the terminal', async () => {
  await using world = await createWorld({ answer: () => HOSTILE });
  const { environment } = world;
  const answer = runInTerminal(['chat', HOSTILE], { environment });
  await answer.exitCode;
  const list = runInTerminal(['runs', 'list'], { environment });
  await list.exitCode;
  const error = runInTerminal(['chat', '--model', 'x', '--protocol', HOSTILE, 'Hi'], { environment });
  await error.exitCode;
  const unknown = runInTerminal([`--${HOSTILE}`], { environment });
  await unknown.exitCode;

  expect(answer.shown()).toContain('␛[31m title');
  for (const { shown } of [answer, list, error, unknown]) {
    for (const sequence of OBEYED) expect(shown()).not.toContain(sequence);
  }
});

test('a pipe gets the bytes of an answer as they came', async () => {
  await using sandbox = await startSandbox({ answer: () => HOSTILE });
  const { run } = await import('../../support/binary.ts');

  expect((await run(['chat', 'Hi'], { environment: sandboxEnvironment(sandbox) })).stdout).toBe(
    `${HOSTILE}\n`,
  );
});

test('silence in the middle of an answer is shown, and the text goes on where it was', async () => {
  await using sandbox = await startSandbox({ fault: 'stall-mid-stream' });
  const environment = sandboxEnvironment(sandbox, { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '4' });
  const it = runInTerminal(['chat', 'Explain in 200 words.'], { environment });
  await it.showsSoon(/no text for \d s/);

  expect(await it.exitCode).toBe(5);
  expect(it.shown()).toMatch(/INCOMPLETE: the gateway was silent for 4 s/);
});

test('tables fit the terminal', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await world.inMemory('chat', 'How many roads must a man walk down? '.repeat(4));
  const it = runInTerminal(['runs', 'list'], { environment: world.environment, columns: 70 });
  await it.exitCode;
  const lines = it.shown().trimEnd().split('\r\n');

  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(70);
  expect(lines[1]).toMatch(/^r_[\w-]{22} .*…$/);
});

test.for([
  ['y\r', 0, true],
  ['n\r', 1, false],
  [CTRL_D, 1, false],
  [CTRL_C, 130, false],
] as const)('install asks, and %j ends with %i', async ([keys, exitCode, isChanged]) => {
  await using home = await temporaryFolder();
  const file = path.join(home.path, '.cursor/mcp.json');
  await mkdir(path.dirname(file));
  await writeFile(file, '{}\n');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path };
  const it = runInTerminal(['install', 'cursor'], { environment, cwd: home.path });
  await it.showsSoon('[y/N]');
  it.type(keys);

  expect(await it.exitCode).toBe(exitCode);
  expect((await readFile(file, 'utf8')).includes('deepseek')).toBe(isChanged);
});
