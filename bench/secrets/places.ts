import { ALPHABETS, type Draw } from './draw.ts';

export type MadeFile = readonly [name: string, text: string];
type Place = (value: string, name: string) => MadeFile;

const camel = (name: string) =>
  name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(name).replace(/^./, (first) => first.toUpperCase());
const kebab = (name: string) => name.toLowerCase().replaceAll('_', '-');
const double = (value: string) => JSON.stringify(value);
const single = (value: string) => `'${value.replaceAll("'", "\\'")}'`;
const xml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Names as projects use them, for passwords and for everything that a machine drew. */
export const PASSWORD_NAMES = [
  'DB_PASSWORD',
  'SMTP_PASSWORD',
  'POSTGRES_PASSWORD',
  'ADMIN_PASSWD',
  'KEYSTORE_PASSWORD',
  'MYSQL_PWD',
  'REDIS_PASS',
  'SSH_PASSPHRASE',
];
export const KEY_NAMES = [
  'API_KEY',
  'STRIPE_SECRET_KEY',
  'ACCESS_TOKEN',
  'CLIENT_SECRET',
  'JWT_SECRET',
  'SESSION_SECRET',
  'ENCRYPTION_KEY',
  'AUTH_TOKEN',
  'SIGNING_KEY',
  'WEBHOOK_SECRET',
  'DATADOG_API_KEY',
  'SECRET_KEY_BASE',
];

/** Values under such a name. */
export const VALUES: Readonly<Record<string, (draw: Draw) => string>> = {
  'password of 8 to 15 with symbols': ({ text, below }) =>
    `${text(ALPHABETS.password, 7 + below(8))}!`.replace(/^[^A-Za-z]/, 'k'),
  'password of 16 to 30 with symbols': ({ text, below }) => `k${text(ALPHABETS.password, 15 + below(15))}`,
  'password of letters and digits': ({ text, below }) => `x${text(ALPHABETS.base62, 9 + below(7))}7`,
  'password of letters only': ({ text, below }) => text(ALPHABETS.letters, 12 + below(8)),
  'key in hexadecimal': ({ text, pick }) => text(ALPHABETS.hex, pick([32, 40, 64])),
  'key in base64': ({ text }) => `${text(ALPHABETS.base64, 43)}=`,
  'key in base32': ({ text, pick }) => text(ALPHABETS.base32, pick([16, 32])),
  'key in small letters and digits': ({ text, pick }) => text(ALPHABETS.small36, pick([20, 32])),
  'key of letters and digits': ({ text, pick }) => text(ALPHABETS.base62, pick([20, 24, 32, 40])),
  'key of over 300 characters': ({ text }) => text(ALPHABETS.url, 420),
  'key that is a UUID': ({ text }) => [8, 4, 4, 4, 12].map((length) => text(ALPHABETS.hex, length)).join('-'),
};

/** Kinds of places, each in at least two formats of files. */
export const PLACES: Readonly<Record<string, readonly Place[]>> = {
  environment: [
    (value, name) => ['deploy/app.conf.env.txt', `LOG_LEVEL=info\n${name}=${value}\nPORT=8080\n`],
    (value, name) => [
      'scripts/start.sh',
      `#!/bin/sh\nset -e\nexport ${name}=${single(value)}\nexec node server.js\n`,
    ],
    (value, name) => [
      'scripts/run.sh',
      `#!/bin/sh\n${name}="${value.replace(/[$`"\\]/g, '')}" ./bin/worker --once\n`,
    ],
    (value, name) => ['scripts/start.fish', `set -gx PORT 8080\nset -gx ${name} ${single(value)}\n`],
    (value, name) => ['scripts/start.ps1', `$Port = 8080\n$env:${name} = ${single(value)}\n`],
    (value, name) => [
      'scripts/start.bat',
      `@echo off\nset PORT=8080\nset ${name}=${value}\nstart server.exe\n`,
    ],
  ],
  containers: [
    (value, name) => [
      'Dockerfile',
      `FROM node:22\nENV PORT=8080\nENV ${name} ${value}\nCMD ["node", "server.js"]\n`,
    ],
    (value, name) => ['worker.Dockerfile', `FROM python:3.13\nARG ${name}=${value}\nRUN pip install app\n`],
    (value, name) => [
      'compose.yaml',
      `services:\n  db:\n    image: postgres:17\n    environment:\n      - ${name}=${value}\n`,
    ],
    (value, name) => [
      'docker-compose.yml',
      `services:\n  db:\n    image: postgres:17\n    environment:\n      ${name}: ${double(value)}\n`,
    ],
    (value, name) => ['scripts/container.sh', `docker run -d -p 8080:80 -e ${name}=${value} acme/app:1.4\n`],
  ],
  pairs: [
    (value, name) => [
      'k8s/deployment.yaml',
      `spec:\n  containers:\n    - name: app\n      env:\n        - name: ${name}\n          value: ${double(value)}\n`,
    ],
    (value, name) => [
      'ecs/task.json',
      `${JSON.stringify({ containerDefinitions: [{ environment: [{ name, value }] }] }, null, 2)}\n`,
    ],
    (value, name) => [
      'terraform/main.tf',
      `resource "heroku_config" "app" {\n  vars = [{\n    name  = "${name}"\n    value = ${double(value)}\n  }]\n}\n`,
    ],
    (value, name) => [
      'terraform/variables.tf',
      `variable "${name.toLowerCase()}" {\n  type    = string\n  default = ${double(value)}\n}\n`,
    ],
    (value, name) => [
      'azure/app.json',
      `${JSON.stringify([{ name, slotSetting: false, value }], null, 2).replace(/"slotSetting": false,\s*/, '')}\n`,
    ],
  ],
  configuration: [
    (value, name) => ['config/app.yml', `server:\n  port: 8080\n${camel(name)}: ${double(value)}\n`],
    (value, name) => [
      'config/production.json',
      `${JSON.stringify({ port: 8080, [camel(name)]: value }, null, 2)}\n`,
    ],
    (value, name) => [
      'config/settings.toml',
      `[server]\nport = 8080\n${name.toLowerCase()} = ${single(value)}\n`,
    ],
    (value, name) => ['config/app.ini', `[server]\nport = 8080\n${name.toLowerCase()} = ${value}\n`],
    (value, name) => [
      'src/main/resources/application.properties',
      `server.port=8080\nspring.${kebab(name)}=${value}\n`,
    ],
    (value, name) => [
      'config/app.yaml',
      `server:\n  port: 8080\n  ${name.toLowerCase()}: ${single(value).replaceAll("\\'", "''")}\n`,
    ],
    (value, name) => [
      'group_vars/web.yml',
      `ansible_user: deploy\nansible_become_pass: ${double(value)}\nnote: ${kebab(name)}\n`,
    ],
    (value) => [
      'inventory.ini',
      `[web]\nweb1 ansible_host=10.0.0.4 ansible_user=deploy ansible_ssh_pass=${value}\n`,
    ],
  ],
  markup: [
    (value, name) => [
      'web.config',
      `<configuration>\n  <appSettings>\n    <add key="${pascal(name)}" value="${xml(value)}" />\n  </appSettings>\n</configuration>\n`,
    ],
    (value, name) => [
      'settings.xml',
      `<settings>\n  <server>\n    <id>acme</id>\n    <${camel(name)}>${xml(value)}</${camel(name)}>\n  </server>\n</settings>\n`,
    ],
    (value, name) => [
      'ios/App/Info.plist',
      `<plist version="1.0">\n<dict>\n  <key>${pascal(name)}</key>\n  <string>${xml(value)}</string>\n</dict>\n</plist>\n`,
    ],
    (value, name) => [
      'app/src/main/res/values/keys.xml',
      `<resources>\n  <string name="${name.toLowerCase()}">${xml(value)}</string>\n</resources>\n`,
    ],
    (value, name) => [
      'beans.xml',
      `<beans>\n  <bean id="a">\n    <property name="${camel(name)}" value="${xml(value)}"/>\n  </bean>\n</beans>\n`,
    ],
  ],
  code: [
    (value, name) => [
      'src/config.ts',
      `export const port = 8080;\nexport const ${camel(name)}: string = ${single(value)};\n`,
    ],
    (value, name) => [
      'src/config.js',
      `module.exports = {\n  port: 8080,\n  ${camel(name)}: ${double(value)},\n};\n`,
    ],
    (value, name) => ['app/settings.py', `PORT = 8080\n${name}: str = ${double(value)}\n`],
    (value, name) => [
      'config.rb',
      `Acme.configure do |config|\n  config.${name.toLowerCase()} = ${single(value)}\nend\n`,
    ],
    (value, name) => ['main.go', `package main\n\nconst ${camel(name)} string = ${double(value)}\n`],
    (value, name) => ['src/main.rs', `const ${name}: &str = ${double(value)};\n\nfn main() {}\n`],
    (value, name) => [
      'src/Config.java',
      `class Config {\n  private static final String ${name} = ${double(value)};\n}\n`,
    ],
    (value, name) => [
      'src/Config.kt',
      `object Config {\n  const val ${name}: String = ${double(value)}\n}\n`,
    ],
    (value, name) => [
      'Config.swift',
      `enum Config {\n  static let ${camel(name)}: String = ${double(value)}\n}\n`,
    ],
    (value, name) => [
      'Config.cs',
      `class Config {\n  public string ${pascal(name)} { get; set; } = ${double(value)};\n}\n`,
    ],
    (value, name) => ['config.php', `<?php\ndefine('${name}', ${single(value)});\n`],
    (value, name) => ['wp.php', `<?php\nreturn ['${name.toLowerCase()}' => ${single(value)}];\n`],
    (value, name) => [
      'include/config.h',
      `#pragma once\n#define PORT 8080\n#define ${name} ${double(value)}\n`,
    ],
    (value, name) => ['src/config.c', `static const char ${name.toLowerCase()}[] = ${double(value)};\n`],
    (value, name) => [
      'config.exs',
      `config :acme, Acme.Endpoint,\n  ${name.toLowerCase()}: ${double(value)}\n`,
    ],
    (value, name) => ['lib/config.dart', `const String ${camel(name)} = ${single(value)};\n`],
  ],
  fallbacks: [
    (value, name) => ['src/env.ts', `export const value = process.env.${name} || ${single(value)};\n`],
    (value, name) => ['src/env.mjs', `export const value = process.env['${name}'] ?? ${double(value)};\n`],
    (value, name) => ['app/env.py', `import os\n\nvalue = os.environ.get("${name}", ${double(value)})\n`],
    (value, name) => ['app/env.rb', `value = ENV.fetch('${name}', ${single(value)})\n`],
    (value, name) => [
      'config/database.php',
      `<?php\nreturn ['value' => env('${name}', ${single(value)})];\n`,
    ],
    (value, name) => ['scripts/env.sh', `VALUE="\${${name}:-${value.replace(/[$`"\\}]/g, '')}}"\n`],
    (value, name) => ['application.yml', `spring:\n  datasource:\n    value: \${${name}:${value}}\n`],
  ],
  calls: [
    (value, name) => [
      'src/Client.java',
      `class Client {\n  Client() {\n    builder.${camel(name)}(${double(value)}).build();\n  }\n}\n`,
    ],
    (value, name) => ['src/setup.ts', `client.set${pascal(name)}(${single(value)});\n`],
    (value, name) => ['src/headers.ts', `headers.set('x-${kebab(name)}', ${single(value)});\n`],
    (value, name) => ['app/client.py', `client = Client(host="a", ${name.toLowerCase()}=${double(value)})\n`],
  ],
  tables: [
    (value) => ['users.csv', `id,email,password,active\n1,ann@acme.test,${value},true\n`],
    (value) => ['keys.tsv', `service\tapi_key\towner\nbilling\t${value}\tann\n`],
    (value) => [
      'seed.sql',
      `INSERT INTO users (id, email, password) VALUES\n  (1, 'ann@acme.test', '${value.replaceAll("'", "''")}');\n`,
    ],
    (value) => ['roles.sql', `CREATE USER app WITH LOGIN PASSWORD '${value.replaceAll("'", "''")}';\n`],
    (value) => ['grants.sql', `CREATE USER 'app'@'%' IDENTIFIED BY '${value.replaceAll("'", "''")}';\n`],
  ],
  nested: [
    (value, name) => [
      'analysis.ipynb',
      `${JSON.stringify({ cells: [{ cell_type: 'code', source: [`${name} = "${value}"\n`] }] }, null, 1)}\n`,
    ],
    (value, name) => [
      'lambda.json',
      `${JSON.stringify({ body: JSON.stringify({ [camel(name)]: value }) })}\n`,
    ],
    (value, name) => [
      'change.diff',
      `--- a/config.yml\n+++ b/config.yml\n@@ -1,2 +1,2 @@\n port: 8080\n-${camel(name)}: old\n+${camel(name)}: ${double(value)}\n`,
    ],
    (value, name) => [
      'rotate.patch',
      `--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-const ${camel(name)} = load();\n+const ${camel(name)} = ${single(value)};\n`,
    ],
  ],
  requests: [
    (value) => [
      'scripts/call.sh',
      `curl -H "Authorization: Bearer ${value.replace(/["$`\\]/g, '')}" https://api.acme.test/v1/items\n`,
    ],
    (value) => [
      'src/call.ts',
      `await fetch(url, { headers: { Authorization: \`Bearer ${value.replace(/[$`\\]/g, '')}\` } });\n`,
    ],
    (value) => ['requests.http', `GET https://api.acme.test/v1/items\nX-Api-Key: ${value}\n`],
    (value) => [
      'scripts/basic.sh',
      `curl -u "ann:${value.replace(/["$`\\]/g, '')}" https://api.acme.test/v1/items\n`,
    ],
    (value) => [
      'bookmarks.md',
      `See https://api.acme.test/v1/items?page=1&access_token=${encodeURIComponent(value)} for all.\n`,
    ],
  ],
  connections: [
    (value) => [
      'appsettings.Staging.json',
      `${JSON.stringify({ ConnectionStrings: { Main: `Server=db;Database=app;User Id=sa;Password=${value.replaceAll(';', '')};Encrypt=true` } }, null, 2)}\n`,
    ],
    (value) => [
      'src/db.ts',
      `export const pool = connect('postgres://app:${value.replace(/[@/'#?]/g, '')}@db.internal:5432/app');\n`,
    ],
    (value) => [
      'config/cable.yml',
      `production:\n  url: redis://default:${value.replace(/[@/'#?]/g, '')}@cache.internal:6379/1\n`,
    ],
    (value) => [
      'jdbc.properties',
      `url=jdbc:mysql://db:3306/app?user=app&password=${value.replace(/[&]/g, '')}&useSSL=true\n`,
    ],
    (value) => [
      'alembic.ini',
      `[alembic]\nsqlalchemy.url = mysql+pymysql://root:${value.replace(/[@/'#?%]/g, '')}@10.0.0.5/app\n`,
    ],
  ],
  commands: [
    (value) => ['Makefile', `backup:\n\tPGPASSWORD=${value.replace(/[$#]/g, '')} pg_dump app > app.sql\n`],
    (value) => ['scripts/copy.sh', `sshpass -p '${value.replaceAll("'", '')}' scp a.tar ann@host:/srv\n`],
    (value) => [
      '.github/workflows/ci.yml',
      `jobs:\n  push:\n    steps:\n      - run: docker login -u acme -p ${value} registry.acme.test\n`,
    ],
    (value) => ['scripts/helm.sh', `helm upgrade app ./chart --set db.password=${value}\n`],
    (value) => [
      'ci/deploy.yml',
      `script:\n  - deploy --user ci --password '${value.replaceAll("'", '')}' --host a\n`,
    ],
  ],
  prose: [
    (value) => [
      'docs/onboarding.md',
      `# Onboarding\n\nThe password of the staging database is \`${value.replaceAll('`', '')}\`.\n`,
    ],
    (value) => ['notes.txt', `staging\n  user: ann\n  password: ${value}\n`],
  ],
};
