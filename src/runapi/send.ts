import type { Connection } from '../config/config.ts';
import type { DelegateError } from '../errors.ts';
import type { Gateway, GatewayRequest } from './client.ts';
import { UpstreamFault } from './errors/fault.ts';
import { withRetries } from './retry.ts';
import { toDelegateError } from './errors/upstream-error.ts';
import { readRequestId } from './errors/upstream-text.ts';
import type { UpstreamResponse } from './transport/response.ts';
import { startWatch, type Watch } from './watch.ts';

/** The phase of a request before its first event. */
export type ConnectionPhase =
  | { phase: 'connecting'; attempt: number }
  | { phase: 'waiting-to-retry'; delayMs: number; reason: DelegateError }
  | { phase: 'connected'; requestId: string | undefined };

export interface SendOptions {
  readonly connection: Connection;
  readonly gateway: Gateway;
  readonly signal: AbortSignal;
  readonly idleTimeoutMs: number;
  /** For the whole exchange, retries included. */
  readonly timeoutMs: number;
  readonly onPhase?: (phase: ConnectionPhase) => void;
  /** Fields of the request that RunAPI has not verified for DeepSeek. */
  readonly unverifiedFields?: readonly string[];
}

/** One exchange with the gateway, from its first attempt to the end of the answer. */
export interface Exchange {
  readonly watch: Watch;
  /** Sends the request until it is answered with a 2xx, within the limits of {@link withRetries}. */
  readonly send: (request: Omit<GatewayRequest, 'signal' | 'onSend'>) => Promise<UpstreamResponse>;
  /** Puts a failure into words; what is no fault of the exchange stays as it is. */
  readonly explain: (error: unknown) => unknown;
}

export function startExchange(options: SendOptions): Exchange {
  const { connection, gateway, onPhase, unverifiedFields = [] } = options;
  const { apiKey, source: keySource, rootUrl, proxy } = connection;
  const context = { apiKey, keySource, rootUrl, proxy, unverifiedFields };
  const watch = startWatch(options);
  const explain = (error: unknown) => {
    // Our own abort comes first: whatever breaks after it broke because of it.
    const fault = watch.fault() ?? (error instanceof UpstreamFault ? error.fault : undefined);
    return fault ? toDelegateError(fault, context) : error;
  };
  const send: Exchange['send'] = (request) => {
    const attempt = async () => {
      try {
        const response = await gateway({ ...request, signal: watch.signal, onSend: watch.rearm });
        watch.rearm();
        onPhase?.({ phase: 'connected', requestId: readRequestId(response.headers, apiKey) });
        return response;
      } catch (error) {
        throw explain(error);
      }
    };
    return withRetries(attempt, {
      signal: watch.signal,
      onAttempt: (number) => {
        onPhase?.({ phase: 'connecting', attempt: number });
      },
      onDelay: (delayMs, reason) => {
        watch.pause();
        onPhase?.({ phase: 'waiting-to-retry', delayMs, reason });
      },
    });
  };
  return { watch, send, explain };
}
