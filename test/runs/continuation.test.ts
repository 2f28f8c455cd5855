import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROTOCOL_NAMES } from '../../src/config.ts';
import type { FaultName } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../support/folder.ts';
import { receiptOf } from '../support/results.ts';
import {
  answerOf,
  call,
  createWorld,
  essay,
  firstRunId,
  joinedText,
  lineOf,
  readToEnd,
  runIdOf,
} from './world.ts';

const ESSAY = essay(12);

const BREAKS: [fault: FaultName, reason: RegExp, isError: boolean][] = [
  ['reset-mid-stream', /connection was lost/, true],
  ['end-without-finish', /ended before the answer did/, true],
  ['stall-mid-stream', /silent for 1 s/, true],
  ['length', /^length$/, false],
];

test.concurrent.for(PROTOCOL_NAMES.flatMap((protocol) => BREAKS.map((each) => [protocol, ...each] as const)))(
  'over %s, an answer broken by %s is gone on with',
  async ([protocol, fault, reason, isError]) => {
    await using world = await createWorld(
      { fault, faultTimes: 1, answer: () => ESSAY },
      { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '1' },
    );
    await using server = await world.connect();
    const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.', protocol });
    const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

    expect(answerOf(broken)).toBe(world.sandbox.exchanges[0]?.textSent);
    expect(receiptOf(broken)).toMatchObject({ status: 'incomplete', incomplete_reason: reason });
    expect(broken.isError ?? false).toBe(isError);
    expect(lineOf(broken)).toMatch(
      /^\[INCOMPLETE: .* · deepseek-v4-pro · .* · to go on: deepseek_stream \{"run_id":"r_[\w-]{22}"\}\]$/,
    );
    expect(joinedText([broken, rest])).toBe(ESSAY);
    expect(rest.isError).toBeFalsy();
    expect(receiptOf(rest)).toMatchObject({
      protocol,
      status: 'complete',
      finish_reason: 'stop',
      incomplete_reason: null,
      run_id: runIdOf(broken),
    });
    expect(world.sandbox.exchanges).toHaveLength(2);
  },
);

test.concurrent('an incomplete answer has a receipt with all that is known, and null for the rest', async () => {
  await using world = await createWorld();
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_chat', {
    prompt: 'Explain.',
    model: 'deepseek-v4-pro@reset-mid-stream',
  });

  expect(receiptOf(broken)).toEqual({
    model: 'deepseek-v4-pro@reset-mid-stream',
    protocol: 'chat-completions',
    status: 'incomplete',
    finish_reason: null,
    incomplete_reason: expect.stringMatching(/connection was lost/),
    usage: null,
    attempts: 1,
    duration_ms: expect.any(Number),
    time_to_first_token_ms: expect.any(Number),
    run_id: expect.stringMatching(/^r_[\w-]{22}$/),
    conversation_id: null,
    request_id: 'req_sandbox_1',
    saved_to: null,
    files: null,
  });
});

/** The tokens of an answer broken by a fault, and of the whole that was made of it. */
async function usagesAround(fault: FaultName) {
  await using world = await createWorld({ fault, faultTimes: 1, answer: () => ESSAY });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });
  return [receiptOf(broken).usage, receiptOf(rest).usage] as const;
}

test.concurrent('the tokens of an answer in parts are those of all requests, and null where one is unknown', async () => {
  const [first, both] = await usagesAround('length');

  // Input of both requests, the second of which carries what the first brought.
  expect(both?.input_tokens).toBeGreaterThan(2 * (first?.input_tokens ?? Infinity));
  expect(both?.output_tokens).toBeGreaterThan(first?.output_tokens ?? Infinity);
  expect(await usagesAround('reset-mid-stream')).toEqual([null, null]);
});

test.concurrent('a continuation that breaks off again is gone on with again', async () => {
  await using world = await createWorld({ fault: 'reset-mid-stream', faultTimes: 3, answer: () => ESSAY });
  await using server = await world.connect();
  const results = [await call(server, 'deepseek_stream', { prompt: 'Explain.' })];
  const run_id = runIdOf(results[0]!);
  for (let time = 0; time < 3; time += 1) results.push(await call(server, 'deepseek_stream', { run_id }));

  expect(results.map((each) => receiptOf(each).status)).toEqual([
    'incomplete',
    'incomplete',
    'incomplete',
    'complete',
  ]);
  expect(joinedText(results)).toBe(ESSAY);
  expect(world.sandbox.exchanges).toHaveLength(4);
});

test.concurrent('a continuation that does not get through leaves what there was, to be gone on with again', async () => {
  await using world = await createWorld({ fault: 'reset-mid-stream', faultTimes: 1, answer: () => ESSAY });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const run_id = runIdOf(broken);
  await world.sandbox.close();
  const unreachable = await call(server, 'deepseek_stream', { run_id });

  expect(receiptOf(unreachable)).toMatchObject({ status: 'incomplete', run_id });
  expect(unreachable.isError).toBe(true);
  expect(answerOf(unreachable)).toBe('');
  expect(answerOf(await call(server, 'deepseek_stream', { run_id, offset: 0 }))).toBe(answerOf(broken));
});

test.concurrent.for(PROTOCOL_NAMES)(
  'over %s, an answer that lacked nothing but its end is whole then',
  async (protocol) => {
    await using world = await createWorld({
      fault: 'end-without-finish',
      faultTimes: 1,
      answer: () => 'Forty-two.',
    });
    await using server = await world.connect();
    const broken = await call(server, 'deepseek_stream', { prompt: 'How many?', protocol });
    const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

    expect(receiptOf(broken).status).toBe('incomplete');
    expect(answerOf(broken)).toBe('Forty-two.');
    expect(answerOf(rest)).toBe('');
    expect(receiptOf(rest)).toMatchObject({ status: 'complete', finish_reason: 'stop' });
    expect(rest.isError).toBeFalsy();
  },
);

test.concurrent('a request that failed before anything came is sent again as it was', async () => {
  await using world = await createWorld({ fault: '401', faultTimes: 1, answer: () => ESSAY });
  await using server = await world.connect();
  const failed = await call(server, 'deepseek_chat', { prompt: 'Explain.', temperature: 0.5 });
  const again = await call(server, 'deepseek_stream', { run_id: runIdOf(failed) });

  expect(receiptOf(failed).status).toBe('failed');
  expect(answerOf(again)).toBe(ESSAY);
  expect(receiptOf(again).status).toBe('complete');
  expect(world.sandbox.exchanges[1]?.body).toEqual(world.sandbox.exchanges[0]?.body);
});

/** A model that is cut off once, and then goes on with `continuation` instead of the rest. */
function wilful(whole: string, continuation: (rest: string, kept: string) => string) {
  let kept: string | undefined;
  return ({ messages }: { messages: readonly { role: string; text: string }[] }) => {
    const part = messages.find(({ role }) => role === 'assistant')?.text;
    if (part !== undefined) return continuation(whole.slice(part.length), part);
    // Asked a second time without the part, it must not be taken to go on by itself.
    const isFirst = kept === undefined;
    kept = '';
    return isFirst ? whole : '';
  };
}

test.concurrent('words from before the break that the model says again are not there twice', async () => {
  const whole = `Donaudampfschifffahrtsgesellschaftskapitänsmützen:\n${ESSAY}`;
  const answer = wilful(whole, (rest, kept) => kept.slice(-30) + rest);
  await using world = await createWorld({ fault: 'length', faultTimes: 1, answer });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

  expect(world.sandbox.exchanges[1]?.textSent.startsWith(answerOf(broken).slice(-30))).toBe(true);
  expect(joinedText([broken, rest])).toBe(whole);
});

test.concurrent('what a continuation brings is there at once', async () => {
  await using world = await createWorld(
    { fault: 'length', faultTimes: 1, tokensPerSecond: 45, answer: () => ESSAY },
    { DEEPSEEK_WAIT_SECONDS: '1' },
  );
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const begun = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

  expect(receiptOf(begun).status).toBe('running');
  expect(answerOf(begun)).not.toBe('');
  expect(joinedText([broken, ...(await readToEnd(server, begun))])).toBe(ESSAY);
});

const INDENTED = `\n${' '.repeat(24)}end;`;

test.concurrent.for([
  ['a ruled line', '='.repeat(200)],
  ['a line that was there before', `${INDENTED} x y z${INDENTED}${INDENTED} and so on.`],
] as const)('%s is no repetition of the model', async ([, whole]) => {
  await using world = await createWorld({ fault: 'length', faultTimes: 1, answer: () => whole });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Draw a line.' });
  const rest = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

  expect(joinedText([broken, rest])).toBe(whole);
});

test.concurrent('an answer cut off in its reasoning is asked for from the beginning', async () => {
  await using world = await createWorld({ tokensPerSecond: 30, answer: () => 'Forty-two.' });
  await using server = await world.connect();
  await using other = await world.connect();
  const first = call(server, 'deepseek_stream', { prompt: 'How many?' });
  await expect.poll(() => world.log()).toContain('does not');
  const run_id = firstRunId(world);
  await call(other, 'deepseek_stream', { run_id, cancel: true });
  const cancelled = await first;
  const again = await call(other, 'deepseek_stream', { run_id });
  const { stdout } = await world.command('runs', 'show', run_id, '--json');

  expect(receiptOf(cancelled).status).toBe('incomplete');
  expect(stdout.split('The sandbox does not reason')).toHaveLength(2);
  expect(answerOf(again)).toBe('Forty-two.');
  expect(receiptOf(again).status).toBe('complete');
  expect(world.sandbox.exchanges[1]?.body).toEqual(world.sandbox.exchanges[0]?.body);
});

test.concurrent('whoever brings an answer to its end saves it where it was to be saved', async () => {
  await using folder = await temporaryFolder();
  await using world = await createWorld(
    { fault: 'reset-mid-stream', faultTimes: 1, answer: () => ESSAY },
    { DEEPSEEK_ROOTS: folder.path },
  );
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Explain.', save_to: 'essay.md' });
  await using other = await world.spawn();
  const rest = await call(other, 'deepseek_stream', { run_id: runIdOf(broken) });

  expect(receiptOf(broken).saved_to?.path).toBe('essay.md.incomplete');
  expect(receiptOf(rest)).toMatchObject({ status: 'complete', saved_to: { path: 'essay.md' } });
  expect(await readFile(path.join(folder.path, 'essay.md'), 'utf8')).toBe(ESSAY);
});
