/** What it begins with (several with blanks between), what follows, what it is, and who says so. */
export type TokenFormat = readonly [prefixes: string, rest: string, kind: string, source: Source];

/**
 * Where a format is documented. The rules of gitleaks 8.30 and of secretlint 11 (both MIT) were read for facts, and
 * the vendors' own pages where those have none.
 */
export type Source = 'gitleaks' | 'secretlint' | 'vendor';

export const HEX = '[a-fA-F0-9]';
export const WORD = '[A-Za-z0-9]';
export const URL_SAFE = String.raw`[\w-]`;
/** Base64 has any short prefix somewhere. */
export const ALONE = '(?<=(?<![/+=.-])[A-Z0-9]{2,4})';
