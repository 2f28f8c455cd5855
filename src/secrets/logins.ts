import type { Origin } from './named-values.ts';
import type { Rule } from './scanner.ts';
import { isSecretValue, type Place } from './values/values.ts';

/** Patterns that are tried where an anchor is; the value is the last group. Bounded, so that the whole is linear. */
const LOGINS: readonly (readonly [kind: string, anchor: string, pattern: RegExp, place: Place])[] = [
  ['a password in a URL', '://', /:\/\/[^\s:/@'"`<>]{0,80}:([^\s'"`<>/]{6,600})@[\w[{$(]/y, 'password'],
  [
    'a token in a URL',
    '://',
    /:\/\/([\w.~-]{20,200})@(?!\w{2}\d{0,8}\.ingest|sentry|[\w.]{0,40}sentry)[\w.]/y,
    'key',
  ],
  [
    'a password of a login',
    'login ',
    /login[ \t]+\S{1,100}\s{1,3}password[ \t]+["']?(\S{6,200})/y,
    'password',
  ],
  [
    'a password of a login',
    ' -u',
    / -u(?:ser)?[ \t=]{0,3}["']?[^\s:"'/]{1,60}:([^\s"']{6,200})/y,
    'password',
  ],
  [
    'a password of a login',
    ' --user',
    / --user(?:name)?[ \t=]{1,3}["']?[^\s:"'/]{1,60}:([^\s"']{6,200})/y,
    'password',
  ],
  [
    'a password of a login',
    'mysql',
    /mysql(?:dump|admin|import)?\b[^\n|;]{0,100}? -p["']?([^\s"']{6,100})/y,
    'password',
  ],
  ['a password of a login', 'sshpass', /sshpass[ \t]+-p[ \t=]{0,3}["']?([^\s"']{6,100})/y, 'password'],
  [
    'a password of a login',
    'redis-cli',
    /redis-cli\b[^\n|;]{0,100}? -a[ \t]+["']?([^\s"']{6,100})/y,
    'password',
  ],
  [
    'a password of a login',
    ' login',
    / login\b[^\n|;]{0,100}? -p[ \t=]{0,3}["']?([^\s"']{6,200})/y,
    'password',
  ],
  [
    'a password of a login',
    'createUser ',
    /createUser[ \t]+\S{1,60}[ \t]+(?:MD5|SHA)\S{0,6}[ \t]+["']?([^\s"']{8,200})/y,
    'password',
  ],
  ['a token of a DNS provider', 'dns ', /dns[ \t]+[a-z]{3,20}[ \t]+([\w-]{20,200})/y, 'key'],
  ['a key in a URL', '?code=', /\?code=([\w%+/=-]{40,300})/y, 'key'],
  ['a password of a login', 'auth-pass ', /auth-pass[ \t]+\S{1,60}[ \t]+(\S{8,200})/y, 'password'],
  // Calls whose second or third argument is a secret.
  [
    'a password of a login',
    'getConnection(',
    /getConnection\(\s{0,10}"[^"\n]{0,200}",\s{0,10}"[^"\n]{0,80}",\s{0,10}"([^"\n]{6,200})"/y,
    'password',
  ],
  [
    'a password of a login',
    'auth',
    /auth(?:\s{0,3}=\s{0,3})?\(\s{0,10}["'][^"'\n]{0,80}["'],\s{0,10}(?:Some\()?["']([^"'\n]{6,200})["']/y,
    'password',
  ],
  [
    'a password of a login',
    'BasicAuth(',
    /BasicAuth\(\s{0,10}["'][^"'\n]{0,80}["'],\s{0,10}["']([^"'\n]{6,200})["']/y,
    'password',
  ],
  [
    'a signing key',
    'jwt.',
    /jwt\.(?:sign|verify|encode|decode)\([^\n]{0,80}?,\s{0,10}["'`]([^"'`\n]{8,300})["'`]/y,
    'secret',
  ],
  [
    'a signing key',
    'createHmac(',
    /createHmac\(\s{0,10}["'][\w-]{1,20}["'],\s{0,10}["'`]([^"'`\n]{8,300})["'`]/y,
    'secret',
  ],
];

/** Passwords where a program logs in, without a name before them. */
export const LOGIN_RULES = LOGINS.map(([kind, anchor, pattern, place]): Rule<Origin> => ({
  anchor,
  startsWord: false,
  look(text, at, { isExample }) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const value = match?.[1];
    if (!match || value === undefined || !isSecretValue(value, place, isExample)) return undefined;
    const start = at + match[0].lastIndexOf(value);
    return { secrets: [{ kind, start, end: start + value.length }], next: start };
  },
}));
