import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startThinkTags } from '../../../src/runapi/answer/think-tags.ts';
import { readAnswer, respond, sse } from '../../support/upstream.ts';

function split(pieces: readonly string[]): { text: string; reasoning: string } {
  const tags = startThinkTags();
  const deltas = [...pieces.flatMap(tags.push), ...tags.end()];
  const join = (type: string) =>
    deltas
      .filter((delta) => delta.type === type)
      .map(({ text }) => text)
      .join('');
  return { text: join('text-delta'), reasoning: join('reasoning-delta') };
}

const CASES: [string, string, string][] = [
  ['<think>\nHm.\n</think>\n\nHello', 'Hello', 'Hm.'],
  ['\n<think>Hm.</think>Hello', 'Hello', 'Hm.'],
  ['<thinking>Hm.</thinking> Hello', 'Hello', 'Hm.'],
  ['<thought>Hm.</thought>Hello', 'Hello', 'Hm.'],
  ['<think></think>\nHello', 'Hello', ''],
  ['<think>\n\n</think>Hello', 'Hello', ''],
  ['<think>a < b and <b>c</b></think>Hello', 'Hello', 'a < b and <b>c</b>'],
  ['<think>\n', '', ''],
  ['<think>never closed', '', 'never closed'],
  ['<think>half a tag </thi', '', 'half a tag </thi'],
  ['<think>a</think>b<think>c</think>d', 'b<think>c</think>d', 'a'],
  ['Hello <think>no</think>', 'Hello <think>no</think>', ''],
  ['<thin', '<thin', ''],
  ['<thinker>no', '<thinker>no', ''],
  ['< think>no', '< think>no', ''],
  ['  \n ', '  \n ', ''],
  ['', '', ''],
  [`${' '.repeat(500)}x`, `${' '.repeat(500)}x`, ''],
];

test.for(CASES)('%j has the text %j and the reasoning %j, in every chunking', ([whole, text, reasoning]) => {
  expect(split([whole])).toEqual({ text, reasoning });
  expect(split(Array.from(whole))).toEqual({ text, reasoning });
  for (let at = 0; at <= Math.min(whole.length, 60); at += 1) {
    expect(split([whole.slice(0, at), whole.slice(at)])).toEqual({ text, reasoning });
  }
});

function bare(text: string): string {
  return text.replace(/<\/?think(ing)?>|\s/g, '');
}

test('nothing but tags and the blanks around them is lost, in any chunking', () => {
  const units = fc.constantFrom('<', 'think', 'ing', '>', '</', 'a', ' ', '\n', '<think>', '</think>');
  fc.assert(
    fc.property(fc.array(units), (pieces) => {
      const whole = pieces.join('');
      const { text, reasoning } = split(pieces);
      expect({ text, reasoning }).toEqual(split([whole]));
      expect(bare(reasoning) + bare(text)).toBe(bare(whole));
    }),
  );
});

test('an endless run of blanks is not searched again for each of them', () => {
  const tags = startThinkTags();
  for (let count = 0; count < 200_000; count += 1) tags.push(' ');
  expect(tags.push('x')).toEqual([{ type: 'text-delta', text: 'x' }]);
});

const content = (text: string) => ({ choices: [{ delta: { content: text } }] });
const FINISH = { choices: [{ delta: {}, finish_reason: 'stop' }] };

test('an answer that is all reasoning is no answer', async () => {
  const outcome = await readAnswer(respond([sse(content('<think>Hm.'), FINISH, '[DONE]')]));

  expect(outcome).toMatchObject({ text: '', reasoning: 'Hm.', error: { kind: 'empty' } });
});

test('where reasoning has a field of its own, tags are a part of the text', async () => {
  const items = [
    { choices: [{ delta: { reasoning_content: 'Hm.' } }] },
    content('<think>'),
    content('</think>'),
    FINISH,
    '[DONE]',
  ];

  expect(await readAnswer(respond([sse(...items)]))).toMatchObject({
    text: '<think></think>',
    reasoning: 'Hm.',
    error: undefined,
  });
});
