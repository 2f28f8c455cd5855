import { laterReason } from '../../chat/finish-reason.ts';
import type { ChatEvent } from '../../chat/event.ts';
import { startWellFormed } from '../../text/well-formed.ts';
import { UpstreamFault } from '../errors/fault.ts';
import type { ProtocolEvent } from '../protocols/protocol.ts';
import { startGenerations } from './generations.ts';
import { startRepeatedText } from './repeated-text.ts';
import { startThinkTags } from './think-tags.ts';
import { isBlank, startToolCalls } from './tool-calls.ts';

/** Makes one answer of what the wire events of any protocol say. */
export interface Assembly {
  /**
   * @returns What is certain by now. Finish reasons and the end are not among the events.
   * @throws {UpstreamFault} `spliced` where another generation begins after a part of this one.
   */
  readonly add: (event: ProtocolEvent) => ChatEvent[];
  /** @returns What was held back, once nothing follows, be it that the answer ended or that it broke off. */
  readonly flush: (how: 'ended' | 'broke off') => ChatEvent[];
  readonly facts: () => AnswerFacts;
}

interface AnswerFacts {
  /** The last one, unless a part of the answer followed it. */
  readonly finishReason: string | undefined;
  /** A blank answer is no answer: DeepSeek's JSON mode replaces what it cannot use by spaces. */
  readonly hasText: boolean;
  /** Each delta had all of the text so far, so that the text is not that of the answer. */
  readonly isRepeated: boolean;
  readonly hasToolCalls: boolean;
  /** What keeps the tool calls from being whole. */
  readonly toolCallProblem: string | undefined;
  /** Why the model does not answer, in its own words. */
  readonly refusal: string;
}

export function startAssembly(): Assembly {
  const generations = startGenerations();
  const toolCalls = startToolCalls();
  const thinkTags = startThinkTags();
  const text = startWellFormed();
  const repeatedText = startRepeatedText();
  const reasoning = startWellFormed();
  let finishReason: string | undefined;
  let hasContent = false;
  let hasReasoningField = false;
  let hasText = false;
  let refusal = '';
  /** What may belong to another answer. */
  let unclear: ProtocolEvent[] | undefined;

  const onContent = () => {
    finishReason = undefined;
    hasContent = true;
  };
  const note = (events: ChatEvent[]): ChatEvent[] => {
    hasText ||= events.some((event) => event.type === 'text-delta' && /\S/.test(event.text));
    return events;
  };
  const toText = (piece: string) => (hasReasoningField ? textEvents(piece) : note(thinkTags.push(piece)));
  const textEvents = (piece: string) =>
    note(piece === '' ? [] : [...thinkTags.end(), { type: 'text-delta', text: piece }]);

  const release = () => {
    const events = unclear ?? [];
    unclear = undefined;
    return events.flatMap(take);
  };
  const startGeneration = (event: Extract<ProtocolEvent, { type: 'generation' }>) => {
    const verdict = generations.judge(event, hasContent);
    if (verdict === 'another') {
      unclear = undefined;
      throw new UpstreamFault({ type: 'spliced' });
    }
    const certain = release();
    if (verdict === 'unclear') unclear = [];
    return certain;
  };
  const take = (event: ProtocolEvent): ChatEvent[] => {
    switch (event.type) {
      case 'text-delta':
        onContent();
        repeatedText.push(event.text);
        return toText(text.push(event.text));
      case 'reasoning-delta': {
        if (event.text === '') return [event];
        onContent();
        hasReasoningField = true;
        const piece = reasoning.push(event.text);
        return piece === '' && event.signature === undefined ? [] : [{ ...event, text: piece }];
      }
      case 'tool-call-fragment': {
        if (isBlank(event.fragment)) return [];
        onContent();
        return toolCalls.add(event.fragment);
      }
      case 'refusal':
        refusal += event.text;
        return [];
      case 'finish':
        finishReason = laterReason(finishReason, event.reason);
        return [];
      case 'usage':
      case 'cost':
        return [event];
      default:
        return [];
    }
  };

  return {
    add(event) {
      if (event.type === 'generation') return startGeneration(event);
      if (event.type === 'end') return release();
      if (!unclear) return take(event);
      unclear.push(event);
      return [];
    },
    flush(how) {
      const released = release();
      const rest = reasoning.end();
      return [
        ...released,
        ...(rest === '' ? [] : [{ type: 'reasoning-delta', text: rest } as const]),
        ...toText(text.end()),
        ...note(thinkTags.end()),
        ...toolCalls.end(how === 'ended' && finishReason !== undefined),
      ];
    },
    facts: () => ({
      finishReason,
      hasText,
      isRepeated: repeatedText.isRepeated(),
      hasToolCalls: toolCalls.count() > 0,
      toolCallProblem: toolCalls.problem(),
      refusal,
    }),
  };
}
