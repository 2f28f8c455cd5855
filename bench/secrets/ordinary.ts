import { ALPHABETS, type Draw } from './draw.ts';
import { KEY_NAMES, PASSWORD_NAMES, type MadeFile } from './places.ts';

type Make = (draw: Draw) => MadeFile;

const { hex, base62, base64, digits } = ALPHABETS;
const uuid = ({ text }: Draw) => [8, 4, 4, 4, 12].map((length) => text(hex, length)).join('-');
const name = ({ pick }: Draw) => pick([...PASSWORD_NAMES, ...KEY_NAMES]);
const camel = (text: string) =>
  text.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const PLACEHOLDERS = [
  'changeme',
  'your-api-key-here',
  '<your token>',
  'xxxxxxxxxxxxxxxx',
  'REPLACE_ME',
  'TODO',
  'my-secret-password',
  'insert-key-here',
  'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
  'change-this-in-production-1',
  'YOUR_TOKEN_2',
  '********************',
  'placeholder-value-123',
  'example-key-0123456789abcdef',
];
const DUMMIES = [
  'Password123!',
  'P@ssw0rd',
  'test-token-1',
  's3cr3t-t3st',
  'hunter2hunter2',
  'secret123',
  'dummy-api-key',
  'foobarbaz1',
  'test1234!',
  'fake-token-abc123',
  'correct horse battery staple',
  'qwerty123',
  'letmein123',
  'abcdef123456',
  'Passw0rd!',
  'admin12345',
  'mock_secret_key_for_tests',
];
const WORDS = {
  de: ['Passwort', 'Passwort vergessen?', 'Kennwort bestätigen'],
  fr: ['Mot de passe', 'Mot de passe oublié ?', 'Confirmez le mot de passe'],
  nl: ['Wachtwoord', 'Wachtwoord vergeten?', 'Bevestig wachtwoord'],
  es: ['Contraseña', '¿Olvidaste tu contraseña?', 'Confirmar'],
  fi: ['Salasana', 'Unohtuiko salasana?', 'Vahvista'],
  pl: ['Hasło', 'Nie pamiętasz hasła?', 'Potwierdź hasło'],
  lt: ['Slaptažodis', 'Pamiršote slaptažodį?', 'Patvirtinkite'],
  ja: ['パスワード', 'パスワードをお忘れですか?', '確認'],
} as const;

/** Kinds of files that have the words of secrets, or random bodies, and no secret; each in at least two formats. */
const ORDINARY: Readonly<Record<string, readonly Make[]>> = {
  placeholders: [
    (draw) => [
      'config/app.yml',
      `port: 8080\n${camel(name(draw))}: ${JSON.stringify(draw.pick(PLACEHOLDERS))}\n`,
    ],
    (draw) => ['config/app.json', json({ port: 8080, [camel(name(draw))]: draw.pick(PLACEHOLDERS) })],
    (draw) => ['deploy/app.ini', `port=8080\n${name(draw)}=${draw.pick(PLACEHOLDERS)}\n`],
    (draw) => [
      'docs/setup.md',
      `# Setup\n\n\`\`\`sh\nexport ${name(draw)}=${draw.pick(PLACEHOLDERS)}\n\`\`\`\n`,
    ],
    (draw) => ['src/config.ts', `export const ${camel(name(draw))} = '${draw.pick(PLACEHOLDERS)}';\n`],
  ],
  references: [
    (draw) => [
      'src/env.ts',
      `export const ${camel(name(draw))} = process.env.${name(draw)};\nif (!process.env['${name(draw)}']) throw new Error('set it');\n`,
    ],
    (draw) => [
      'app/env.py',
      `import os\n\n${name(draw)} = os.environ["${name(draw)}"]\nother = os.getenv("${name(draw)}", "")\n`,
    ],
    (draw) => [
      'compose.yaml',
      `services:\n  db:\n    environment:\n      ${name(draw)}: \${${name(draw)}:?set it}\n      OTHER: \${${name(draw)}}\n`,
    ],
    (draw) => [
      'k8s/app.yaml',
      `env:\n  - name: ${name(draw)}\n    valueFrom:\n      secretKeyRef:\n        name: app-credentials-v2\n        key: ${name(draw).toLowerCase()}\n`,
    ],
    (draw) => [
      '.github/workflows/ci.yml',
      `jobs:\n  a:\n    env:\n      ${name(draw)}: \${{ secrets.${name(draw)} }}\n      GH_TOKEN: \${{ github.token }}\n`,
    ],
    (draw) => [
      'terraform/main.tf',
      `resource "db" "a" {\n  password = var.${name(draw).toLowerCase()}\n  token    = data.vault_generic_secret.app.data["token"]\n}\n`,
    ],
    (draw) => [
      'config/vault.yml',
      `database:\n  password: vault:secret/data/app2#${name(draw)}\n  api_key: op://prod/app-2/credential\n  token: arn:aws:secretsmanager:eu-west-1:${draw.text(digits, 12)}:secret:app-AbC12d\n`,
    ],
    (draw) => [
      'group_vars/all.yml',
      `db_password: "{{ vault_${name(draw).toLowerCase()} }}"\napi_key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${draw.text(digits, 80)}\n`,
    ],
    (draw) => [
      'cloudformation.yml',
      `Resources:\n  Db:\n    Properties:\n      MasterUserPassword: !Sub "{{resolve:secretsmanager:\${Db${draw.text(digits, 3)}}:SecretString:password}}"\n      Token: !Ref TokenParameter2\n`,
    ],
    (draw) => [
      'secrets.enc.yaml',
      `password: ENC[AES256_GCM,data:${draw.text(base64, 24)}=,iv:${draw.text(base64, 43)}=,tag:${draw.text(base64, 22)}==,type:str]\n`,
    ],
    (draw) => [
      'scripts/deploy.sh',
      `TOKEN="$(aws ssm get-parameter --name /app2/${draw.text(hex, 6)} --query Value)"\ncurl -H "Authorization: Bearer $TOKEN" https://api.acme.test\nmysql -u root -p"$DB_PASSWORD_2" app\n`,
    ],
    (draw) => [
      'src/Config.java',
      `class Config {\n  @Value("\${spring.${camel(name(draw))}}")\n  private String ${camel(name(draw))};\n  String token = System.getenv("${name(draw)}");\n}\n`,
    ],
  ],
  'lock files': [
    ({ text, below }) => [
      'package-lock.json',
      json({
        packages: Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [
            `node_modules/p${index}`,
            { version: `1.${below(9)}.0`, integrity: `sha512-${text(base64, 86)}==` },
          ]),
        ),
      }),
    ],
    ({ text }) => [
      'yarn.lock',
      Array.from(
        { length: 20 },
        (_, index) =>
          `token-p${index}@^1.0.0:\n  version "1.0.${index}"\n  resolved "https://registry.acme.test/token-p${index}-1.0.${index}.tgz#${text(hex, 40)}"\n  integrity sha512-${text(base64, 86)}==\n`,
      ).join('\n'),
    ],
    ({ text }) => [
      'Cargo.lock',
      Array.from(
        { length: 20 },
        (_, index) =>
          `[[package]]\nname = "secret-p${index}"\nversion = "0.${index}.1"\nchecksum = "${text(hex, 64)}"\n`,
      ).join('\n'),
    ],
    ({ text }) => [
      'go.sum',
      Array.from(
        { length: 20 },
        (_, index) => `example.test/auth/key${index} v1.${index}.0 h1:${text(base64, 43)}=\n`,
      ).join(''),
    ],
    ({ text }) => [
      'poetry.lock',
      Array.from(
        { length: 10 },
        (_, index) =>
          `[[package]]\nname = "passlib${index}"\nfiles = [\n    {file = "passlib${index}.whl", hash = "sha256:${text(hex, 64)}"},\n]\n`,
      ).join('\n'),
    ],
    ({ text }) => [
      'Gemfile.lock',
      `GEM\n  specs:\n    jwt (2.9.3)\n\nCHECKSUMS\n  jwt (2.9.3) sha256=${text(hex, 64)}\n`,
    ],
  ],
  hashes: [
    (draw) => [
      'src/versions.ts',
      `export const commit = '${draw.text(hex, 40)}';\nexport const digest = 'sha256:${draw.text(hex, 64)}';\nexport const id = '${uuid(draw)}';\n`,
    ],
    (draw) => [
      'charts/values.yaml',
      `image:\n  repository: acme/app\n  tag: ${draw.text(hex, 7)}\n  digest: sha256:${draw.text(hex, 64)}\n`,
    ],
    (draw) => [
      '.pre-commit-config.yaml',
      `repos:\n  - repo: https://git.acme.test/hooks\n    rev: ${draw.text(hex, 40)}\n`,
    ],
    (draw) => [
      'public/index.html',
      `<script src="https://cdn.acme.test/a.js" integrity="sha384-${draw.text(base64, 64)}" crossorigin="anonymous"></script>\n`,
    ],
    (draw) => [
      'data/items.json',
      json(
        Array.from({ length: 5 }, () => ({
          id: uuid(draw),
          etag: draw.text(hex, 32),
          key: `items/${draw.text(hex, 8)}.json`,
          cursor: draw.text(base64, 24),
        })),
      ),
    ],
    (draw) => [
      'data/items.csv',
      `id,key,sha256\n${Array.from({ length: 5 }, (_, index) => `${uuid(draw)},item-${index},${draw.text(hex, 64)}`).join('\n')}\n`,
    ],
    (draw) => [
      'db/seed.sql',
      `INSERT INTO items (id, digest) VALUES ('${uuid(draw)}', '${draw.text(hex, 64)}');\n`,
    ],
    (draw) => [
      'CHANGELOG.md',
      `- Fix the token parser (${draw.text(hex, 7)}, ${draw.text(hex, 40)})\n- Passwords may hold blanks (#${draw.text(digits, 4)})\n`,
    ],
    (draw) => [
      'dist/app.js.map',
      JSON.stringify({
        version: 3,
        sources: ['a.ts'],
        names: ['token', 'password'],
        mappings: draw.text(`${base64},;`, 2000),
      }),
    ],
    (draw) => [
      'assets/icon.css',
      `.icon { background: url(data:image/png;base64,${draw.text(base64, 3000)}=) }\n`,
    ],
    (draw) => [
      'certs/ca.txt',
      `-----BEGIN CERTIFICATE-----\n${Array.from({ length: 12 }, () => draw.text(base64, 64)).join('\n')}\n-----END CERTIFICATE-----\n`,
    ],
    (draw) => [
      'authorized.txt',
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${draw.text(base64, 48)} ann@host\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB${draw.text(base64, 340)} bob@host\n`,
    ],
  ],
  translations: Object.entries(WORDS).flatMap(
    ([language, [password = '', forgotten = '', confirm = '']]): Make[] => [
      () => [
        `src/i18n/${language}.json`,
        json({
          login: { password, passwordForgotten: forgotten, confirm_password: confirm, token: forgotten },
        }),
      ],
      () => [
        `config/${language}.yml`,
        `${language}:\n  password: "${password}"\n  reset_password: "${forgotten}"\n  new_password: "${confirm}"\n`,
      ],
      () => [
        `lang/${language}.properties`,
        `login.password=${password}\nlogin.password.forgotten=${forgotten}\n`,
      ],
    ],
  ),
  dummies: [
    (draw) => [
      'test/login.test.ts',
      `test('a', async () => {\n  await login({ user: 'ann', password: '${draw.pick(DUMMIES)}' });\n  const token = '${draw.pick(DUMMIES)}';\n});\n`,
    ],
    (draw) => [
      'tests/test_login.py',
      `def test_login(client):\n    client.post("/login", json={"password": "${draw.pick(DUMMIES)}"})\n    api_key = "${draw.pick(DUMMIES)}"\n`,
    ],
    (draw) => [
      'spec/login_spec.rb',
      `let(:password) { '${draw.pick(DUMMIES)}' }\nlet(:token) { "${draw.pick(DUMMIES)}" }\n`,
    ],
    (draw) => [
      'compose.test.yaml',
      `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${draw.pick(['postgres', 'password', 'example', 'test', 'secret'])}\n      MYSQL_ROOT_PASSWORD: ${draw.pick(['root', 'rootpassword', 'changeme', 'mysecretpassword'])}\n`,
    ],
    () => [
      'src/db.ts',
      `export const url = process.env.URL ?? 'postgres://postgres:postgres@localhost:5432/app';\nexport const cache = 'redis://user:password@localhost:6379';\n`,
    ],
    () => [
      'docs/api.md',
      'Send `Authorization: Bearer <token>` or `Authorization: Basic dXNlcjpwYXNzd29yZA==`, for example:\n\n    curl -u user:password https://api.acme.test\n    curl -H "X-Api-Key: YOUR_API_KEY_2" https://api.acme.test\n',
    ],
    () => [
      'openapi.yaml',
      `components:\n  schemas:\n    Login:\n      properties:\n        password:\n          type: string\n          format: password\n          example: "Password123!"\n        token:\n          type: string\n          description: The token2 that the server returned\n`,
    ],
    (draw) => [
      'test/jwt.test.js',
      `const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'; // ${draw.text(digits, 3)}\n`,
    ],
  ],
  code: [
    () => [
      'src/parser.ts',
      `export function parse(tokens: Token[], key: string) {\n  const token = tokens[0];\n  const secretKey = deriveKey2(key, salt1);\n  if (token.type === 'PunctuationToken2') return parseToken(token, keyOfToken3);\n  return { token, key: hashKey(key), password: input.password, apiKey: options.apiKey2 };\n}\n`,
    ],
    () => [
      'src/Login.tsx',
      `export const Login = () => <input type="password" name="password" autoComplete="current-password" placeholder={t('login.password2')} aria-label="Password" />;\nexport const schema = z.object({ password: z.string().min(8), token: z.string() });\n`,
    ],
    () => [
      'app/views.py',
      `def login(request):\n    password = request.POST["password"]\n    token = Token.objects.get_or_create(user=request.user)[0]\n    key = f"session:{request.user.id}:token2"\n    return authenticate(password=password, token=token)\n`,
    ],
    () => [
      'src/main.go',
      `func main() {\n\ttoken := os.Getenv("TOKEN")\n\tsecretKey, err := loadSecretKey(ctx, "projects/a1/secrets/b2")\n\tclient := New(WithToken(token), WithAPIKey(cfg.APIKey))\n\tkey := fmt.Sprintf("user:%d:token", id)\n}\n`,
    ],
    () => [
      'src/auth.rs',
      `pub struct Auth { pub token: String, pub secret: SecretString }\nimpl Auth { pub fn new(token: impl Into<String>) -> Self { Self { token: token.into(), secret: SecretString::from(read_secret_v2()) } } }\n`,
    ],
    () => [
      'src/AuthService.java',
      `public class AuthService {\n  private static final String TOKEN_HEADER = "X-Auth-Token";\n  private static final String PASSWORD_PARAMETER = "passwordParameter1";\n  public boolean check(String password, String passwordHash) { return encoder.matches(password, passwordHash); }\n}\n`,
    ],
    () => [
      'db/schema.sql',
      `CREATE TABLE users (id bigint PRIMARY KEY, password varchar(255) NOT NULL, api_key char(64), token_expires_at timestamptz);\nCREATE INDEX users_api_key_idx ON users (api_key);\nINSERT INTO users (id, password) VALUES (1, crypt('password', gen_salt('bf')));\n`,
    ],
    () => [
      'styles/tokens.json',
      json({
        token: { 'color-primary-500': '#3b82f6', 'font-key2': 'Inter, sans-serif' },
        keys: ['ArrowUp', 'Enter', 'KeyA'],
      }),
    ],
    () => [
      'src/shortcuts.ts',
      `export const bindings = [{ key: 'Ctrl+Shift+K2', command: 'editor.action.deleteLines' }, { key: 'cmd+alt+0', command: 'workbench.action.focus' }];\nexport const cacheKey = 'user-profile-cache-v2-2024';\nexport const storageKey = 'acme.settings.v3.tokens';\n`,
    ],
    ({ text }) => [
      'vendor/lib.min.js',
      `!function(e,t){var n=t.token,r={key:"a1",password:e.pwd||t.password,secret:n.secretKey};e.auth=function(k){return k.apiKey=r.key+n,k}}(window,document);var v="${text(hex, 8)}";\n`,
    ],
    () => [
      'keyboard.toml',
      `[keys]\ncopy = "ctrl+c"\n[auth]\nmethod = "client_secret_basic"\ntoken_url = "https://id.acme.test/oauth2/v1/token"\nissuer = "https://id.acme.test/realms/app2"\n`,
    ],
    () => [
      'config/auth.yml',
      `auth:\n  token_endpoint: https://id.acme.test/oauth2/token\n  password_policy: min8_upper1_digit1\n  secret_name: app-credentials-v2\n  key_id: 2024-05-key1\n  api_key_header: X-Api-Key\n  token_ttl: 3600s\n  public_key_file: /etc/app2/keys/public.pem\n`,
    ],
  ],
  'public keys': [
    (draw) => [
      'src/captcha.ts',
      `export const siteKey = '6L${draw.text(base62, 38)}';\nexport const publishableKey = 'pk_live_${draw.text(base62, 24)}';\n`,
    ],
    (draw) => [
      'config/keys.yml',
      `public_key: ${draw.text(base64, 43)}=\nkey_id: ${draw.text(hex, 16)}\nfingerprint: SHA256:${draw.text(base64, 43)}\n`,
    ],
    (draw) => [
      'jwks.json',
      json({
        keys: [{ kty: 'RSA', use: 'sig', kid: draw.text(base62, 20), n: draw.text(base64, 340), e: 'AQAB' }],
      }),
    ],
    (draw) => [
      'Package.swift',
      `// minisign public key: RW${draw.text(base64, 54)}\nlet publicKey = "${draw.text(base64, 43)}="\n`,
    ],
  ],
};

/** Each format of each kind, `times` over. */
export function makeOrdinaryFiles(draw: Draw, times: number): { kind: string; file: MadeFile }[] {
  return Object.entries(ORDINARY).flatMap(([kind, makes]) =>
    Array.from({ length: times }, () => makes.map((make) => ({ kind, file: make(draw) }))).flat(),
  );
}
