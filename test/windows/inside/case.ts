import type { World } from './world.ts';

export interface Case {
  /** What it is about; cases of one area follow each other. */
  readonly area: string;
  readonly name: string;
  /** @throws Where something is not as it should be; {@link NotShown} where this system cannot show it. */
  readonly run: (world: World) => Promise<void>;
}

/** What the system lacks, such as wine, so that nothing can be said. */
export class NotShown extends Error {
  override readonly name = 'NotShown';
}

/** A line of the report, as the driver writes it. */
export interface Row {
  readonly area: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not shown';
  /** The error, or what is lacking. */
  readonly reason?: string;
  readonly seconds: number;
}
