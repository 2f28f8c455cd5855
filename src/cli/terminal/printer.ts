import type { CallOptions } from '../../delegation/wait.ts';
import type { Outcome } from '../../delegation/outcome.ts';
import { completionText } from '../../delegation/completion-text.ts';
import { closingLine } from '../outcome.ts';
import { writeLine, type Terminal } from './terminal.ts';

export interface Printer {
  readonly onEvent: NonNullable<CallOptions['onEvent']>;
  readonly end: (outcome: Outcome) => void;
}

export interface PrinterOptions {
  /** Called before text goes to a terminal, which shows both streams: a spinner would be drawn over it. */
  readonly beforeText: () => void;
  /** Whether text is printed as it arrives. */
  readonly isStreamed: boolean;
  readonly includeReasoning: boolean;
}

/** Answers on stdout, everything else on stderr. */
export function createPrinter({ stdout, stderr }: Terminal, options: PrinterOptions): Printer {
  const { beforeText, isStreamed, includeReasoning } = options;
  let printed = '';
  let printedCharacters = 0;
  return {
    onEvent(event) {
      if (event.type === 'reasoning-delta' && includeReasoning) {
        beforeText();
        stderr.write(event.text);
      }
      if (event.type !== 'text-delta' || !isStreamed) return;
      if (stdout.isTTY) beforeText();
      printed = event.text;
      printedCharacters += event.text.length;
      stdout.write(event.text);
    },
    end(outcome) {
      const { completion, receipt, error, offset } = outcome;
      // What was saved is where it was asked to be; what could not be is not lost.
      const isSaved = receipt.saved_to !== null && !error;
      const text = isSaved ? '' : completionText(completion, offset);
      const rest = text.slice(printedCharacters);
      if (rest) stdout.write(rest);
      if (text && !(rest || printed).endsWith('\n')) stdout.write('\n');
      if (includeReasoning && completion.reasoning) writeLine(stderr);
      if (receipt.saved_to) {
        const { path, bytes, sha256 } = receipt.saved_to;
        writeLine(stderr, `saved to ${path} (${bytes} bytes, SHA-256 ${sha256})`);
      }
      writeLine(stderr, closingLine(outcome));
    },
  };
}
