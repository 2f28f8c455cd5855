import { expect, test } from 'vitest';
import { createPending, type Reply } from '../../../src/mcp/stdio/pending.ts';

function answerTo(id: string | number): Reply {
  return { jsonrpc: '2.0', id, result: {} };
}

function setUp() {
  const written: unknown[] = [];
  return { written, pending: createPending((replies) => written.push(replies)) };
}

test('a batch is written once all of it is answered, and a cancelled request counts as answered', async () => {
  const { written, pending } = setUp();
  const receiving = pending.receive(true);
  for (const id of [1, 2, 3]) receiving.expect(id);
  receiving.end();
  pending.answer(1, answerTo(1));
  pending.answer(3, answerTo(3));
  expect(written).toEqual([]);
  pending.forget(2);

  expect(written).toEqual([[answerTo(1), answerTo(3)]]);
  await pending.settled();
});

test('a batch of which all is cancelled is not answered at all', () => {
  const { written, pending } = setUp();
  const receiving = pending.receive(true);
  receiving.expect(1);
  pending.forget(1);
  receiving.end();

  expect(written).toEqual([]);
});

test('a request is answered once, and nothing that nobody asked for is written', () => {
  const { written, pending } = setUp();
  pending.receive(false).expect('1');

  expect([pending.answer(1, answerTo(1)), pending.answer('1', answerTo('1'))]).toEqual([false, true]);
  expect(pending.answer('1', answerTo('1'))).toBe(false);
  expect(written).toEqual([answerTo('1')]);
});
