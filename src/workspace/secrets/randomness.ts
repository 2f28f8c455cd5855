/** Ways to write that something else belongs here. Chance does not spell such words. */
const PLACEHOLDER =
  /example|sample|dummy|fake|mock|placeholder|change.?me|your|insert|replace|redact|secret|passw|token|test|x{4}|1234567|abcdefgh|deadbeef|(.)\1{4}/i;

/** Bits per character, by how often each occurs in the text. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Whether a value looks drawn by chance, as keys are, and not written by a person, as names, paths and
 * sentences are: many different characters, and small letters, capitals and digits mixed throughout.
 */
export function looksRandom(value: string): boolean {
  if (PLACEHOLDER.test(value)) return false;
  const longest = Math.max(...value.split(/[-_./:\s]/).map((part) => part.length));
  if (longest < 10 || entropy(value) < 3) return false;
  // Of 20 characters of base64, 3 are digits on average, and none in one case of 30.
  const digits = value.replace(/\D/g, '').length;
  const hasBothCases = /[a-z]/.test(value) && /[A-Z]/.test(value);
  if (digits < (hasBothCases ? 1 : 2) || !/[a-z]/i.test(value)) return false;
  return changesOfKind(value) >= (hasBothCases ? 0.28 : 0.2);
}

/**
 * The share of neighbours that differ in kind. A capital goes with the small letters after it, or camelCase would
 * look as mixed as base64 does.
 */
function changesOfKind(value: string): number {
  const kinds = Array.from(value.replace(/[^A-Za-z0-9]/g, ''), kindOf);
  const changes = kinds.filter((kind, place) => {
    const before = kinds[place - 1] ?? kind;
    return kind !== before && !(before === 'capital' && kind === 'small');
  });
  return changes.length / Math.max(1, kinds.length - 1);
}

function kindOf(character: string): string {
  if (/\d/.test(character)) return 'digit';
  return /[a-z]/.test(character) ? 'small' : 'capital';
}
