import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { json, KEY, requestFor, send, WIRES } from '../../support/sandbox-client.ts';

test('every fault is played by a test of its own', () => {
  const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const source = tests.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
  const missing = Object.keys(FAULTS).filter(
    (fault) => !['play(', 'fault: ', '['].some((before) => source.includes(`${before}'${fault}'`)),
  );

  expect(missing).toEqual([]);
});

test.for(WIRES)('over %s a fault that is to come twice comes twice, and then no more', async (wire) => {
  await using sandbox = await startSandbox({ fault: '503', faultTimes: 2 });
  const statuses: (number | undefined)[] = [];
  for (let number = 0; number < 4; number += 1) {
    // oxlint-disable-next-line no-await-in-loop
    statuses.push((await send(sandbox.url, wire)).status);
  }

  expect(statuses).toEqual([503, 503, 200, 200]);
  expect(sandbox.exchanges.map(({ outcome }) => outcome)).toEqual([
    'fault',
    'fault',
    'completed',
    'completed',
  ]);
});

test('a fault that a request names goes before the one of the option, and does not use it up', async () => {
  await using sandbox = await startSandbox({ fault: '503', faultTimes: 1 });
  const named = await send(sandbox.url, 'chat-completions', { headers: { 'x-sandbox-fault': '402' } });
  const next = await send(sandbox.url, 'chat-completions');

  expect([named.status, next.status]).toEqual([402, 503]);
});

test('a request for an unknown model plays no fault, and does not use one up', async () => {
  await using sandbox = await startSandbox({ fault: '503', faultTimes: 1 });
  const unknown = await send(sandbox.url, 'chat-completions', { model: 'deepseek-v9' });
  const next = await send(sandbox.url, 'chat-completions');

  expect([unknown.status, next.status]).toEqual([400, 503]);
  expect(sandbox.exchanges.map(({ outcome }) => outcome)).toEqual(['completed', 'fault']);
});

test("a model's fault goes before a header's", async () => {
  await using sandbox = await startSandbox();
  const raw = await send(sandbox.url, 'chat-completions', {
    model: 'deepseek-v4-pro@402',
    headers: { 'x-sandbox-fault': '503' },
  });

  expect(raw.status).toBe(402);
});

test('the name of a fault is not part of the model that the answer names', async () => {
  await using sandbox = await startSandbox();
  const raw = await send(sandbox.url, 'chat-completions', {
    model: 'deepseek-v4-flash@slow-drip',
    stream: false,
  });

  expect(json(raw)['model']).toBe('deepseek-v4-flash');
});

test.for(['no-such-fault', 'toString', ''])('the fault %j is refused, since nobody has it', async (fault) => {
  await using sandbox = await startSandbox();
  const raw = await send(sandbox.url, 'chat-completions', { model: `deepseek-v4-pro@${fault}` });

  expect(raw.status).toBe(400);
  expect(json(raw)).toMatchObject({ error: { message: `The sandbox has no fault "${fault}"` } });
});

test('the list of models has no faults', async () => {
  await using sandbox = await startSandbox({ fault: '500' });
  const headers = { authorization: `Bearer ${KEY}`, 'x-sandbox-fault': '500' };

  expect((await fetch(`${sandbox.url}/v1/models`, { headers })).status).toBe(200);
});

test.for(WIRES)(
  'who follows the redirect over %s is seen at the other origin, with what it brought',
  async (wire) => {
    await using sandbox = await startSandbox({ fault: 'redirect' });
    const { path, body } = requestFor(wire);
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
    await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

    expect(sandbox.redirected).toMatchObject([
      { method: 'POST', path: '/v1/elsewhere', headers: { 'x-api-key': KEY } },
    ]);
    expect(sandbox.exchanges).toMatchObject([{ path, status: 307, outcome: 'fault' }]);
  },
);

test('who does not follow the redirect is not seen at the other origin', async () => {
  await using sandbox = await startSandbox({ fault: 'redirect' });
  await send(sandbox.url, 'messages');

  expect(sandbox.redirected).toEqual([]);
});

test.for([
  { fault: 'end-without-finish', ended: 'cleanly' },
  { fault: 'reset-mid-stream', ended: 'broken' },
  { fault: 'stall-mid-stream', ended: 'not at all' },
] as const)('$fault breaks an unstreamed answer off too', async ({ fault, ended }) => {
  await using sandbox = await startSandbox({ fault });
  await using sound = await startSandbox();
  const ask = { stream: false };
  const patience = ended === 'not at all' ? { patienceMs: 500 } : {};
  const raw = await send(sandbox.url, 'gemini', { ...ask, ...patience });
  const whole = await send(sound.url, 'gemini', ask);

  expect(raw).toMatchObject({ status: 200, ended });
  expect(raw.body.length).toBeGreaterThan(0);
  expect(raw.body.length).toBeLessThan(whole.body.length);
  expect(whole.body.subarray(0, raw.body.length)).toEqual(raw.body);
});
