import { endOf, endOfSpace, isA, NAME } from './characters.ts';
import { isDirective } from './links/directives.ts';
import { type Link } from './links/links.ts';
import { createMemory, type Memory } from './memory.ts';
import { afterNoValue } from './values/no-value.ts';
import { MIN_VALUE } from './values/short-values.ts';
import { endOfLong, MAX_VALUE, readValue, type Value } from './values/read-value.ts';
import { findTokens } from './tokens.ts';
import { placeNamed } from './telling-names.ts';
import { bitsOf, isSecretValue, mayBeSecret, type Place } from './values/values.ts';
import type { Rule } from './scanner.ts';

/** Every telling name has one of these in it. */
const PARTS =
  'pass pwd pw psk secret token key auth cred salt bearer basic jwt hmac pat identified mnemonic seed phrase words kennwort senha webhook sas sig=';
const MAX_NAME = 64;
const PROGRAM_VALUE = /^[A-Za-z0-9+/_=-]+$/;
/** Characters of a bare word in a program that may be short: within a text, as in "user=a password=b". */
const LONG_WORD = 16;
const SURE_BITS = 18;
/** In a connection string; no expression has all of this without a blank. */
const STRONG_PASSWORD = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!@#$%^&*?+~-])[\w!@#$%^&*?+~-]{8,}$/;
/** Of a random key that happens to have brackets in it. */
const BITS_OF_KEY = 60;
/** Characters of `_mmk`. */
const LONGEST_ENDING = 4;

export interface Origin {
  /** Prose for readers. */
  readonly isManual: boolean;
  /** Bare words are expressions. */
  readonly isProgram: boolean;
  /** Documentation, tests, translations. */
  readonly isExample: boolean;
  /** Where the last name ends of which the value was sought: another part of the same name would lead to the same. */
  readonly named: { until: number };
  /** Where the last Kubernetes Secret ends. */
  readonly manifest: { until: number };
  /** What the names of the text say of their values. */
  readonly places: Memory<Place | undefined>;
  /** Which values of the text were judged to be secrets, for each way to ask. */
  readonly judged: Memory<boolean>[];
  readonly findLink: (end: number) => Link | undefined;
}

/** Secrets that are given to a telling name: `password: …`, `API_KEY=…`, `<token>…</token>`, `ENV SECRET …`. */
export const NAME_RULES = PARTS.split(' ').flatMap(inAnyCase).map(toRule);

/** As names are written: `password`, `Password`, `PASSWORD`. */
function inAnyCase(part: string): string[] {
  return [part, part.charAt(0).toUpperCase() + part.slice(1), part.toUpperCase()];
}

function toRule(anchor: string): Rule<Origin> {
  return {
    anchor,
    startsWord: false,
    look(text, at, origin) {
      if (at < origin.named.until) return undefined;
      const end = endOfName(text, at + anchor.length);
      origin.named.until = end;
      if (end === at + anchor.length + MAX_NAME && isA(NAME, text.charCodeAt(end))) {
        // Too long for a name: only what is near its end may lead to a value.
        origin.named.until = endOf(text, end, Infinity, NAME) - MAX_NAME;
        return { next: endOfPart(text, at + anchor.length, origin.named.until) };
      }
      const next = afterNoValue(text, end);
      if (next !== undefined) return { next: next > end ? next : endOfPart(text, at + anchor.length, end) };
      const link = origin.findLink(end);
      const value = link && readValue(text, link.at, link.joint === 'element');
      if (!value || value.text.length < MIN_VALUE) return undefined;
      const { start, isQuoted } = value;
      if (mayBeSecret(value.text)) {
        const place = placeOf(text, startOfName(text, at), end, origin);
        if (place && isSecret(text, value, place, end, origin, link) && isGiven(text, value, end, link)) {
          // A format says more than a name.
          const kind = findTokens(value.text)[0]?.kind ?? KINDS[place];
          const secret = { kind, start, end: endOfLong(text, value) };
          return { secrets: [secret], next: secret.end };
        }
      }
      if (value.text.length < MAX_VALUE || isQuoted) return undefined;
      // One long run of text, of which its names say nothing more: else each of them would read it again.
      const secrets = findTokens(value.text).map((token) => ({
        ...token,
        start: start + token.start,
        end: endOfLong(text, value),
      }));
      return { secrets, next: start + MAX_VALUE };
    },
  };
}

function placeOf(text: string, from: number, to: number, { places }: Origin): Place | undefined {
  if (text.charCodeAt(from - 1) === 32 && /public $/i.test(text.slice(from - 7, from))) return undefined;
  const name = text.slice(from, to);
  return places(name, () => placeNamed(name));
}

const KINDS: Readonly<Record<Place, string>> = {
  password: 'a password under a telling name',
  secret: 'a secret under a telling name',
  key: 'a secret under a telling name',
  phrase: 'the recovery phrase of a wallet',
};

/** Whether the value is really joined to the name, where a blank or an element is all that joins them. */
function isGiven(text: string, value: Value, end: number, { joint }: Link): boolean {
  if (joint === 'element') {
    const after = value.start + value.text.length;
    const close = endOfSpace(text, after, MAX_NAME);
    return text[close] === '<' || text.startsWith(']]>', close) || value.text.length === MAX_VALUE;
  }
  if (joint !== 'blank') return true;
  // "Pass `-x`" is a verb.
  if (value.isQuoted) return !/(?:^|\W)pass$/i.test(text.slice(Math.max(0, end - 5), end));
  return /^[\w$+/.!@#%^&*~=-]/.test(value.text) && isDirective(text, end);
}

/** The first number of each place, for eight questions. */
const QUESTIONS: Readonly<Record<Place, number>> = { password: 0, secret: 8, key: 16, phrase: 24 };
const EQUALS = 61;
/** `'password' || !isSet`, `password === given`: a condition, also where only a part of a program is seen. */
const COMPARED = /^["'`)\]]{0,2}\s{0,3}(?:\|\||&&|[=!]=)/;

function isSecret(
  text: string,
  value: Value,
  place: Place,
  end: number,
  origin: Origin,
  { at, joint }: Link,
): boolean {
  const isExpression = joint !== 'element' && (origin.isProgram || COMPARED.test(text.slice(end, end + 8)));
  const isAssigned = text.charCodeAt(at - 1) === EQUALS;
  const question =
    QUESTIONS[place] + Number(isExpression) * 4 + Number(isAssigned) * 2 + Number(value.isQuoted);
  const judged = (origin.judged[question] ??= createMemory());
  return judged(value.text, () => isJudgedSecret(value, place, origin, isExpression, isAssigned));
}

function isJudgedSecret(
  value: Value,
  place: Place,
  origin: Origin,
  isExpression: boolean,
  isAssigned: boolean,
): boolean {
  if (value.isQuoted) return isSecretValue(value.text, place, origin.isExample);
  if (isExpression) {
    if (isAssigned && place === 'password' && STRONG_PASSWORD.test(value.text))
      return isSecretValue(value.text, place, origin.isExample);
    const isShort = value.text.length < LONG_WORD;
    if (!PROGRAM_VALUE.test(value.text) || (isShort && !(place === 'password' && isAssigned))) return false;
    return (
      isSecretValue(value.text, isShort ? 'secret' : 'key', isShort || origin.isExample) &&
      bitsOf(value.text) >= SURE_BITS
    );
  }
  // `user.token`, `f(x)`, `/^x$/`: a program's way to get it.
  if (/[\w\])]\($|\?\.|^\/.*\/[gimsuy]*$|^[\w.]+\(|\.[a-z]+\(/i.test(value.text)) return false;
  const isMember = /^[a-z_][\w-]*(?:\.[a-z_][\w-]*)+$/i.test(value.text);
  const isCode = isMember || (/[([{]/.test(value.text) && bitsOf(value.text) < BITS_OF_KEY);
  if (place !== 'password' && isCode) return isMember && isSecretValue(value.text, 'key', true);
  return isSecretValue(value.text, place, origin.isExample);
}

const isPointOrHyphen = (code: number) => code === 45 || code === 46;

/** Where something else may begin: `-us`, `.ghp_…`, `_mmk` and `Q~` are in tokens, in the middle of what looks like a name. */
function endOfPart(text: string, from: number, end: number): number {
  let next = from;
  while (next < end - LONGEST_ENDING && !isPointOrHyphen(text.charCodeAt(next))) next += 1;
  return next;
}

function startOfName(text: string, at: number): number {
  let start = at;
  while (start > at - MAX_NAME && isA(NAME, text.charCodeAt(start - 1))) start -= 1;
  return start;
}

function endOfName(text: string, at: number): number {
  if (text[at - 1] === '=') return at - 1;
  let end = endOf(text, at, MAX_NAME, NAME);
  // `->` and a full stop belong to what follows.
  while (end > at && isPointOrHyphen(text.charCodeAt(end - 1))) end -= 1;
  return text.charCodeAt(end) === 32 &&
    (text.charCodeAt(end + 1) | 32) === 98 &&
    /^ (?:by|BY|By)\b/.test(text.slice(end, end + 4))
    ? end + 3
    : end;
}
