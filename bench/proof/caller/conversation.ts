/** A part of what the client sends to the caller's model, whatever the wire. */
export interface Part {
  readonly kind: 'system' | 'definitions' | 'text' | 'call' | 'result';
  readonly text: string;
}

/** Definitions of tools are carried by every request, wherever in it the client puts them. */
export function isSaid({ kind }: Part): boolean {
  return kind !== 'definitions';
}

/** One request to the caller's model, and its answer. */
export interface Round {
  readonly input: readonly Part[];
  readonly output: readonly Part[];
  /** When the answer was complete, on the clock of `performance.now()`. */
  readonly endedAt: number;
}

/** The text of a string, or of a list of blocks with text; anything else as JSON. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content === undefined ? '' : JSON.stringify(content);
  return content
    .map((block: { text?: unknown }) => (typeof block.text === 'string' ? block.text : JSON.stringify(block)))
    .join('\n');
}
