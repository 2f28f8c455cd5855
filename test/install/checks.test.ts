import { expect, test } from 'vitest';
import { CLIENTS } from '../../src/install/clients.ts';
import { passedOnValues, passedOnVariables } from '../../src/install/passed-on.ts';

const ENVIRONMENT = {
  DEEPSEEK_CHECK_TEST: 'npm test',
  DEEPSEEK_CHECK_ENV: 'CI_TOKEN, UNSET_TOKEN, RUNAPI_API_KEY, not a name',
  DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '60',
  DEEPSEEK_CHECK_EMPTY: ' ',
  CI_TOKEN: 'secret-value',
  RUNAPI_API_KEY: 'key-value',
};

const entryOf = (id: string) => {
  const client = CLIENTS.find((one) => one.id === id);
  return JSON.stringify(
    client?.toEntry({
      command: 'node',
      args: [],
      key: undefined,
      baseUrl: undefined,
      passedOn: passedOnVariables(ENVIRONMENT),
      passedOnValues: passedOnValues(ENVIRONMENT),
    }),
  );
};

test('a client that cuts the environment passes checks on, with what they may see', () => {
  expect(passedOnVariables(ENVIRONMENT)).toEqual([
    'DEEPSEEK_CHECKS_TIMEOUT_SECONDS',
    'DEEPSEEK_CHECK_ENV',
    'DEEPSEEK_CHECK_TEST',
    'CI_TOKEN',
  ]);
  for (const id of ['codex', 'gemini']) {
    for (const name of passedOnVariables(ENVIRONMENT)) expect(entryOf(id)).toContain(name);
  }
});

test.for(['claude-desktop', 'cline', 'roo'])('%s is given the commands', (id) => {
  expect(entryOf(id)).toContain('"DEEPSEEK_CHECK_TEST":"npm test"');
  expect(entryOf(id)).toContain('"DEEPSEEK_CHECKS_TIMEOUT_SECONDS":"60"');
});

test('no client is given a secret that a check may see', () => {
  for (const { id } of CLIENTS) expect(entryOf(id)).not.toMatch(/secret-value|key-value/);
});
