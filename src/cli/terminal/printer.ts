import type { CallOptions } from '../../delegation/run/wait.ts';
import type { Outcome } from '../../delegation/present/outcome.ts';
import { completionText } from '../../delegation/present/completion-text.ts';
import { describeEdited } from '../../delegation/edits/describe-edited.ts';
import { startWellFormed } from '../../text/well-formed.ts';
import { closingLine, idOfDetached } from '../outcome.ts';
import type { Spinner } from './spinner.ts';
import { createStallNotice } from './stall-notice.ts';
import { writeLine, writeText, type Terminal } from './terminal.ts';

export interface Printer {
  readonly onEvent: NonNullable<CallOptions['onEvent']>;
  /** Prints what was not streamed, and the receipt. */
  readonly end: (outcome: Outcome) => void;
  /** Stops what moves; for the end of a call that failed. */
  readonly stop: () => void;
}

export interface PrinterOptions {
  /** Stopped before text goes to a terminal, which shows both streams: it would be drawn over the text. */
  readonly spinner: Spinner;
  /** Whether text is printed as it arrives. */
  readonly isStreamed: boolean;
  readonly includeReasoning: boolean;
}

/** Answers on stdout, everything else on stderr. */
export function createPrinter({ stdout, stderr }: Terminal, options: PrinterOptions): Printer {
  const { spinner, isStreamed, includeReasoning } = options;
  const notice = createStallNotice(stdout, stderr, spinner);
  const [answer, reasoning] = [startWellFormed(), startWellFormed()];
  let printed = '';
  let printedCharacters = 0;
  let reasonedCharacters = 0;
  const stop = () => {
    notice.stop();
    spinner.stop();
  };
  return {
    stop,
    onEvent(event) {
      if (event.type === 'reasoning-delta' && includeReasoning) {
        spinner.stop();
        notice.onText();
        reasonedCharacters += event.text.length;
        writeText(stderr, reasoning.push(event.text));
      }
      if (event.type !== 'text-delta' || !isStreamed) return;
      if (stdout.isTTY && printed === '') spinner.stop();
      notice.onText();
      printed = event.text || printed;
      printedCharacters += event.text.length;
      writeText(stdout, answer.push(event.text));
    },
    end(outcome) {
      stop();
      const { completion, receipt, error, offset } = outcome;
      // What was saved is where it was asked to be; what could not be is not lost.
      const isSaved = receipt.saved_to !== null && !error;
      const { edited } = receipt;
      const text = isSaved
        ? ''
        : edited && edited.length > 0
          ? describeEdited(edited)
          : (idOfDetached(outcome) ?? completionText(completion, offset));
      const rest = text.slice(printedCharacters);
      writeText(stdout, answer.push(rest) + answer.end());
      if (text && !(rest || printed).endsWith('\n')) stdout.write('\n');
      if (includeReasoning && completion.reasoning) {
        const left = completion.reasoning.slice(reasonedCharacters);
        writeLine(stderr, reasoning.push(left) + reasoning.end());
      }
      if (receipt.saved_to) {
        const { path, bytes, sha256, added, removed } = receipt.saved_to;
        const lines = added === null ? '' : `, +${added} −${removed} lines`;
        writeLine(stderr, `saved to ${path} (${bytes} bytes${lines}, SHA-256 ${sha256})`);
      }
      writeLine(stderr, closingLine(outcome));
    },
  };
}
