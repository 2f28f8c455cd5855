import type { Place } from './values/values.ts';

/** What may follow in a name without changing what it names: `DB_PASSWORD_PROD`, `apiKey2`, `secrets`. */
const TRAILING =
  /(?:[_.-]?(?:\d{1,4}(?!\d)|(?:prod(?:uction)?|dev(?:elopment)?|stag(?:e|ing)|live|test|sandbox|new|old|current|previous|primary|secondary|default|fallback|value|string|raw|plain|plaintext|text|cleartext|base64|b64|hex|here|rw|ro|main|backup|legacy|local|dlq)(?![a-z])))+$|(?<=[a-z])(?:Prod|Production|Dev|Staging|Live|Test|New|Old|Value|String|Raw|Plain|Text|Base64|Hex|Default|\d{1,4})+$|(?<=[ntdy])s$/i;

const PASSWORD =
  /(?:passw(?:or)?d|passwort|kennwort|pass[_-]?phrase|pass[_-]?code|(?:^|[^A-Za-z]|my|db|user|root|sql|admin|Pg)(?:pwd|Pwd|PWD)|(?:^|[^a-z])(?:pass|pw|psw|psk)|[a-z](?:Pass|Pw|Pwd)|(?:db|user|root|smtp|ssh|mysql|become|admin|auth|sudo|imap|ftp|ldap|vault|require)pass|presharedkey|pre_shared_key|contrasen(?:y)?a|senha|identified by)$/;
const PASSWORD_ANY_CASE = new RegExp(PASSWORD.source.replace('|[a-z](?:Pass|Pw|Pwd)', ''), 'i');

const SECRET =
  /(?:secret|tokens?|credentials?|creds|(?:^|[^a-z]|master)auth|authorization|bearer|basic|jwt|_pat|hmac|(?:auth|secure|logged_in|nonce|hash|secret|password|pass|session|cookie|crypt|token)_?salt|(?:api|app|application|secret|private|access|auth|authentication|signing|sign|encryption|encrypt|encoding|crypt(?:o)?|cipher|master|service|account|storage|session|cookie|subscription|shared|security|license|licence|integration|ingest|write|read|admin|deploy|instrumentation|ssh|hmac|jwt|aes|des|webhook|nonce|auth|secure|logged_in|client|root|primary|secondary|consumer|host|function|functions|ocp-apim-subscription|x-functions|developer|partner|merchant|server|signature|data|field|kms|wrapping|recovery|fcm|vapid|maps|user|project|team|org|live|prod|bot|rest)[_. -]?key|secret[_-]?key[_-]?base|sas|webhook_?url)$/i;
const KEY = /(?:key|sig|signature|seed|salt|webhook|cookie)$/i;
/** Keys and tokens that are no secrets. */
const HARMLESS =
  /(?:gpg|pgp|pub(?:lic|lishable)?|publickey|primary|foreign|partition|sort|cache|row|object|unique|composite|natural|surrogate|idempotency|routing|shard|hash|index|search|map|dict|group|local_?storage|react|item|translation|i18n|message|registry|lookup|query|event|hot|short_?cut|(?<!re)turn|don|(?<!com|dae)mon|page|next|next_?page|continuation|cancel(?:lation)?|sync|csrf|csrfmiddleware|authenticity|xsrf|x-csrf|pagination|design|(?<!web)site|bucket|s3|sns|sqs|feature|flag|config|setting|dedup(?:e|lication)?|(?<!un)lock|reset|max|(?<!ad)min|num|total|(?<!back)end|stop|start|eos|bos|pad|unk|sep|mask|special|async|symbol|integrity)[_. -]?(?:key|token|cookie|code|seed|secret_name)s?$|(?:keyboard|tokenize|author(?!i[sz]))/i;
const PHRASE = /(?:mnemonic|(?:seed|recovery|wallet)[_ -]?(?:phrase|words))$/i;
/** What calls itself made up. */
const MADE_UP = /fake|dummy|mock|example|sample|invalid|stub|placeholder/i;
/** The longest end of a name that decides. */
const DECIDING = 30;

/** What is kept under a name; undefined for an ordinary one. `tokenUrl` and `passwordField` are ordinary. */
export function placeNamed(given: string): Place | undefined {
  const name = given.slice(-DECIDING).replace(TRAILING, '');
  if (MADE_UP.test(name)) return undefined;
  if (PHRASE.test(name)) return 'phrase';
  if (PASSWORD.test(name) || PASSWORD_ANY_CASE.test(name)) return 'password';
  if (HARMLESS.test(name)) return undefined;
  if (SECRET.test(name)) return 'secret';
  return KEY.test(name) ? 'key' : undefined;
}
