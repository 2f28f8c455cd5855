import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Part, Round } from './conversation.ts';
import { callerMs, wait, type Interval } from './pace.ts';
import { createPlayer, type Action, type Script } from './script.ts';

/** One way to speak to the caller's model. */
export interface CallerWire {
  readonly isPath: (path: string) => boolean;
  readonly readInput: (body: unknown) => Part[];
  /** The tool results that came since the model's latest answer. */
  readonly latestResults: (body: unknown) => string;
  /** Calls before the first delegation, where the client hides its tools at first. */
  readonly toCalls: (actions: readonly Action[], body: unknown) => readonly WireCall[];
  readonly reply: (response: ServerResponse, answer: Answer) => void;
}

export interface Answer {
  readonly id: string;
  readonly calls: readonly WireCall[];
  readonly text: string;
  readonly usage: { readonly input: number; readonly output: number };
}

/** A call as the client knows it. */
export interface WireCall {
  readonly type: string;
  readonly name: string;
  readonly namespace?: string;
  readonly arguments: object | string;
  /** Asked for before what the script wants, which then follows. */
  readonly isFirst?: boolean;
}

export interface CallerModel extends AsyncDisposable {
  readonly url: string;
  readonly rounds: readonly Round[];
  /** While the model was answering. */
  readonly answering: readonly Interval[];
  /** What went wrong: an answer that no script foresees. */
  readonly problems: readonly string[];
}

/** The caller's model: a script, on loopback, at the assumed pace. It keeps what the client sends. */
export async function startCallerModel(
  wire: CallerWire,
  script: Script,
  countTokens: (text: string) => number,
): Promise<CallerModel> {
  const rounds: Round[] = [];
  const answering: Interval[] = [];
  const problems: string[] = [];
  const play = createPlayer(script);
  const sum = (parts: readonly Part[]) => parts.reduce((total, { text }) => total + countTokens(text), 0);
  let [known, waiting]: [number, readonly Action[] | undefined] = [0, undefined];

  const answer = async (body: unknown, response: ServerResponse) => {
    const input = wire.readInput(body);
    const seen = input.flatMap(({ kind, text }) => (kind === 'result' ? [text] : [])).join('\n');
    const turn = waiting
      ? { kind: 'actions' as const, actions: waiting }
      : play(wire.latestResults(body), seen);
    let calls = turn.kind === 'actions' ? wire.toCalls(turn.actions, body) : [];
    const first = calls.filter(({ isFirst }) => isFirst);
    waiting = first.length > 0 && turn.kind === 'actions' ? turn.actions : undefined;
    if (first.length > 0) calls = first;
    const text = turn.kind === 'text' ? turn.text : '';
    const output = [
      ...calls.map((call): Part => ({ kind: 'call', text: callText(call) })),
      ...(text ? [{ kind: 'text', text } as const] : []),
    ];
    const usage = { input: sum(input), output: sum(output) };
    const answerMs = callerMs(Math.max(0, usage.input - known), usage.output);
    known = usage.input + usage.output;
    await wait(answerMs);
    wire.reply(response, { id: `${rounds.length + 1}`, calls, text, usage });
    const endedAt = performance.now();
    rounds.push({ input, output, endedAt });
    answering.push([endedAt - answerMs, endedAt]);
  };

  const server = createServer((request, response) => {
    if (request.method !== 'POST' || !wire.isPath(request.url ?? '')) {
      response.writeHead(404).end('{}');
      return;
    }
    void json(request)
      .then((body) => answer(body, response))
      .catch((error: unknown) => {
        problems.push(String(error));
        response.destroy();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rounds,
    answering,
    problems,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A call as the model writes it. */
export function callText({ name, arguments: args }: Pick<WireCall, 'name' | 'arguments'>): string {
  return `${name} ${typeof args === 'string' ? args : JSON.stringify(args)}`;
}
