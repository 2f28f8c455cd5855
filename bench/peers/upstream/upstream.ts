import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatCompletions } from './chat-completions.ts';
import { messages } from './messages.ts';
import type { ModelAnswer, Script } from './script.ts';
import type { Wire } from './wire.ts';

/** One completion that was asked for. */
interface Exchange {
  readonly body: string;
  /** All headers as one text, to look for a key in. */
  readonly headers: string;
  /** When the client left before the end, on the clock of `performance.now()`. */
  leftAt: number | undefined;
  /** Settles when the connection of this exchange has closed. */
  readonly closed: Promise<void>;
}

export interface ScriptedUpstream extends AsyncDisposable {
  /** Without `/v1`. */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
}

const PIECE_MS = 5;
const ENDLESS_PIECE_MS = 50;
const MODELS = ['deepseek-v4-pro', 'deepseek-v4-flash'];

/** A model on loopback that answers by a script, over chat completions and messages, streamed or not. */
export async function startScriptedUpstream(script: Script): Promise<ScriptedUpstream> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    serve(request, response, script, exchanges).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  script: Script,
  exchanges: Exchange[],
): Promise<void> {
  const body = await text(request);
  const { pathname } = new URL(request.url ?? '/', 'http://upstream');
  const wire = wireOf(pathname);
  if (!wire) return sendJson(response, pathname.endsWith('/models') ? modelList() : {});
  const left = new AbortController();
  const closed = new Promise<void>((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) exchange.leftAt ??= performance.now();
      left.abort();
      resolve();
    });
  });
  const exchange: Exchange = { body, headers: JSON.stringify(request.headers), leftAt: undefined, closed };
  exchanges.push(exchange);
  const asked = JSON.parse(body) as Record<string, unknown>;
  const answer = script({ ...wire.readAsked(asked), body });
  if (asked['stream'] === true) await stream(response, wire, answer, left.signal);
  else await sendDocument(response, wire, answer, left.signal);
}

function wireOf(pathname: string): Wire | undefined {
  if (pathname.endsWith('/chat/completions')) return chatCompletions;
  return pathname.endsWith('/messages') ? messages : undefined;
}

async function stream(response: ServerResponse, wire: Wire, answer: ModelAnswer, left: AbortSignal) {
  const { ending = 'stop' } = answer;
  const pieces = answer.text?.match(/\s*\S{1,400}|\s+$/g) ?? [];
  const { head, deltas, tail } = wire.stream(answer, pieces);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(head);
  const isPaced = ending !== 'stop' && ending !== 'length';
  for (const delta of deltas) {
    response.write(delta);
    if (isPaced) await sleep(PIECE_MS, undefined, { signal: left });
  }
  switch (ending) {
    case 'stop':
    case 'paced':
    case 'length':
      response.end(tail);
      return;
    case 'lost':
      response.socket?.resetAndDestroy();
      return;
    case 'unfinished':
      response.end();
      return;
    case 'error-event':
      response.end(wire.errorEvent());
      return;
    case 'silent':
      await once(left, 'abort');
      return;
    case 'endless':
      while (!left.aborted) {
        response.write(wire.stream(answer, [' more']).deltas.join(''));
        await sleep(ENDLESS_PIECE_MS, undefined, { signal: left });
      }
  }
}

/** Who asked for one document meets the same faults in the middle of it. */
async function sendDocument(response: ServerResponse, wire: Wire, answer: ModelAnswer, left: AbortSignal) {
  const { ending = 'stop' } = answer;
  if (ending === 'stop' || ending === 'paced' || ending === 'length')
    return sendJson(response, wire.document(answer));
  if (ending === 'error-event') return sendJson(response, wire.errorDocument());
  const whole = JSON.stringify(wire.document({ ...answer, ending: 'stop' }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(whole.slice(0, whole.indexOf('finish_reason')));
  await sleep(10 * PIECE_MS, undefined, { signal: left });
  if (ending === 'lost') response.socket?.resetAndDestroy();
  else if (ending === 'unfinished') response.end();
  else await once(left, 'abort');
}

function sendJson(response: ServerResponse, document: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}

function modelList(): object {
  return { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', owned_by: 'deepseek' })) };
}
