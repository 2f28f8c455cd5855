import type { Place } from '../values/values.ts';
import { atEach, PASSWORD, type Login } from './login.ts';

/** A text in quotation marks, a name, or a call of one with something short. */
const ARGUMENT = String.raw`(?:[@bu]?"[^"\n]{0,200}"|'[^'\n]{0,200}'|\`[^\`\n]{0,200}\`|[\w$.[\]>:&*-]{1,80}(?:\([^()\n]{0,80}\))?)`;
/** Calls that only wrap a text: `Some("…")`, `Buffer.from("…")`, `[]byte("…")`. */
const WRAPPING = String.raw`(?:[\w.:[\]]{1,40}\(\s{0,3})?[@bu]?`;
const TEXT = String.raw`(?:"([^"\n]{6,300})|'([^'\n]{6,300})|\`([^\`\n]{6,300}))`;

/**
 * @param name - Of what is called, with its opening bracket. After the `|` in it comes what is looked for: letters that are
 *   rare, so that few places of a text need a look.
 * @param position - Of the secret among the arguments, from 0.
 */
function call(kind: string, place: Place, name: string, position: number): Login {
  const parts = name.split('|').map((part) => part.replace(/[.(]/g, String.raw`\$&`));
  const start = parts.length > 1 ? `(?<=${parts[0]})${parts[1]}` : name.replace(/[.(]/g, String.raw`\$&`);
  const before = String.raw`(?:${ARGUMENT}\s{0,10},\s{0,30}){${position}}`;
  const pattern = new RegExp(String.raw`${start}\s{0,30}${before}${WRAPPING}${TEXT}`, 'y');
  return [kind, name.split('|').at(-1) ?? name, pattern, place];
}

const login = (position: number, ...names: readonly string[]) =>
  names.map((name) => call(PASSWORD, 'password', name, position));
const signing = (position: number, ...names: readonly string[]) =>
  names.map((name) => call('a signing key', 'secret', name, position));
const encryption = (position: number, ...names: readonly string[]) =>
  names.map((name) => call('an encryption key', 'secret', name, position));

/** Calls of well-known libraries in which a secret has no name, only a position. */
export const CALLS: readonly Login[] = [
  ...login(1, 'Credential(', 'Credentials(', 'BasicCredentials.create(', 'PasswordAuthentication('),
  ...login(1, 'PasswordAuthenticationToken(', 'BasicAuth(', 'DigestAuth(', 'basic_auth(', 'bi|nd_s('),
  ...login(2, 'SecretCredential(', 'Plai|nAuth(', 'ftp_login(', 'ssh2_auth_password(', 'im|ap_open('),
  ...login(2, 'getCo|nnection(', 'PDO(', 'mysqli(', 'mysqli_connect(', 'mysql_connect(', 'DBI->connect('),
  ...login(2, 'sql.connect(', 'ldap_bind('),
  ...signing(1, 'createHmac('),
  ...signing(0, '.HMAC256(', '.HMAC384(', '.HMAC512(', 'hmacShaKeyFor(', 'SymmetricSecuri|tyKey('),
  ...signing(2, 'hash_|hmac('),
  ...encryption(1, 'createCipheriv(', 'createDecipheriv(', 'AES.encrypt(', 'AES.decrypt('),
  ...encryption(0, 'SecretKeySpec(', 'Fe|rnet(', 'AES.new('),
  ...encryption(2, 'open|ssl_encrypt(', 'open|ssl_decrypt('),
  // `store.load(in, "…".toCharArray())`
  [
    'the password of a store of keys',
    'oCharArray()',
    /(?<=(?:\.(?:load|init|getKey)\([^\n]{1,120},|PBEKeySpec\(|PasswordProtection\()\s{0,30}"([^"\n]{6,200})"\.t)oCharArray\(\)/y,
    'password',
  ],
  [
    PASSWORD,
    'auth',
    /auth(?:\s{0,3}=\s{0,3})?\(\s{0,10}["'][^"'\n]{0,80}["'],\s{0,10}(?:Some\()?["']([^"'\n]{6,200})["']/y,
    'password',
  ],
  // The name of an account of a directory: `bind("cn=admin,dc=acme", "…")`.
  ...atEach(
    PASSWORD,
    ['("cn=', "('cn=", '("CN=', "('CN=", '("uid=', "('uid="],
    /(?<=[Bb]ind)\(["'][A-Za-z]{1,20}=[^"'\n]{0,200}["']\s{0,5},\s{0,10}["']([^"'\n]{6,200})["']/y,
    'password',
  ),
  [
    'a signing key',
    'jwt.',
    /jwt\.(?:sign|verify|encode|decode)\([^\n]{0,80}?,\s{0,10}["'`]([^"'`\n]{8,300})["'`]/y,
    'secret',
  ],
];
