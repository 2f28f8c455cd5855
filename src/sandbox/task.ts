/** What a completion was asked for, whichever wire it came over. */
export interface SandboxTask {
  /** Model id as it came, without the name of a fault. */
  readonly model: string;
  /** In order; a system prompt is a message like the others. */
  readonly messages: readonly SandboxMessage[];
  readonly isStream: boolean;
  /** Reasoning comes before the answer. */
  readonly isThinking: boolean;
  /** Whether the wire carries reasoning at all: Gemini's does so on request only. */
  readonly showsReasoning: boolean;
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly wantsJson: boolean;
  /** JSON Schema from a field of the wire. */
  readonly jsonSchema: unknown;
  /** Functions that may be called; empty where the request forbids calls. */
  readonly tools: readonly SandboxTool[];
}

export interface SandboxMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
}

interface SandboxTool {
  readonly name: string;
  readonly parameters: unknown;
}

/** A refusal, worded as the real service does. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    type = 'invalid_request_error',
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

/** A value that is none of the known ones, as DeepSeek's parser refuses it. */
export function unknownVariant(field: string, value: string, known: readonly string[]): Refusal {
  const names = known.map((name) => `\`${name}\``).join(', ');
  const status = field.endsWith('role') ? 422 : 400;
  return new Refusal(
    status,
    `Failed to deserialize the JSON body into the target type: ${field}: unknown variant \`${value}\`, expected one of ${names}`,
  );
}

export type Json = Record<string, unknown>;

/** The value as an object; anything else as an empty one. */
export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
