import yoctoSpinner from 'yocto-spinner';
import type { ProgressView } from '../../delegation/run/progress.ts';
import { oneLine } from '../../text/clean.ts';
import type { Output } from './terminal.ts';

const INTERVAL_MS = 200;
/** Room for the spinner's own sign and a blank. */
const SIGN_COLUMNS = 4;
const DEFAULT_COLUMNS = 80;

export interface Spinner {
  /** Shows a line that is asked for again and again. */
  readonly start: (describe: (maxCharacters: number) => string) => void;
  readonly follow: (view: ProgressView) => void;
  readonly stop: () => void;
}

/** Phase, amount and rate on stderr, where that is a terminal; nothing elsewhere. */
export function createSpinner(stderr: Output): Spinner {
  if (!stderr.isTTY) return { start: () => undefined, follow: () => undefined, stop: () => undefined };
  // By default it ends the process on Ctrl-C, before anything is printed or kept.
  const spinner = yoctoSpinner({ stream: stderr, handleSignals: false });
  let timer: NodeJS.Timeout | undefined;
  const start = (describe: (maxCharacters: number) => string) => {
    const show = () =>
      void (spinner.text = oneLine(describe((stderr.columns || DEFAULT_COLUMNS) - SIGN_COLUMNS)));
    show();
    spinner.start();
    clearInterval(timer);
    timer = setInterval(show, INTERVAL_MS);
  };
  return {
    start,
    follow: (view) => start(view.describe),
    stop() {
      clearInterval(timer);
      spinner.stop();
    },
  };
}
