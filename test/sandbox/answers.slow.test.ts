import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAnswer } from '../support/read-answer.ts';
import { send, withoutMoments, WIRES, type Ask, type WireName } from '../support/sandbox-client.ts';

async function ask(wire: WireName, given: Ask) {
  await using sandbox = await startSandbox();
  return readAnswer(wire, await send(sandbox.url, wire, given));
}

test.for(WIRES)('%s answers the same request with the same bytes, whoever asks and when', async (wire) => {
  await using one = await startSandbox();
  await using other = await startSandbox();
  const prompt = 'Tell me about the sandbox in 300 words.';
  const raws = [
    await send(one.url, wire, { prompt }),
    await send(one.url, wire, { prompt }),
    await send(other.url, wire, { prompt }),
  ];
  const [first, second, third] = raws.map(({ body }) => withoutMoments(body.toString()));

  expect(second).toBe(first);
  expect(third).toBe(first);
});

test.for(WIRES)('%s answers another request with another text', async (wire) => {
  const [one, other] = [await ask(wire, { prompt: 'One.' }), await ask(wire, { prompt: 'Two.' })];

  expect(one.text).not.toBe(other.text);
});

test.for(WIRES)('%s tells what was asked, how much arrived, and what is in it', async (wire) => {
  const prompt = 'Review this.\n\n# Käse\nSome text.\n## Brot\nMore text.\n### Wein';
  const { text, finish } = await ask(wire, { prompt });

  expect(text).toContain('This is the sandbox, not a model');
  expect(text).toContain('You asked: "Review this."');
  expect(text).toContain(`Received: 1 message, ${Buffer.byteLength(prompt)} bytes of text.`);
  expect(text).toMatch(/Outline:\n- Käse\n- Brot\n- Wein$/);
  expect(finish?.toLowerCase()).toMatch(/^(stop|end_turn)$/);
});

test('the outline is the beginnings of lines where there are no headings, and says how many are omitted', async () => {
  const lines = Array.from({ length: 15 }, (_, index) => `${index} ${'x'.repeat(100)}`);
  const { text } = await ask('chat-completions', { prompt: lines.join('\n') });

  expect(text).toContain(`- 0 ${'x'.repeat(77)}…\n- 1 x`);
  expect(text).toMatch(/\(and 3 lines more\)$/);
});

test.for(WIRES)('%s counts each turn and the system prompt as messages', async (wire) => {
  const turns = ['One.', 'Two.', 'Three.'].map((content, index) => ({
    role: index === 1 ? 'assistant' : 'user',
    content,
  }));
  const system = 'Be brief.';
  const body = {
    'chat-completions': { messages: [{ role: 'system', content: system }, ...turns] },
    messages: { system, messages: turns },
    gemini: {
      systemInstruction: { parts: [{ text: system }] },
      contents: turns.map(({ role, content }) => ({
        role: role === 'user' ? 'user' : 'model',
        parts: [{ text: content }],
      })),
    },
  }[wire];
  const { text } = await ask(wire, { body });

  expect(text).toContain('Received: 4 messages, 23 bytes of text.');
  expect(text).toContain('You asked: "Three."');
  expect(text).toContain('- Be brief.\n- One.\n- Two.\n- Three.');
});

test.for([1, 2, 15, 333, 5000])('an answer "in %i words" has as many', async (amount) => {
  const { text } = await ask('chat-completions', { prompt: `Tell it in ${amount} words, please.` });

  expect(text.trim().split(/\s+/)).toHaveLength(amount);
});

test.for([1, 2, 15, 333, 5000])(
  'an answer "in %i lines" has as many, none of them empty or twice',
  async (amount) => {
    const { text } = await ask('messages', {
      prompt: `Tell it in ${amount} lines, please.`,
      body: { max_tokens: 1_000_000 },
    });
    const lines = text.split('\n');

    expect(lines).toHaveLength(amount);
    expect(new Set(lines.filter(Boolean)).size).toBe(amount);
  },
);

test.for(['in 0 words', 'in 0 lines'])('a wish for nothing, "%s", gives next to nothing', async (wish) => {
  const { text } = await ask('chat-completions', { prompt: `Tell it ${wish}.` });

  expect(text.split(/\s+/).filter(Boolean).length).toBeLessThan(20);
});

test('the reasoning is a thing of its own, and can be switched off', async () => {
  const prompt = 'Think.';
  const off = { thinking: { type: 'disabled' } };
  const thinking = await Promise.all(WIRES.map((wire) => ask(wire, { prompt })));
  const disabled = await Promise.all([
    ask('chat-completions', { prompt, body: off }),
    ask('chat-completions', { prompt, body: { reasoning_effort: 'none' } }),
    ask('messages', { prompt, body: off }),
    ask('gemini', {
      prompt,
      body: { generationConfig: { thinkingConfig: { thinkingBudget: 0, includeThoughts: true } } },
    }),
  ]);
  const shown = await ask('gemini', {
    prompt,
    body: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
  });

  // Gemini shows its thoughts to those only who ask for them.
  expect(thinking.map(({ reasoning }) => reasoning !== '')).toEqual([true, true, false]);
  expect(disabled.map(({ reasoning }) => reasoning)).toEqual(['', '', '', '']);
  expect(shown.reasoning).toBe(thinking[0]?.reasoning);
});

test('an answer of the test takes the place of the sandbox, and sees the whole task', async () => {
  await using sandbox = await startSandbox({
    answer: ({ messages, model }) => `${model} read ${messages.length}`,
  });
  const raws = await Promise.all(
    WIRES.map(async (wire) => readAnswer(wire, await send(sandbox.url, wire)).text),
  );

  expect(raws).toEqual(Array(3).fill('deepseek-v4-pro read 1'));
});

const PROMPT = { role: 'user', content: 'Count to a lot in 60 words.' };

test.for(['chat-completions', 'messages'] as const)(
  'over %s a part that is sent back is continued, and nothing comes twice',
  async (wire) => {
    const { text } = await ask(wire, { body: { messages: [PROMPT] } });
    const part = { role: 'assistant', content: text.slice(0, 100) };
    const wish = { role: 'user', content: 'Please continue.' };
    const rest = await ask(wire, { body: { messages: [PROMPT, part, wish] } });

    expect(text.length).toBeGreaterThan(150);
    expect(part.content + rest.text).toBe(text);
  },
);

test.for([
  { what: 'what was never said', content: 'I never said this.', wish: 'Please continue.' },
  { what: 'another question', content: 'This is the sandbox', wish: 'And now?' },
])('$what is answered as a conversation of its own', async ({ content, wish }) => {
  const messages = [PROMPT, { role: 'assistant', content }, { role: 'user', content: wish }];
  const { text } = await ask('chat-completions', { body: { messages } });

  expect(text).toContain(`You asked: "${wish}"`);
});
