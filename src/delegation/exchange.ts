import type { Completion } from '../chat/completion.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import { DelegateError } from '../errors.ts';
import { streamChat } from '../runapi/stream-chat.ts';
import type { DelegationContext } from './context.ts';
import type { LiveCompletion } from './live-completion.ts';
import { withoutOverlap } from './overlap.ts';
import type { ProgressMeter } from './progress.ts';

/** What one request brought. */
export interface Reply {
  readonly completion: Completion;
  /** Why it is incomplete, where there is more to say than a finish reason does. */
  readonly error: DelegateError | undefined;
}

/**
 * Sends one request of a run and collects what it brings.
 *
 * @param keptText - The text that the reply continues; what it repeats of its end is dropped.
 * @throws {DelegateError} `input`, before anything is sent; later failures are in the reply.
 */
export type Exchange = (request: ChatRequest, keptText?: string) => Promise<Reply>;

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
  readonly live: LiveCompletion;
  /** Called with each event, in order. */
  readonly onEvent: (event: ChatEvent) => void;
}

export function createExchange(
  { config, gateway, budget, slots }: DelegationContext,
  { signal, meter, live, onEvent }: ExchangeOptions,
): Exchange {
  const { idleTimeoutMs, timeoutMs } = config.settings;
  const receive = async (request: ChatRequest, keptText: string | undefined) => {
    const events = streamChat(request, {
      connection: config.connection,
      gateway,
      signal,
      idleTimeoutMs,
      timeoutMs: Math.max(1, timeoutMs - meter.elapsedMs()),
      onPhase: meter.onPhase,
    });
    for await (const event of keptText ? withoutOverlap(events, keptText) : events) {
      live.add(event);
      meter.onEvent(event);
      onEvent(event);
    }
  };
  return async (request, keptText) => {
    const release = await slots.take(signal);
    let error: DelegateError | undefined;
    try {
      await receive(request, keptText);
    } catch (thrown) {
      if (!(thrown instanceof DelegateError) || thrown.kind === 'input') throw thrown;
      error = thrown;
    } finally {
      release();
    }
    const completion = live.part();
    budget.spend(completion.usage);
    return { completion, error };
  };
}
