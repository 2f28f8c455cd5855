import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../src/config/config.ts';
import { DelegateError } from '../../src/errors.ts';
import type { ChatEvent } from '../../src/chat/event.ts';
import type { ChatRequest } from '../../src/chat/request.ts';
import { createGateway, type Gateway } from '../../src/runapi/client.ts';
import type { SendOptions } from '../../src/runapi/send.ts';
import { streamChat } from '../../src/runapi/stream-chat.ts';

// The gateway loads it on first use, which on a busy machine takes longer than a short idle timeout.
await import('openai');

export const KEY = 'rk-live-0123456789abcdefghij';

export function connectionTo(rootUrl: string): Connection {
  return { apiKey: KEY, rootUrl, protocol: 'chat-completions', source: 'RUNAPI_API_KEY' };
}

export function chatRequest(given: Partial<ChatRequest> = {}): ChatRequest {
  return {
    protocol: 'chat-completions',
    model: 'deepseek-v4-pro',
    messages: [{ role: 'user', content: 'Say ok.' }],
    ...given,
  };
}

/** Recorded bytes; see the README beside them. */
export function capture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/captures/${name}`, import.meta.url)));
}

/**
 * Recorded events without the third and further ones of the same shape, which differ in their words alone: for
 * what is tried at every byte.
 */
export function shortCapture(name: string): Uint8Array<ArrayBuffer> {
  const seen = new Map<string, number>();
  const events = new TextDecoder().decode(capture(name)).split('\n\n');
  const isNew = (event: string) => {
    const shape = event.replaceAll(/"(?:[^"\\]|\\.)*"(?=[,}\]])/g, '""');
    const count = (seen.get(shape) ?? 0) + 1;
    seen.set(shape, count);
    return count <= 2;
  };
  return bytes(events.filter(isNew).join('\n\n'));
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** One server-sent event for each item; what is no string is written as JSON. */
export function sse(...items: unknown[]): string {
  return items.map((item) => `data: ${typeof item === 'string' ? item : JSON.stringify(item)}\n\n`).join('');
}

export const EVENT_STREAM = 'text/event-stream';
export const JSON_TYPE = 'application/json';

/** A response whose body arrives in exactly these chunks, and then ends, or breaks where `broken` says so. */
export function respond(
  chunks: readonly (string | Uint8Array)[],
  { contentType = EVENT_STREAM, broken }: { contentType?: string; broken?: Error } = {},
): Response {
  const waiting = chunks.map((chunk) => (typeof chunk === 'string' ? bytes(chunk) : chunk));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = waiting.shift();
      if (next) controller.enqueue(next);
      else if (broken) controller.error(broken);
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': contentType } });
}

export function oneByteEach(whole: Uint8Array): Uint8Array[] {
  return Array.from(whole, (_, index) => whole.subarray(index, index + 1));
}

export function splitAt(whole: Uint8Array, offset: number): Uint8Array[] {
  return [whole.subarray(0, offset), whole.subarray(offset)];
}

export interface Outcome {
  events: ChatEvent[];
  text: string;
  reasoning: string;
  finishReason: string | undefined;
  /** Undefined where the answer was whole. */
  error: DelegateError | undefined;
}

/** Reads to the end. Anything thrown that is no DelegateError fails the test. */
export async function collect(events: AsyncIterable<ChatEvent>): Promise<Outcome> {
  const seen: ChatEvent[] = [];
  let error: DelegateError | undefined;
  try {
    for await (const event of events) seen.push(event);
  } catch (thrown) {
    if (!(thrown instanceof DelegateError)) throw thrown;
    error = thrown;
  }
  const textOf = (type: ChatEvent['type']) =>
    seen.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  const finish = seen.find((event) => event.type === 'finish');
  return {
    events: seen,
    text: textOf('text-delta'),
    reasoning: textOf('reasoning-delta'),
    finishReason: finish?.reason,
    error,
  };
}

export function sendOptions(gateway: Gateway, given: Partial<SendOptions> = {}): SendOptions {
  return {
    connection: connectionTo('http://127.0.0.1:9'),
    gateway,
    signal: new AbortController().signal,
    idleTimeoutMs: 10_000,
    timeoutMs: 20_000,
    ...given,
  };
}

/** What comes of a completion whose upstream answers with `response`. */
export function readAnswer(response: Response, given: Partial<ChatRequest> = {}): Promise<Outcome> {
  return collect(
    streamChat(
      chatRequest(given),
      sendOptions(async () => response),
    ),
  );
}

/** What comes of a completion that is sent to a server on loopback. */
export function askServer(
  url: string,
  given: Partial<ChatRequest> = {},
  options: Partial<SendOptions> = {},
): Promise<Outcome> {
  const connection = connectionTo(url);
  const send = sendOptions(createGateway(connection), { connection, ...options });
  return collect(streamChat(chatRequest(given), send));
}

interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Upstream extends AsyncDisposable {
  url: string;
  requests: SeenRequest[];
}

/** A server on loopback; `answer` gets the number of the request, from 1. */
export async function startUpstream(
  answer: (response: ServerResponse, number: number, request: IncomingMessage) => unknown,
): Promise<Upstream> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const number = requests.push({ method, path: url, headers, body });
      void answer(response, number, request);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(JSON.stringify(body));
}

/** A whole, short answer in each protocol. */
export const WHOLE_ANSWERS = {
  'chat-completions': sse(
    { choices: [{ delta: { content: 'Ok.' } }] },
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    '[DONE]',
  ),
  messages: sse(
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Ok.' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    { type: 'message_stop' },
  ),
  gemini: sse({ candidates: [{ content: { parts: [{ text: 'Ok.' }] }, finishReason: 'STOP' }] }),
} as const;

export function answerWhole(
  response: ServerResponse,
  protocol: keyof typeof WHOLE_ANSWERS = 'chat-completions',
): void {
  response.writeHead(200, { 'content-type': EVENT_STREAM }).end(WHOLE_ANSWERS[protocol]);
}

/** Whether the other side gave the connection up before the response was written to its end. */
export function isCutOff(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    response.on('close', () => resolve(!response.writableFinished));
  });
}
