import { expect, test } from 'vitest';
import { capture, delegateTo, replay } from './support.ts';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const REPLAYS = [
  {
    file: 'chat-completions.stream.sse',
    protocol: 'chat-completions',
    contentType: EVENT_STREAM,
    answer: {
      text: 'Ok.',
      reasoning: 'We need answer user says "Say ok." Need comply.',
      reasoning_signature: '',
      tool_calls: [],
      usage: {
        input_tokens: 86,
        cached_input_tokens: 0,
        output_tokens: 15,
        reasoning_tokens: 12,
        total_tokens: 101,
      },
      finish_reason: 'stop',
    },
  },
  {
    file: 'messages.stream.sse',
    protocol: 'messages',
    contentType: EVENT_STREAM,
    answer: {
      text: 'Ok.',
      reasoning: 'We need answer user says "Say ok." So just say ok.',
      reasoning_signature: 'dfe7c570-97ea-4e39-bb2f-877e8da5bc4a',
      tool_calls: [],
      usage: {
        input_tokens: 86,
        cached_input_tokens: 0,
        output_tokens: 17,
        reasoning_tokens: null,
        total_tokens: 103,
      },
      finish_reason: 'stop',
    },
  },
  {
    file: 'chat-completions.json',
    protocol: 'chat-completions',
    contentType: 'application/json',
    answer: {
      text: 'Ok.',
      reasoning: 'The user is asking me to say "ok". This is a simple request. I should comply.',
      reasoning_signature: '',
      tool_calls: [],
      usage: {
        input_tokens: 86,
        cached_input_tokens: 0,
        output_tokens: 23,
        reasoning_tokens: 20,
        total_tokens: 109,
      },
      finish_reason: 'stop',
    },
  },
] as const;

test.for(REPLAYS)('$file, replayed by a server, is delegated as what DeepSeek said', async (row) => {
  await using gateway = await replay(capture(row.file), row.contentType);
  const { completion, receipt, error } = await delegateTo(gateway.url, {
    prompt: 'Say ok.',
    protocol: row.protocol,
  });

  expect(error).toBeUndefined();
  expect(completion).toEqual(row.answer);
  expect(receipt).toMatchObject({
    status: 'complete',
    finish_reason: 'stop',
    usage: row.answer.usage,
    attempts: 1,
  });
  expect(gateway.paths).toEqual([row.protocol === 'messages' ? '/v1/messages' : '/v1/chat/completions']);
});
