import { DelegateError } from '../../errors.ts';
import { contentParts } from '../../chat/content.ts';
import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest } from '../../chat/request.ts';

interface JsonRequest {
  response_format: ChatRequest['response_format'];
  json_schema: Record<string, unknown> | undefined;
  /** Whether the protocol has a field for it. */
  hasJsonMode: boolean;
  turns: readonly ChatMessage[];
  system: string | undefined;
}

/**
 * Instructions for which there is no field. DeepSeek's JSON mode also wants the word in the prompt, or
 * it writes blanks until the limit; Messages has no JSON mode at all; a schema has no field that DeepSeek takes.
 */
export function jsonInstruction(wanted: JsonRequest): string | undefined {
  if (wanted.response_format !== 'json') return undefined;
  const order = 'Answer with one JSON value and nothing else: no prose around it, no code fence.';
  if (wanted.json_schema) {
    return `${order} It must match this JSON Schema:\n\`\`\`json\n${JSON.stringify(wanted.json_schema)}\n\`\`\``;
  }
  const parts = wanted.turns.flatMap(contentParts);
  const said = [wanted.system ?? '', ...parts.map((part) => (part.type === 'text' ? part.text : ''))];
  const isAsked = wanted.hasJsonMode && said.some((text) => /json/i.test(text));
  return isAsked ? undefined : `${order} For example: {"answer": "…"}`;
}

/** Tells what is wrong with an answer that should be JSON; undefined where nothing is. */
export type JsonCheck = (text: string) => string | undefined;

/** @throws {DelegateError} `input` when the schema itself cannot be used. */
export async function createJsonCheck(json_schema: Record<string, unknown> | undefined): Promise<JsonCheck> {
  const validate = json_schema && (await compile(json_schema));
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return `it is not JSON (${(error as Error).message.slice(0, 120)})`;
    }
    try {
      const fault = validate?.(value);
      return fault === undefined ? undefined : `it does not match json_schema (${fault.slice(0, 300)})`;
    } catch (error) {
      // A recursive schema follows the value as deep as it goes, and so does the validator's stack.
      return `it cannot be checked against json_schema (${(error as Error).name}: it may be nested too deeply)`;
    }
  };
}

async function compile(json_schema: Record<string, unknown>) {
  // Loaded here because few calls need it.
  const { compileSchema } = await import('./schema.ts');
  try {
    return compileSchema(json_schema);
  } catch (cause) {
    throw new DelegateError(
      'input',
      `json_schema cannot be used: ${(cause as Error).message.slice(0, 200)}.`,
      'Correct the schema and call again; nothing was sent.',
      { cause },
    );
  }
}

/** The JSON inside a code fence, which models add in spite of the instruction; other text as it is. */
export function withoutFence(text: string): string {
  return /^\s*```(?:json)?[ \t]*\r?\n(.*?)\r?\n```\s*$/s.exec(text)?.[1] ?? text;
}
