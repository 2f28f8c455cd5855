import { createHash } from 'node:crypto';
import { decode } from './decode.ts';
import { secretName, type FoundFile } from './inspect.ts';
import { countLines, cutLines, type LineRange } from './line-range.ts';
import { readBytes } from './read-bytes.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { findSecrets, type Secret } from '../../secrets/content.ts';
import { tooLarge } from './size-limit.ts';

/** A file, or a part of one, as it is sent. */
export interface Attachment {
  /** Relative to its root, with forward slashes; in a further root `NAME//` comes first. */
  readonly path: string;
  readonly text: string;
  /** Of what is sent, in UTF-8. */
  readonly bytes: number;
  /** Of what is sent, in hexadecimal. */
  readonly sha256: string;
  /** Undefined where the whole file is sent. */
  readonly lines: LineRange | undefined;
}

/** What is read to find a range of lines, whatever is sent of it: a log is long, and the lines of interest are few. */
const MAX_RANGED_BYTES = 32_000_000;

/**
 * Reads a file once and cuts the parts that are asked for. A secret in the lines that are sent refuses the part.
 *
 * @param ranges - In order and apart; none for the whole file.
 */
export async function readParts(
  file: FoundFile,
  ranges: readonly LineRange[],
  maxBytes: number,
): Promise<(Attachment | Refusal)[]> {
  const limit = ranges.length > 0 ? Math.max(maxBytes, MAX_RANGED_BYTES) : maxBytes;
  const bytes = await readBytes(file, limit);
  if (isRefusal(bytes)) return [bytes];
  if (bytes.length > limit)
    return [tooLarge({ path: file.path, bytes: Math.max(file.bytes, bytes.length) }, limit)];
  const text = decode(file.path, bytes);
  if (typeof text !== 'string') return [text];
  const isAllowed = file.allowedHash === hashOf(bytes);
  if (file.secretKind && !isAllowed) return [secretName(file.path, file.secretKind)];
  const secrets = isAllowed ? [] : findSecrets(text, file.real);
  if (ranges.length === 0) {
    const [secret] = secrets;
    return [secret ? holdsSecret(file.path, secret) : attach(file.path, text, undefined)];
  }
  return ranges.map((range) => {
    const cut = cutLines(text, range);
    if (!cut) return beyondEnd(file.path, range, countLines(text));
    const secret = secrets.find(
      ({ firstLine, lastLine }) => firstLine <= range.last && lastLine >= range.first,
    );
    return secret ? holdsSecret(file.path, secret) : attach(file.path, cut.text, cut.lines);
  });
}

function attach(path: string, text: string, lines: LineRange | undefined): Attachment {
  const bytes = Buffer.from(text, 'utf8');
  return { path, text, bytes: bytes.length, sha256: hashOf(bytes), lines };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function holdsSecret(path: string, { kind, firstLine, lastLine }: Secret): Refusal {
  const where = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`;
  return {
    path,
    reason: `is not sent: it holds what looks like ${kind} (${where})`,
    next: `Give line ranges of the file without ${where}; or ask the user to remove the secret or allow the file in DEEPSEEK_ALLOW_FILES (PATH#SHA-256) and to restart the server.`,
  };
}

function beyondEnd(path: string, { first, last }: LineRange, lines: number): Refusal {
  const asked = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return { path, reason: `has no ${asked}: it has ${lines} lines`, next: 'Give a range inside the file.' };
}
