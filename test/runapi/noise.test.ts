import { expect, test } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../src/config/config.ts';
import { readAnswer, respond, sse } from '../support/upstream.ts';

const chat = (delta: object, finish_reason?: string) => ({ choices: [{ index: 0, delta, finish_reason }] });
const delta = (members: object) => ({ type: 'content_block_delta', index: 0, delta: members });

/** An answer before and after which something else may come. */
const HALVES: Readonly<Record<ProtocolName, readonly [string, string]>> = {
  'chat-completions': [
    sse(chat({ role: 'assistant', content: 'a' })),
    sse(chat({ content: 'b' }), chat({}, 'stop'), '[DONE]'),
  ],
  messages: [
    sse(delta({ type: 'text_delta', text: 'a' })),
    sse(
      delta({ type: 'text_delta', text: 'b' }),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      { type: 'message_stop' },
    ),
  ],
  gemini: [
    sse({ candidates: [{ content: { parts: [{ text: 'a' }] } }] }),
    sse({ candidates: [{ content: { parts: [{ text: 'b' }] }, finishReason: 'STOP' }] }),
  ],
};

const NOISE = [
  'data: 0',
  'data: 1764174539',
  'data: true',
  'data: false',
  'data: "ping"',
  'event: queue\ndata: "position 3"',
  'event: queue\ndata: {"message":"position 3 of 7","eta":2}',
  'event: status\ndata: {"msg":"warming up"}',
  'event: ping\ndata: [1,2',
];

test.for(PROTOCOL_NAMES.flatMap((protocol) => NOISE.map((noise) => [protocol, noise] as const)))(
  'an answer over %s with %j between its parts is whole',
  async ([protocol, noise]) => {
    const [before, after] = HALVES[protocol];

    const outcome = await readAnswer(respond([`${noise}\n\n`, before, `${noise}\n\n`, after]), { protocol });

    expect(outcome).toMatchObject({ text: 'ab', error: undefined });
  },
);

const EMPTY_MEMBERS = [
  { error: {} },
  { error: '' },
  { error: 'null' },
  { error: { code: null, message: '' } },
  { error: { code: 0, message: '' } },
  { code: 0, msg: 'success' },
  { code: '200', message: 'ok', success: true },
];

test.for(PROTOCOL_NAMES.flatMap((protocol) => EMPTY_MEMBERS.map((members) => [protocol, members] as const)))(
  'an answer over %s with %j in an event of its own and in each of its own events is no error',
  async ([protocol, members]) => {
    const json = JSON.stringify(members);
    const [before, after] = HALVES[protocol].map((half) =>
      half.replaceAll('data: {', `data: ${json.slice(0, -1)},`),
    );
    // Messages has no event without a type.
    const beside = protocol === 'messages' ? '' : `data: ${json}\n\n`;

    const outcome = await readAnswer(respond([`${before}${beside}${after}`]), { protocol });

    expect(outcome).toMatchObject({ text: 'ab', error: undefined });
  },
);

test.for([
  { error: { code: 0, message: 'it broke' } },
  { error: { type: 'server_error' } },
  { code: 500, message: 'it broke' },
  { code: '1001', msg: 'it broke' },
  { message: 'it broke' },
])('an event that says %j is an error all the same', async (body) => {
  const [before, after] = HALVES['chat-completions'];

  const outcome = await readAnswer(respond([before, sse(body), after]));

  expect(outcome.text).toBe('a');
  expect(outcome.error?.message).toContain('sent an error');
});

const stopped = (choice: object, beside: object = {}) =>
  respond([sse({ choices: [choice], ...beside }, chat({}, 'stop'), '[DONE]')]);

test.for<{ content: unknown }>([
  { content: [{ type: 'text', text: 'ab' }] },
  { content: [{ type: 'text', text: { value: 'ab', annotations: [] } }] },
  { content: [{ type: 'text', content: 'ab' }] },
  {
    content: [
      { type: 'output_text', text: 'a' },
      { type: 'text', text: null },
      {},
      { type: 'text_delta', text: 'b' },
    ],
  },
  { content: { type: 'text', text: 'ab' } },
  { content: ['a', { value: 'b' }] },
  { content: [{ type: 'image_url', content: 'no text', image_url: {} }, { text: 'ab' }] },
])('the text is found in $content', async ({ content }) => {
  expect(await readAnswer(stopped({ delta: { content } }))).toMatchObject({ text: 'ab', error: undefined });
});

test.for<{ content: unknown }>([
  { content: [{ type: 'text', text: { odd: 'ab' } }] },
  { content: [{ type: 'text', text: ['ab'] }] },
  { content: [{ odd: 'ab' }] },
  { content: { odd: 'ab' } },
])('an answer with the content $content is not whole, since its text may be there', async ({ content }) => {
  const outcome = await readAnswer(stopped({ delta: { content } }));

  expect(outcome.error).toMatchObject({ kind: 'malformed' });
});

test.for<{ nothing: unknown }>([
  { nothing: false },
  { nothing: '' },
  { nothing: null },
  { nothing: {} },
  { nothing: [] },
])('nothing may be written as $nothing', async ({ nothing }) => {
  const empty = {
    content: nothing,
    reasoning_content: nothing,
    refusal: nothing,
    tool_calls: nothing,
    function_call: nothing,
  };

  const outcome = await readAnswer(
    respond([
      sse(
        chat(empty),
        chat({ ...empty, content: 'ab' }),
        { ...chat(empty, 'stop'), usage: nothing },
        '[DONE]',
      ),
    ]),
  );

  expect(outcome).toMatchObject({ text: 'ab', reasoning: '', finishReason: 'stop', error: undefined });
});

test.for([
  { reasoning_text: 'Hm.' },
  { thinking_content: 'Hm.' },
  { reasoningContent: 'Hm.' },
  { thought: 'Hm.' },
  { reasoning: { content: 'Hm.' } },
  { reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm.' }] },
  { reasoning: { summary: [], content: [{ type: 'text', text: 'Hm.' }] } },
  { content: [{ type: 'reasoning', content: [{ text: 'Hm.' }] }] },
  { provider_specific_fields: { reasoning_content: 'Hm.' } },
])('reasoning is read from %j', async (members) => {
  const outcome = await readAnswer(
    respond([sse(chat(members), chat({ content: 'ab' }), chat({}, 'stop'), '[DONE]')]),
  );

  expect(outcome).toMatchObject({ text: 'ab', reasoning: 'Hm.', error: undefined });
});

test('a refusal in a part of the content is no empty answer without a reason', async () => {
  const content = [{ type: 'refusal', refusal: 'I cannot.' }];

  const { error } = await readAnswer(stopped({ delta: { content } }));

  expect(error?.message).toContain('"I cannot."');
});

test.for<[string, object, object]>([
  ['the delta', { delta: { content: 'ab', usage: { prompt_tokens: 7 } } }, {}],
  ['x_groq', { delta: { content: 'ab' } }, { x_groq: { usage: { prompt_tokens: ' 7 ' } } }],
  ['strings with a fraction', { delta: { content: 'ab' } }, { usage: { prompt_tokens: '7.0' } }],
])('counts are read from %s', async ([, choice, beside]) => {
  const { events } = await readAnswer(stopped(choice, beside));

  expect(events).toContainEqual({ type: 'usage', usage: { input_tokens: 7 } });
});
