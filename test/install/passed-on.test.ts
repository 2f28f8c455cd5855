import { expect, test } from 'vitest';
import { CLIENTS } from '../../src/install/clients.ts';
import { passedOnValues, passedOnVariables } from '../../src/install/passed-on.ts';

const ENVIRONMENT = {
  PATH: '/bin',
  HTTPS_PROXY: 'http://proxy.example:3128',
  all_proxy: 'http://user:pass-1@proxy.example:3128',
  NO_PROXY: 'localhost, .internal',
  NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
  DEEPSEEK_ROOTS: '/work',
  DEEPSEEK_CHECK_TEST: 'npm test',
  DEEPSEEK_CHECK_ENV: 'NPM_TOKEN',
  DEEPSEEK_HTTP_TOKEN: 'http-2',
  DEEPSEEK_API_KEY: 'other-3',
  DEEPSEEK_MODEL: ' ',
  NPM_TOKEN: 'npm-4',
};

const VALUES = {
  HTTPS_PROXY: 'http://proxy.example:3128',
  NO_PROXY: 'localhost, .internal',
  NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
  DEEPSEEK_ROOTS: '/work',
  DEEPSEEK_CHECK_TEST: 'npm test',
  DEEPSEEK_CHECK_ENV: 'NPM_TOKEN',
};

const SERVER = {
  command: 'node',
  args: ['bin.js', 'serve'],
  key: undefined,
  baseUrl: undefined,
  passedOn: passedOnVariables(ENVIRONMENT),
  passedOnValues: passedOnValues(ENVIRONMENT),
};

test('values are passed on without any secret', () => {
  expect(SERVER.passedOnValues).toEqual(VALUES);
});

test.for(['claude-desktop', 'cline', 'cursor', 'openclaw', 'roo'])('%s gets them in its entry', (id) => {
  const entry = CLIENTS.find((client) => client.id === id)?.toEntry(SERVER);

  expect(entry?.['env']).toMatchObject(VALUES);
});

test.for(['codex', 'gemini'])(
  '%s gets the names of all that is set, but for the token of serve --http',
  (id) => {
    const entry = JSON.stringify(CLIENTS.find((client) => client.id === id)?.toEntry(SERVER));

    for (const name of [...Object.keys(VALUES), 'all_proxy']) expect(entry).toContain(name);
    expect(entry).not.toContain('DEEPSEEK_HTTP_TOKEN');
  },
);

test('no client is given a secret in its file', () => {
  for (const client of CLIENTS) {
    expect(JSON.stringify(client.toEntry(SERVER))).not.toMatch(/pass-1|http-2|other-3|npm-4/);
  }
});

test('where the key is passed on by its name, so is the address that it is for', () => {
  expect(CLIENTS.find(({ id }) => id === 'codex')?.toEntry(SERVER)).toMatchObject({
    env_vars: expect.arrayContaining(['RUNAPI_API_KEY', 'RUNAPI_BASE_URL']),
  });
});
