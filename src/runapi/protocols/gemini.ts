import { toFinishReason } from '../../chat/finish-reason.ts';
import { count, fields, isFields, jsonText, label, list, position, readShape, text } from './fields.ts';
import { toGeminiBody } from './gemini-request.ts';
import { usageEvents, type Protocol, type ProtocolEvent } from './protocol.ts';

/** Gemini contents: `POST /v1beta/models/{model}:streamGenerateContent`, ended by a `finishReason`. */
export const gemini: Protocol = {
  name: 'gemini',
  endMarker: 'none',
  headers: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  request: (chat) => ({
    path: `/v1beta/models/${encodeURIComponent(chat.model)}:streamGenerateContent?alt=sse`,
    body: toGeminiBody(chat),
  }),

  parse: (value) =>
    readShape(value, (chunk) => {
      const candidate = list(chunk['candidates']).find(({ index }) => !position(index)) ?? {};
      const id = label(chunk['responseId']);
      // A prompt that is blocked gets no candidate at all.
      const isBlocked = toFinishReason(fields(chunk['promptFeedback'])['blockReason']) !== undefined;
      const reason = isBlocked ? 'content_filter' : toFinishReason(candidate['finishReason']);
      return [
        ...(id ? [{ type: 'generation', id, starts: 'possibly' } as const] : []),
        ...list(fields(candidate['content'])['parts']).flatMap(partEvents),
        ...(reason ? [{ type: 'finish', reason } as const] : []),
        ...toUsage(chunk['usageMetadata']),
      ];
    }),
};

function partEvents(part: ReturnType<typeof fields>): ProtocolEvent[] {
  const events: ProtocolEvent[] = [];
  const piece = text(part['text']);
  const signature = label(part['thoughtSignature']);
  if (isFields(part['functionCall'])) {
    const { id, name, args } = part['functionCall'];
    events.push({
      type: 'tool-call-fragment',
      fragment: { opens: true, id: label(id), name: label(name), arguments: jsonText(args ?? {}) },
    });
  }
  if (part['thought'] === true && (piece || signature)) {
    events.push({ type: 'reasoning-delta', text: piece, ...(signature && { signature }) });
  } else if (piece) {
    events.push({ type: 'text-delta', text: piece });
  }
  return events;
}

/** Gemini counts thoughts beside the candidates; in our vocabulary reasoning is part of the output. */
function toUsage(usage: unknown): ProtocolEvent[] {
  if (!isFields(usage)) return [];
  const answer = count(usage['candidatesTokenCount']);
  const thoughts = count(usage['thoughtsTokenCount']);
  return usageEvents({
    input_tokens: count(usage['promptTokenCount']),
    cached_input_tokens: count(usage['cachedContentTokenCount']),
    output_tokens: answer === undefined ? undefined : answer + (thoughts ?? 0),
    reasoning_tokens: thoughts,
    total_tokens: count(usage['totalTokenCount']),
  });
}
