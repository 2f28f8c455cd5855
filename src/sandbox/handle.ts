import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AnswerText, NextLook } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { invalidKey, isFaultName, refusalOf, type FaultName } from './faults.ts';
import { modelList } from './models.ts';
import { answerOtherwise } from './faults/other-answers.ts';
import type { Output } from './output.ts';
import { respond, type Pace } from './respond.ts';
import { sendJson } from './send-json.ts';
import { asObject, asText, Refusal } from './task.ts';
import { chatCompletions } from './wires/chat-completions.ts';
import { gemini, parsePath } from './wires/gemini.ts';
import { messages } from './wires/messages.ts';
import type { PrefixCache } from './prefix-cache.ts';
import type { Wire } from './wires/wire.ts';

export interface SandboxState {
  readonly apiKey: string | undefined;
  readonly models: readonly string[];
  readonly fault: FaultName | undefined;
  faultsLeft: number;
  readonly answerText: AnswerText | undefined;
  readonly nextLook: NextLook | undefined;
  readonly redirectTo: string;
  requests: number;
  readonly pace: Pace;
  readonly cache: PrefixCache;
}

/** Serves one request from its first byte to its last. */
export async function handle(
  request: IncomingMessage,
  exchange: Exchange,
  output: Output,
  state: SandboxState,
): Promise<void> {
  state.requests += 1;
  const requestId = `req_sandbox_${state.requests}`;
  let wire: Wire | undefined;
  try {
    const url = parseUrl(exchange.path);
    wire = wireOf(url.pathname);
    exchange.bodyText = await text(request);
    exchange.body = parseBody(exchange.bodyText);
    if (exchange.method === 'GET' && url.pathname === '/v1/models') {
      checkKey(exchange, state);
      const shape = exchange.headers['x-api-key'] ? 'anthropic' : 'openai';
      await sendJson(output, 200, requestId, modelList(state.models, shape));
    } else if (exchange.method === 'POST' && wire) {
      await complete({ wire, url, exchange, output, requestId }, state);
    } else {
      throw new Refusal(404, `No such endpoint: ${exchange.method} ${url.pathname}`, 'not_found');
    }
    if (exchange.outcome === 'open') exchange.outcome = 'completed';
  } catch (error) {
    await conclude(error, wire ?? chatCompletions, requestId, exchange, output);
  } finally {
    exchange.endedAt = performance.now();
  }
}

/** A refusal is an answer; a client that has left needs none; anything else is a defect, and must be seen. */
async function conclude(error: unknown, wire: Wire, requestId: string, exchange: Exchange, output: Output) {
  if (error instanceof Refusal) {
    if (exchange.outcome === 'open') exchange.outcome = 'completed';
    await sendJson(output, error.status, requestId, wire.errorBody(error), error.headers);
  } else {
    exchange.outcome = 'client-left';
    if (!output.signal.aborted && !isBrokenConnection(error)) throw error;
  }
}

function isBrokenConnection(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ECONNRESET', 'ABORT_ERR'].includes(String(error.code))
  );
}

function wireOf(pathname: string): Wire | undefined {
  if (pathname === '/v1/chat/completions') return chatCompletions;
  if (pathname === '/v1/messages') return messages;
  return parsePath(pathname) ? gemini : undefined;
}

interface Call {
  wire: Wire;
  url: URL;
  exchange: Exchange;
  output: Output;
  requestId: string;
}

async function complete(
  { wire, url, exchange, output, requestId }: Call,
  state: SandboxState,
): Promise<void> {
  const key = checkKey(exchange, state);
  if (exchange.body === undefined) throw new Refusal(400, 'Failed to parse the request body as JSON');
  const given = wire.readTask(asObject(exchange.body), url);
  const [model = '', named] = given.model.split('@');
  if (!state.models.includes(model)) throw unknownModel(model, state.models);
  const fault = chooseFault(named ?? exchange.headers['x-sandbox-fault'], state);
  if (fault) exchange.outcome = 'fault';
  const refusal = refusalOf(fault, key.slice(-4));
  if (refusal) throw refusal;
  const isRound = given.messages.some(({ role }) => role === 'tool');
  if (fault === 'second-round-refused' && isRound)
    throw new Refusal(400, 'messages[3].role: "tool" is outside of the verified subset', 'request_conflict');
  if (fault && (await answerOtherwise(fault, wire, requestId, output, state))) return;
  await respond({
    wire,
    url,
    body: asObject(exchange.body),
    task: { ...given, model },
    fault,
    pace: state.pace,
    answerText: state.answerText,
    nextLook: state.nextLook,
    cache: state.cache,
    exchange,
    output,
    requestId,
  });
}

function chooseFault(named: string | string[] | undefined, state: SandboxState): FaultName | undefined {
  if (named !== undefined) {
    const name = String(named);
    if (isFaultName(name)) return name;
    throw new Refusal(400, `The sandbox has no fault "${name.slice(0, 60)}"`);
  }
  if (state.fault === undefined || state.faultsLeft <= 0) return undefined;
  state.faultsLeft -= 1;
  return state.fault;
}

/** @returns The key that came, by any of the three headers. */
function checkKey({ headers }: Exchange, { apiKey }: SandboxState): string {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const found = bearer ?? (asText(headers['x-api-key']) || asText(headers['x-goog-api-key']));
  if (found && (apiKey === undefined || found === apiKey)) return found;
  throw new Refusal(
    401,
    found ? invalidKey(found.slice(-4)) : 'Authentication Fails (no key)',
    'authentication_error',
  );
}

function unknownModel(model: string, models: readonly string[]): Refusal {
  const names = new Intl.ListFormat('en').format(models);
  return new Refusal(400, `The supported API model names are ${names}, but you passed ${model}.`);
}

/** A path such as `//` is none that a URL could have. */
function parseUrl(path: string): URL {
  if (URL.canParse(path, 'http://sandbox')) return new URL(path, 'http://sandbox');
  throw new Refusal(404, `No such endpoint: ${path.slice(0, 60)}`, 'not_found');
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
