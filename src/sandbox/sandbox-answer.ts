/** A completion before any wire has put it into its shape. */
export interface SandboxAnswer {
  reasoning: readonly string[];
  /** The text as the pieces in which it is streamed. */
  text: readonly string[];
  toolCalls: readonly SandboxToolCall[];
  /** In the vocabulary of chat completions. */
  finishReason: string;
  usage: SandboxUsage;
}

export interface SandboxToolCall {
  id: string;
  name: string;
  arguments: unknown;
  /** What is sent in place of the arguments, where they are not to be JSON. */
  json?: string;
}

/** The arguments as text. */
export function argumentsText(call: SandboxToolCall): string {
  return call.json ?? JSON.stringify(call.arguments);
}

/** Made-up counts with real proportions: a token is four bytes. */
export interface SandboxUsage {
  inputTokens: number;
  /** Part of the input: what the prefix cache served. */
  cachedInputTokens: number;
  outputTokens: number;
  /** Part of the output. */
  reasoningTokens: number;
}
