export interface Exchange {
  outcome: string;
  deltasSent: number;
  textSent: string;
}
export interface Sandbox {
  url: string;
  port: number;
  exchanges: readonly Exchange[];
  close(): Promise<void>;
}
export const FAULTS = { '401': 'x' } as const;
export type FaultName = keyof typeof FAULTS;
export async function startSandbox(_o: object): Promise<Sandbox> {
  throw new Error('stub');
}
