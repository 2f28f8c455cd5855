import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';

/** Base64 as chance draws it. */
const some = (length: number) =>
  Array.from({ length }, (_, at) =>
    'Zk3vQm8TxW2nRb6YhL9dJc4FsG7pVt5K'.charAt((at * 7 + Math.floor(at / 5) * 11) % 32),
  ).join('');
const kinds = (text: string, path = 'a.txt') => findSecrets(text, path).map(({ kind }) => kind);
const pem = (blank: string, lineBreak: string) =>
  [
    `-----BEGIN${blank}RSA${blank}PRIVATE${blank}KEY-----`,
    some(64),
    some(40),
    `-----END${blank}RSA${blank}PRIVATE${blank}KEY-----`,
  ].join(lineBreak);

test.for<[name: string, text: string]>([
  ['a JSON Web Key', JSON.stringify({ kty: 'EC', crv: 'P-256', x: some(43), y: some(43), d: some(43) })],
  [
    'one with the name at its end',
    JSON.stringify({ d: some(342), e: 'AQAB', n: some(342), kty: 'RSA' }, null, 2),
  ],
  ['a symmetric one', JSON.stringify({ kty: 'oct', k: some(43), alg: 'HS256' })],
  ['one in a string', JSON.stringify(JSON.stringify({ kty: 'OKP', d: some(43) }))],
  ['one in a program', `const key = { kty: 'OKP', crv: 'Ed25519', d: '${some(43)}' };`],
  [
    'a key of .NET',
    `<RSAKeyValue><Modulus>${some(171)}=</Modulus><Exponent>AQAB</Exponent><D>\n  ${some(171)}=</D></RSAKeyValue>`,
  ],
  ['a key in a URL', `key=${pem('%20', '%0A')}`],
  ['a key in a form', `key=${pem('+', '%0D%0A')}&x=1`],
  ['a key with encoded line breaks alone', pem(' ', '%0A')],
  [
    'a key of SSH2',
    `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "a key"\n${some(64)}\n${some(64)}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
  ],
])('%s is found', ([, text]) => {
  expect(kinds(text)).toEqual(['a private key']);
});

test.for<[name: string, text: string]>([
  ['a public JSON Web Key', JSON.stringify({ kty: 'EC', crv: 'P-256', x: some(43), y: some(43) })],
  ['a path of SVG', JSON.stringify({ d: some(43), fill: 'none' })],
  ['a sample of a manual', '{ "kty": "EC", "d": "your-private-exponent-in-base64url" }'],
  [
    'a public key of .NET',
    `<RSAKeyValue><Modulus>${some(171)}=</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>`,
  ],
  ['a public key of SSH2', `---- BEGIN SSH2 PUBLIC KEY ----\n${some(64)}\n---- END SSH2 PUBLIC KEY ----`],
  ['a header of SSH2 in a program', "if (line === '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----') return;"],
])('%s is none', ([, text]) => {
  expect(kinds(text)).toEqual([]);
});

test('a token of 1Password is found, whichever base64 it is in', () => {
  expect(kinds(`see ops_eyJ${some(60)}-_${some(200)} there`)).toEqual(['a 1Password token']);
});

const header = (at: number) => `PuTTY-User-Key-File-2: ssh-rsa\nEncryption${at}\n`;

test('many headers of keys do not take the square of the time', () => {
  const many = Array.from({ length: 40_000 }, (_, at) => header(at)).join('');
  // Each key ends where the next one begins.
  const found = findSecrets(many);

  expect(found).toHaveLength(40_000);
  expect(found[0]).toMatchObject({ start: 0, end: header(0).length });
});
