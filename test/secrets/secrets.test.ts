import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';
import { secretByName } from '../../src/secrets/names.ts';
import { evidenceOfChance } from '../../src/secrets/values/chance.ts';
import { folderWith, RANDOM, read, refusal } from '../support/files.ts';

/** Letters and digits as chance draws them. Tokens are put together here: no scanner is to stumble over this file. */
const some = (length: number) => (RANDOM + RANDOM.toLowerCase() + RANDOM).repeat(3).slice(0, length);
const hex = (length: number) => '3f9a7c01e5b28d46'.repeat(10).slice(0, length);

const kinds = (text: string) => findSecrets(text).map((secret) => secret.kind);

const TOKENS: readonly (readonly [kind: string, token: string])[] = [
  ['an AWS access key', ['AKIA', 'Q7X2R5LZ6MVB4KTN'].join('')],
  ['an AWS access key', ['ASIA', 'Q7X2R5LZ6MVB4KTN'].join('')],
  ['an AWS access key', ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')],
  ['a GitHub token', `ghp_${some(36)}`],
  ['a GitHub token', `ghs_${some(36)}`],
  ['a GitHub token', `github_pat_${some(22)}_${some(59)}`],
  ['a GitLab token', `glpat-${some(20)}`],
  ['a Slack token', `xoxb-123456789012-${some(24)}`],
  ['a Slack token', `xapp-1-A012B3C4D5E-1234567890-${hex(64)}`],
  ['a Slack webhook', `https://hooks.slack.com/services/T01ABCDEF/B02ABCDEF/${some(24)}`],
  ['a Stripe key', `sk_live_${some(24)}`],
  ['a Stripe key', `rk_test_${some(24)}`],
  ['an Anthropic key', `sk-ant-api03-${some(80)}-AA`],
  ['an OpenAI key', `sk-proj-${some(48)}`],
  ['an OpenAI key', `sk-${some(20)}T3BlbkFJ${some(20)}`],
  ['an API key', `sk-${hex(32)}`],
  ['an API key', `sk-or-v1-${hex(64)}`],
  ['a Google API key', `AIza${some(35)}`],
  ['a Google OAuth secret', `GOCSPX-${some(28)}`],
  ['an npm token', `npm_${some(36)}`],
  ['a PyPI token', `pypi-AgEIcHlwaS5vcmc${some(60)}`],
  ['a Hugging Face token', ['hf_', 'abcDEFghiJKLmnoPQRstuVWXyzaBCDefGH'].join('')],
  ['a SendGrid key', `SG.${some(22)}.${some(43)}`],
  ['a Telegram bot token', `123456789:AA${some(33)}`],
  ['a DigitalOcean token', `dop_v1_${hex(64)}`],
  ['a Databricks token', `dapi${hex(32)}`],
  ['a Shopify token', `shpat_${hex(32)}`],
  ['a Docker token', `dckr_pat_${some(27)}`],
  ['a Vault token', `hvs.${some(24)}`],
  ['an Atlassian token', `ATATT3${some(100)}`],
  ['a Grafana token', `glsa_${some(32)}`],
  ['an Azure storage key', `AccountKey=${some(86)}==`],
  ['an age key', `AGE-SECRET-KEY-1${some(58).toUpperCase()}`],
  ['a private key', Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${some(60)}`).toString('base64')],
  ['a private key', Buffer.from(`-----BEGIN PRIVATE KEY-----\n${some(60)}`).toString('base64')],
  ['a JSON Web Token', `eyJ${some(20)}.eyJ${some(40)}.${some(43)}`],
];

test.for(TOKENS)('%s is found: %s', ([kind, token]) => {
  expect(kinds(`first line\n  value: "${token}",\n`)).toContain(kind);
  expect(kinds(token)).toContain(kind);
  expect(kinds(`see ${token}, then`)).toContain(kind);
});

test.for(TOKENS)('%s is no secret in the middle of a word, nor cut short', ([kind, token]) => {
  // These are known by what is around them, and not by a prefix alone.
  const isFree = /webhook|Azure/.test(kind);

  expect(isFree ? [] : kinds(`x${token}`)).not.toContain(kind);
  expect(kinds(token.slice(0, 10))).toEqual([]);
});

const pem = (kind: string, body: string) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`;
const BODY = [some(64), some(64), some(20)].join('\n');

test.for([
  ['an RSA key', pem('RSA PRIVATE KEY', BODY)],
  ['an OpenSSH key', pem('OPENSSH PRIVATE KEY', BODY)],
  ['an encrypted key', pem('ENCRYPTED PRIVATE KEY', BODY)],
  [
    'a key with headers',
    pem('RSA PRIVATE KEY', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n${BODY}`),
  ],
  ['a PGP key', pem('PGP PRIVATE KEY BLOCK', `Version: 1\n\n${BODY}\n=a1B2`)],
  ['a short key', pem('PRIVATE KEY', 'MC4CAQAw')],
  ['a key in one line of JSON', JSON.stringify({ private_key: pem('PRIVATE KEY', BODY) })],
  ['an indented key', pem('PRIVATE KEY', BODY).replaceAll('\n', '\n      ')],
  ['a key in a comment', `# ${pem('PRIVATE KEY', BODY).replaceAll('\n', '\n# ')}`],
  ['a key put together in code', `'${pem('PRIVATE KEY', BODY).replaceAll('\n', "\\n' +\n  '")}'`],
  ['a key with Windows line breaks', pem('PRIVATE KEY', BODY).replaceAll('\n', '\r\n')],
  ['a key that is cut off', pem('PRIVATE KEY', BODY).slice(0, 120)],
  ['a PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none'],
] as const)('%s is found', ([, text]) => {
  expect(findSecrets(`before\n${text}\nafter\n`)[0]).toMatchObject({ kind: 'a private key', firstLine: 2 });
});

test('the lines of a private key go to its end', () => {
  const [secret] = findSecrets(`one\ntwo\n${pem('PRIVATE KEY', BODY)}\nafter\n`);

  expect(secret).toMatchObject({ kind: 'a private key', firstLine: 3, lastLine: 7 });
});

test.for([
  [
    'a header that a program looks for',
    "if (text.startsWith('-----BEGIN PRIVATE KEY-----')) return parse(text);",
  ],
  ['a template', '`-----BEGIN PRIVATE KEY-----\\n${body}\\n-----END PRIVATE KEY-----`'],
  ['a pattern', String.raw`/-----BEGIN PRIVATE KEY-----([\s\S]+)-----END PRIVATE KEY-----/`],
  ['an example', pem('PRIVATE KEY', 'XXXX\nXXXX')],
  ['an example with dots', pem('PRIVATE KEY', '...')],
  ['a public key', pem('PUBLIC KEY', BODY)],
  ['a certificate', pem('CERTIFICATE', BODY)],
] as const)('%s is no private key', ([, text]) => {
  expect(findSecrets(text)).toEqual([]);
});

test.for([
  `RUNAPI_API_KEY=${RANDOM}`,
  `export OPENAI_API_KEY="${RANDOM}"`,
  `const apiKey = '${RANDOM}';`,
  `  "clientSecret": "${RANDOM}",`,
  `password: ${RANDOM}`,
  `db.password=${RANDOM}`,
  `- name: token\n  token: ${RANDOM}`,
  `const token: string = "${RANDOM}";`,
  `secret_key => '${hex(32)}'`,
  `SIGNING_KEY = "${hex(64)}" # keep`,
  `headers: { Authorization: 'Bearer ${RANDOM}' }`,
  `Authorization: Basic ${some(32)}`,
  `postgres://admin:${some(16)}@db.internal:5432/app`,
  `https://example.net/?api_key=${RANDOM}&x=1`,
  `RUNAPI_API_KEY=${RANDOM}\r\nNEXT=1\r\n`,
  `//registry.example.net/:_authToken=${hex(8)}-${hex(4)}-${hex(12)}`,
  `_auth = ${some(24)}=`,
  `{"auths":{"registry.example.net":{"auth":"${some(28)}=="}}}`,
  `machine example.net login alice password ${some(20)}`,
  `machine example.net\nlogin alice\npassword ${some(20)}`,
  `curl -u alice:${some(20)} https://example.net`,
  `curl -H "X-Api-Key: ${RANDOM}" https://example.net`,
  `headers.set('x-api-key', '${RANDOM}')`,
  `define('DB_PASSWORD', '${some(20)}');`,
  `<password>${some(20)}</password>`,
  `<add key="ApiKey" value="${RANDOM}" />`,
  `DB_PASSWORD=${some(8)}#${some(6)}$${some(4)}!`,
  `redis://default:${some(11)}@cache.internal/0`,
])('%s is found', (text) => {
  expect(findSecrets(text)).not.toEqual([]);
});

test.for([
  'RUNAPI_API_KEY=YOUR_RUNAPI_TOKEN_HERE',
  'RUNAPI_API_KEY=${RUNAPI_API_KEY}',
  'RUNAPI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxx',
  'API_KEY=changeme-changeme-changeme',
  'const apiKey = process.env.RUNAPI_API_KEY2_VALUE;',
  "const token = 'this-is-a-sentence-2-be-read-by-humans';",
  'const tokenUrl = "https://example.com/oauth2/v1/token1234";',
  "const passwordField = 'inputPasswordField2Wrapper';",
  'password = self.lib.NID_pbe_WithSHA1And3_Key_TripleDES',
  'token: getElementByIdFromThePage2(x)',
  "const secret = 'getElementByTagName12AndMore';",
  `const hash = '${hex(64)}';`,
  `"integrity": "sha512-${some(86)}=="`,
  'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'postgres://user:password@localhost/app',
  'https://user:${TOKEN}@github.com/x',
  'Authorization: Bearer <the token that you were given>',
  'curl -H "Authorization: Bearer $RUNAPI_API_KEY"',
  'max_tokens: 100000000000000000000',
  'DB_PASSWORD=$DB_PASSWORD_2_OF_THE_CLUSTER_3',
  'token: $(cat /var/lib/app/token2/Value9)',
  '<token>${project.token2.Value9.FromPom}</token>',
  "getItem('token', 'localStorageKey2Value')",
  'curl -u alice:$PASSWORD_2_OF_ALICE https://example.net',
  '"auth": "oauth2-proxy-authentication-v2"',
  Buffer.from(`-----BEGIN CERTIFICATE-----\n${some(60)}`).toString('base64'),
  "const head = 'PuTTY-User-Key-File-2: ' + algorithm;",
  'AKIA is where it starts; sk-test too, and eyJhbGciOi is a header.',
])('%s is none', (text) => {
  expect(findSecrets(text)).toEqual([]);
});

test('what AWS prints in its manuals is a key, but not in a manual', () => {
  const text = `Set the key to ${['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')}.`;
  const real = `Set the key to ${['AKIA', 'Q7X2R5LZ6MVB4KTN'].join('')}.`;

  expect(['docs/a.md', 'a.RST'].flatMap((file) => findSecrets(text, file))).toEqual([]);
  for (const file of ['a.env', 'a.ts', 'a.txt', undefined]) expect(findSecrets(text, file)).toHaveLength(1);
  expect(findSecrets(real, 'docs/a.md')).toHaveLength(1);
});

test('the file decides about an example on its whole way', async () => {
  const text = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
  const root = folderWith({ 'a.md': text, 'a.ini': text });

  expect((await read(root, 'a.md')).files).toHaveLength(1);
  expect((await refusal(read(root, 'a.ini'))).what).toContain('an AWS access key');
});

test('the line is named and the secret is not', async () => {
  const root = folderWith({ 'a.ts': `one\ntwo\nconst apiKey = '${RANDOM}';\n` });
  const { message } = await refusal(read(root, 'a.ts'));

  expect(message).toBe(
    '"a.ts" is not sent: it holds what looks like a secret under a telling name (line 3). ' +
      'Give line ranges of the file without line 3; or ask the user to remove the secret or allow the file in DEEPSEEK_ALLOW_FILES (PATH#SHA-256) and to restart the server.',
  );
  expect(message).not.toContain(RANDOM);
});

test('secrets come in the order of lines', () => {
  const text = [`x = ghp_${some(36)}`, '', `password: "${RANDOM}"`, '', pem('PRIVATE KEY', BODY)].join('\n');

  expect(findSecrets(text).map((secret) => secret.firstLine)).toEqual([1, 3, 5]);
});

test('a text that is made to take long does not', () => {
  // What takes the square of the time takes minutes here.
  const size = 200_000;
  const pieces = [
    'a',
    '-',
    'a_',
    'secret',
    'token=',
    'key ',
    '-----BEGIN PRIVATE KEY-----\n',
    'eyJaaaaaaaaaa.',
    'x://',
    '"',
    ' ',
    '\n',
    '://a:',
    'xoxb-',
    '\t-',
    '$',
    'token>$',
    'x-a',
    ' login a password ',
    ' -u a',
    '//:',
    'LS0tLS1CRUdJTiBSU0Eg',
  ];
  for (const piece of pieces) findSecrets(piece.repeat(size / piece.length));

  expect(findSecrets(`${'\n'.repeat(size)}ghp_${some(36)}`)).toMatchObject([
    { kind: 'a GitHub token', firstLine: size + 1, lastLine: size + 1 },
  ]);
});

test.for([
  '.env.example',
  '.env.sample',
  '.env.template',
  'example.env',
  'src/env.ts',
  'env',
  'id_rsa.pub',
  '.ssh/known_hosts',
  '.ssh/id_ed25519.pub',
  'src/secrets/names.ts',
  'docs/credentials.md',
  'certificate.pem',
  'public.key',
  'package.json',
  'config.json',
  'environment.ts',
  'kube/config',
  'tokens.ts',
  'terraform.tf',
  'history.md',
  'src/id_rsa_parser.ts',
  'tokens.txt',
  'src/token',
  'terraform.tfvars.example',
  'run/secrets/a.ts',
  'kubeconfig.go',
  'src/sftp.ts',
  'docs/vault-password.md',
  'environments/production.ts',
  'passwords.test.ts',
  'settings.json',
  'wg0.conf.md',
])('%s is an ordinary name', (name) => {
  expect(secretByName(`/project/${name}`)).toBeUndefined();
});

test.for([
  '.e\u200Bnv',
  '．env',
  '.ENV',
  '\\project\\.env',
  '/home/me/.aws/credentials',
  '/etc/shadow',
  '/run/secrets/db',
  '/home/me/.claude.json',
  'env.production',
  'app.env.local',
  '.flaskenv',
  'config/credentials/production.key',
  'tls/server.key',
  '.vault_pass',
  'vault-password.txt',
  '.vscode/sftp.json',
  '.dockerconfigjson',
  'office.ovpn',
  'http.keytab',
  'app.secrets.yaml',
  'local.settings.json',
  'bitwarden_export.json',
  '.config/sops/age/keys.txt',
])('%s is a name for secrets, however it is written', (name) => {
  expect(secretByName(name.startsWith('/') ? name : `/project/${name}`)).toBeDefined();
});

test('what a person writes is not taken for chance', () => {
  for (const text of [
    'aLongCamelCaseNameOfSomething12',
    'kebab-case-name-with-numbers-12-34',
    '/usr/local/lib/node20/x',
    '0123456789'.repeat(3),
  ]) {
    expect(evidenceOfChance(text)).toBeLessThan(0);
  }
  for (const text of [RANDOM, hex(32), some(20)]) expect(evidenceOfChance(text)).toBeGreaterThan(20);
});

test.for([
  ['el.json', '"pass": "Η σελίδα έχει τουλάχιστον μία επικεφαλίδα επιπέδου 1"'],
  ['ja.json', '"password": "ページには少なくとも1つのレベル1の見出しがあります"'],
  ['ru.yml', 'password: Введите пароль, не менее 8 символов!'],
])('a label in another script is no password: %s', ([name, line]) => {
  expect(findSecrets(`{${line}}`, `web/${name}`)).toEqual([]);
});

test('a long value is found behind short parameters, and one with "&" in it as before', () => {
  const value = some(24);
  expect(kinds(`https://x.example/?key=1&token=ab&key=2&api_key=${value}&n=1`)).toHaveLength(1);
  expect(kinds(`GET /?a=1&key=1&${'k=1&'.repeat(500)}access_token=${value}`)).toHaveLength(1);
  expect(kinds(`token=1&key=2&ghp_${some(36)}=1&x=2`)).toEqual(['a GitHub token']);
});

test.for([
  ["const password =\n  'V';", 1],
  ['"password":\n    "V",', 1],
  ['Server=a;Password=ab;Token=V;', 1],
  ['PASSWORD=a SECRET=V', 1],
  ['password = other or "V"', 1],
  ['key = new Key("V")', 1],
  ['token->set("V")', 1],
  [`${'pass_'.repeat(50_000)}key = "V"`, 1],
  ['API_KEY=\nOTHER=V', 0],
  ['password=${TOKEN} NAME=V', 0],
  ['token->first->V', 0],
  ['(password, V)', 0],
] as const)('a value is found where one is given, and nowhere else: %s', ([text, count]) => {
  expect(findSecrets(text.replace('V', some(24)), 'src/a.ts')).toHaveLength(count);
});

test('a token behind a telling name is found, whatever joins them', () => {
  for (const text of [
    `the token-ghp_${some(36)} leaked today`,
    `auth.ghp_${some(36)} leaked today`,
    `pwd7Q~${some(34)} was`,
  ])
    expect(kinds(text)).toHaveLength(1);
});

test('a name of any length is found by its end', () => {
  for (let length = 0; length < 200; length += 1) {
    const name = `token_${'x'.repeat(length)}_api_key`;
    expect([name, kinds(`${name} = "${some(24)}"`).length]).toEqual([name, 1]);
  }
});

test.for([
  'password=a -u user:V https://a.example',
  '{"id":0,"key":"a","token":"b"},{"id":1,"key":"V"}',
  'Server=a;Password=ab;Key=c;SharedAccessKey=VV=',
  'Key=a Authorization: Bearer VV=',
  "key=1 token=2 insert into users (name, password) values (1, 'V')",
  'key: "a", copy users (name, password) from stdin; password: "V"',
  'password=a sshpass -p V ssh host',
  'token="a", auth("user", "V")',
])('short values hide nothing behind them: %s', (text) => {
  expect(kinds(text.replaceAll('V', some(24)))).toHaveLength(1);
});

test.for([
  ['output tokens', '714 → 232', 0],
  ['token', '4096 (8192)', 0],
  ['context tokens', '2.1k→1.3k', 0],
  ['caller output tokens', '35,190 (2.1 kB)', 0],
  ['tokens', '1/65, median 1/27', 0],
  ['token', 'V', 1],
  ['token', '12-V', 1],
  ['password', 'V', 1],
  ['password', '73920184', 1],
] as const)(
  'in a table under "%s", "%s" is no measurement that is taken for a secret',
  ([name, value, count]) => {
    const table = `| step | ${name} |\n| --- | --- |\n| a | ${value.replace('V', some(24))} |\n`;
    expect(findSecrets(`# Page\n\n${table}`, 'pages/a.md')).toHaveLength(count);
  },
);
