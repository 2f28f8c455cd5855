import { isA, WORD as WORD_CHARACTER } from '../characters.ts';

/** Words in placeholders, as patterns. Chance does not spell them. */
const WORDS =
  'example sample dummy fake mock placeholder change.?(?:me|it|this) your insert replace redact removed hidden secret passw(?:or)?[dt]? pass.?phrase token credential bearer api.?key test(?:ing)? foo.?bar default demo admin user(?:name)? root guest login hunter letmein welcome qwerty(?:uiop)? asdf(?:gh)?(?:jkl)? zxcv todo lorem ipsum correct.?horse postgres mysql mongo redis rabbit minio local(?:host)? development staging prod(?:uction)? hello world abcd(?:ef(?:gh)?)? dead.?beef cafe.?babe super public private client server service account access auth value string none null undefined true false here enter some thing'.split(
    ' ',
  );
/** Too short to mean anything within a longer word. */
const SHORT_WORDS = 'foo bar baz qux abc xyz my the key'.split(' ');
const WORD = new RegExp(`${WORDS.join('|')}|(?<![a-z])(?:${SHORT_WORDS.join('|')})(?![a-z])`, 'y');
/** The first two letters of each, by their last five bits: to try the whole at every place takes ten times as long. */
const STARTS = new Uint8Array(1 << 10);
for (const word of [...WORDS, ...SHORT_WORDS]) STARTS[startAt(word, 0)] = 1;

function startAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 31) << 5) | (text.charCodeAt(at + 1) & 31);
}

/** In a long random value a short word may turn up by chance. */
const MAX_WITH_SHORT_WORDS = 24;
const LONG_WORD = 5;

/** Values that manuals print, whatever they look like. */
const PUBLISHED =
  /^(?:550e8400-e29b-41d4-a716-4466554400\d\d|123e4567-e89b-12d3-a456-4266\w{8}|4eC39HqLyjWDarjtT1zdp7dc|wJalrXUtnFEMI\/K7MDENG\/bPxRfiCYEXAMPLEKEY|d41d8cd98f00b204e9800998ecf8427e|da39a3ee5e6b4b0d3255bfef95601890afd80709|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855)$/i;

/** `p4ssw0rd` is "password" to a reader. */
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'l',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
};

/** A value without the words that only hold a place; the value itself where it has none of them. */
export function withoutPlaceholders(value: string): string {
  if (PUBLISHED.test(value)) return '';
  const plain = value.toLowerCase();
  const read = plain.replace(/[013457@$]/g, (sign) => LEET[sign] ?? sign);
  const least = value.length > MAX_WITH_SHORT_WORDS ? LONG_WORD : 3;
  const rest = cut(value, plain, least);
  return read === plain ? rest : cut(rest, read, least);
}

function cut(value: string, plain: string, least: number): string {
  if (value.length !== plain.length) return value;
  let rest = '';
  let from = 0;
  for (let at = 0; at < plain.length - 1; at += 1) {
    if (STARTS[startAt(plain, at)] === 0) continue;
    WORD.lastIndex = at;
    const length = WORD.exec(plain)?.[0].length ?? 0;
    if (length >= least) {
      rest += value.slice(from, at);
      from = at + length;
    }
    at += Math.max(0, length - 1);
  }
  return from === 0 ? value : rest + value.slice(from);
}

/** The token of jwt.io and of manuals after it: "1234567890" in base64. */
const PRINTED = /xMjM0NTY3ODkw|eyJzb21lIjoicGF5bG9hZCJ9/;

export function isPrinted(value: string): boolean {
  return PRINTED.test(value);
}

/** "xxxxxxxx", "********", "0000-0000": too few different characters to say anything. */
export function isFiller(value: string): boolean {
  return isPrinted(value) || hasFewCharacters(value) || /(.)\1{5}|\.{3}|…|x{4}/i.test(value);
}

/** Letters and digits that are counted, from the start. */
const MAX_COUNTED = 64;

function hasFewCharacters(value: string): boolean {
  // A bit for each, by the last five of its code: digits, capitals and small letters apart.
  const seen: [number, number, number, number] = [0, 0, 0, 0];
  let [length, different] = [0, 0];
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code === 95 || !isA(WORD_CHARACTER, code)) continue;
    const [group, bit] = [code >> 5, 1 << (code & 31)];
    if (length < MAX_COUNTED && ((seen[group] ?? 0) & bit) === 0) {
      seen[group] = (seen[group] ?? 0) | bit;
      different += 1;
    }
    length += 1;
  }
  return different <= Math.min(4, length / 3);
}

/** Ways in which files name a secret that is kept elsewhere, or that a program computes. */
const REFERENCE = new RegExp(
  `^(?:${[
    String.raw`\$\{?[A-Za-z_][\w.:-]*\}?(?:/[\w./-]*)?$|\$[({]|%\w+%$|@\w+@$|<[^<>]*>?$`,
    String.raw`!(?:vault|ref|sub|getatt|secret|env|reference|importvalue|join|include)\b`,
    String.raw`(?:vault|ssm|op|arn|file|env|secret|secrets|ref\+\w+|keyring|pass|akv|sm|gcpsm|awssm|doppler|bws|keyvault|azkv|sops|keychain|config|data|urn|did|pkcs11|https?|git|ssh|mailto|spiffe|kms|resource|classpath):`,
    String.raw`(?:process|import\.meta|Deno|Bun)\.env\b|os\.(?:environ|getenv)|System\.|ENV\b|Env\.|getenv|env\(|secrets?\.|vars?\.|local\.|module\.|data\.|self\.|this\.|config\.|options?\.|props\.|settings\.|params?\.|args\.|req(?:uest)?\.|ctx\.|each\.|random_`,
    String.raw`/(?:run|var|etc|home|opt|usr|tmp|secrets?|mnt|Users|root|app|srv|data|config)/|~/|\.{1,2}/|[A-Za-z]:\\`,
    String.raw`ENC\[|ENC\(|\{cipher\}|\{\{|#\{|@Microsoft\.KeyVault|projects/[\w-]+/secrets|Ag[A-D][A-Za-z0-9+/]{140}|\$ANSIBLE_VAULT|-----BEGIN`,
    String.raw`\$2[aby]?\$|\$argon2|\$[156y]\$|\$apr1\$|pbkdf2_|scrypt:|\{S?SHA|SCRAM-|sha(?:1|256|384|512)[-:]|md5[-:]`,
  ].join('|')})`,
  'i',
);

export function isReference(value: string): boolean {
  return REFERENCE.test(value);
}

/** Parts that a template fills in: `${name}`, `{{ name }}`, `%s`. */
export function withoutTemplates(value: string): string {
  return /[{%<(]/.test(value)
    ? value.replace(
        /[$#]?\{\{?[^{}]{0,80}\}?\}|\$\([^()]{0,80}\)|%[sdv](?![A-Za-z0-9])|<[\w .-]{1,60}>|\$[A-Z_]{3,60}/g,
        '',
      )
    : value;
}
