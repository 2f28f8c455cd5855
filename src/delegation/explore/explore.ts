import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { joinCompletions } from '../../chat/join.ts';
import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { DelegateError } from '../../errors.ts';
import type { Project } from '../../workspace/explore/project.ts';
import { continuationTurns } from '../run/continuation.ts';
import type { Exchange, Reply } from '../run/exchange.ts';
import { answerCalls } from './answer-calls.ts';
import { callTurnOf, type CallTurn } from './calls.ts';
import type { Exploration, Round } from './exploration.ts';
import { howToResume } from './kept.ts';

export interface ExploreOptions {
  readonly exploration: Exploration;
  readonly project: Project;
  readonly exchange: Exchange;
  /** What an earlier process received of the answer that is due now. */
  readonly kept: Completion | undefined;
  /** Records a round; the next answer starts anew. */
  readonly onRound: (round: Round) => void;
  readonly onLook: (activity: string) => void;
  /** Starts the live completion from what was kept. */
  readonly begin: (kept: Completion) => void;
}

interface Explored {
  readonly reply: Reply;
  /** The request that brought the final answer, to ask for more in the same words. */
  readonly request: ChatRequest;
}

/**
 * Asks until the answer has no calls: each round sends all messages before it, byte for byte, and the results of the
 * calls after them.
 *
 * @throws {DelegateError} Where nothing was sent.
 */
export async function explore(first: ChatRequest, options: ExploreOptions): Promise<Explored> {
  const { exploration, onRound } = options;
  const isJson = first.response_format === 'json';
  const isThinking = startThinking(first.messages.concat(exploration.messages()));
  /** Messages of the answer that is due, which no round holds yet. */
  let asides: ChatMessage[] = [];
  const requestNow = (): ChatRequest => ({
    ...first,
    // JSON mode would keep the model from calling: it is for the answer alone.
    ...(isJson && exploration.bound() === undefined && { response_format: undefined }),
    messages: [...first.messages, ...exploration.messages(), ...asides],
  });
  const ask = async (keptText?: string) => {
    try {
      return await options.exchange(requestNow(), keptText);
    } catch (error) {
      // What earlier rounds brought is kept.
      if (exploration.rounds() === 0 || !(error instanceof DelegateError)) throw error;
      return { completion: EMPTY_COMPLETION, error };
    }
  };
  let reply = await firstReply(options, ask, (kept) => {
    asides = continuationTurns(kept, requestNow());
  });
  for (;;) {
    const turn = callTurnOf(reply, {
      isJson,
      round: exploration.rounds() + 1,
      isThinking: isThinking(reply.completion),
    });
    if (!turn)
      return {
        reply: inRound(reply, exploration),
        request: { ...requestNow(), response_format: first.response_format },
      };
    const bound = exploration.bound();
    if (bound !== undefined) return { reply: notAnswered(reply, bound), request: requestNow() };
    const round = await takeRound(turn, reply, { ...options, asides });
    if ('error' in round) return { reply: round, request: requestNow() };
    exploration.add(round);
    onRound(round);
    asides = [];
    reply = await ask();
  }
}

async function firstReply(
  { kept, exploration, begin }: ExploreOptions,
  ask: (keptText?: string) => Promise<Reply>,
  setAside: (kept: Completion) => void,
): Promise<Reply> {
  if (!kept) return ask();
  const how = howToResume(kept, exploration.bound() !== undefined);
  if (how === 'answered') {
    begin(kept);
    return { completion: kept, error: undefined };
  }
  if (how === 'again') {
    begin({ ...EMPTY_COMPLETION, usage: kept.usage });
    return ask();
  }
  begin(kept);
  setAside(kept);
  const { completion, error } = await ask(kept.text);
  return { completion: joinCompletions([kept, completion]), error };
}

/** Whether the model has thought so far: DeepSeek wants to see that in each later turn. */
function startThinking(before: readonly ChatMessage[]): (completion: Completion) => boolean {
  let hasThought = before.some(({ reasoning_content }) => reasoning_content !== undefined);
  return ({ reasoning }) => (hasThought ||= reasoning !== '');
}

async function takeRound(
  { calls, message }: CallTurn,
  { completion }: Reply,
  options: ExploreOptions & { readonly asides: readonly ChatMessage[] },
): Promise<Round | (Reply & { readonly error: DelegateError })> {
  try {
    const { texts, found } = await answerCalls(calls, options);
    const results = calls.map(({ id }, place): ChatMessage => ({
      role: 'tool',
      tool_call_id: id,
      content: texts[place] ?? '',
    }));
    const messages = [...options.asides, message, ...results];
    return { messages, usage: completion.usage, found };
  } catch (error) {
    // Cancelled while it looked: the calls are kept, and answered when the run is resumed.
    if (error instanceof DelegateError) return { completion, error };
    throw error;
  }
}

function notAnswered({ completion }: Reply, bound: string): Reply {
  const error = new DelegateError(
    'explore-bound',
    `${bound.charAt(0).toUpperCase()}${bound.slice(1)}, and DeepSeek gave no answer.`,
    'Ask a narrower question, or name the files to read in `files`; the user can raise the limit.',
  );
  return { completion, error };
}

/** Which round failed, so that a gateway that refuses function calls can be told from one that refuses the first request. */
function inRound({ completion, error }: Reply, exploration: Exploration): Reply {
  const number = exploration.rounds() + 1;
  if (!error || error.kind === 'aborted' || (number === 1 && error.kind !== 'invalid-request'))
    return { completion, error };
  const { kind, what, voices, retryable, retryAfterMs, requestId } = error;
  const message = `In round ${number} of exploring: ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
  return {
    completion,
    error: new DelegateError(kind, message, voices, { retryable, retryAfterMs, requestId, cause: error }),
  };
}
