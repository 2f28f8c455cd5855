import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { json, KEY, send, WIRES } from '../support/sandbox-client.ts';

async function list(rootUrl: string, headers: Record<string, string>): Promise<unknown> {
  return (await fetch(`${rootUrl}/v1/models`, { headers })).json();
}

test('models come in the shape of OpenAI for whoever sends a bearer token', async () => {
  await using sandbox = await startSandbox();

  expect(await list(sandbox.url, { authorization: `Bearer ${KEY}` })).toEqual({
    object: 'list',
    data: [
      { id: 'deepseek-v4-pro', object: 'model', owned_by: 'deepseek' },
      { id: 'deepseek-v4-flash', object: 'model', owned_by: 'deepseek' },
      { id: 'sandbox-other', object: 'model', owned_by: 'sandbox' },
    ],
  });
});

test('models come in the shape of Anthropic for whoever sends x-api-key', async () => {
  await using sandbox = await startSandbox({ models: ['deepseek-flash', 'deepseek-v4-pro'] });
  const created_at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

  expect(await list(sandbox.url, { 'x-api-key': KEY })).toEqual({
    data: [
      { type: 'model', id: 'deepseek-flash', display_name: 'deepseek-flash', created_at },
      { type: 'model', id: 'deepseek-v4-pro', display_name: 'deepseek-v4-pro', created_at },
    ],
    has_more: false,
    first_id: 'deepseek-flash',
    last_id: 'deepseek-v4-pro',
  });
});

test.for(WIRES)('%s knows the models of the list, and no other', async (wire) => {
  await using sandbox = await startSandbox({ models: ['deepseek-flash'] });
  const known = await send(sandbox.url, wire, { model: 'deepseek-flash', stream: false });
  const unknown = await send(sandbox.url, wire, { model: 'deepseek-v4-pro', stream: false });

  expect(json(known)[wire === 'gemini' ? 'modelVersion' : 'model']).toBe('deepseek-flash');
  expect(unknown.status).toBe(400);
  expect(json(unknown)).toMatchObject({
    error: {
      message: 'The supported API model names are deepseek-flash, but you passed deepseek-v4-pro.',
    },
  });
});
