import { setTimeout as sleep } from 'node:timers/promises';

/** Assumed, not measured: what such services commonly reach. Input that a cache holds takes no time. */
export const RATES = {
  caller: { firstTokenMs: 1000, inputTokensPerSecond: 5000, outputTokensPerSecond: 60 },
  deepseek: { firstTokenMs: 1000, inputTokensPerSecond: 5000, outputTokensPerSecond: 40 },
};

/** Both models run this much faster, so that the proof takes minutes; their time is multiplied back. */
export const SPEED_UP = 22.5;

/** How long the caller's model takes for an answer, at the speed of the proof. */
export function callerMs(newInputTokens: number, outputTokens: number): number {
  const { firstTokenMs, inputTokensPerSecond, outputTokensPerSecond } = RATES.caller;
  const reading = (1000 * newInputTokens) / inputTokensPerSecond;
  return (firstTokenMs + reading + (1000 * outputTokens) / outputTokensPerSecond) / SPEED_UP;
}

export async function wait(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}

/** From, to. */
export type Interval = readonly [number, number];

/** What the wall clock would show with models at their own speed: the time in which one answers counts in full. */
export function wallSeconds(startedAt: number, endedAt: number, answering: readonly Interval[]): number {
  let [modelMs, covered] = [0, startedAt];
  for (const [from, to] of answering.toSorted(([one], [other]) => one - other)) {
    const start = Math.max(from, covered);
    if (to <= start) continue;
    modelMs += to - start;
    covered = to;
  }
  return (endedAt - startedAt - modelMs + modelMs * SPEED_UP) / 1000;
}
