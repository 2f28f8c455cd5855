import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { MadeFile } from './places.ts';

/** Private keys, in the forms and places in which repositories hold them. */
export function makeKeyFiles(): MadeFile[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const edwards = generateKeyPairSync('ed25519').privateKey;
  const pkcs1 = String(rsa.export({ type: 'pkcs1', format: 'pem' }));
  const pkcs8 = String(rsa.export({ type: 'pkcs8', format: 'pem' }));
  const sec1 = String(elliptic.export({ type: 'sec1', format: 'pem' }));
  const short = String(edwards.export({ type: 'pkcs8', format: 'pem' }));
  const encrypted = String(
    rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' }),
  );
  const base64 = randomBytes(32).toString('base64');
  const indented = pkcs8.trim().replaceAll('\n', '\n    ');
  return [
    ['tls/server.txt', pkcs1],
    ['tls/client.pem', pkcs8],
    ['tls/ec.txt', sec1],
    ['tls/signing.txt', short],
    ['tls/encrypted.txt', encrypted],
    ['config/github-app.json', `${JSON.stringify({ type: 'service', private_key: pkcs8 }, null, 2)}\n`],
    ['config/app.yaml', `app:\n  key: |\n    ${indented}\n`],
    ['src/key.ts', `export const key = \`${pkcs1}\`;\n`],
    ['src/key.py', `KEY = """${sec1}"""\n`],
    ['src/key.js', `const key = '${pkcs8.trim().replaceAll('\n', '\\n')}';\n`],
    [
      'cluster.yaml',
      `users:\n  - name: a\n    user:\n      client-key-data: ${Buffer.from(pkcs1).toString('base64')}\n`,
    ],
    ['wg0.conf', `[Interface]\nPrivateKey = ${base64}\nAddress = 10.0.0.2/24\n`],
    ['vpn/peer.ini', `[Interface]\nprivate_key=${base64}\n`],
  ];
}
