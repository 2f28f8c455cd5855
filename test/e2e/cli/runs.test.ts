import { expect, test } from 'vitest';
import { finish, run, start } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { until } from '../../support/until.ts';
import { createWorld, essay, firstRunId } from '../../support/run-world.ts';

const ESSAY = essay(81);
const UNKNOWN = `r_${'x'.repeat(22)}`;

test.concurrent('an interrupted chat keeps its text, names the command that resumes it, and is resumed', async () => {
  await using world = await createWorld({ tokensPerSecond: 60, answer: () => essay(21) });
  const child = start(['chat', 'Explain.'], { environment: world.environment });
  child.stdin.end();
  const finished = finish(child);
  await until('upstream is writing', () => (world.sandbox.exchanges[0]?.deltasSent ?? 0) > 10);
  child.kill('SIGINT');
  const { stdout, stderr, exitCode } = await finished;
  const id = firstRunId(world);
  const shown = await world.command('runs', 'show', id);
  const rest = await world.command('runs', 'continue', id, '--offset', String(stdout.length - 1));

  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /^\[INCOMPLETE: the command was cancelled.* · to resume: node dist\/bin\.js runs continue r_[\w-]{22}\]\n$/m,
  );
  expect(stderr).toContain(`runs continue ${id}]`);
  expect(shown.stdout).toBe(stdout);
  expect(stdout.slice(0, -1) + rest.stdout).toBe(`${essay(21)}\n`);
  expect(rest.exitCode).toBe(0);
  expect((await world.inMemory('runs', 'continue', id)).stdout).toBe(`${essay(21)}\n`);
  expect(world.sandbox.exchanges).toHaveLength(2);
});

test.concurrent('runs list prints a table, newest first, and the same as JSON', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await world.inMemory('chat', 'How many?');
  await world.inMemory('chat', '--model', 'deepseek-v4-flash@length', 'Another\n question\u001B[31m?');
  const table = await world.command('runs', 'list');
  const json = await world.inMemory('runs', 'list', '--json');
  const { runs } = JSON.parse(json.stdout) as { runs: Record<string, unknown>[] };

  expect(table.exitCode).toBe(0);
  expect(table.stderr).toBe('');
  expect(table.stdout.split('\n')).toEqual([
    expect.stringMatching(/^ID +STATUS +CHARACTERS +MODEL +STARTED \(UTC\) +TASK$/),
    expect.stringMatching(
      /^r_[\w-]{22} +incomplete +10 +deepseek-v4-flash@length +\d{4}-\d\d-\d\d \d\d:\d\d +Another question \[31m\?$/,
    ),
    expect.stringMatching(
      /^r_[\w-]{22} +complete +10 +deepseek-v4-pro +\d{4}-\d\d-\d\d \d\d:\d\d +How many\?$/,
    ),
    '',
  ]);
  expect(runs).toEqual([
    expect.objectContaining({ title: 'Another question [31m?', state: 'ended', status: 'incomplete' }),
    {
      id: expect.stringMatching(/^r_[\w-]{22}$/),
      title: 'How many?',
      model: 'deepseek-v4-pro',
      state: 'ended',
      status: 'complete',
      characters: 10,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      bytes: expect.any(Number),
      project: expect.any(Array),
    },
  ]);
});

test.concurrent('runs list --all has the runs of every project, each with its folder', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  const { environment } = world;
  for (const project of ['/nonexistent/one', '/nonexistent/two']) {
    await runInMemory(['chat', 'How many?'], { environment: { ...environment, DEEPSEEK_ROOTS: project } });
  }
  const here = { ...environment, DEEPSEEK_ROOTS: '/nonexistent/one' };
  const own = await runInMemory(['runs', 'list'], { environment: here });
  const all = await runInMemory(['runs', 'list', '--all'], { environment: here });

  expect(own.stdout.trim().split('\n')).toHaveLength(2);
  expect(own.stdout).not.toContain('PROJECT');
  expect(all.stdout).toMatch(/ PROJECT +TASK\n/);
  expect(all.stdout).toMatch(/ \/nonexistent\/one +How many\?/);
  expect(all.stdout).toMatch(/ \/nonexistent\/two +How many\?/);
});

test.concurrent('runs list of a folder that is not there yet is an empty table, not an error', async () => {
  await using world = await createWorld();

  expect(await world.inMemory('runs', 'list')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse((await world.inMemory('runs', 'list', '--json')).stdout)).toEqual({ runs: [] });
});

test.concurrent('runs can be looked at without a key', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await world.inMemory('chat', 'How many?');
  const { RUNAPI_API_KEY: _key, RUNAPI_BASE_URL: _url, ...environment } = world.environment;
  const shown = await runInMemory(['runs', 'show', firstRunId(world)], { environment });

  expect(shown).toMatchObject({ stdout: 'Forty-two.\n', exitCode: 0 });
});

test.concurrent('runs show --json and runs continue --json give answer and receipt', async () => {
  await using world = await createWorld({ fault: 'length', faultTimes: 1, answer: () => ESSAY });
  const first = await world.inMemory('chat', '--json', 'Explain.');
  const id = firstRunId(world);
  const shown = await world.inMemory('runs', 'show', id, '--json');
  const continued = await world.inMemory('runs', 'continue', id, '--json');

  expect(first.exitCode).toBe(1);
  expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(first.stdout));
  expect(shown.exitCode).toBe(0);
  expect(JSON.parse(continued.stdout)).toMatchObject({
    answer: ESSAY,
    error: null,
    receipt: { status: 'complete', finish_reason: 'stop', run_id: id },
  });
  expect(continued.exitCode).toBe(0);
});

test.concurrent('runs continue ends with the code of what went wrong this time', async () => {
  await using world = await createWorld(
    { fault: 'stall-mid-stream' },
    { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '1' },
  );
  await world.inMemory('chat', 'Explain.');
  const { stdout, stderr, exitCode } = await world.command('runs', 'continue', firstRunId(world));

  expect(exitCode).toBe(5);
  expect(stdout).toBe(`${world.sandbox.exchanges.map(({ textSent }) => textSent).join('')}\n`);
  expect(stderr).toMatch(
    /^\[INCOMPLETE: .*silent for 1 s.* · to resume: node dist\/bin\.js runs continue r_/,
  );
});

test.concurrent('runs remove removes what is not going on, and refuses what is', async () => {
  await using world = await createWorld({ tokensPerSecond: 60, answer: () => ESSAY });
  const child = start(['chat', 'Explain.'], { environment: world.environment });
  child.stdin.end();
  const finished = finish(child);
  await until('upstream is writing', () => (world.sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
  const id = firstRunId(world);
  const refused = await world.inMemory('runs', 'remove', id);
  child.kill('SIGINT');
  await finished;
  const removed = await world.command('runs', 'remove', id);

  expect(refused).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(/^error: Run r_\S+ is still being written/),
  });
  expect(removed).toMatchObject({ exitCode: 0, stderr: `removed ${id}\n` });
  expect(JSON.parse((await world.inMemory('runs', 'list', '--json')).stdout)).toEqual({ runs: [] });
});

test.concurrent.for(
  builtOnce([
    ['show', UNKNOWN],
    ['continue', UNKNOWN],
    ['remove', UNKNOWN],
    ['show', '../../etc/passwd'],
    ['remove', '..'],
  ]),
)('runs %s %s ends with 4 and names the way out', async ([action, id, runCase]) => {
  await using world = await createWorld();
  const { stdout, stderr, exitCode } = await runCase(['runs', action, id], world);

  expect(stderr).toMatch(
    /^error: (There is no run|".*" is not the id of a run).*Start a new one with a prompt\.\n$/,
  );
  expect(stdout).toBe('');
  expect(exitCode).toBe(4);
});

test.concurrent('runs cancel stops a run of another process, without a key, and its text is kept', async () => {
  await using world = await createWorld({ tokensPerSecond: 20, answer: () => ESSAY });
  const child = start(['chat', 'Explain.'], { environment: world.environment });
  child.stdin.end();
  const finished = finish(child);
  await until('upstream is writing', () => (world.sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
  const id = firstRunId(world);
  const { RUNAPI_API_KEY: _key, RUNAPI_BASE_URL: _url, ...environment } = world.environment;
  const cancelled = await run(['runs', 'cancel', id], { environment });
  const { exitCode, stdout } = await finished;
  const again = await runInMemory(['runs', 'cancel', id], { environment });

  expect(cancelled).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/INCOMPLETE: .*cancelled/) });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/\S/);
  expect(again).toMatchObject({ exitCode: 0, stderr: `${id} is not running.\n` });
});
