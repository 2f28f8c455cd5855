import { expect, test } from 'vitest';
import { runIdOf, receiptOf } from '../../support/results.ts';
import { setUp } from '../../support/setup.ts';

test('runs and conversations are resources: listed, read, and completed by the beginning of an id', async () => {
  await using it = await setUp({ answer: () => 'An answer.' });
  const result = await it.call('deepseek_chat', { prompt: 'Ask this.', conversation_id: 'new' });
  const [run, conversation] = [runIdOf(result), receiptOf(result).conversation_id ?? ''];
  const { client } = it.connected;
  const { resources } = await client.listResources();
  const read = async (uri: string) => (await client.readResource({ uri })).contents[0];
  const complete = async (kind: string, value: string) => {
    const ref = { type: 'ref/resource' as const, uri: `deepseek://${kind}/{id}` };
    return (await client.complete({ ref, argument: { name: 'id', value } })).completion.values;
  };

  expect(resources).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ uri: `deepseek://runs/${run}`, title: 'Ask this.' }),
      expect.objectContaining({ uri: `deepseek://conversations/${conversation}`, title: 'Ask this.' }),
    ]),
  );
  expect(await read(`deepseek://runs/${run}`)).toMatchObject({ text: 'An answer.' });
  expect(await read(`deepseek://conversations/${conversation}`)).toMatchObject({
    text: '## user\n\nAsk this.\n\n## assistant\n\nAn answer.',
  });
  expect(await complete('runs', run.slice(0, 4))).toEqual([run]);
  expect(await complete('conversations', 'nothing')).toEqual([]);
  await expect(client.readResource({ uri: `deepseek://runs/r_${'a'.repeat(22)}` })).rejects.toThrow(
    /There is no run/,
  );
});
