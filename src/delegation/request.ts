import type { Config } from '../config/config.ts';
import { DelegateError } from '../errors.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { Gateway } from '../runapi/client.ts';
import { streamChat } from '../runapi/stream-chat.ts';
import { startCompletion, type Completion } from '../chat/completion.ts';
import type { Budget } from './budget.ts';
import type { ProgressMeter } from './progress.ts';
import { withoutRepetition } from './overlap.ts';

export interface AskOptions {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
  /** The text that the answer goes on after: what it repeats of its end is left out. */
  readonly keptText?: string | undefined;
  /** Called with each event, in order. */
  readonly onEvent?: ((event: ChatEvent) => void) | undefined;
}

/** All that came of one completion. */
export interface Reply {
  readonly answer: Completion;
  /** Why it is not whole, where it is more than a finish reason that says so. */
  readonly error: DelegateError | undefined;
}

/** @throws {DelegateError} `input`, before anything is sent; later failures are in the reply. */
export async function ask(request: ChatRequest, options: AskOptions): Promise<Reply> {
  const { config, gateway, budget, signal, meter, keptText, onEvent } = options;
  const { idleTimeoutMs, timeoutMs } = config.settings;
  const builder = startCompletion();
  let error: DelegateError | undefined;
  try {
    const events = streamChat(request, {
      connection: config.connection,
      gateway,
      signal,
      idleTimeoutMs,
      timeoutMs: Math.max(1, timeoutMs - meter.elapsedMs()),
      onPhase: meter.onPhase,
    });
    for await (const event of keptText ? withoutRepetition(events, keptText) : events) {
      builder.add(event);
      meter.onEvent(event);
      onEvent?.(event);
    }
  } catch (thrown) {
    if (!(thrown instanceof DelegateError) || thrown.kind === 'input') throw thrown;
    error = thrown;
  }
  const answer = builder.build();
  budget.spend(answer.usage);
  return { answer, error };
}
