import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { chatCompletions } from '../../../src/runapi/protocols/chat-completions.ts';
import { messages } from '../../../src/runapi/protocols/messages.ts';
import type { Protocol, ProtocolEvent } from '../../../src/runapi/protocols/protocol.ts';
import { readWireEvents } from '../../../src/runapi/wire/wire-events.ts';
import {
  capture,
  JSON_TYPE,
  oneByteEach,
  readAnswer,
  respond,
  shortCapture,
  splitAt,
} from '../../support/upstream.ts';

const STREAMS = [
  { file: 'chat-completions.stream.sse', protocol: chatCompletions, outputTokens: 15 },
  { file: 'messages.stream.sse', protocol: messages, outputTokens: 17 },
] as const;

async function parseAll(protocol: Protocol, response: Response): Promise<ProtocolEvent[]> {
  const events: ProtocolEvent[] = [];
  const options = { onBytes: () => {}, hasEnded: () => false };
  for await (const batch of readWireEvents(response, options)) {
    for (const wireEvent of batch) {
      if (wireEvent.type === 'done') events.push({ type: 'end' });
      if (wireEvent.type === 'value') events.push(...protocol.parse(wireEvent.value, wireEvent.name));
    }
  }
  return events;
}

test.for(STREAMS)(
  '$file replays as the answer that DeepSeek gave',
  async ({ file, protocol, outputTokens }) => {
    const events = await parseAll(protocol, respond([capture(file)]));

    expect(events.filter(({ type }) => type === 'text-delta')).toEqual([
      { type: 'text-delta', text: 'Ok' },
      { type: 'text-delta', text: '.' },
    ]);
    expect(events.filter(({ type }) => type === 'finish')).toEqual([{ type: 'finish', reason: 'stop' }]);
    expect(events.at(-1)).toEqual({ type: 'end' });
    const usage = events.filter((event) => event.type === 'usage').at(-1)?.usage;
    expect(usage).toMatchObject({ input_tokens: 86, cached_input_tokens: 0, output_tokens: outputTokens });
  },
);

test('the recorded reasoning is the same text in both protocols, and only Messages signs it', async () => {
  const [first, second] = await Promise.all(
    STREAMS.map(({ file, protocol }) => readAnswer(respond([capture(file)]), { protocol: protocol.name })),
  );

  expect(first?.reasoning).toMatch(/^We need answer user says "Say/);
  expect(second?.reasoning).toMatch(/^We need answer user says "Say/);
  const signatures = [first, second].map((outcome) =>
    outcome?.events.flatMap((event) => ('signature' in event ? [event.signature] : [])),
  );
  expect(signatures).toEqual([[], ['dfe7c570-97ea-4e39-bb2f-877e8da5bc4a']]);
});

test('the recorded unstreamed completion is read as a whole answer to a stream request', async () => {
  const document = capture('chat-completions.json');

  const outcome = await readAnswer(respond([document], { contentType: JSON_TYPE }));

  expect(outcome).toMatchObject({ text: 'Ok.', finishReason: 'stop', error: undefined });
  expect(outcome.reasoning).toBe(
    'The user is asking me to say "ok". This is a simple request. I should comply.',
  );
  expect(outcome.events.find(({ type }) => type === 'usage')).toEqual({
    type: 'usage',
    usage: {
      input_tokens: 86,
      cached_input_tokens: 0,
      output_tokens: 23,
      reasoning_tokens: 20,
      total_tokens: 109,
    },
  });
});

test('the recorded unstreamed completion, cut at any byte, is never taken for whole', async () => {
  const document = capture('chat-completions.json');
  const end = document.lastIndexOf('}'.charCodeAt(0)) + 1;
  const wrong: unknown[] = [];
  for (let length = 0; length < end; length += 1) {
    const { error, text } = await readAnswer(
      respond([document.subarray(0, length)], { contentType: JSON_TYPE }),
    );
    if (error?.kind !== 'stream-closed' || text !== '') wrong.push({ length, kind: error?.kind, text });
  }
  expect(wrong).toEqual([]);
});

test.for(STREAMS)('$file gives the same events wherever it is split in two', async ({ file, protocol }) => {
  const whole = shortCapture(file);
  const expected = await parseAll(protocol, respond([whole]));
  const wrong: unknown[] = [];
  for (let offset = 0; offset <= whole.length; offset += 1) {
    const events = await parseAll(protocol, respond(splitAt(whole, offset)));
    if (!isDeepStrictEqual(events, expected)) wrong.push({ offset, events });
  }
  expect(wrong).toEqual([]);
});

test.for(STREAMS)('$file gives the same events when it comes byte by byte', async ({ file, protocol }) => {
  const whole = capture(file);

  const events = await parseAll(protocol, respond(oneByteEach(whole)));

  expect(events).toEqual(await parseAll(protocol, respond([whole])));
});

test.for(STREAMS)('$file with CRLF line ends gives the same events', async ({ file, protocol }) => {
  const text = new TextDecoder().decode(capture(file));
  const expected = await parseAll(protocol, respond([text]));

  expect(await parseAll(protocol, respond([text.replaceAll('\n', '\r\n')]))).toEqual(expected);
});
