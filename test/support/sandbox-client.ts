import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Exchange } from '../../src/sandbox/sandbox.ts';

export const KEY = 'sk-sandbox-test-9876';
export const WIRES = ['chat-completions', 'messages', 'gemini'] as const;
export type WireName = (typeof WIRES)[number];
export type Json = Record<string, unknown>;

export interface Ask {
  prompt?: string;
  model?: string;
  /** Default true. */
  stream?: boolean;
  /** Members of the body that take the place of the usual ones. */
  body?: Json;
  headers?: Record<string, string>;
  /** How long the other side may be silent before we give up and leave. */
  patienceMs?: number;
  /** Gemini's query; `alt=sse` by default. */
  query?: string;
}

/** What came back, byte by byte, as whoever reads the socket sees it. */
export interface Raw {
  /** Undefined where no headers came. */
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** As many as the sandbox wrote: HTTP keeps them apart. */
  chunks: Buffer[];
  body: Buffer;
  ended: 'cleanly' | 'broken' | 'not at all';
}

/** The request for one prompt as each wire writes it. */
export function requestFor(wire: WireName, { prompt = 'Say ok.', stream = true, ...ask }: Ask = {}) {
  const { model = 'deepseek-v4-pro', query = '?alt=sse' } = ask;
  const turn = { role: 'user', content: prompt };
  if (wire === 'chat-completions') {
    return { path: '/v1/chat/completions', body: { model, stream, messages: [turn], ...ask.body } };
  }
  if (wire === 'messages') {
    return { path: '/v1/messages', body: { model, stream, max_tokens: 4000, messages: [turn], ...ask.body } };
  }
  const method = stream ? `streamGenerateContent${query}` : 'generateContent';
  const contents = [{ role: 'user', parts: [{ text: prompt }] }];
  return { path: `/v1beta/models/${model}:${method}`, body: { contents, ...ask.body } };
}

/** Sends one completion request and reads its answer to the end, whichever end it has. */
export function send(rootUrl: string, wire: WireName, ask: Ask = {}): Promise<Raw> {
  const { path, body } = requestFor(wire, ask);
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...ask.headers };
  return exchangeRaw(
    `${rootUrl}${path}`,
    { method: 'POST', headers, body: JSON.stringify(body) },
    ask.patienceMs,
  );
}

export function exchangeRaw(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string },
  patienceMs = 60_000,
): Promise<Raw> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let response: IncomingMessage | undefined;
    const request = httpRequest(url, { method, headers, agent: false });
    const conclude = (ended: Raw['ended']) => {
      request.destroy();
      const { statusCode: status, headers: received = {} } = response ?? {};
      resolve({ status, headers: received, chunks: [...chunks], body: Buffer.concat(chunks), ended });
    };
    const arrived = () => chunks.length + (response ? 1 : 0);
    // Where this process was busy for that long, what has come meanwhile is read first.
    const giveUp = () => {
      const before = arrived();
      setTimeout(() => {
        if (arrived() === before) conclude('not at all');
        else request.setTimeout(patienceMs, giveUp);
      }, patienceMs / 10);
    };
    request.setTimeout(patienceMs, giveUp);
    request.on('error', () => conclude('broken'));
    request.on('response', (incoming) => {
      response = incoming;
      incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
      incoming.on('end', () => conclude('cleanly'));
      incoming.on('error', () => conclude('broken'));
    });
    request.end(body);
  });
}

export function json({ body }: Raw): Json {
  return JSON.parse(body.toString()) as Json;
}

/** An answer without what differs from one request to the next. */
export function withoutMoments(text: string): string {
  return text.replaceAll(/"created":\d+/g, '"created":0').replaceAll(/req_sandbox_\d+/g, 'req_sandbox');
}

export function onlyExchange(exchanges: readonly Exchange[]): Exchange {
  const [exchange] = exchanges;
  if (!exchange || exchanges.length !== 1) throw new Error(`${exchanges.length} exchanges in place of one`);
  return exchange;
}
