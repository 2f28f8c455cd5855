import { expect, test } from 'vitest';
import { connectInMemory, spawnServer } from '../../support/server.ts';
import { sharedStateFolder } from '../../support/shared-folder.ts';

test('the prompts are there without a key, each with words for a person who chooses', async () => {
  await using connected = await connectInMemory({});
  const { prompts } = await connected.client.listPrompts();

  expect(prompts.map(({ name }) => name)).toEqual([
    'delegate',
    'refactor',
    'fix_tests',
    'second_opinion',
    'review_diff',
    'translate',
    'where',
  ]);
  for (const { title, description, arguments: args = [] } of prompts) {
    expect(title).toBeTruthy();
    expect(description).toBeTruthy();
    for (const argument of args) expect(argument.description).toBeTruthy();
  }
});

test.for([
  [
    'delegate',
    { task: 'Write release notes', files: 'CHANGELOG.md', save_to: 'notes.md', model: 'deepseek-v4-flash' },
    [
      'Write release notes',
      'CHANGELOG.md',
      'deepseek_stream with save_to "notes.md"',
      'model "deepseek-v4-flash"',
    ],
  ],
  ['delegate', { task: 'Write release notes' }, ['Call deepseek_chat', 'INCOMPLETE']],
  ['refactor', { change: 'Rename a to b', files: 'src/*.ts' }, ['Rename a to b', 'src/*.ts', 'undo: true']],
  [
    'fix_tests',
    { check: 'test', files: 'src/*.ts', problem: 'sum is off by one' },
    ['check "test" pass: sum is off by one', 'src/*.ts', 'undo: true'],
  ],
  ['second_opinion', { question: 'Polling or events?' }, ['Polling or events?', 'without your view']],
  [
    'review_diff',
    { range: 'main...', focus: 'races' },
    ['git diff main...', 'Ask for races', 'keys and personal data'],
  ],
  [
    'where',
    { question: 'Where is a 429 retried?', files: 'src/**' },
    ['Where is a 429 retried?', 'explore: true', 'src/**'],
  ],
  [
    'translate',
    { files: 'docs/*.md', language: 'German' },
    ['docs/*.md', 'to German', 'for_each', 'deepseek-v4-flash'],
  ],
] as const)('%s says what to do with %j', async ([name, args, words]) => {
  await using connected = await connectInMemory({});
  const { messages } = await connected.client.getPrompt({ name, arguments: args });
  const [message] = messages;

  expect(message?.role).toBe('user');
  for (const word of words) expect(message?.content).toMatchObject({ text: expect.stringContaining(word) });
  expect(JSON.stringify(messages)).not.toContain('undefined');
});

test('a blank optional argument counts as absent, a blank required one is refused', async () => {
  await using connected = await connectInMemory({});
  const ask = (args: Record<string, string>) =>
    connected.client.getPrompt({ name: 'review_diff', arguments: args });

  expect(await ask({ range: '', focus: ' ', model: '' })).toEqual(await ask({}));
  await expect(connected.client.getPrompt({ name: 'delegate', arguments: { task: ' ' } })).rejects.toThrow(
    /task/,
  );
});

test('without a key the skill is listed and read, and no run is', async () => {
  await using connected = await connectInMemory({});
  const { resources } = await connected.client.listResources();
  const { contents } = await connected.client.readResource({ uri: 'deepseek://skill/SKILL.md' });

  expect(resources.every(({ uri }) => uri.startsWith('deepseek://skill/'))).toBe(true);
  expect(contents[0]).toMatchObject({ text: expect.stringContaining('DeepSeek') });
});

test('arguments are completed by how they begin; one that is needed and missing is refused', async () => {
  await using connected = await connectInMemory({});
  const complete = async (name: string, argument: string, value: string) => {
    const ref = { type: 'ref/prompt' as const, name };
    return (await connected.client.complete({ ref, argument: { name: argument, value } })).completion.values;
  };

  expect(await complete('translate', 'language', 'g')).toEqual(['German']);
  expect(await complete('delegate', 'model', 'deepseek-v4-f')).toEqual(['deepseek-v4-flash']);
  expect(await complete('review_diff', 'focus', 'x')).toEqual([]);
  await expect(connected.client.getPrompt({ name: 'translate', arguments: { files: 'a' } })).rejects.toThrow(
    /language/,
  );
});

test('the skill and its references are resources, in the bundle as well', async () => {
  const environment = { RUNAPI_API_KEY: 'key', DEEPSEEK_STATE_DIR: sharedStateFolder() };
  await using inMemory = await connectInMemory(environment);
  await using spawned = await spawnServer({ ...environment, PATH: process.env['PATH'] ?? '' });
  for (const { client } of [inMemory, spawned]) {
    const { resources } = await client.listResources();
    const uris = resources.map(({ uri }) => uri).filter((uri) => uri.startsWith('deepseek://skill/'));
    const { contents } = await client.readResource({ uri: 'deepseek://skill/edit.md' });

    expect(uris).toContain('deepseek://skill/SKILL.md');
    expect(uris.length).toBeGreaterThan(4);
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('# Change files') });
  }
});
