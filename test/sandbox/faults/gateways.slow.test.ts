import { expect, test } from 'vitest';
import { PIECES_BEFORE_FAULT } from '../../../src/sandbox/sandbox.ts';
import { json, withoutMoments } from '../../support/sandbox-client.ts';
import { EACH, play } from './play.ts';

test.for([
  { fault: 'quota-in-403', message: 'user quota is not enough' },
  { fault: 'region-in-403', message: 'Country, region, or territory not supported' },
] as const)('$fault is a 403 with its words', async ({ fault, message }) => {
  const { raw } = await play(fault, 'chat-completions');

  expect(raw.status).toBe(403);
  expect(json(raw)).toMatchObject({ error: { message } });
});

test.for(EACH)('html-413 over $wire, $way, is the page of a proxy', async ({ wire, way }) => {
  const { raw } = await play('html-413', wire, way);

  expect(raw).toMatchObject({ status: 413, ended: 'cleanly' });
  expect(raw.headers['content-type']).toBe('text/html');
  expect(raw.body.toString()).toContain('<h1>413');
});

test.for(EACH)('error-code-in-200 over $wire, $way, has a code and words', async ({ wire, way }) => {
  const { raw } = await play('error-code-in-200', wire, way);

  expect(raw.status).toBe(200);
  expect(json(raw)).toEqual({ code: 50_001, msg: 'model is being upgraded, try later', data: null });
});

test.for(EACH)('rate-limit-event over $wire, $way, is an error in the answer', async ({ wire, way }) => {
  const { answer } = await play('rate-limit-event', wire, way);

  expect(answer).toMatchObject({ pieces: PIECES_BEFORE_FAULT, finish: undefined, hasEnd: false });
  expect(answer.errors).toEqual([{ type: 'rate_limit_error', message: 'Too many tokens per minute' }]);
});

test.for(EACH)('bare-error-lines over $wire, $way, are JSON where events belong', async ({ wire, way }) => {
  const { raw, answer } = await play('bare-error-lines', wire, way);
  const body = raw.body.toString();

  expect(answer).toMatchObject({ pieces: PIECES_BEFORE_FAULT, finish: undefined, errors: [] });
  expect(JSON.parse(body.slice(body.lastIndexOf('\n\n')))).toMatchObject({ error: { code: 503 } });
});

test.for(EACH)('empty-events over $wire, $way, are between those of the answer', async ({ wire, way }) => {
  const { raw, whole } = await play('empty-events', wire, way);
  const empty = 'data: null\n\ndata:\n\nevent: keepalive\ndata: still here\n\n';

  expect(raw.body.toString()).toContain(empty);
  expect(withoutMoments(raw.body.toString().replaceAll(empty, ''))).toBe(
    withoutMoments(whole.raw.body.toString()),
  );
});

test.for(EACH)('no-last-blank-line over $wire, $way, lacks nothing else', async ({ wire, way }) => {
  const { raw, whole } = await play('no-last-blank-line', wire, way);

  expect(withoutMoments(`${raw.body.toString()}\n\n`)).toBe(withoutMoments(whole.raw.body.toString()));
});

test.for(EACH)('wrong-content-type over $wire, $way, has the bytes of the answer', async ({ wire, way }) => {
  const { raw, whole } = await play('wrong-content-type', wire, way);

  expect(raw.headers['content-type']).toMatch(/^application\/json/);
  expect(withoutMoments(raw.body.toString())).toBe(withoutMoments(whole.raw.body.toString()));
});

test.for(EACH)(
  'early-finish over $wire, $way, says that it finished, and breaks off',
  async ({ wire, way }) => {
    const { raw, answer, whole } = await play('early-finish', wire, way);

    expect(raw.ended).toBe('cleanly');
    expect(answer).toMatchObject({ pieces: PIECES_BEFORE_FAULT, finish: whole.answer.finish, hasEnd: false });
    expect(whole.answer.pieces).toBeGreaterThan(PIECES_BEFORE_FAULT);
  },
);

test.for(EACH)('second-generation over $wire, $way, begins again', async ({ wire, way }) => {
  const { answer, whole, exchange } = await play('second-generation', wire, way);

  expect(answer.pieces).toBe(PIECES_BEFORE_FAULT + whole.answer.pieces);
  expect(answer.text.endsWith(whole.answer.text)).toBe(true);
  expect(answer.finish).toBe(whole.answer.finish);
  expect(exchange.deltasSent).toBe(PIECES_BEFORE_FAULT);
});

test.for(EACH)('split-surrogates over $wire, $way, are halves of an emoji', async ({ wire, way }) => {
  const { raw, answer, whole } = await play('split-surrogates', wire, way);

  expect(answer.text).toBe(`${whole.answer.text}\nGo 🚀!`);
  expect(raw.body.toString()).toMatch(/Go \\ud83d"/);
});

test.for(EACH)('think-tags over $wire, $way, hold the reasoning in the text', async ({ wire, way }) => {
  const { answer, whole, exchange } = await play('think-tags', wire, way);

  expect(answer.text).toBe(`<think>\nThe sandbox does not think.\n</think>\n\n${whole.answer.text}`);
  expect(answer.reasoning).toBe('');
  expect(exchange.textSent).toBe(whole.answer.text);
});

test('reasoning-field is another name for the reasoning', async () => {
  const { answer, whole } = await play('reasoning-field', 'chat-completions');

  expect(whole.answer.reasoning).not.toBe('');
  expect(answer).toMatchObject({ text: whole.answer.text, reasoning: '' });
  expect(JSON.stringify(answer.events)).toContain('"reasoning":"The');
});

test.for(EACH)('odd-usage over $wire, $way, has strings for numbers', async ({ wire, way }) => {
  const { answer, whole } = await play('odd-usage', wire, way);

  expect(answer.text).toBe(whole.answer.text);
  const counts = Object.values(answer.usage ?? {}).filter((value) => typeof value !== 'object');
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.filter((value) => typeof value === 'number')).toEqual([]);
});

test.for(EACH)('cut-arguments over $wire, $way, are no JSON', async ({ wire, way }) => {
  const { answer } = await play('cut-arguments', wire, way);

  expect(answer).toMatchObject({ text: '', calls: [{ name: 'read_file' }] });
  expect(String(answer.calls[0]?.args)).toMatch(/src\/in"?$/);
});
