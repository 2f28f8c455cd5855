import { expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/runapi/client.ts';
import { streamChat } from '../../src/runapi/stream-chat.ts';
import {
  answerWhole,
  askServer,
  chatRequest,
  collect,
  connectionTo,
  EVENT_STREAM,
  isCutOff,
  respond,
  sendOptions,
  sse,
  startUpstream,
  WHOLE_ANSWERS,
} from '../support/upstream.ts';

const PIECE = sse({ choices: [{ delta: { content: 'a' } }] });

test('a call that was cancelled before it began sends nothing', async () => {
  await using upstream = await startUpstream((response) => answerWhole(response));

  const outcome = await askServer(upstream.url, {}, { signal: AbortSignal.abort() });

  expect(outcome).toMatchObject({ events: [], error: { kind: 'aborted', retryable: false } });
  expect(upstream.requests).toHaveLength(0);
});

test('a call that is cancelled before the headers is aborted upstream, too', async () => {
  const controller = new AbortController();
  let cutOff: Promise<boolean> | undefined;
  await using upstream = await startUpstream((response) => {
    cutOff = isCutOff(response);
    controller.abort();
  });

  const outcome = await askServer(upstream.url, {}, { signal: controller.signal });

  expect(outcome).toMatchObject({ events: [], error: { kind: 'aborted' } });
  expect(await cutOff).toBe(true);
  expect(upstream.requests).toHaveLength(1);
});

test('a call that is cancelled while it streams keeps its text, and is aborted upstream, too', async () => {
  const controller = new AbortController();
  let cutOff: Promise<boolean> | undefined;
  await using upstream = await startUpstream((response) => {
    cutOff = isCutOff(response);
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.write(PIECE);
  });
  const connection = connectionTo(upstream.url);
  const options = sendOptions(createGateway(connection), { connection, signal: controller.signal });
  const events = streamChat(chatRequest(), options);

  expect(await events.next()).toEqual({ done: false, value: { type: 'text-delta', text: 'a' } });
  controller.abort();
  await expect(events.next()).rejects.toMatchObject({ kind: 'aborted', name: 'DelegateError' });
  expect(await cutOff).toBe(true);
});

test('a reader that stops reading aborts the request upstream', async () => {
  let cutOff: Promise<boolean> | undefined;
  await using upstream = await startUpstream((response) => {
    cutOff = isCutOff(response);
    response.writeHead(200, { 'content-type': EVENT_STREAM });
    response.write(PIECE);
  });
  const connection = connectionTo(upstream.url);

  const events = streamChat(chatRequest(), sendOptions(createGateway(connection), { connection }));
  for await (const event of events) {
    expect(event).toEqual({ type: 'text-delta', text: 'a' });
    break;
  }

  expect(await cutOff).toBe(true);
});

test.for([
  { how: 'its reader stops', isAborted: true, body: PIECE },
  { how: 'its stream ends too early', isAborted: true, body: PIECE },
  { how: 'it is whole', isAborted: false, body: WHOLE_ANSWERS['chat-completions'] },
])('the request of an answer is aborted at once where $how: $isAborted', async ({ how, isAborted, body }) => {
  let sent: AbortSignal | undefined;
  const gateway: Gateway = async ({ signal }) => {
    sent = signal;
    return respond([body]);
  };
  const events = streamChat(chatRequest(), sendOptions(gateway));

  await events.next();
  expect(sent?.aborted).toBe(false);
  if (how === 'its reader stops') await events.return();
  else await collect(events);

  expect(sent?.aborted).toBe(isAborted);
});
