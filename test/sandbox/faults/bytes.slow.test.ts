import { expect, test } from 'vitest';
import { withoutMoments } from '../../support/sandbox-client.ts';
import { EACH, play } from './play.ts';

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test.for(EACH)(
  'split-utf8 over $wire, $way, cuts characters in two and loses none',
  async ({ wire, way }) => {
    const { raw, answer, whole } = await play('split-utf8', wire, way);

    const inTwo = raw.chunks.filter((chunk) => !isUtf8(chunk));
    // Each cut spoils the piece before it and the piece after it; ö, ä and ß are one each, and so is the fox.
    expect(inTwo.length).toBeGreaterThanOrEqual(5);
    expect(isUtf8(raw.body)).toBe(true);
    expect(answer.text).toBe(`${whole.answer.text}\nZwölf Boxkämpfer jagen Viktor 🦊 über den großen Deich.`);
    expect(answer.finish).toBe(whole.answer.finish);
  },
);

test.for(EACH)('slow-drip over $wire, $way, is the same answer in small pieces', async ({ wire, way }) => {
  const { raw, whole } = await play('slow-drip', wire, way);

  expect(Math.max(...raw.chunks.map(({ length }) => length))).toBe(64);
  expect(withoutMoments(raw.body.toString())).toBe(withoutMoments(whole.raw.body.toString()));
});

test.for(EACH)('huge-line over $wire, $way, has a line of over 5 MB', async ({ wire, way }) => {
  const { raw, answer, whole } = await play('huge-line', wire, way);

  const longest = Math.max(
    ...raw.body
      .toString()
      .split('\n')
      .map(({ length }) => length),
  );
  expect(longest).toBeGreaterThan(5_000_000);
  expect(answer.text).toHaveLength(whole.answer.text.length + 1 + 5_000_000);
  expect(answer.finish).toBe(whole.answer.finish);
});

test.concurrent.for(EACH)(
  'comments-then-answer over $wire, $way, sends comments, then the answer',
  async ({ wire, way }) => {
    const { raw, whole } = await play('comments-then-answer', wire, way);

    const comments = /^(: keep-alive\n\n)+/.exec(raw.body.toString())?.[0] ?? '';
    expect(comments.split('\n\n').length - 1).toBeGreaterThanOrEqual(2);
    expect(withoutMoments(raw.body.toString().slice(comments.length))).toBe(
      withoutMoments(whole.raw.body.toString()),
    );
  },
);
