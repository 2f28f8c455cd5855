import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { ProtocolName } from '../../src/config/config.ts';
import { startCompletion } from '../../src/chat/completion.ts';
import { capture, oneByteEach, readAnswer, respond } from '../support/upstream.ts';

const GREETING = { text: 'Grüße, Welt 🌍', finish_reason: 'stop' };
const REASONING = 'Two words will do.';
const USAGE = { input_tokens: 20, output_tokens: 9, total_tokens: 29 };
const NO_COUNTS = {
  input_tokens: null,
  cached_input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  total_tokens: null,
};
const CALLS = [
  { name: 'read_file', json: { path: 'a.ts' } },
  { name: 'grep', json: { q: '🚀' } },
];

interface Expected {
  text: string;
  finish_reason: string;
  reasoning?: string;
  usage: Record<string, number> | null;
  calls?: typeof CALLS;
}

const GATEWAYS: { file: string; protocol: ProtocolName; expected: Expected }[] = [
  {
    file: 'openrouter.sse',
    protocol: 'chat-completions',
    expected: {
      ...GREETING,
      reasoning: REASONING,
      usage: { ...USAGE, cached_input_tokens: 4, reasoning_tokens: 5 },
    },
  },
  {
    file: 'openrouter-tools.sse',
    protocol: 'chat-completions',
    expected: {
      text: 'Looking.',
      finish_reason: 'tool_calls',
      calls: CALLS,
      usage: { ...USAGE, cached_input_tokens: 0, reasoning_tokens: 0 },
    },
  },
  { file: 'azure.sse', protocol: 'chat-completions', expected: { ...GREETING, usage: USAGE } },
  {
    file: 'think-tags.sse',
    protocol: 'chat-completions',
    expected: { ...GREETING, reasoning: REASONING, usage: null },
  },
  {
    file: 'vllm.sse',
    protocol: 'chat-completions',
    expected: { ...GREETING, reasoning: REASONING, usage: { ...USAGE, cached_input_tokens: 4 } },
  },
  {
    file: 'vllm-tools.sse',
    protocol: 'chat-completions',
    expected: {
      text: 'Looking.',
      reasoning: 'Look first.',
      finish_reason: 'tool_calls',
      calls: CALLS,
      usage: { input_tokens: 20, output_tokens: 8, total_tokens: 28 },
    },
  },
  {
    file: 'messages-proxy.sse',
    protocol: 'messages',
    expected: { ...GREETING, reasoning: REASONING, usage: { ...USAGE, cached_input_tokens: 4 } },
  },
  {
    file: 'messages-tools.sse',
    protocol: 'messages',
    expected: { text: 'Looking.', finish_reason: 'tool_calls', calls: CALLS, usage: USAGE },
  },
  {
    file: 'gemini.sse',
    protocol: 'gemini',
    expected: {
      ...GREETING,
      reasoning: REASONING,
      usage: { ...USAGE, cached_input_tokens: 4, reasoning_tokens: 5 },
    },
  },
  {
    file: 'gemini-tools.sse',
    protocol: 'gemini',
    expected: { text: 'Looking.', finish_reason: 'tool_calls', calls: CALLS, usage: USAGE },
  },
];

function gateway(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/gateways/${file}`, import.meta.url)));
}

async function complete(protocol: ProtocolName, chunks: readonly (string | Uint8Array)[]) {
  const { events, error } = await readAnswer(respond(chunks), { protocol });
  const completion = startCompletion();
  for (const event of events) completion.add(event);
  const { text, reasoning, tool_calls, usage, finish_reason } = completion.build();
  const calls = tool_calls.map(({ function: { name, arguments: json } }) => ({ name, json }));
  const isComplete = error === undefined && (finish_reason === 'stop' || finish_reason === 'tool_calls');
  return { text, reasoning, calls, usage, finish_reason, isComplete };
}

type Answer = Awaited<ReturnType<typeof complete>>;

/** Text and calls; usage may still follow. */
function isSame(one: Answer, other: Answer): boolean {
  const facts = ({ text, calls, finish_reason }: Answer) => [text, calls, finish_reason];
  return isDeepStrictEqual(facts(one), facts(other));
}

test.for(GATEWAYS)('$file is read as what it says', async ({ file, protocol, expected }) => {
  const whole = gateway(file);
  for (const chunks of [[whole], oneByteEach(whole)]) {
    const { calls, usage, ...answer } = await complete(protocol, chunks);
    const { calls: expectedCalls = [], usage: expectedUsage, ...rest } = expected;
    expect(answer).toEqual({ reasoning: '', ...rest, isComplete: true });
    expect(calls.map(({ name, json }) => ({ name, json: JSON.parse(json) as unknown }))).toEqual(
      expectedCalls,
    );
    expect(usage).toEqual(expectedUsage && { ...NO_COUNTS, ...expectedUsage });
  }
});

test.for([
  ['openrouter-error.sse', /Provider disconnected unexpectedly/],
  ['vllm-error.sse', /EngineCore encountered an issue/],
] as const)(
  '%s: an error in mid-answer is reported, and the text before it kept',
  async ([file, message]) => {
    const whole = gateway(file);
    for (const chunks of [[whole], oneByteEach(whole)]) {
      const { text, error } = await readAnswer(respond(chunks));
      expect(text).toBe('Grüße,');
      expect(error?.message).toMatch(message);
    }
  },
);

const STREAMS = [
  ...GATEWAYS.map(({ file, protocol }) => ({ file, protocol, whole: gateway(file) })),
  ...(['chat-completions', 'messages'] as const).map((protocol) => ({
    file: `captures/${protocol}.stream.sse`,
    protocol,
    whole: capture(`${protocol}.stream.sse`),
  })),
];

const PARAMETERS = { numRuns: 60 };
// Not `fc.double`: most of its values are next to nothing.
const fraction = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

test.for(STREAMS)(
  '$file, cut anywhere and in any chunking, is complete only as a whole',
  async ({ protocol, whole }) => {
    const expected = await complete(protocol, [whole]);
    await fc.assert(
      fc.asyncProperty(fraction, fc.array(fraction, { maxLength: 8 }), async (end, places) => {
        const sent = whole.subarray(0, Math.floor(end * whole.length));
        const offsets = [0, ...places.map((place) => Math.floor(place * sent.length)), sent.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = offsets.slice(1).map((offset, index) => sent.subarray(offsets[index], offset));

        const cut = await complete(protocol, chunks);

        expect(cut).toSatisfy((answer: Answer) => !answer.isComplete || isSame(answer, expected));
      }),
      PARAMETERS,
    );
  },
);

/** What tells the order of an answer is in no protocol: pieces that change places are a different, whole answer. */
function carriesContent(frame: string): boolean {
  return /"(content|text|reasoning|reasoning_content|thinking|partial_json|arguments)":"[^"]|functionCall|"tool_use"|tool_calls":\[/.test(
    frame,
  );
}

/** The event that matters most to what counts as whole. */
function carriesFinish(frame: string): boolean {
  return /"(finish_reason|stop_reason|finishReason)":"/.test(frame);
}

const reordering = fc.record({
  moves: fc.array(fc.record({ from: fraction, to: fraction }), { minLength: 1, maxLength: 4 }),
  merges: fc.array(fraction, { maxLength: 3 }),
  finishAt: fc.option(fraction),
});

test.for(STREAMS)(
  'events of $file that change places and run together never make another complete answer',
  async ({ protocol, whole }) => {
    const expected = await complete(protocol, [whole]);
    const frames = new TextDecoder().decode(whole).split('\n\n').slice(0, -1);
    const content = frames.filter(carriesContent);
    await fc.assert(
      fc.asyncProperty(reordering, async ({ moves, merges, finishAt }) => {
        const order = [...frames];
        for (const { from, to } of moves) {
          const [moved = ''] = order.splice(Math.floor(from * (order.length - 1)), 1);
          order.splice(Math.floor(to * (order.length + 1)), 0, moved);
        }
        if (finishAt !== null) {
          const [finish = ''] = order.splice(order.findIndex(carriesFinish), 1);
          order.splice(Math.floor(finishAt * (order.length + 1)), 0, finish);
        }
        // The pieces of the answer stay in their order, wherever the others went.
        let next = 0;
        const sent = order.map((frame) => (carriesContent(frame) ? (content[next++] ?? '') : frame));
        const merged = new Set(merges.map((place) => Math.floor(place * sent.length)));
        const text = sent.map((frame, index) => frame + (merged.has(index) ? '\n' : '\n\n')).join('');

        const answer = await complete(protocol, [text]);

        expect(answer).toSatisfy((made: Answer) => !made.isComplete || isSame(made, expected));
      }),
      PARAMETERS,
    );
  },
);
