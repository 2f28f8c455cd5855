import type { Writable } from 'node:stream';
import yoctoSpinner from 'yocto-spinner';
import type { ProgressView } from '../../delegation/progress.ts';

const INTERVAL_MS = 200;

export interface Spinner {
  readonly follow: (view: ProgressView) => void;
  readonly stop: () => void;
}

/** Phase, amount and rate on stderr, where that is a terminal; nothing elsewhere. */
export function createSpinner(stderr: Writable & { isTTY?: boolean; columns?: number }): Spinner {
  if (!stderr.isTTY) return { follow: () => undefined, stop: () => undefined };
  const spinner = yoctoSpinner({ stream: stderr });
  let timer: NodeJS.Timeout | undefined;
  return {
    follow(view) {
      const show = () => void (spinner.text = view.describe((stderr.columns ?? 80) - 4));
      show();
      spinner.start();
      timer = setInterval(show, INTERVAL_MS);
    },
    stop() {
      clearInterval(timer);
      spinner.stop();
    },
  };
}
