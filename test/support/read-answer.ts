import type { Json, Raw, WireName } from './sandbox-client.ts';

/** An answer in plain words, read by rules of the tests' own, and leniently: a broken one is read as far as it goes. */
export interface ReadAnswer {
  text: string;
  /** How many pieces the text came in. */
  pieces: number;
  reasoning: string;
  finish: string | undefined;
  /** Whether the end marker of the wire was there; Gemini's events have none. */
  hasEnd: boolean;
  calls: { id: string; name: string; args: unknown }[];
  usage: Json | undefined;
  /** Data that is no JSON, without the end marker. */
  garbage: string[];
  errors: Json[];
  /** Each piece of JSON as it came, in order. */
  events: Json[];
}

export function readAnswer(wire: WireName, { body }: Pick<Raw, 'body'>): ReadAnswer {
  const answer: ReadAnswer = {
    text: '',
    pieces: 0,
    reasoning: '',
    finish: undefined,
    hasEnd: false,
    calls: [],
    usage: undefined,
    garbage: [],
    errors: [],
    events: [],
  };
  const read = { 'chat-completions': readChunk, messages: readEvent, gemini: readResponse }[wire];
  for (const data of dataOf(body.toString())) {
    if (data === '[DONE]') answer.hasEnd = true;
    else if (data !== 'null') {
      const event = tryJson(data);
      if (event === undefined) answer.garbage.push(data);
      else if (event['error']) answer.errors.push(event['error'] as Json);
      else read(answer, event);
      if (event) answer.events.push(event);
    }
  }
  return answer;
}

/** The data of each event, without comments. */
function dataOf(body: string): string[] {
  return body.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
}

function tryJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function addText(answer: ReadAnswer, text: unknown): void {
  if (typeof text !== 'string' || text === '') return;
  answer.text += text;
  answer.pieces += 1;
}

interface ChunkCall {
  id?: string;
  function: { name?: string; arguments: string };
}

function readChunk(answer: ReadAnswer, { choices, usage }: Json): void {
  const [choice] = choices as { delta: Json; finish_reason: string | null }[];
  const { content, reasoning_content: reasoning, tool_calls: calls = [] } = choice?.delta ?? {};
  addText(answer, content);
  answer.reasoning += typeof reasoning === 'string' ? reasoning : '';
  for (const { id, function: called } of calls as ChunkCall[]) {
    if (id) answer.calls.push({ id, name: called.name ?? '', args: called.arguments });
    else answer.calls.at(-1)!.args = `${String(answer.calls.at(-1)?.args)}${called.arguments}`;
  }
  answer.finish = choice?.finish_reason ?? answer.finish;
  answer.usage = (usage as Json | null | undefined) ?? answer.usage;
}

interface MessagesEvent {
  type: string;
  delta?: { text?: string; thinking?: string; partial_json?: string; stop_reason?: string };
  content_block?: { type: string; id?: string; name?: string };
  usage?: Json;
}

function readEvent(answer: ReadAnswer, event: Json): void {
  const { type, delta = {}, content_block: block, usage } = event as unknown as MessagesEvent;
  addText(answer, delta.text);
  answer.reasoning += delta.thinking ?? '';
  const call = answer.calls.at(-1);
  if (block?.type === 'tool_use') answer.calls.push({ id: block.id ?? '', name: block.name ?? '', args: '' });
  else if (call) call.args = `${String(call.args)}${delta.partial_json ?? ''}`;
  answer.finish = delta.stop_reason ?? answer.finish;
  answer.usage = usage ?? answer.usage;
  if (type === 'message_stop') answer.hasEnd = true;
}

interface Part {
  text?: string;
  thought?: boolean;
  functionCall?: { id: string; name: string; args: unknown };
}

function readResponse(answer: ReadAnswer, { candidates, usageMetadata }: Json): void {
  const [candidate] = candidates as { content: { parts: Part[] }; finishReason?: string }[];
  for (const { text, thought, functionCall } of candidate?.content.parts ?? []) {
    if (functionCall) answer.calls.push({ ...functionCall, args: JSON.stringify(functionCall.args) });
    else if (thought) answer.reasoning += text ?? '';
    else addText(answer, text);
  }
  answer.finish = candidate?.finishReason ?? answer.finish;
  answer.usage = (usageMetadata as Json | undefined) ?? answer.usage;
}
