import { EXIT_CODES } from './errors.ts';

/** Whether a name look-up keeps the process alive. One that was given up cannot be interrupted. */
export function isLookingUp(): boolean {
  return process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
}

/**
 * Ends the process with `process.exitCode`. `process.exit()` would wait for a name look-up, ten seconds where no
 * name server answers: then only a signal ends the process at once. A shell shows SIGINT as 130, too.
 */
export function endNow(): void {
  if (!isLookingUp()) process.exit();
  const signal = process.exitCode === EXIT_CODES.aborted ? 'SIGINT' : 'SIGTERM';
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
