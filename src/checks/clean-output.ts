import { stripVTControlCharacters } from 'node:util';
import { findSecrets } from '../secrets/content.ts';
import { takeTail } from '../text/cut.ts';
import { wellFormed } from '../text/well-formed.ts';

interface OutputLimits {
  /** Values that must not be shown, whatever they look like. */
  readonly hidden: readonly string[];
  readonly maxCharacters: number;
}

/**
 * The end of a check's output as a model or a person may read it: without what a terminal would obey, and with a word
 * in the place of each secret.
 *
 * @param bytes - More than is shown: a secret whose beginning is missing would not be recognized.
 */
export function cleanOutput(bytes: Buffer, { hidden, maxCharacters }: OutputLimits): string {
  const plain = asShown(stripVTControlCharacters(bytes.toString('utf8')));
  const known = hidden
    .toSorted((one, other) => other.length - one.length)
    .reduce((text, value) => text.replaceAll(value, REMOVED), plain);
  const clean = withoutSecrets(known).trim();
  const tail = wellFormed(takeTail(clean, maxCharacters));
  // Half a line says little, and may be half of something else.
  const start = tail.length < clean.length ? tail.indexOf('\n') + 1 : 0;
  return tail.slice(start);
}

const REMOVED = '[removed]';

/** A carriage return begins the line anew, as progress bars do. Other control characters show nothing. */
function asShown(text: string): string {
  // Line by line: a pattern for what comes before the return takes the square of the time of a long line.
  const lines = text.split('\n').map((line) => {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    return whole.slice(whole.lastIndexOf('\r') + 1);
  });
  return lines.join('\n').replace(UNSEEN, '');
}

const UNSEEN = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

function withoutSecrets(text: string): string {
  let clean = '';
  let next = 0;
  for (const { kind, start, end } of findSecrets(text)) {
    clean += `${text.slice(next, start)}[${kind.replace(/^an? /, '')} removed]`;
    next = end;
  }
  return clean + text.slice(next);
}
