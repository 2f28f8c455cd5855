import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { receiptOf } from '../../support/results.ts';

const GLOSSARY = Array.from(
  { length: 400 },
  (_, line) => `Term ${line}: what it means in this project.\n`,
).join('');
const names = {
  before: (number: number) => `a/${number}.txt`,
  after: (number: number) => `z/${number}.txt`,
};

test.for(['before', 'after'] as const)(
  'of an input that 50 items share, the prefix cache serves 85 %% where they sort %s it',
  async (place) => {
    const name = names[place];
    const items = Object.fromEntries(
      Array.from({ length: 50 }, (_, number) => [name(number), `Item ${number}.`]),
    );
    await using it = await openSession({ 'm/glossary.md': GLOSSARY, ...items });
    const result = await it.call('deepseek_stream', {
      prompt: 'Translate the last file.',
      for_each: [`${place === 'before' ? 'a' : 'z'}/*.txt`],
      files: ['m/glossary.md'],
      save_to: 'out/{name}.md',
    });
    const { usage, status } = receiptOf(result);
    const shared = 50 * Math.ceil(GLOSSARY.length / 4);

    expect(status).toBe('complete');
    expect((usage?.cached_input_tokens ?? 0) / shared).toBeGreaterThanOrEqual(0.85);
    const [first, second, third] = it.sandbox.exchanges;
    // At most two run alone: the others need not wait for each other.
    expect(second?.startedAt).toBeGreaterThanOrEqual(first?.endedAt ?? Infinity);
    expect(third?.startedAt).toBeGreaterThanOrEqual(second?.endedAt ?? Infinity);
    expect(Math.max(...it.sandbox.exchanges.slice(2, 10).map(({ startedAt }) => startedAt))).toBeLessThan(
      Math.max(...it.sandbox.exchanges.slice(2, 10).map(({ endedAt }) => endedAt ?? 0)),
    );
  },
);

test('the turns of a conversation are served from the cache', async () => {
  await using it = await openSession({ 'glossary.md': GLOSSARY });
  const first = await it.call('deepseek_chat', {
    prompt: 'Which terms are there?',
    files: ['glossary.md'],
    conversation_id: 'new',
  });
  const { conversation_id } = receiptOf(first);
  const second = receiptOf(await it.call('deepseek_chat', { prompt: 'And then?', conversation_id }));

  expect(second.usage?.cached_input_tokens).toBeGreaterThan(
    0.9 * (receiptOf(first).usage?.input_tokens ?? Infinity),
  );
});

test('what changes at the beginning is not served', async () => {
  await using it = await openSession({});
  const ask = async (prompt: string) => receiptOf(await it.call('deepseek_chat', { prompt })).usage;
  await ask(`One. ${GLOSSARY}`);
  await ask(`Two. ${GLOSSARY}`);

  expect((await ask(`Six. ${GLOSSARY}`))?.cached_input_tokens).toBe(0);
  expect((await ask(`One. ${GLOSSARY}`))?.cached_input_tokens).toBeGreaterThan(4_000);
});
