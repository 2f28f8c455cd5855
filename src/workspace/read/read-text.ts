import { createHash } from 'node:crypto';
import { findSecrets, type Secret } from '../../secrets/content.ts';
import { decode } from './decode.ts';
import { secretName, type FoundFile } from './inspect.ts';
import type { LineRange } from './line-range.ts';
import { readBytes } from './read-bytes.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { tooLarge } from './size-limit.ts';

/** A file that was read. */
export interface TextFile {
  readonly text: string;
  /** Of the text in UTF-8, in hexadecimal. */
  readonly sha256: string;
  /** Why lines of it are not sent; undefined where they may be. */
  secretIn(range: LineRange | undefined): Refusal | undefined;
  /** The secrets that keep lines from being sent. */
  secrets(): readonly Secret[];
}

/** @param maxBytes - A larger file is refused. */
export async function readText(file: FoundFile, maxBytes: number): Promise<TextFile | Refusal> {
  const bytes = await readBytes(file, maxBytes);
  if (isRefusal(bytes)) return bytes;
  if (bytes.length > maxBytes)
    return tooLarge({ path: file.path, bytes: Math.max(file.bytes, bytes.length) }, maxBytes);
  return toText(file, bytes);
}

/** @param bytes - All of the file. */
export function toText(file: FoundFile, bytes: Buffer): TextFile | Refusal {
  const text = decode(file.path, bytes);
  if (typeof text !== 'string') return text;
  const isAllowed = file.allowedHash !== undefined && file.allowedHash === hashOf(bytes);
  if (file.secretKind && !isAllowed) return secretName(file.path, file.secretKind);
  let found: readonly Secret[] | undefined;
  const secrets = () => (found ??= isAllowed ? [] : findSecrets(text, file.real));
  return {
    text,
    get sha256() {
      return hashOf(Buffer.from(text, 'utf8'));
    },
    secrets,
    secretIn(range) {
      const secret = secrets().find(
        ({ firstLine, lastLine }) => !range || (firstLine <= range.last && lastLine >= range.first),
      );
      return secret && holdsSecret(file.path, secret);
    },
  };
}

export function hashOf(bytes: Buffer): string {
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
