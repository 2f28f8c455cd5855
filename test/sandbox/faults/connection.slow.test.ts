import { expect, test } from 'vitest';
import { PIECES_BEFORE_FAULT, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { json, send, withoutMoments } from '../../support/sandbox-client.ts';
import { EACH, play, PROMPT, type Played } from './play.ts';

/** The answer is the beginning of the whole one, as far as a fault in the middle of it lets it come. */
function expectBeginning({ answer, whole, exchange }: Played): void {
  expect(answer.pieces).toBe(PIECES_BEFORE_FAULT);
  expect(whole.answer.text.startsWith(answer.text)).toBe(true);
  expect(whole.answer.pieces).toBeGreaterThan(PIECES_BEFORE_FAULT);
  expect(answer).toMatchObject({ finish: undefined, hasEnd: false });
  expect(exchange).toMatchObject({ deltasSent: PIECES_BEFORE_FAULT, textSent: answer.text, status: 200 });
}

test.concurrent.for(EACH)(
  'reset-before-headers over $wire, $way, drops the connection unanswered',
  async ({ wire, way }) => {
    const { raw, exchange } = await play('reset-before-headers', wire, way);

    expect(raw).toMatchObject({ status: undefined, ended: 'broken' });
    expect(exchange.outcome).toBe('fault');
  },
);

test.concurrent.for(EACH)('stall-before-headers over $wire, $way, never answers', async ({ wire, way }) => {
  const { raw } = await play('stall-before-headers', wire, way);

  expect(raw).toMatchObject({ status: undefined, ended: 'not at all' });
});

test.concurrent.for(EACH)(
  'stall-before-first-byte over $wire, $way, sends headers and no byte',
  async ({ wire, way }) => {
    const { raw } = await play('stall-before-first-byte', wire, way);

    expect(raw).toMatchObject({ status: 200, ended: 'not at all' });
    expect(raw.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(raw.body).toHaveLength(0);
  },
);

test.concurrent.for(EACH)(
  'stall-mid-stream over $wire, $way, falls silent in the answer',
  async ({ wire, way }) => {
    const played = await play('stall-mid-stream', wire, way);

    expect(played.raw).toMatchObject({ status: 200, ended: 'not at all' });
    expectBeginning(played);
  },
);

test.concurrent.for(EACH)(
  'reset-mid-stream over $wire, $way, breaks the connection in the answer',
  async ({ wire, way }) => {
    const played = await play('reset-mid-stream', wire, way);

    expect(played.raw).toMatchObject({ status: 200, ended: 'broken' });
    expectBeginning(played);
  },
);

test.concurrent.for(EACH)(
  'end-without-finish over $wire, $way, ends cleanly in the answer',
  async ({ wire, way }) => {
    const played = await play('end-without-finish', wire, way);

    expect(played.raw).toMatchObject({ status: 200, ended: 'cleanly' });
    expect(played.answer).toMatchObject({ garbage: [], errors: [] });
    expectBeginning(played);
  },
);

test.concurrent.for(EACH)(
  'error-event over $wire, $way, is an error in the answer, which ends there',
  async ({ wire, way }) => {
    const played = await play('error-event', wire, way);

    expect(played.raw.ended).toBe('cleanly');
    expectBeginning(played);
    expect(played.answer.errors).toMatchObject([{ message: expect.stringMatching(/overloaded/i) }]);
    expect(played.answer.events.at(-1)).toHaveProperty('error');
  },
);

test.concurrent.for(EACH)(
  'broken-json over $wire, $way, is half a JSON value in the answer',
  async ({ wire, way }) => {
    const played = await play('broken-json', wire, way);

    expect(played.raw.ended).toBe('cleanly');
    expectBeginning(played);
    expect(played.answer.garbage).toEqual([expect.stringMatching(/^\{"sandbox"/)]);
  },
);

test.concurrent.for(EACH)(
  'invalid-utf8 over $wire, $way, is no UTF-8 from some byte on',
  async ({ wire, way }) => {
    const played = await play('invalid-utf8', wire, way);

    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(played.raw.body)).toThrow(TypeError);
    expectBeginning(played);
  },
);

test.concurrent.for(EACH)(
  'json-to-stream over $wire, $way, is the document of an unstreamed answer',
  async ({ wire, way }) => {
    const { raw, exchange } = await play('json-to-stream', wire, way);
    await using sound = await startSandbox();
    const unstreamed = await send(sound.url, wire, { prompt: PROMPT, stream: false });

    expect(raw).toMatchObject({ status: 200, ended: 'cleanly' });
    expect(raw.headers['content-type']).toMatch(/^application\/json/);
    expect(exchange.outcome).toBe('fault');
    expect(withoutMoments(raw.body.toString())).toBe(withoutMoments(unstreamed.body.toString()));
    expect(json(raw)).not.toEqual({});
  },
);

test.concurrent.for(EACH)(
  'finish-without-done over $wire, $way, lacks the end marker and nothing else',
  async ({ wire, way }) => {
    const { answer, whole, raw } = await play('finish-without-done', wire, way);

    expect(raw.ended).toBe('cleanly');
    expect(answer).toMatchObject({ text: whole.answer.text, finish: whole.answer.finish, hasEnd: false });
    // Gemini's events have no end marker, so there is nothing to leave out.
    expect(whole.answer.hasEnd).toBe(wire !== 'gemini');
    expect(answer.finish).toBeDefined();
  },
);
