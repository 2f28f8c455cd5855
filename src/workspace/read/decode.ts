import type { Refusal } from './refusal.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a file, without a byte order mark and with its own line breaks. */
export function decode(shown: string, bytes: Buffer): string | Refusal {
  if (bytes.includes(0)) return binary(shown, 'has NUL bytes');
  try {
    return decoder.decode(bytes);
  } catch {
    return binary(shown, 'is not UTF-8');
  }
}

function binary(shown: string, why: string): Refusal {
  return {
    path: shown,
    reason: `is binary or in another encoding: it ${why}`,
    next: 'Only text in UTF-8 can be sent: convert it first, or leave it out.',
  };
}
