import * as z from 'zod';
import type { ChatEvent } from '../../chat/event.ts';
import { toGeminiBody } from './gemini-request.ts';
import { parseEvent, usageEvent, type Protocol } from './protocol.ts';

/** Gemini contents: `POST /v1beta/models/{model}:streamGenerateContent`, ended by a `finishReason`. */
export const gemini: Protocol = {
  name: 'gemini',
  endMarker: 'none',
  headers: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  request: (chat) => ({
    path: `/v1beta/models/${encodeURIComponent(chat.model)}:streamGenerateContent?alt=sse`,
    body: toGeminiBody(chat),
  }),

  parse(data) {
    const chunk = parseEvent(chunkSchema, data);
    const candidate = chunk.candidates?.[0];
    const events = (candidate?.content?.parts ?? []).flatMap(partEvents);
    // A prompt that is blocked gets no candidate at all.
    const reason = chunk.promptFeedback?.blockReason ? 'SAFETY' : candidate?.finishReason;
    if (reason) events.push({ type: 'finish', reason: FINISH_REASONS.get(reason) ?? reason });
    if (chunk.usageMetadata) events.push(toUsage(chunk.usageMetadata));
    return events;
  },
};

const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['SPII', 'content_filter'],
]);

const partSchema = z.object({
  text: z.string().nullish(),
  thought: z.boolean().nullish(),
  thoughtSignature: z.string().nullish(),
  functionCall: z
    .object({ id: z.string().nullish(), name: z.string(), args: z.unknown().optional() })
    .nullish(),
});

const usageSchema = z.object({
  promptTokenCount: z.number().nullish(),
  cachedContentTokenCount: z.number().nullish(),
  candidatesTokenCount: z.number().nullish(),
  thoughtsTokenCount: z.number().nullish(),
  totalTokenCount: z.number().nullish(),
});

const chunkSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z.object({ parts: z.array(partSchema).nullish() }).nullish(),
        finishReason: z.string().nullish(),
      }),
    )
    .nullish(),
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
  usageMetadata: usageSchema.nullish(),
});

function partEvents({
  text,
  thought,
  thoughtSignature,
  functionCall,
}: z.infer<typeof partSchema>): ChatEvent[] {
  const events: ChatEvent[] = [];
  if (functionCall) {
    events.push({
      type: 'tool-call-delta',
      index: null,
      name: functionCall.name,
      arguments: JSON.stringify(functionCall.args ?? {}),
      ...(functionCall.id && { id: functionCall.id }),
    });
  }
  if (thought && (text || thoughtSignature)) {
    events.push({
      type: 'reasoning-delta',
      text: text ?? '',
      ...(thoughtSignature && { signature: thoughtSignature }),
    });
  } else if (text) {
    events.push({ type: 'text-delta', text });
  }
  return events;
}

/** Gemini counts thoughts beside the candidates; in our vocabulary reasoning is part of the output. */
function toUsage(usage: z.infer<typeof usageSchema>): ChatEvent {
  const { candidatesTokenCount: answer, thoughtsTokenCount: thoughts } = usage;
  return usageEvent({
    input_tokens: usage.promptTokenCount,
    cached_input_tokens: usage.cachedContentTokenCount,
    output_tokens: typeof answer === 'number' ? answer + (thoughts ?? 0) : undefined,
    reasoning_tokens: thoughts,
    total_tokens: usage.totalTokenCount,
  });
}
