import { looksRandom } from './randomness.ts';

/** The end of a name under which a secret is kept; `tokenUrl` and `passwordField` are none. */
const NAME =
  '(?:api[_-]?key|(?:access|secret|private|auth|signing|encryption|master|service|account)[_-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credentials?|(?<![a-z])auth)';
/** A "$" within belongs to it, unless it begins an expression. */
const VALUE = '(?!\\$)(?:[A-Za-z0-9+/_=.~!@#%^&*:-]|\\$(?![{(])){16,300}';

/** `"apiKey": "…"`, `const token: string = '…'`, `password => "…"`, `set('x-api-key', '…')`, `key="ApiKey" value="…"`. */
const QUOTED = new RegExp(
  `${NAME}["'\`\\]]{0,2}(?:\\s{0,3}:\\s{0,3}string)?\\s{0,3}(?:=>|:=|:|=|,|value=)\\s{0,3}(["'\`])(?<value>${VALUE})\\1`,
  'gi',
);
/**
 * `RUNAPI_API_KEY=…` and `token: …` on a line of their own, as in environment, YAML and INI files, and
 * `//registry/:_authToken=…` of npm.
 */
const PLAIN = new RegExp(
  `^[ \\t]*(?:-[ \\t]+)?(?:export[ \\t]+|set[ \\t]+)?(?://[^\\s=]{1,100}:)?[\\w.-]{0,60}?(?:${NAME}|_key|_pass|_pat)[ \\t]*[=:][ \\t]*(?<value>${VALUE})[ \\t]*(?:[;#].*)?\\r?$`,
  'gim',
);
const ELEMENT = new RegExp(`${NAME}>\\s{0,3}(?<value>${VALUE})\\s{0,3}</`, 'gi');
const AUTHORIZATION =
  /(?:\b(?:bearer|basic|token)[ \t]+|\bx-[a-z-]{0,30}(?:key|token):[ \t]*)(?<value>[A-Za-z0-9+/_=.~-]{20,300})/gi;
/** A line of a `.netrc`, and `curl -u name:…`. */
const LOGIN =
  /(?:\blogin[ \t]+\S{1,100}\s{1,3}password[ \t]+|[ \t](?:-u|--user)[ \t]+["']?[^\s:"']{1,60}:)(?<value>[^\s"'`$]{10,200})/g;
const IN_URL = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"`]{0,60}:(?<value>[^\s:/@'"`$<{]{10,200})@[\w[]/gi;
const IN_QUERY =
  /[?&](?:api[_-]?key|access_token|auth|token|key|sig|password)=(?<value>[A-Za-z0-9+/_=.~%-]{16,300})/gi;

const RULES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a secret under a telling name', QUOTED],
  ['a secret under a telling name', PLAIN],
  ['a secret under a telling name', ELEMENT],
  ['an authorization header', AUTHORIZATION],
  ['a password of a login', LOGIN],
  ['a password in a URL', IN_URL],
  ['a secret in a URL', IN_QUERY],
];

/** `self.library.KEY_2`: unquoted, it is a program's name for something. */
const MEMBER = /^[a-z_]\w*(?:\.[a-z_]\w*)+$/i;

export interface Place {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Values that stand where secrets are kept and look drawn by chance. */
export function findAssignments(text: string): Place[] {
  const places: Place[] = [];
  for (const [kind, pattern] of RULES) {
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.['value'] ?? '';
      const isName = pattern === PLAIN && MEMBER.test(value);
      if (!isName && looksRandom(value))
        places.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  return places;
}
