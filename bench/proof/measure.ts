import { isSaid, type Part, type Round } from './caller/conversation.ts';

/** What one run cost. Tokens by the one tokenizer that counts all of them. */
export interface Cost {
  /** What the task added to the conversation: calls, results, and the model's own text. */
  readonly contextTokens: number;
  readonly contextBytes: number;
  /** Requests to the caller's model. */
  readonly rounds: number;
  /** Input of all requests together, as sent. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly deepseek: {
    readonly requests: number;
    readonly inputTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
  };
  readonly seconds: number;
}

type Count = (text: string) => number;

/** The caller's side of a run. Definitions of tools that are loaded on the way belong to what is always carried. */
export function measureCaller(
  rounds: readonly Round[],
  count: Count,
): Pick<Cost, 'contextTokens' | 'contextBytes' | 'rounds' | 'inputTokens' | 'outputTokens'> {
  const [first, last] = [rounds.at(0), rounds.at(-1)];
  const added = (of: Count) =>
    sum(last?.input.filter(isSaid), of) - sum(first?.input.filter(isSaid), of) + sum(last?.output, of);
  return {
    contextTokens: added(count),
    contextBytes: added((text) => Buffer.byteLength(text)),
    rounds: rounds.length,
    inputTokens: rounds.reduce((total, { input }) => total + sum(input, count), 0),
    outputTokens: rounds.reduce((total, { output }) => total + sum(output, count), 0),
  };
}

/** What is there before the task: the client's own prompt, the user's prompt, and all definitions, whenever they are loaded. */
export function fixedTokens(rounds: readonly Round[], count: Count): number {
  const [first, last] = [rounds.at(0), rounds.at(-1)];
  const definitions = last?.input.filter((part) => !isSaid(part));
  return sum(definitions, count) + sum(first?.input.filter(isSaid), count);
}

function sum(parts: readonly Part[] = [], count: Count): number {
  return parts.reduce((total, { text }) => total + count(text), 0);
}

/** What differs from run to run, and from machine to machine, as if it were always the same. */
export function settle(text: string, folder: string): string {
  return text
    .replaceAll(folder, '/home/dev')
    .replaceAll(/\br_[\w-]{22}/g, 'r_AAAAAAAAAAAAAAAAAAAAAA')
    .replaceAll(/\bChunk ID: \w+/g, 'Chunk ID: aaaaaa')
    .replaceAll(/\bWall time: [\d.]+/g, 'Wall time: 0.0500')
    .replaceAll(/\b\d+(?:\.\d+)? ?ms\b/g, '10 ms')
    .replaceAll(/\b\d+(?:\.\d+)? s\b/g, '10 s');
}

/** Counts each text once. */
export function remember(count: Count): Count {
  const known = new Map<string, number>();
  return (text) => {
    const found = known.get(text) ?? count(text);
    known.set(text, found);
    return found;
  };
}
