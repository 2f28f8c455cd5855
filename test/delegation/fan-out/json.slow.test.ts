import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { textOf } from '../../support/results.ts';

const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

test('forty files give forty checked JSON files', async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`in/${number}.txt`, 'text']));
  await using it = await openSession(files, { sandbox: { fault: 'wrong-json', faultTimes: 1 } });
  const result = await it.call('deepseek_stream', {
    prompt: 'Count.',
    for_each: ['in/*.txt'],
    save_to: 'out/{name}.json',
    json_schema: schema,
  });
  const made = it.list().filter((name) => name.startsWith('out/'));

  expect(textOf(result)).toMatch(/^40 files: 40 saved/);
  expect(made).toHaveLength(40);
  for (const name of made) expect(JSON.parse(it.read(name))).toEqual({ n: expect.any(Number) });
  // One answer was something else, and was asked for once more.
  expect(it.sandbox.exchanges).toHaveLength(41);
});
