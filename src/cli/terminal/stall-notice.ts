import type { Spinner } from './spinner.ts';
import type { Output } from './terminal.ts';

/** Silence in the middle of an answer that is worth a word. */
const SILENCE_MS = 2000;

/** Makes sure that there is a line below, and notes where the text ends. */
const LEAVE_TEXT = '\u001BD\u001BM\u001B7\r\n';
const BACK_TO_TEXT = '\u001B8';

export interface StallNotice {
  /** To be called before each piece of text. */
  readonly onText: () => void;
  readonly stop: () => void;
}

/** A spinner on the line below the text as long as none arrives, where both are shown in one terminal. */
export function createStallNotice(stdout: Output, stderr: Output, spinner: Spinner): StallNotice {
  if (!stdout.isTTY || !stderr.isTTY) return { onText: () => undefined, stop: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  const show = (since: number) => {
    isShown = true;
    stderr.write(LEAVE_TEXT);
    spinner.start(
      () => `no text for ${Math.round((performance.now() - since) / 1000)} s · waiting for the gateway`,
    );
  };
  const hide = () => {
    clearTimeout(timer);
    if (!isShown) return;
    isShown = false;
    spinner.stop();
    stderr.write(BACK_TO_TEXT);
  };
  return {
    onText() {
      hide();
      timer = setTimeout(show, SILENCE_MS, performance.now());
    },
    stop: hide,
  };
}
