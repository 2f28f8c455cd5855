import type { Config } from '../config.ts';
import type { DelegateError } from '../errors.ts';
import type { ChatEvent, ChatRequest } from '../runapi/chat.ts';
import type { Gateway } from '../runapi/client.ts';
import type { Answer } from './answer.ts';
import { ask, type Reply } from './ask.ts';
import type { Budget } from './budget.ts';
import { createJsonCheck } from './json-answer.ts';
import { askForJson } from './json-repair.ts';
import { startProgress, type ProgressMeter } from './progress.ts';
import { judge, type Receipt } from './receipt.ts';
import { toChatRequest, type Task } from './task.ts';

/** What the doors get back, whatever happened after the request was sent. */
export interface Outcome {
  answer: Answer;
  receipt: Receipt;
  /** Why the answer is not whole, where it is more than a finish reason that says so. */
  error: DelegateError | undefined;
}

export interface DelegateOptions {
  signal: AbortSignal;
  /** Called once at the start with a meter that can be read at any time. */
  onStart?: (meter: ProgressMeter) => void;
  /** Called with each event as it arrives, in order. */
  onEvent?: (event: ChatEvent) => void;
}

interface DelegateContext {
  config: Config;
  gateway: Gateway;
  budget: Budget;
}

/**
 * Hands one task to the model and waits for its end.
 *
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent. Whatever goes wrong
 *   later is in the outcome, with everything that was received.
 */
export async function delegate(
  task: Task,
  options: DelegateOptions,
  context: DelegateContext,
): Promise<Outcome> {
  const request = toChatRequest(task, context.config);
  const check = request.responseFormat === 'json' ? await createJsonCheck(task.jsonSchema) : undefined;
  context.budget.check();
  const meter = startProgress();
  options.onStart?.(meter);
  const askOptions = { ...context, meter, signal: options.signal, onEvent: options.onEvent };
  const reply = check ? await askForJson(request, check, askOptions) : await ask(request, askOptions);
  return toOutcome(request, meter, reply);
}

function toOutcome(request: ChatRequest, meter: ProgressMeter, { answer, error }: Reply): Outcome {
  const hasReceived = Boolean(answer.text || answer.reasoning || answer.toolCalls.length > 0);
  const receipt: Receipt = {
    model: request.model,
    protocol: request.protocol,
    ...judge(answer.finishReason, error, hasReceived),
    usage: answer.usage,
    attempts: meter.attempts(),
    duration_ms: meter.elapsedMs(),
    time_to_first_token_ms: meter.timeToFirstTokenMs(),
    run_id: null,
    conversation_id: null,
    request_id: meter.requestId() ?? error?.requestId ?? null,
    saved_to: null,
    files: null,
  };
  return { answer, receipt, error };
}
