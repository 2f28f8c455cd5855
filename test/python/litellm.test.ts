import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { write } from '../support/files.ts';
import { temporaryFolder } from '../support/folder.ts';
import { receiptLineOf, receiptOf, textOf } from '../support/results.ts';
import { connectInMemory, environmentFor } from '../support/server.ts';
import { startLiteLlm } from './litellm-proxy.ts';

const TEAM = 'sk-whole-team-0001';
const HELLO = { prompt: 'Say hello in 12 words.' };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let proxy: Awaited<ReturnType<typeof startLiteLlm>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  write(folder.path, { 'project/src/cart.js': 'export const needle = 1;\n' });
  sandbox = await startSandbox();
  proxy = await startLiteLlm(sandbox.url);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await sandbox.close();
  await folder[Symbol.asyncDispose]();
});

/** The server as a person with this key has it, with the proxy as its gateway. */
function connect(RUNAPI_API_KEY: string, url = proxy.url) {
  const [roots, state] = [path.join(folder.path, 'project'), path.join(folder.path, 'state')];
  return connectInMemory(
    environmentFor(url, { RUNAPI_API_KEY, DEEPSEEK_ROOTS: roots, DEEPSEEK_STATE_DIR: state }),
  );
}

type Arguments = Record<string, unknown>;
const call = (it: Awaited<ReturnType<typeof connect>>, args: Arguments, name = 'deepseek_chat') =>
  it.client.callTool({ name, arguments: args });

test('an answer is streamed through it, with its token counts, its cost, and the id that LiteLLM logs', async () => {
  await using it = await connect(TEAM);
  const updates: unknown[] = [];
  const result = await it.client.callTool(
    { name: 'deepseek_stream', arguments: { prompt: 'Explain it in 400 words.' } },
    { onprogress: (progress) => updates.push(progress) },
  );
  const { status, usage, cost, request_id } = receiptOf(result);

  expect(status).toBe('complete');
  expect(updates.length).toBeGreaterThan(0);
  expect(usage?.cached_input_tokens).not.toBeNull();
  expect(cost).toEqual({
    amount: expect.closeTo(1e-6 * (usage?.input_tokens ?? 0) + 2e-6 * (usage?.output_tokens ?? 0), 9),
    currency: 'USD',
    estimated: false,
  });
  expect(receiptLineOf(result)).toMatch(/ · 0\.\d{1,10} USD · /);
  expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
});

test('explore: the function calls and their results pass through it', async () => {
  await using it = await connect(TEAM);
  const result = await call(it, { prompt: 'Where is needle?', explore: true });
  const { status, explored, cost } = receiptOf(result);

  expect(status).toBe('complete');
  expect(explored?.files.map(({ path: file }) => file)).toEqual(['src/cart.js']);
  expect(cost?.amount).toBeGreaterThan(0);
});

test('JSON by a schema, and a conversation with reasoning', async () => {
  await using it = await connect(TEAM);
  const json_schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
  const json = await call(it, { ...HELLO, json_schema });
  const first = await call(it, { ...HELLO, conversation_id: 'new' });
  const { conversation_id } = receiptOf(first);
  const second = await call(it, { prompt: 'And again.', conversation_id });

  for (const result of [json, first, second]) expect(receiptOf(result).status).toBe('complete');
});

test('list_models gives the names of its configuration', async () => {
  await using it = await connect(TEAM);
  const { structuredContent } = await call(it, {}, 'list_models');

  expect(structuredContent).toMatchObject({
    models: [{ id: 'deepseek-v4-pro', default: true }, { id: 'deepseek-v4-flash' }],
  });
});

test.for([
  ['whose budget is spent', 'sk-spent-0003', {}, /no credits left.*Budget has been exceeded/],
  [
    'that may not use the model',
    'sk-flash-only-0004',
    {},
    /key not allowed to access model.*deepseek-v4-flash/,
  ],
  ['that does not exist', 'sk-nobody-0005', {}, /refused the key/],
] as const)('a key %s is refused in words, at once, and nothing is sent on', async ([, key, args, words]) => {
  await using it = await connect(key);
  const sent = sandbox.exchanges.length;
  const result = await call(it, { ...HELLO, ...args });

  expect(textOf(result)).toMatch(words);
  expect(textOf(result)).not.toContain(key);
  expect(result.isError).toBe(true);
  expect(sandbox.exchanges).toHaveLength(sent);
});

test('a key with a rate limit is told how long to wait, and LiteLLM is not asked again meanwhile', async () => {
  await using it = await connect('sk-one-a-minute-0002');
  const first = await call(it, HELLO);
  const sent = sandbox.exchanges.length;
  const second = await call(it, HELLO);

  expect(receiptOf(first).status).toBe('complete');
  expect(textOf(second)).toMatch(/limiting requests.*(\d+ s|minute)/);
  expect(sandbox.exchanges).toHaveLength(sent);
});

async function throughFault(options: SandboxOptions) {
  await using broken = await startSandbox(options);
  await using other = await startLiteLlm(broken.url);
  await using it = await connect(TEAM, other.url);
  return await call(it, HELLO);
}

test('a connection that breaks behind it leaves the answer incomplete', async () => {
  expect(receiptOf(await throughFault({ fault: 'reset-mid-stream' }))).toMatchObject({
    status: 'incomplete',
    incomplete_reason: expect.stringContaining('APIConnectionError'),
  });
});

test('what docs/litellm.md warns of: it reports a stream that its upstream cut off as finished', async () => {
  const { status, usage } = receiptOf(await throughFault({ fault: 'end-without-finish' }));

  // Once this fails, LiteLLM passes the truth on, and the warning can go.
  expect({ status, cached: usage?.cached_input_tokens }).toEqual({ status: 'complete', cached: null });
});
