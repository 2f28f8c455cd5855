import type { SandboxUsage } from './sandbox-answer.ts';
import type { IncomingHttpHeaders } from 'node:http';

/** What the sandbox saw and did of one request. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; undefined where it is not JSON. */
  body: unknown;
  bodyText: string;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly startedAt: number;
  endedAt: number | undefined;
  outcome: 'open' | 'completed' | 'client-left' | 'fault';
  status: number | undefined;
  /** What was counted; undefined for what is no completion. */
  usage: SandboxUsage | undefined;
  /** Pieces of text that were sent. */
  deltasSent: number;
  bytesSent: number;
  /** Text of the answer that was sent, without reasoning. */
  textSent: string;
}

/** Old exchanges are dropped, so that a long soak does not fill the memory. */
const MAX_EXCHANGES = 10_000;

export function record(
  exchanges: Exchange[],
  request: { method: string; path: string; headers: IncomingHttpHeaders },
): Exchange {
  const exchange: Exchange = {
    ...request,
    body: undefined,
    bodyText: '',
    startedAt: performance.now(),
    endedAt: undefined,
    outcome: 'open',
    status: undefined,
    usage: undefined,
    deltasSent: 0,
    bytesSent: 0,
    textSent: '',
  };
  exchanges.push(exchange);
  if (exchanges.length > MAX_EXCHANGES) exchanges.shift();
  return exchange;
}
