import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { start } from '../../support/binary.ts';
import { write } from '../../support/files.ts';
import { openProject, type Project } from '../../support/project.ts';
import { receiptOf } from '../../support/results.ts';
import { connectInMemory, spawnServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

/** How many processes are killed at a moment that nobody chose. More of them: KILLS=100. */
const KILLS = Number(process.env['KILLS'] ?? 3);

const block = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE\n`;

const FILES = { 'a.ts': 'one\n', 'b.ts': 'red\n', 'dir/c.ts': 'x\n' };
const EDITS = block('a.ts', 'one', 'two') + block('b.ts', 'red', 'blue') + block('dir/c.ts', 'x', 'y');
/** Ignores SIGTERM, goes on in the background, and writes to the edited files. */
const CHECK = `
trap '' TERM
echo $$ > ../pids
(echo formatted >> a.ts; sleep 0.1; echo formatted >> b.ts; sleep 0.1; echo formatted >> dir/c.ts; sleep 600) &
sleep 0.35
kill -9 $! 2>/dev/null
grep -q two a.ts`;
const PASSED = { 'a.ts': 'two\nformatted\n', 'b.ts': 'blue\nformatted\n', 'dir/c.ts': 'y\nformatted\n' };

const openWorld = () =>
  openProject(FILES, { sandbox: { answer: () => EDITS }, environment: { DEEPSEEK_CHECK_TEST: CHECK } });

const textsOf = (it: Project) =>
  Object.fromEntries(Object.keys(FILES).map((name) => [name, it.exists(name) ? it.read(name) : null]));

function openMarks({ environment }: Project): string[] {
  const folder = path.join(environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes', 'open');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** A start in the same roots, which lasts until nothing is left to be recovered. */
async function recover(it: Project): Promise<void> {
  await using server = await connectInMemory(it.environment);
  await server.client.callTool({ name: 'list_models', arguments: {} });
  await until('all is recovered', () => openMarks(it).length === 0);
}

function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

test.runIf(process.platform === 'linux')(
  'after a kill between apply and verdict, files are as before or as a passed check left them',
  async () => {
    const outcomes = { before: 0, passed: 0 };
    for (let kill = 0; kill < KILLS; kill += 1) {
      await using it = await openWorld();
      const pids = path.join(it.root, '..', 'pids');
      const child = start(['edit', 'Change it', '*.ts', 'dir/*', '--check', 'test'], {
        environment: it.environment,
        cwd: it.root,
      });
      await until('the files are changed', () => it.read('b.ts') !== FILES['b.ts']);
      await sleep(Math.random() * 700);
      child.kill('SIGKILL');
      await recover(it);
      const after = textsOf(it);
      const isPassed = after['a.ts'] === PASSED['a.ts'];
      expect(after).toEqual(isPassed ? PASSED : FILES);
      outcomes[isPassed ? 'passed' : 'before'] += 1;
      expect(existsSync(pids) && isRunning(Number(readFileSync(pids, 'utf8')))).toBe(false);
      // Nothing writes to them later.
      await sleep(150);
      expect(textsOf(it)).toEqual(after);
    }
    process.stderr.write(`${KILLS} kills: ${JSON.stringify(outcomes)}\n`);
  },
  60_000 + KILLS * 15_000,
);

test.runIf(process.platform === 'linux')(
  'a run whose server was killed during the check is resumed without asking again',
  async () => {
    await using it = await openProject(FILES, {
      sandbox: { answer: () => EDITS },
      environment: { DEEPSEEK_CHECK_TEST: 'echo begun >> ../begun; cat ../gate || sleep 600' },
    });
    const child = start(['edit', 'Change it', '*.ts', 'dir/*', '--check', 'test'], {
      environment: it.environment,
      cwd: it.root,
    });
    await until('the check has begun', () => existsSync(path.join(it.root, '..', 'begun')));
    child.kill('SIGKILL');
    write(path.join(it.root, '..'), { gate: 'go\n' });

    await using server = await connectInMemory(it.environment);
    const [run_id = ''] = openMarks(it);
    const result = await server.client.callTool({ name: 'deepseek_stream', arguments: { run_id } });
    expect(receiptOf(result)).toMatchObject({ status: 'complete', check: { exit_code: 0, rounds: 1 } });
    expect(textsOf(it)).toEqual({ 'a.ts': 'two\n', 'b.ts': 'blue\n', 'dir/c.ts': 'y\n' });
    expect(it.sandbox.exchanges).toHaveLength(1);
  },
);

test.runIf(process.platform !== 'win32').for(['stdin', 'SIGTERM'] as const)(
  'a server that ends by %s during a check ends it and puts the files back, the next start at the latest',
  async (way) => {
    await using it = await openProject(FILES, {
      sandbox: { answer: () => EDITS },
      environment: { DEEPSEEK_CHECK_TEST: 'trap "" TERM; echo $$ > ../begun; sleep 600' },
    });
    const server = await spawnServer(it.environment);
    const call = server.client
      .callTool({
        name: 'deepseek_stream',
        arguments: { prompt: 'Change it', save_format: 'edits', files: ['**'], check: 'test' },
      })
      .catch(() => undefined);
    const begun = path.join(it.root, '..', 'begun');
    await until('the check has begun', () => existsSync(begun) && readFileSync(begun, 'utf8') !== '');
    if (way === 'SIGTERM') process.kill(server.pid, 'SIGTERM');
    await server.client.close();
    await call;
    await until('the server has ended', () => !isRunning(server.pid));
    // On a busy machine the server may not have come to its end in the time that clients give it.
    if (openMarks(it).length > 0) await recover(it);

    expect(textsOf(it)).toEqual(FILES);
    expect(isRunning(Number(readFileSync(begun, 'utf8')))).toBe(false);
  },
);
