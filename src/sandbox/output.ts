import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';

export const FOREVER_MS = 2 ** 31 - 1;

/** The way back to one client: waits for a slow one, and notices at once when it leaves. */
export interface Output {
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
  begin(status: number, headers: Record<string, string>): void;
  /** @throws When the client has left. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Waits, and sends `keepAlive`, if it is not empty, as often as the sandbox was configured to. */
  wait(milliseconds: number, keepAlive: string): Promise<void>;
  end(): void;
  /** Drops the connection without a word. */
  reset(): void;
}

export function createOutput(response: ServerResponse, exchange: Exchange, keepAliveMs: number): Output {
  const controller = new AbortController();
  const { signal } = controller;
  response.on('close', () => {
    if (!response.writableFinished) controller.abort();
  });

  const write: Output['write'] = async (bytes) => {
    signal.throwIfAborted();
    exchange.bytesSent += Buffer.byteLength(bytes);
    if (!response.write(bytes)) await once(response, 'drain', { signal });
  };

  return {
    signal,
    begin(status, headers) {
      exchange.status = status;
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    write,
    async wait(milliseconds, keepAlive) {
      for (let rest = milliseconds; rest > 0; rest -= keepAliveMs) {
        await sleep(Math.min(rest, keepAliveMs), undefined, { signal });
        if (keepAlive && rest > keepAliveMs) await write(keepAlive);
      }
    },
    end: () => void response.end(),
    reset: () => void response.socket?.resetAndDestroy(),
  };
}
