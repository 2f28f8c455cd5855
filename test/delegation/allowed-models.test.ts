import { expect, test } from 'vitest';
import { openSession } from '../support/project.ts';
import { connectInMemory } from '../support/server.ts';
import { receiptOf, textOf } from '../support/results.ts';

const ONLY_FLASH = { DEEPSEEK_ALLOWED_MODELS: 'deepseek-v4-flash' };
const REFUSED =
  /"deepseek-v4-pro" is not allowed here\. Nothing was sent\. Use one of: deepseek-v4-flash\. .*DEEPSEEK_ALLOWED_MODELS/;
const PRO = { prompt: 'Hello', model: 'deepseek-v4-pro' };

test('a call for another model is refused before anything is sent, however it is made', async () => {
  await using it = await openSession({ 'a.txt': 'text' }, { environment: ONLY_FLASH });
  const calls = [
    ['deepseek_chat', PRO],
    ['deepseek_chat', { ...PRO, dry_run: true }],
    ['deepseek_chat', { ...PRO, protocol: 'messages' }],
    ['deepseek_chat', { ...PRO, protocol: 'gemini', json_schema: { type: 'object' } }],
    ['deepseek_chat', { ...PRO, explore: true }],
    ['deepseek_stream', { ...PRO, save_to: 'out.md' }],
    ['deepseek_stream', { ...PRO, files: ['a.txt'], save_format: 'edits' }],
    ['deepseek_stream', { ...PRO, for_each: ['a.txt'], save_to: '{path}.md' }],
  ] as const;
  for (const [name, args] of calls) {
    const result = await it.call(name, args);
    expect(textOf(result)).toMatch(REFUSED);
    expect(result.isError).toBe(true);
  }

  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.list()).toEqual(['a.txt']);
  const allowed = receiptOf(await it.call('deepseek_chat', { prompt: 'Hello' }));
  expect(allowed).toMatchObject({ status: 'complete', model: 'deepseek-v4-flash' });
});

test.for(['DEEPSEEK-V4-FLASH', 'deepseek-v4-flash ', 'deepseek-v4-flash/../deepseek-v4-pro', 'models/x'])(
  'another spelling is another model: %s',
  async (model) => {
    await using it = await openSession({}, { environment: ONLY_FLASH });
    const result = await it.call('deepseek_chat', { prompt: 'Hello', model });

    expect(textOf(result)).toContain('Nothing was sent.');
    expect(it.sandbox.exchanges).toEqual([]);
  },
);

test('a run of a model that has been forbidden since is kept, and is resumed once it is allowed again', async () => {
  await using it = await openSession(
    { 'a.txt': 'text' },
    { sandbox: { fault: 'end-without-finish', faultTimes: 2 } },
  );
  const { run_id: single } = receiptOf(await it.call('deepseek_stream', PRO));
  const { run_id: fanOut } = receiptOf(
    await it.call('deepseek_stream', { ...PRO, for_each: ['a.txt'], save_to: '{path}.md' }),
  );
  const sent = it.sandbox.exchanges.length;
  {
    await using strict = await connectInMemory({ ...it.environment, ...ONLY_FLASH });
    for (const run_id of [single, fanOut]) {
      const refused = await strict.client.callTool({ name: 'deepseek_stream', arguments: { run_id } });
      expect(textOf(refused)).toMatch(REFUSED);
    }
    expect(it.sandbox.exchanges).toHaveLength(sent);
  }
  for (const run_id of [single, fanOut]) {
    expect(receiptOf(await it.call('deepseek_stream', { run_id })).status).toBe('complete');
  }
});

test.for([false, true])('list_models shows only what may be asked (all: %s)', async (all) => {
  const ids = ['team/r1', 'deepseek-v4-pro', 'deepseek-v4-flash', 'other'];
  await using it = await openSession(
    {},
    {
      sandbox: { models: ids },
      environment: { DEEPSEEK_ALLOWED_MODELS: 'team/r1,deepseek-v4-flash,not-there' },
    },
  );
  const { structuredContent } = await it.call('list_models', { all });

  expect(structuredContent).toMatchObject({
    models: [{ id: 'team/r1', default: true }, { id: 'deepseek-v4-flash' }],
  });
});

test('where the gateway lists none of them, list_models names them', async () => {
  await using it = await openSession({}, { environment: { DEEPSEEK_ALLOWED_MODELS: 'team/r1' } });

  expect(textOf(await it.call('list_models', {}))).toContain(
    'The gateway lists none of the models that DEEPSEEK_ALLOWED_MODELS allows: team/r1.',
  );
});
