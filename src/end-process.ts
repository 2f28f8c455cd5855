import { EXIT_CODES } from './errors.ts';

/**
 * Ends the process with `process.exitCode`. `process.exit()` would wait for a name look-up that was given up, ten seconds where no
 * name server answers: then only a signal ends the process at once. A shell shows SIGINT as 130, too.
 */
export function endNow(): void {
  if (!process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) process.exit();
  const signal = process.exitCode === EXIT_CODES.aborted ? 'SIGINT' : 'SIGTERM';
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
