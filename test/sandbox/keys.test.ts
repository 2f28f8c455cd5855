import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { KEY, requestFor, WIRES } from '../support/sandbox-client.ts';

const WAYS = {
  authorization: (key: string) => ({ authorization: `Bearer ${key}` }),
  'x-api-key': (key: string) => ({ 'x-api-key': key }),
  'x-goog-api-key': (key: string) => ({ 'x-goog-api-key': key }),
};
const EACH_WAY_AND_WIRE = WIRES.flatMap((wire) =>
  Object.entries(WAYS).map(([header, headersFor]) => ({ wire, header, headersFor })),
);

test.for(EACH_WAY_AND_WIRE)(
  '$wire takes the key in $header, and no other key',
  async ({ wire, headersFor }) => {
    await using sandbox = await startSandbox({ apiKey: KEY });
    const { path, body } = requestFor(wire, { stream: false });
    const ask = (key: string) =>
      fetch(`${sandbox.url}${path}`, {
        method: 'POST',
        headers: headersFor(key),
        body: JSON.stringify(body),
      });

    expect((await ask(KEY)).status).toBe(200);
    const refused = await ask('sk-another-key-4321');
    expect(refused.status).toBe(401);
    const { error } = (await refused.json()) as { error: { message: string } };
    expect(error.message).toBe('Authentication Fails, Your api key: ****4321 is invalid');
  },
);

test.for(Object.entries(WAYS))(
  'the list of models takes the key in %s, and no other key',
  async ([, headersFor]) => {
    await using sandbox = await startSandbox({ apiKey: KEY });
    const list = (key: string) => fetch(`${sandbox.url}/v1/models`, { headers: headersFor(key) });

    expect((await list(KEY)).status).toBe(200);
    expect((await list(`${KEY}x`)).status).toBe(401);
  },
);

test.for(WIRES)('%s without a key is refused, in the shape of that wire', async (wire) => {
  await using sandbox = await startSandbox();
  const { path, body } = requestFor(wire);
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) });

  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toBe('application/json');
  const { error } = (await response.json()) as { error: unknown };
  const message = expect.stringMatching(/^Authentication Fails/);
  expect(error).toEqual(
    wire === 'gemini'
      ? { code: 401, message, status: 'UNAUTHENTICATED' }
      : { message, type: 'authentication_error', param: null, code: 'invalid_request_error' },
  );
});

test('any key is good where none was asked for', async () => {
  await using sandbox = await startSandbox();
  const list = (key: string) =>
    fetch(`${sandbox.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });

  expect([(await list('one')).status, (await list('other')).status]).toEqual([200, 200]);
});

test.for([
  ['GET', '/'],
  ['GET', '/v1'],
  ['POST', '/v1/models'],
  ['GET', '/v1/chat/completions'],
  ['POST', '/v1/responses'],
  ['POST', '/v1beta/models/deepseek-v4-pro:countTokens'],
  ['POST', '/v1/models/deepseek-v4-pro:generateContent'],
] as const)('%s %s is no endpoint', async ([method, path]) => {
  await using sandbox = await startSandbox();
  const headers = WAYS.authorization(KEY);
  const response = await fetch(`${sandbox.url}${path}`, { method, headers });

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { message: `No such endpoint: ${method} ${path}` } });
  expect(sandbox.exchanges).toMatchObject([{ method, path, status: 404, outcome: 'completed' }]);
});
