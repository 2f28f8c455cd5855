import { expect, test } from 'vitest';
import { PROTOCOL_NAMES } from '../../src/config.ts';
import { receiptOf } from '../support/results.ts';
import { until } from '../support/until.ts';
import { answerOf, call, createWorld, essay, firstRunId, joinedText, readToEnd, runIdOf } from './world.ts';

const ESSAY = essay(41);

test.concurrent.for(PROTOCOL_NAMES)(
  'over %s, a killed server loses nothing that had arrived',
  async (protocol) => {
    await using world = await createWorld({ fault: 'stall-mid-stream', faultTimes: 1, answer: () => ESSAY });
    await using killed = await world.spawn();
    const lost = call(killed, 'deepseek_stream', { prompt: 'Explain.', protocol }).catch(() => 'lost');
    await until('all that upstream sends is on disk', () => world.log().includes('🦊'));
    const sent = world.sandbox.exchanges[0]?.textSent ?? '';
    process.kill(killed.pid, 'SIGKILL');

    expect(await lost).toBe('lost');
    expect(sent).not.toBe('');
    const run_id = firstRunId(world);
    await using server = await world.spawn();
    const { contents } = await server.client.readResource({ uri: `deepseek://runs/${run_id}` });
    expect(contents).toMatchObject([{ text: sent }]);
    expect((await world.command('runs', 'show', run_id)).stdout).toBe(`${sent}\n`);
    expect((await world.command('runs', 'list')).stdout).toMatch(
      new RegExp(`^${run_id} +orphaned +${sent.length} `, 'm'),
    );

    // Nobody was given anything yet: the whole is handed over.
    const whole = await call(server, 'deepseek_stream', { run_id });
    expect(answerOf(whole)).toBe(ESSAY);
    expect(whole.isError).toBeFalsy();
    expect(world.sandbox.exchanges).toHaveLength(2);
    expect((await world.command('runs', 'show', run_id)).stdout).toBe(`${ESSAY}\n`);
  },
);

test.concurrent('a server killed while it writes, after a part was handed over: none twice, none missing', async () => {
  await using world = await createWorld(
    { tokensPerSecond: 80, answer: () => ESSAY },
    { DEEPSEEK_WAIT_SECONDS: '1' },
  );
  await using killed = await world.spawn();
  const begun = await call(killed, 'deepseek_stream', { prompt: 'Explain.' });
  const given = answerOf(begun);
  const run_id = firstRunId(world);
  const logThen = world.log().length;
  await until('more is on disk', () => world.log().length > logThen + 100);
  process.kill(killed.pid, 'SIGKILL');
  await until(
    'upstream has seen the server leave',
    () => world.sandbox.exchanges[0]?.outcome === 'client-left',
  );
  const { stdout: kept } = await world.command('runs', 'show', run_id);

  expect(kept.length).toBeGreaterThan(given.length + 1);
  expect(ESSAY.startsWith(kept.slice(0, -1))).toBe(true);
  const { stdout: rest, exitCode } = await world.command(
    'runs',
    'continue',
    run_id,
    '--offset',
    String(given.length),
  );
  expect(given + rest).toBe(`${ESSAY}\n`);
  expect(exitCode).toBe(0);
  expect(world.sandbox.exchanges).toHaveLength(2);
});

test.concurrent('whoever waits for a run whose server is killed goes on with it', async () => {
  await using world = await createWorld(
    { fault: 'stall-mid-stream', faultTimes: 1, answer: () => ESSAY },
    { DEEPSEEK_WAIT_SECONDS: '1' },
  );
  await using killed = await world.spawn();
  await using server = await world.connect();
  const begun = await call(killed, 'deepseek_stream', { prompt: 'Explain.' });
  let hasBegunToWait = false;
  const waiting = server.client.callTool(
    { name: 'deepseek_stream', arguments: { run_id: runIdOf(begun) } },
    { onprogress: () => (hasBegunToWait = true) },
  );
  await until('the other server waits', () => hasBegunToWait);
  process.kill(killed.pid, 'SIGKILL');
  const results = await readToEnd(server, await waiting);

  expect(joinedText([begun, ...results])).toBe(ESSAY);
  expect(receiptOf(results.at(-1)!).status).toBe('complete');
  expect(world.sandbox.exchanges).toHaveLength(2);
});
