/** One line of the table. */
export interface Row {
  readonly measure: string;
  /** Ours, as a number of `unit`. */
  readonly value: number;
  readonly unit: string;
  /** The interquartile range of the measured values. */
  readonly spread?: readonly [number, number];
  /** What it is compared with, measured in turns with ours. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** What the design asks for, of the value, of its ratio to the reference, or of its difference from it. */
  readonly bound?: { readonly of: 'value' | 'ratio' | 'difference'; readonly most: number };
}

export function ratioOf({ value, reference }: Row): number | undefined {
  return reference && value / reference.value;
}

/** Undefined where there is no bound. */
export function holds(row: Row): boolean | undefined {
  const { value, reference, bound } = row;
  if (!bound) return undefined;
  if (bound.of === 'value') return value <= bound.most;
  if (!reference) return false;
  return (bound.of === 'ratio' ? value / reference.value : value - reference.value) <= bound.most;
}
