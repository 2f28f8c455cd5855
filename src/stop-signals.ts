/** Those of them that the platform has; Windows knows no SIGHUP but for a closed console. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `stop` at the first signal that asks the process to end. A second one ends it at once. */
export function onStopSignal(stop: () => void): void {
  for (const signal of STOP_SIGNALS) process.once(signal, stop);
}
