import type { Asked, ModelAnswer } from './script.ts';

/** How one protocol asks and answers. */
export interface Wire {
  readonly readAsked: (body: Readonly<Record<string, unknown>>) => Omit<Asked, 'body'>;
  /** Events before the text, one for each piece of it, and after it. */
  readonly stream: (answer: ModelAnswer, pieces: readonly string[]) => StreamParts;
  /** The same as one document. */
  readonly document: (answer: ModelAnswer) => object;
  readonly errorEvent: () => string;
  readonly errorDocument: () => object;
}

interface StreamParts {
  readonly head: string;
  readonly deltas: readonly string[];
  readonly tail: string;
}

export function asList(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}
