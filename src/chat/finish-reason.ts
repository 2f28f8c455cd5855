/** What each protocol calls the end of an answer; gateways that translate mix them up, so one table serves all. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['eos', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['tool_use', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['content_filter', 'content_filter'],
  ['refusal', 'content_filter'],
  ['safety', 'content_filter'],
  ['prohibited_content', 'content_filter'],
  ['blocklist', 'content_filter'],
  ['recitation', 'content_filter'],
  ['spii', 'content_filter'],
]);

/** Placeholders that gateways send while the answer goes on. */
const NONE = new Set(['', 'null', 'none', 'finish_reason_unspecified', 'block_reason_unspecified']);

/**
 * A finish reason in the vocabulary of chat completions; one that it does not have is kept as upstream wrote it.
 *
 * @returns Undefined for what is no reason.
 */
export function toFinishReason(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  return NONE.has(word) ? undefined : (KNOWN.get(word) ?? value);
}

/** Reasons that say that a part of the answer is missing, whatever is said after them. */
const CUT_OFF = new Set(['length', 'content_filter', 'insufficient_system_resource']);

export function isCutOff(reason: string): boolean {
  return CUT_OFF.has(reason);
}

/** The reason that counts where several follow each other with nothing between them: the last, but never one that hides a cut. */
export function laterReason(earlier: string | undefined, later: string): string {
  return earlier !== undefined && CUT_OFF.has(earlier) && !CUT_OFF.has(later) ? earlier : later;
}
