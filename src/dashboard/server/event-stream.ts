import type { ServerResponse } from 'node:http';
import type { PageEvent } from '../views.ts';

/** Server-sent events to one page. */
export interface EventStream {
  send(event: PageEvent): void;
  /** Whether the page is behind with reading; what is sent now would only wait. */
  readonly isBehind: () => boolean;
}

const PING_MS = 15_000;

/** @param onClose - Called once, when the page is gone. */
export function openEventStream(response: ServerResponse, onClose: () => void): EventStream {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  // The page notices a server that was killed without a word, as by a machine that went to sleep.
  const ping = setInterval(() => response.write(':\n\n'), PING_MS);
  response.once('close', () => {
    clearInterval(ping);
    onClose();
  });
  return {
    send: (event) => void response.write(`data: ${JSON.stringify(event)}\n\n`),
    isBehind: () => response.writableNeedDrain,
  };
}
