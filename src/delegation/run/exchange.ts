import type { Completion } from '../../chat/completion.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { DelegateError } from '../../errors.ts';
import { streamChat } from '../../runapi/stream-chat.ts';
import { estimateAnswerTokens, estimateTokens } from '../../chat/estimate-tokens.ts';
import { sumCost } from '../../ledger/cost.ts';
import type { Cost } from '../../ledger/record.ts';
import type { DelegationContext } from '../context.ts';
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
  /** For the ledger: the MCP client's name, or `cli`. */
  readonly client: string;
  /** Resolves to the id of the run once it is known; null for one that is not kept. */
  readonly runId: () => Promise<string | null>;
  /** Called with each event, in order. */
  readonly onEvent: (event: ChatEvent) => void;
  /** Whether each request may take as long as a run of one. */
  readonly isTimedEach: boolean;
}

interface Exchanges {
  readonly exchange: Exchange;
  /** Of all requests so far; null where that of one is unknown. */
  readonly cost: () => Cost | null;
}

/** Sends the requests of one run, and records what each of them cost. */
export function startExchanges(
  { config, gateway, ledger, slots }: DelegationContext,
  { signal, meter, live, client, runId, onEvent, isTimedEach }: ExchangeOptions,
): Exchanges {
  let cost: Cost | null | undefined;
  const { idleTimeoutMs, timeoutMs } = config.settings;
  /** As upstream reported it, for the request that is under way. */
  let reported: Cost | null = null;
  const receive = async (request: ChatRequest, keptText: string | undefined) => {
    reported = null;
    const events = streamChat(request, {
      connection: config.connection(),
      gateway,
      signal,
      idleTimeoutMs,
      timeoutMs: isTimedEach ? timeoutMs : Math.max(1, timeoutMs - meter.elapsedMs() + meter.checkMs()),
      onPhase: meter.onPhase,
    });
    for await (const event of keptText ? withoutOverlap(events, keptText) : events) {
      live.add(event);
      if (event.type === 'cost') {
        reported = { amount: event.amount, currency: event.currency, estimated: false };
      }
      meter.onEvent(event);
      onEvent(event);
    }
  };
  const exchange: Exchange = async (request, keptText) => {
    const { model, max_tokens } = request;
    const estimateInput = () => estimateTokens(request.messages);
    const run_id = await runId();
    const entry = await ledger.open({ model, client, run_id, estimateInput, max_tokens });
    const release = await slots.take(signal);
    let error: DelegateError | undefined;
    try {
      await receive(request, keptText);
    } catch (thrown) {
      if (!(thrown instanceof DelegateError) || thrown.kind === 'input') throw thrown;
      error = thrown;
    } finally {
      release();
      const part = live.part();
      const spent = entry.close({
        usage: part.usage,
        cost: reported,
        estimatedOutput: estimateAnswerTokens(part),
        isCut: part.finish_reason === null,
      });
      cost = cost === undefined ? spent : sumCost(cost, spent);
    }
    return { completion: live.part(), error };
  };
  return { exchange, cost: () => cost ?? null };
}
