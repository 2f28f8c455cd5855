import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { runInMemory } from '../support/command.ts';
import { openProject, openSession } from '../support/project.ts';
import { receiptOf, textOf } from '../support/results.ts';

test('a conversation is a resource that is listed, completed and read', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'Forty-two.' } });
  const begun = await it.call('deepseek_chat', { prompt: 'How many?', conversation_id: 'new' });
  const id = receiptOf(begun).conversation_id ?? '';
  const uri = `deepseek://conversations/${id}`;
  const { resources } = await it.client.listResources();
  const { contents } = await it.client.readResource({ uri });
  const { completion } = await it.client.complete({
    ref: { type: 'ref/resource', uri: 'deepseek://conversations/{id}' },
    argument: { name: 'id', value: 'c_' },
  });

  expect(resources.find((resource) => resource.uri === uri)).toMatchObject({ name: id, title: 'How many?' });
  expect(contents).toEqual([
    { uri, mimeType: 'text/markdown', text: '## user\n\nHow many?\n\n## assistant\n\nForty-two.' },
  ]);
  expect(completion.values).toEqual([id]);
});

test.for(['c_AAAAAAAAAAAAAAAAAAAAAA', '..%2f..%2fconfig.json', '%2e%2e'])(
  'the resource %s is refused without a word about the disk',
  async (id) => {
    await using it = await openSession({});
    const failure = await it.client.readResource({ uri: `deepseek://conversations/${id}` }).then(
      () => 'read',
      (error: unknown) => String(error),
    );

    expect(failure).not.toBe('read');
    expect(failure).not.toContain(it.environment['DEEPSEEK_STATE_DIR']);
  },
);

test('--conversation starts one and continues it; its id is on stderr', async () => {
  await using it = await openProject({}, { sandbox: { answer: () => 'Forty-two.' } });
  const { environment } = it;
  const begun = await run(['chat', '--conversation', 'new', 'How many?'], { environment });
  const id = /conversation (c_[\w-]{22})\]/.exec(begun.stderr)?.[1] ?? '';
  const next = await runInMemory(['chat', '--conversation', id, 'And now?'], { environment });

  expect(begun.stdout).toBe('Forty-two.\n');
  expect(next.exitCode).toBe(0);
  expect(it.sent(1).map(({ content }) => content)).toEqual(['How many?', 'Forty-two.', 'And now?']);
});

test('conversations are listed, shown and removed', async () => {
  await using it = await openProject({}, { sandbox: { answer: () => 'Forty-two.' } });
  const conversations = (...words: string[]) => runInMemory(['conversations', ...words], it);
  const begun = await runInMemory(['chat', '--json', '--conversation', 'new', 'How many?'], it);
  const { receipt } = JSON.parse(begun.stdout) as { receipt: { conversation_id: string } };
  const id = receipt.conversation_id;

  expect((await run(['conversations', 'list'], it)).stdout).toMatch(
    new RegExp(`^ID .*\n${id} +1 .*How many\\?\n$`),
  );
  expect(JSON.parse((await conversations('list', '--json')).stdout)).toMatchObject({
    conversations: [{ id, exchanges: 1, title: 'How many?' }],
  });
  expect((await conversations('show', id)).stdout).toBe(
    '## user\n\nHow many?\n\n## assistant\n\nForty-two.\n',
  );
  expect(await conversations('remove', id)).toMatchObject({ stderr: `removed ${id}\n`, exitCode: 0 });
  expect((await conversations('show', id)).exitCode).toBe(4);
  expect((await conversations('remove', id)).exitCode).toBe(4);
  expect(await runInMemory(['chat', '--conversation', id, 'x'], it)).toMatchObject({ exitCode: 4 });
});

test('a conversation that one interface started, the other continues', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'Forty-two.' } });
  const begun = await it.call('deepseek_chat', { prompt: 'How many?', conversation_id: 'new' });
  const id = receiptOf(begun).conversation_id ?? '';
  await runInMemory(['chat', '--conversation', id, 'And now?'], it);
  const third = await it.call('deepseek_chat', { prompt: 'And then?', conversation_id: id });

  expect(textOf(third)).toMatch(/^Forty-two\./);
  expect(it.sent(2)).toHaveLength(5);
});
