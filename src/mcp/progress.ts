import type { ServerContext } from '@modelcontextprotocol/server';
import type { ProgressView } from '../delegation/run/progress.ts';

/** At most four a second: no client shows more. */
const MIN_INTERVAL_MS = 300;
/** Checked more often than sent, so that the first words are shown at once. */
const LOOK_MS = 50;
/** Sent even if nothing changed: some clients time out a silent call. */
const HEARTBEAT_MS = 4000;
const MAX_MESSAGE_CHARACTERS = 160;

export interface ProgressReporter {
  /** Starts reporting; does nothing where the client sent no token. */
  readonly report: (view: ProgressView) => void;
  /** Resolves once nothing more will be sent; await it before sending the result. */
  readonly stop: () => Promise<void>;
}

export function createProgressReporter({ mcpReq }: ServerContext): ProgressReporter {
  const progressToken = mcpReq._meta?.progressToken;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let progress = 0;

  const send = (message: string) => {
    if (progressToken === undefined || mcpReq.signal.aborted) return;
    progress += 1;
    const params = { progressToken, progress, message };
    // If the client is gone, the call ends by itself.
    sending = mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };

  return {
    report(view) {
      if (progressToken === undefined) return;
      let sentAt = -Infinity;
      let shown = '';
      const tick = () => {
        const sinceMs = performance.now() - sentAt;
        if (sinceMs < MIN_INTERVAL_MS) return;
        const state = view.state();
        if (state === shown && sinceMs < HEARTBEAT_MS) return;
        shown = state;
        sentAt = performance.now();
        send(view.describe(MAX_MESSAGE_CHARACTERS));
      };
      tick();
      timer = setInterval(tick, LOOK_MS);
    },
    async stop() {
      clearInterval(timer);
      await sending;
    },
  };
}
