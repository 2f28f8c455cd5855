import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

const FILES = { 'a.txt': 'the file' };
let count = 0;
const counted = () => ({ sandbox: { answer: () => `answer ${(count += 1)}` } });

test('a second call carries the turns of the first', async () => {
  count = 0;
  await using it = await openSession(FILES, counted());
  const first = await it.call('deepseek_chat', { prompt: 'One?', files: ['a.txt'], conversation_id: 'new' });
  const id = receiptOf(first).conversation_id;
  await it.call('deepseek_stream', { prompt: 'Two?', conversation_id: id });
  await it.call('deepseek_chat', { prompt: 'Three?', conversation_id: id });

  expect(id).toMatch(/^c_[\w-]{22}$/);
  expect(it.sent(2).map(({ role, content }) => [role, content])).toEqual([
    ['user', '<file path="a.txt">\n```\nthe file\n```\n</file>\n\nOne?'],
    ['assistant', 'answer 1'],
    ['user', 'Two?'],
    ['assistant', 'answer 2'],
    ['user', 'Three?'],
  ]);
});

test('the id is in the receipt line, which is all that an agent sees', async () => {
  await using it = await openSession(FILES, counted());
  const result = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });

  expect(textOf(result)).toMatch(
    new RegExp(
      `^answer \\d+\n\n\\[deepseek-v4-pro · stop · .* · conversation ${receiptOf(result).conversation_id}\\]$`,
    ),
  );
});

test('what was said before is a prefix of what is sent, to the byte', async () => {
  await using it = await openSession(FILES, counted());
  const given = { prompt: 'One?', system: 'Be brief.', files: ['a.txt'], conversation_id: 'new' };
  const id = receiptOf(await it.call('deepseek_chat', given)).conversation_id;
  await it.call('deepseek_chat', { prompt: 'Two?', conversation_id: id });
  const [first, second] = [it.sent(0), it.sent(1)];

  expect(JSON.stringify(second.slice(0, first.length))).toBe(JSON.stringify(first));
});

test('a system prompt stays in force until another replaces it', async () => {
  await using it = await openSession(FILES, counted());
  const systems = (request: number) =>
    it.sent(request).flatMap(({ role, content }) => (role === 'system' ? [content] : []));
  const begun = await it.call('deepseek_chat', { prompt: '1', system: 'Be brief.', conversation_id: 'new' });
  const conversation_id = receiptOf(begun).conversation_id;
  await it.call('deepseek_chat', { prompt: '2', conversation_id });
  await it.call('deepseek_chat', { prompt: '3', system: 'Be long.', conversation_id });
  await it.call('deepseek_chat', { prompt: '4', conversation_id });
  const messages = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: '5' },
  ];
  await it.call('deepseek_chat', { messages, conversation_id });

  expect([0, 1, 2, 3, 4].map(systems)).toEqual([
    ['Be brief.'],
    ['Be brief.'],
    ['Be long.'],
    ['Be long.'],
    ['Be kind.'],
  ]);
});

test.for([['Be brief.'], []])(
  'what one call asked for as JSON does not bind the next (system: %j)',
  async ([system]) => {
    await using it = await openSession(FILES);
    const json_schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const begun = await it.call('deepseek_chat', {
      prompt: 'Count.',
      ...(system && { system }),
      json_schema,
      conversation_id: 'new',
    });
    await it.call('deepseek_chat', { prompt: 'And now?', conversation_id: receiptOf(begun).conversation_id });

    expect(it.sent(0)[0]?.content).toMatch(/^(Be brief\.\n\n)?Answer with one JSON value/);
    expect(it.sent(1).map(({ content }) => content)).toEqual([
      ...(system ? [system] : []),
      'Count.',
      '{"n":1}',
      'And now?',
    ]);
    expect(it.sandbox.exchanges[1]?.body).not.toHaveProperty('response_format');
  },
);

test('an answer that is not whole is not added, and the receipt says so', async () => {
  await using it = await openSession(FILES, { sandbox: { fault: 'length', faultTimes: 1 } });
  const failed = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });

  expect(textOf(failed)).toContain('not added to the conversation: the answer is not whole');
  expect(receiptOf(failed).conversation_id).toBeNull();

  const begun = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });
  const conversation_id = receiptOf(begun).conversation_id;
  const broken = { prompt: 'Two?', conversation_id, model: 'deepseek-v4-pro@end-without-finish' };
  const second = await it.call('deepseek_chat', broken);
  await it.call('deepseek_chat', { prompt: 'Three?', conversation_id });

  expect(textOf(second)).toContain('not added to the conversation');
  expect(receiptOf(second).conversation_id).toBe(conversation_id);
  expect(
    it
      .sent(-1)
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content),
  ).toEqual(['One?', 'Three?']);
});

test('a resumed answer is added once it is complete', async () => {
  await using it = await openSession(FILES, {
    sandbox: { answer: () => 'one two three four five six seven', fault: 'length', faultTimes: 1 },
  });
  const cut = await it.call('deepseek_stream', { prompt: 'One?', conversation_id: 'new' });
  const whole = await it.call('deepseek_stream', { run_id: receiptOf(cut).run_id });
  const { conversation_id } = receiptOf(whole);
  await it.call('deepseek_chat', { prompt: 'Two?', conversation_id });

  expect(it.sent(-1).map(({ content }) => content)).toEqual([
    'One?',
    'one two three four five six seven',
    'Two?',
  ]);
});

test('an id that is unknown is refused with the recent ones before anything is sent', async () => {
  await using it = await openSession(FILES);
  const begun = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });
  const known = receiptOf(begun).conversation_id ?? '';
  for (const conversation_id of ['c_AAAAAAAAAAAAAAAAAAAAAA', 'mine', '../../etc/passwd', ' ']) {
    const result = await it.call('deepseek_chat', { prompt: 'Two?', conversation_id });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(known);
  }

  expect(it.sandbox.exchanges).toHaveLength(1);
});

test('of two calls that continue one conversation at once, the second gets a note, and neither is lost', async () => {
  await using it = await openSession(FILES, { sandbox: { timeToFirstTokenMs: 200 } });
  const begun = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });
  const conversation_id = receiptOf(begun).conversation_id;
  const both = await Promise.all(
    ['Left?', 'Right?'].map((prompt) => it.call('deepseek_chat', { prompt, conversation_id })),
  );
  const notAdded = both.filter((result) => textOf(result).includes('not added to the conversation'));
  await it.call('deepseek_chat', { prompt: 'Last?', conversation_id });

  for (const result of both) expect(textOf(result)).toMatch(/^This is the sandbox/);
  expect(notAdded).toHaveLength(1);
  expect(textOf(notAdded[0] as (typeof both)[0])).toMatch(/has moved on/);
  expect(it.sent(-1).filter(({ role }) => role === 'user')).toHaveLength(3);
});
