/** What one program did in one respect. */
export interface Cell {
  readonly text: string;
  /** Less is better; absent where there is nothing to compare. */
  readonly rank?: number;
}

/** One respect in which programs are compared. */
export interface ComparedRow {
  readonly measure: string;
  /** By name of the program; absent where it was not tried. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What `bench --peers` writes into docs/benchmark.json. */
export interface Comparison {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly contenders: readonly { name: string; version: string; kind: 'server' | 'agent' }[];
  /** What could not be installed, and why. */
  readonly absent: readonly { name: string; version: string; why: string }[];
  readonly rows: readonly ComparedRow[];
}

/** The rank of who fails: a number that JSON can hold. */
export const WORST = Number.MAX_SAFE_INTEGER;

/** Measured differences below this are noise. */
const NOTICEABLE = 1.1;

/** Who did better than ours in a row. */
export function aheadOf(ours: string, { cells }: ComparedRow): string[] {
  const rank = cells[ours]?.rank;
  if (rank === undefined) return [];
  return Object.entries(cells)
    .filter(([, cell]) => cell.rank !== undefined && cell.rank * NOTICEABLE < rank)
    .map(([name]) => name);
}
