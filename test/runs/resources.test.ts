import { expect, test } from 'vitest';
import { receiptOf } from '../support/results.ts';
import { call, createWorld, runIdOf } from './world.ts';

const TEMPLATE = 'deepseek://runs/{id}';

test.concurrent('runs are listed as resources, newest first, and read by id', async () => {
  await using world = await createWorld({ answer: ({ messages }) => `You said ${messages[0]?.text}` });
  await using server = await world.connect();
  await using other = await world.spawn();
  const ids = [
    runIdOf(await call(server, 'deepseek_chat', { prompt: 'one' })),
    runIdOf(await call(other, 'deepseek_stream', { prompt: 'two' })),
  ];
  const { resources } = await server.client.listResources();

  expect(resources.filter(({ uri }) => uri.startsWith('deepseek://runs/'))).toEqual(
    [
      { uri: `deepseek://runs/${ids[1]}`, name: ids[1], title: 'two', mimeType: 'text/markdown' },
      { uri: `deepseek://runs/${ids[0]}`, name: ids[0], title: 'one', mimeType: 'text/markdown' },
    ].map((resource) => expect.objectContaining(resource)),
  );
  for (const { client } of [server, other]) {
    const { contents } = await client.readResource({ uri: `deepseek://runs/${ids[0]}` });
    expect(contents).toEqual([
      { uri: `deepseek://runs/${ids[0]}`, mimeType: 'text/markdown', text: 'You said one' },
    ]);
  }
  const { resourceTemplates } = await server.client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(TEMPLATE);
});

test.concurrent('the ids of runs are completed', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await using server = await world.connect();
  const results = [];
  for (const prompt of ['one', 'two']) results.push(await call(server, 'deepseek_chat', { prompt }));
  const [one = '', two = ''] = results.map(runIdOf);
  const complete = async (value: string) => {
    const ref = { type: 'ref/resource', uri: TEMPLATE } as const;
    return (await server.client.complete({ ref, argument: { name: 'id', value } })).completion.values;
  };

  expect(await complete('r_')).toEqual([two, one]);
  expect(await complete(one.slice(0, 12))).toEqual([one]);
  expect(await complete('x')).toEqual([]);
});

test.concurrent.for(['r_nonsense', `r_${'x'.repeat(22)}`, '..%2F..%2Fetc%2Fpasswd'])(
  'a run %s that does not exist is an error, and no path',
  async (id) => {
    await using world = await createWorld();
    await using server = await world.connect();

    await expect(server.client.readResource({ uri: `deepseek://runs/${id}` })).rejects.toThrow(
      /is not the id of a run|There is no run|not found/,
    );
  },
);

test.concurrent('what has arrived of an incomplete run can be read', async () => {
  await using world = await createWorld({ fault: 'reset-mid-stream' });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_chat', { prompt: 'Explain.' });
  const { contents } = await server.client.readResource({ uri: `deepseek://runs/${runIdOf(broken)}` });

  expect(receiptOf(broken).status).toBe('incomplete');
  expect(contents).toMatchObject([{ text: world.sandbox.exchanges[0]?.textSent }]);
});
