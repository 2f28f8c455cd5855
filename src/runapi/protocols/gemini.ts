import { toFinishReason } from '../../chat/finish-reason.ts';
import { count, fields, isFields, jsonText, label, list, piecesOfFirst, readShape, text } from './fields.ts';
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
      const id = label(member(chunk, 'responseId'));
      // A prompt that is blocked gets no candidate at all.
      const blocked = toFinishReason(member(fields(member(chunk, 'promptFeedback')), 'blockReason'));
      return [
        ...(id ? [{ type: 'generation', id, starts: 'possibly' } as const] : []),
        ...piecesOfFirst(list(chunk['candidates'])).flatMap(candidateEvents),
        ...(blocked ? [{ type: 'finish', reason: 'content_filter' } as const] : []),
        ...toUsage(member(chunk, 'usageMetadata')),
      ];
    }),
};

type Fields = ReturnType<typeof fields>;

/** Google's JSON has names in camel case; gateways in Python write them in snake case. */
function member(object: Fields, name: string): unknown {
  return object[name] ?? object[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function candidateEvents(candidate: Fields): ProtocolEvent[] {
  const parts = list(candidate['content'], 'parts').flatMap((content) => list(content['parts'], 'text'));
  const reason = toFinishReason(member(candidate, 'finishReason'));
  return [...parts.flatMap(partEvents), ...(reason ? [{ type: 'finish', reason } as const] : [])];
}

function partEvents(part: Fields): ProtocolEvent[] {
  const events: ProtocolEvent[] = [];
  const piece = text(part['text']);
  const signature = label(member(part, 'thoughtSignature'));
  const call = member(part, 'functionCall');
  if (isFields(call)) {
    const { id, name, args } = call;
    events.push({
      type: 'tool-call-fragment',
      fragment: { opens: true, id: label(id), name: label(name), arguments: jsonText(args ?? {}) },
    });
  }
  if (/^(?:true|1)$/i.test(String(part['thought'])) && (piece || signature)) {
    events.push({ type: 'reasoning-delta', text: piece, ...(signature && { signature }) });
  } else if (piece) {
    events.push({ type: 'text-delta', text: piece });
  }
  return events;
}

/** Gemini counts thoughts beside the candidates; in our vocabulary reasoning is part of the output. */
function toUsage(usage: unknown): ProtocolEvent[] {
  if (!isFields(usage)) return [];
  const answer = count(member(usage, 'candidatesTokenCount'));
  const thoughts = count(member(usage, 'thoughtsTokenCount'));
  return usageEvents({
    input_tokens: count(member(usage, 'promptTokenCount')),
    cached_input_tokens: count(member(usage, 'cachedContentTokenCount')),
    output_tokens: answer === undefined ? undefined : answer + (thoughts ?? 0),
    reasoning_tokens: thoughts,
    total_tokens: count(member(usage, 'totalTokenCount')),
  });
}
