import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAnswer } from '../support/read-answer.ts';
import { send, WIRES, type Ask, type Json, type WireName } from '../support/sandbox-client.ts';

const TEXT = 'Alpha beta gamma delta epsilon. Käse für alle! END Nothing after it.';
const LENGTH = { 'chat-completions': 'length', messages: 'max_tokens', gemini: 'MAX_TOKENS' };

async function ask(wire: WireName, given: Ask, answer = TEXT) {
  await using sandbox = await startSandbox({ answer: () => answer });
  return readAnswer(wire, await send(sandbox.url, wire, given));
}

/** The settings without reasoning, in the words of each wire. */
function settings(wire: WireName, maxTokens: number | undefined, stop?: string[]): Json {
  if (wire === 'gemini') {
    const thinkingConfig = { thinkingBudget: 0 };
    return { generationConfig: { maxOutputTokens: maxTokens, stopSequences: stop, thinkingConfig } };
  }
  const stopName = wire === 'messages' ? 'stop_sequences' : 'stop';
  return {
    thinking: { type: 'disabled' },
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(stop && { [stopName]: stop }),
  };
}

test.for(WIRES)('%s ends at max_tokens, and says so', async (wire) => {
  const { text, finish, usage } = await ask(wire, { body: settings(wire, 5) });

  expect(text).toBe(TEXT.slice(0, 20));
  expect(finish).toBe(LENGTH[wire]);
  expect(Object.values(usage ?? {})).toContain(5);
});

test.for(WIRES)('%s with room to spare is not cut', async (wire) => {
  const { text, finish } = await ask(wire, { body: settings(wire, 500) });

  expect(text).toBe(TEXT);
  expect(finish).not.toBe(LENGTH[wire]);
});

test.for([8, 9, 10, 11])('no character is cut in two at %i tokens', async (tokens) => {
  const { text } = await ask(
    'chat-completions',
    { body: settings('chat-completions', tokens) },
    'ä'.repeat(3) + '🦊'.repeat(20),
  );

  expect(text).not.toContain('\uFFFD');
  expect('ä'.repeat(3) + '🦊'.repeat(20)).toContain(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4 * tokens);
});

test('reasoning is part of max_tokens, and can leave nothing for the answer', async () => {
  const { text, finish, reasoning } = await ask('chat-completions', { body: { max_tokens: 10 } });

  expect(text).toBe('');
  expect(reasoning).not.toBe('');
  expect(finish).toBe('length');
});

test.for([1, 10, 30, 60])(
  'no answer counts more output than the %i tokens that it may have',
  async (maxTokens) => {
    const { usage = {} } = await ask('chat-completions', { body: { max_tokens: maxTokens } });

    expect(usage['completion_tokens']).toBeLessThanOrEqual(maxTokens);
  },
);

test.for(WIRES)('%s ends before a stop word, which is not part of the answer', async (wire) => {
  const { text, finish } = await ask(wire, { body: settings(wire, 1000, ['never said', 'END', 'Nothing']) });

  expect(text).toBe('Alpha beta gamma delta epsilon. Käse für alle! ');
  expect(finish).toMatch(/^(stop|end_turn|stop_sequence|STOP)$/);
});

test('a stop word may come alone, without a list', async () => {
  const { text } = await ask('chat-completions', { body: { stop: 'Käse' } });

  expect(text).toBe('Alpha beta gamma delta epsilon. ');
});

test.for([true, false])(
  'usage is on the last chunk only; before it is null with include_usage %s, or absent',
  async (include) => {
    const { events } = await ask('chat-completions', {
      body: { stream_options: { include_usage: include } },
    });
    const last = events.at(-1);

    expect(last?.['usage']).toMatchObject({ total_tokens: expect.any(Number) });
    expect(last?.['choices']).toMatchObject([{ finish_reason: 'stop', delta: { content: '' } }]);
    for (const event of events.slice(0, -1)) expect(event['usage']).toBe(include ? null : undefined);
  },
);

test('the counts of usage add up, and reasoning is a part of the output', async () => {
  const { usage = {} } = await ask('chat-completions', { prompt: 'x'.repeat(400) });
  const { reasoning_tokens: reasoning } = usage['completion_tokens_details'] as { reasoning_tokens: number };
  const [input, output] = [Number(usage['prompt_tokens']), Number(usage['completion_tokens'])];

  expect(usage).toMatchObject({
    prompt_tokens: 100,
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: 100,
  });
  expect(usage['total_tokens']).toBe(input + output);
  expect(output).toBe(reasoning + Math.ceil(Buffer.byteLength(TEXT) / 4));
});
