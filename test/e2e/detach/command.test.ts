import { spawn } from '@lydell/node-pty';
import { expect, test } from 'vitest';
import { BIN, NODE, run } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { openProject } from '../../support/project.ts';
import { until } from '../../support/until.ts';
import { livingOwners, untilAllEnd } from './support.ts';

const SLOW = { timeToFirstTokenMs: 100, tokensPerSecond: 20, answer: () => 'word '.repeat(60).trim() };
/** Longer than any test. */
const ENDLESS = { tokensPerSecond: 2, answer: () => 'word '.repeat(500) };

const EDITS = 'a.txt\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n';

function answer(task: unknown): string {
  return JSON.stringify(task).includes('SEARCH') ? EDITS : 'done';
}

interface Receipt {
  readonly run_id: string;
  readonly status: string;
}

function receiptIn(stdout: string): Receipt {
  return (JSON.parse(stdout) as { receipt: Receipt }).receipt;
}

test('chat --detach prints the id of the run and how to get the answer, and returns at once with exit code 0', async () => {
  await using it = await openProject({}, { sandbox: SLOW });

  const begun = await run(['chat', '--detach', 'Write.'], it);
  const id = /r_[\w-]{22}/.exec(begun.stderr)?.[0] ?? '';
  const whole = await runInMemory(['runs', 'continue', id], it);

  expect(begun).toMatchObject({ stdout: `${id}\n`, exitCode: 0 });
  expect(begun.stderr).toMatch(/RUNNING.*detached.*runs continue r_/);
  expect(whole).toMatchObject({ stdout: `${SLOW.answer()}\n`, exitCode: 0 });
  await untilAllEnd(it.environment['DEEPSEEK_STATE_DIR'] ?? '');
});

test('map --detach and edit --detach do the same', async () => {
  await using it = await openProject({ 'a.txt': 'old\n', 'b.txt': 'b\n' }, { sandbox: { answer } });
  const options = { ...it, cwd: it.root };

  const mapped = await run(['map', '--detach', '--json', 'Sum up.', '*.txt', '--out', 'out/{path}'], options);
  expect(mapped.exitCode).toBe(0);
  expect(receiptIn(mapped.stdout).status).toBe('running');
  await until('both are saved', () => it.exists('out/a.txt') && it.exists('out/b.txt'));
  const edited = await run(['edit', '--detach', '--json', 'Change it.', 'a.txt'], options);
  expect(receiptIn(edited.stdout).status).toBe('running');
  await until('the file is changed', () => it.read('a.txt') === 'new\n');
  await untilAllEnd(it.environment['DEEPSEEK_STATE_DIR'] ?? '');
});

test('a detached run outlives its terminal, is listed, and is cancelled within a second', async () => {
  await using it = await openProject({}, { sandbox: ENDLESS });
  const stateDir = it.environment['DEEPSEEK_STATE_DIR'] ?? '';
  const words = [NODE, BIN, 'chat', '--detach', 'Write.'].map((word) => `'${word}'`).join(' ');
  const terminal = spawn('sh', ['-c', `${words}; cat`], { env: it.environment });
  let shown = '';
  terminal.onData((text) => (shown += text));
  await until('the run has begun', () => /r_[\w-]{22}/.test(shown));
  const ended = new Promise((resolve) => {
    terminal.onExit(resolve);
  });
  terminal.kill('SIGHUP');
  await ended;

  const listed = await runInMemory(['runs', 'list', '--json'], it);
  const { runs } = JSON.parse(listed.stdout) as { runs: { id: string; state: string }[] };
  expect(runs).toMatchObject([{ state: 'running' }]);
  expect(livingOwners(stateDir)).toHaveLength(1);
  const cancelled = await runInMemory(['runs', 'cancel', runs[0]?.id ?? ''], it);

  expect(cancelled.exitCode).toBe(0);
  await untilAllEnd(stateDir);
  const after = await runInMemory(['runs', 'list', '--json'], it);
  expect(JSON.parse(after.stdout)).toMatchObject({ runs: [{ state: 'ended' }] });
});

test('what does not go with --detach is refused', async () => {
  await using it = await openProject({ 'a.txt': 'old\n' });
  const missing = await run(['chat', '--detach', '--file', 'missing.ts', 'Write.'], it);

  expect(missing.exitCode).toBe(4);
  expect(missing.stderr).toMatch(/missing\.ts/);
  expect(it.sandbox.exchanges).toHaveLength(0);
});

test('a worker is started by nobody else', async () => {
  await using it = await openProject({});

  const { exitCode, stderr } = await run(['worker'], it);

  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/unknown command 'worker'/);
});
