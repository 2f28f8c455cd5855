import { expect, test } from 'vitest';
import { openExplorer } from '../../support/explorer.ts';
import { answerOf, receiptLineOf, receiptOf, textOf } from '../../support/results.ts';

const FILES = {
  'src/retry.ts': 'export const retries = 2;\n// a 429 is retried here\n',
  'src/other.ts': 'nothing\n',
};
const READ = { action: 'read', path: 'src/retry.ts' };
const ANSWER = { text: 'In src/retry.ts:2.' };

test('what DeepSeek calls for goes back to it until it answers', async () => {
  const turns = [
    {
      calls: [{ action: 'list' }, { action: 'search', pattern: '429' }],
      reasoning: 'I look.',
      text: 'Let me see.',
    },
    { calls: [READ], reasoning: 'There.' },
    ANSWER,
  ];
  await using it = await openExplorer(FILES, turns);
  const result = await it.call({ prompt: 'Where is a 429 retried?' });

  expect(answerOf(result)).toBe('In src/retry.ts:2.');
  expect(Buffer.byteLength(textOf(result))).toBeLessThan(1000);
  expect(it.results(1)).toEqual([
    expect.stringMatching(/^The project: 2 files, .*\nsrc\/\n {2}other\.ts 8 B\n {2}retry\.ts 51 B$/),
    expect.stringContaining('src/retry.ts\n1- export const retries = 2;\n2: // a 429 is retried here'),
  ]);
  expect(it.results(2)).toEqual([
    'src/retry.ts, all 2 lines (number, tab, line):\n1\texport const retries = 2;\n2\t// a 429 is retried here',
  ]);
  const [, , said] = it.sent(2);
  expect(said).toMatchObject({ role: 'assistant', content: 'Let me see.', reasoning_content: 'I look.' });
  expect(receiptOf(result)).toMatchObject({
    status: 'complete',
    model: 'deepseek-v4-flash',
    attempts: 3,
    usage: { input_tokens: 30, cached_input_tokens: 12, output_tokens: 15, total_tokens: 45 },
    explored: {
      rounds: 2,
      files: [
        {
          path: 'src/retry.ts',
          bytes: 51,
          sha256: expect.stringMatching(/^\w{64}$/),
          ranges: [{ from: 1, to: 2 }],
        },
      ],
      refused: 0,
    },
  });
  expect(receiptLineOf(result)).toContain(' · read 1 file in 2 rounds · ');
});

test('every request has the one before as its prefix, byte for byte, and the same one function', async () => {
  const turns = [
    { calls: ['{"action" : "list"}'], reasoning: 'ä' },
    { calls: [READ, { action: 'search', pattern: '4.9' }] },
    {
      text: '<function_calls><invoke name="project"><parameter name="action">list</parameter></invoke></function_calls>',
    },
    ANSWER,
  ];
  await using it = await openExplorer(FILES, turns);
  await it.call({ prompt: 'Where?', system: 'Be short.' });
  const bodies = it.upstream.requests.map(({ body }) => body);

  expect(bodies).toHaveLength(4);
  for (const [place, body] of bodies.slice(1).entries()) {
    const before = /"messages":\[(.*)\],"stream"/s.exec(bodies[place] ?? '')?.[1] ?? '';
    expect(before.length).toBeGreaterThan(100);
    expect(body).toContain(`"messages":[${before},`);
  }
  const rests = bodies.map((body) => body.slice(body.indexOf('],"stream"')));
  expect(new Set(rests).size).toBe(1);
  expect(rests[0]).not.toContain('tool_choice');
  expect(it.sent(1)[2]?.tool_calls?.[0]?.function.arguments).toBe('{"action" : "list"}');
});

test.for([
  [
    'markers',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>project<｜tool▁sep｜>{"action":"list"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  ],
  [
    'DSML',
    'So:\n<｜DSML｜function_calls>\n<｜DSML｜invoke name="project">\n<｜DSML｜parameter name="action" string="true">list</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
  ],
  ['XML', '<tool_call>\n{"name": "project", "arguments": {"action": "list"}}\n</tool_call>'],
  ['a fence', 'I list it.\n```json\n{"action":"list"}\n```'],
  ['bare JSON', '{"name":"project","arguments":{"action":"list"}}'],
] as const)('a call in the text is answered: %s', async ([, text]) => {
  await using it = await openExplorer(FILES, [{ text }, ANSWER]);
  const result = await it.call({ prompt: 'Where?' });

  expect(it.results(1)).toEqual([expect.stringMatching(/^The project: 2 files/)]);
  expect(answerOf(result)).toBe('In src/retry.ts:2.');
});

test.for([
  'Call it with `<invoke name="project">`, as src/a.ts:1 shows.',
  'It is written as:\n```json\n{"name":"other","arguments":{}}\n```',
  'The file has:\n```xml\n<project><action>list</action></project>\n```',
  'First {"action":"list"} is sent, then the answer comes.',
])('an answer that quotes a call is an answer: %s', async (text) => {
  await using it = await openExplorer(FILES, [{ calls: [READ] }, { text }]);
  const result = await it.call({ prompt: 'How is it called?' });

  expect(answerOf(result)).toBe(text);
  expect(it.upstream.requests).toHaveLength(2);
});

test.for([
  ['arguments without their end', '{"action":"read","path":"src/retry.ts"', /^src\/retry\.ts, all 2 lines/],
  ['no JSON', '{action: read}', /^The arguments are not valid JSON\. Call project with \{/],
  ['an unknown action', '{"action":"write","path":"a"}', /^The value of action is missing or wrong\./],
  ['a list without a path', '{"action":"search"}', /^"search" needs a pattern\./],
] as const)('%s is answered with what is right', async ([, given, expected]) => {
  await using it = await openExplorer(FILES, [{ calls: [given] }, ANSWER]);
  const result = await it.call({ prompt: 'Where?' });

  expect(it.results(1)).toEqual([expect.stringMatching(expected)]);
  // Servers fail on what they cannot parse.
  expect(() => JSON.parse(it.sent(1)[2]?.tool_calls?.[0]?.function.arguments ?? '')).not.toThrow();
  expect(receiptOf(result).status).toBe('complete');
});

test('an unknown function is answered with the one there is', async () => {
  await using it = await openExplorer(FILES, [{ calls: [{ command: 'ls' }], name: 'bash' }, ANSWER]);
  const result = await it.call({ prompt: 'Where?' });

  expect(it.results(1)).toEqual([expect.stringMatching(/^There is no function "bash": only "project"/)]);
  expect(receiptOf(result).explored).toMatchObject({ rounds: 1, refused: 1 });
});

test('the usage is unknown where one request told none', async () => {
  await using it = await openExplorer(FILES, [{ calls: [READ], usage: null }, ANSWER]);

  expect(receiptOf(await it.call({ prompt: 'Where?' })).usage).toBeNull();
});

test.for(['messages', 'gemini'])('%s carries the rounds, too', async (protocol) => {
  const { openSession } = await import('../../support/project.ts');
  await using it = await openSession(FILES);
  const result = await it.call('deepseek_chat', {
    prompt: 'Where is a 429 retried?',
    explore: true,
    protocol,
  });

  expect(answerOf(result)).toContain('src/retry.ts:2');
  expect(receiptOf(result).explored).toMatchObject({ rounds: 3, files: [{ path: 'src/retry.ts' }] });
});
