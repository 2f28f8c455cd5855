import { expect, test } from 'vitest';
import { estimateTokens } from '../../src/chat/estimate-tokens.ts';
import { fitToContext } from '../../src/conversations/trim.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { conversationOf } from '../support/conversation-scenarios.ts';
import { turn } from '../support/conversation-store.ts';

const system = (content: string): ChatMessage => ({ role: 'system', content });
const user = (content: string): ChatMessage => ({ role: 'user', content });
const result = (id: string, content = 'done'): ChatMessage => ({ role: 'tool', tool_call_id: id, content });
const call = (id: string): ChatMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name: 'look', arguments: '{}' } }],
});

/** Exactly as many tokens as these messages need. */
const roomFor = (...messages: ChatMessage[]) => estimateTokens(messages);

test('everything is sent where everything fits, and one token less omits the oldest exchange', () => {
  const conversation = conversationOf(turn('one'), turn('two'), turn('three'));
  const all = [...turn('one'), ...turn('two'), ...turn('three'), user('next')];

  expect(fitToContext(conversation, [user('next')], roomFor(...all))).toEqual({
    messages: all,
    omittedExchanges: 0,
  });
  expect(fitToContext(conversation, [user('next')], roomFor(...all) - 1)).toEqual({
    messages: all.slice(2),
    omittedExchanges: 1,
  });
});

test('an old exchange that would fit is not sent past a newer one that does not', () => {
  const conversation = conversationOf(turn('small'), turn('big '.repeat(1000)), turn('new'));
  const maxTokens = roomFor(...turn('small'), ...turn('new'), user('next'));

  expect(fitToContext(conversation, [user('next')], maxTokens)).toEqual({
    messages: [...turn('new'), user('next')],
    omittedExchanges: 2,
  });
});

test('without a conversation the new messages are sent, the system message first', () => {
  expect(fitToContext(undefined, [user('a'), system('s'), user('b')], 1000)).toEqual({
    messages: [system('s'), user('a'), user('b')],
    omittedExchanges: 0,
  });
});

test('the stored system message stays in force, and goes first, also when its exchange is omitted', () => {
  const conversation = conversationOf(
    [system('old'), ...turn('one')],
    [system('current'), ...turn('two '.repeat(100))],
    turn('three'),
  );
  const maxTokens = roomFor(system('current'), ...turn('three'), user('next'));

  expect(fitToContext(conversation, [user('next')], maxTokens)).toEqual({
    messages: [system('current'), ...turn('three'), user('next')],
    omittedExchanges: 2,
  });
  expect(
    fitToContext(conversation, [user('next')], 10_000).messages.filter(({ role }) => role === 'system'),
  ).toEqual([system('current')]);
});

test('new system messages replace all stored ones', () => {
  const conversation = conversationOf([system('old'), system('older'), ...turn('one')]);

  expect(fitToContext(conversation, [system('a'), user('next'), system('b')], 10_000).messages).toEqual([
    system('a'),
    system('b'),
    ...turn('one'),
    user('next'),
  ]);
});

test('several system messages of one stored exchange stay in force together', () => {
  const conversation = conversationOf([system('a'), system('b'), ...turn('one')], turn('two'));

  expect(fitToContext(conversation, [user('next')], 10_000).messages.slice(0, 2)).toEqual([
    system('a'),
    system('b'),
  ]);
});

test('a stored tool result is omitted together with its call', () => {
  const conversation = conversationOf(
    [user('big '.repeat(1000)), call('call_1')],
    [result('call_1'), { role: 'assistant', content: 'seen' }],
    turn('three'),
  );

  expect(fitToContext(conversation, [user('next')], 500)).toEqual({
    messages: [...turn('three'), user('next')],
    omittedExchanges: 2,
  });
});

test('the call that a new tool result answers is always sent, or the error says that it does not fit', () => {
  const exchanges = [turn('one'), [user('two'), call('call_1')]];
  const needed = [user('two'), call('call_1'), result('call_1')];
  const conversation = conversationOf(...exchanges);

  expect(fitToContext(conversation, [result('call_1')], roomFor(...needed))).toEqual({
    messages: needed,
    omittedExchanges: 1,
  });
  expect(() => fitToContext(conversation, [result('call_1')], roomFor(...needed) - 1)).toThrow(
    expect.objectContaining({ kind: 'input', what: expect.stringContaining('tool calls that they answer') }),
  );
});

test('where ids come back, a result belongs to the last call before it', () => {
  const conversation = conversationOf(
    [user('old '.repeat(1000)), call('call_0')],
    [result('call_0', 'first'), { role: 'assistant', content: 'ok' }],
    [user('new'), call('call_0')],
  );

  expect(fitToContext(conversation, [result('call_0', 'second')], 500)).toEqual({
    messages: [user('new'), call('call_0'), result('call_0', 'second')],
    omittedExchanges: 2,
  });
});

test('a stored result whose call is lost is not sent, nor what comes before it', () => {
  const conversation = conversationOf(turn('one'), [result('lost'), ...turn('two')], turn('three'));

  expect(fitToContext(conversation, [user('next')], 10_000)).toEqual({
    messages: [...turn('three'), user('next')],
    omittedExchanges: 2,
  });
});

test('new results of a call that cannot be sent any more are an error that says so', () => {
  const conversation = conversationOf([user('one'), call('call_1')], [result('lost'), ...turn('two')]);

  expect(() => fitToContext(conversation, [result('call_1')], 10_000)).toThrow(
    expect.objectContaining({ kind: 'input', what: expect.stringContaining('damaged') }),
  );
});

test('a new result without a call is sent as the caller gave it', () => {
  const messages = [user('next'), result('unknown')];

  expect(fitToContext(conversationOf(turn('one')), messages, 10_000).messages).toEqual([
    ...turn('one'),
    ...messages,
  ]);
});

test('new messages that do not fit are an error with both numbers', () => {
  const messages = [system('s'), user('word '.repeat(1000))];
  const tokens = roomFor(...messages);

  expect(() => fitToContext(conversationOf(turn('one')), messages, tokens - 1)).toThrow(
    expect.objectContaining({
      kind: 'input',
      what: expect.stringMatching(new RegExp(`about ${tokens} tokens, and ${tokens - 1} fit`)),
    }),
  );
  expect(fitToContext(conversationOf(turn('one')), messages, tokens).omittedExchanges).toBe(1);
});
