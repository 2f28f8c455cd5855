import type { Cost } from './measure.ts';

/** One task with one client, done both ways. */
export interface ProofRow {
  readonly client: string;
  readonly slug: string;
  readonly task: string;
  readonly alone: Cost;
  readonly delegated: Cost;
}

/** All that a proof has found: what `docs/proof.json` holds. */
export interface Proof {
  readonly machine: { readonly date: string; readonly node: string; readonly platform: string };
  readonly clients: readonly {
    readonly name: string;
    readonly version: string;
    /** What the server costs every conversation, used or not: definitions and instructions. */
    readonly definitionTokens: number;
    /** The client's own prompt and tools, and the user's prompt, without the server. */
    readonly ownTokens: number;
  }[];
  readonly skill: { readonly descriptionTokens: number; readonly bodyTokens: number };
  readonly rows: readonly ProofRow[];
}

/** With DeepSeek, relative to alone: tokens that the task adds to the caller's context. */
export function ratioOf({ alone, delegated }: ProofRow): number {
  return delegated.contextTokens / alone.contextTokens;
}

/** The same, with all definitions paid for by this one task. */
export function ratioWithDefinitions({ alone, delegated }: ProofRow, definitionTokens: number): number {
  return (delegated.contextTokens + definitionTokens) / alone.contextTokens;
}

/** Best, median and worst ratio of some rows. */
export function spreadOf(rows: readonly ProofRow[]): { best: number; median: number; worst: number } {
  const ratios = rows.map(ratioOf).toSorted((one, other) => one - other);
  const at = (place: number) => ratios[place] ?? Number.NaN;
  const [below, above] = [Math.floor((ratios.length - 1) / 2), Math.ceil((ratios.length - 1) / 2)];
  return { best: at(0), median: (at(below) + at(above)) / 2, worst: at(ratios.length - 1) };
}

/** All tasks in one conversation, which carries the definitions once. */
export function totalOf(
  rows: readonly ProofRow[],
  definitionTokens: number,
): { alone: number; delegated: number } {
  const sum = (of: (row: ProofRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    alone: sum(({ alone }) => alone.contextTokens),
    delegated: sum(({ delegated }) => delegated.contextTokens) + definitionTokens,
  };
}

/** A ratio as a reader takes it in: 1/26, or 1.3 × where it is more. */
export function formatRatio(ratio: number): string {
  if (ratio >= 1) return `${ratio.toFixed(1)} ×`;
  const inverse = 1 / ratio;
  return `1/${inverse < 10 ? Number(inverse.toFixed(1)) : Math.floor(inverse)}`;
}
