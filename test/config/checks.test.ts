import { expect, test } from 'vitest';
import { checkNames } from '../../src/config/checks.ts';
import { readSettings } from '../../src/config/config.ts';
import { environment, refusal } from './support.ts';

const checksOf = (variables: Record<string, string>) => readSettings(environment(variables)).checks;

test('checks have names in lower case, and keep their command lines', () => {
  const variables = {
    DEEPSEEK_CHECK_TEST: ' npm test -- "$HOME" ${EXTRA:-} | tee log ',
    DEEPSEEK_CHECK_Lint_2: 'npm run lint',
    DEEPSEEK_CHECK_EMPTY: '  ',
    DEEPSEEK_CHECK_ENV: 'A_TOKEN',
    DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '1.5',
  };
  const { commands, timeoutMs } = checksOf(variables);

  expect(Object.fromEntries(commands)).toEqual({
    test: 'npm test -- "$HOME" ${EXTRA:-} | tee log',
    lint_2: 'npm run lint',
  });
  expect(timeoutMs).toBe(1500);
  expect(checkNames(variables)).toEqual(['lint_2', 'test']);
});

test.for([
  [{ 'DEEPSEEK_CHECK_UNIT-TEST': 'x' }, /DEEPSEEK_CHECK_UNIT-TEST is not the name of a check/],
  [{ DEEPSEEK_CHECK_: 'x' }, /DEEPSEEK_CHECK_ is not the name of a check/],
  [{ DEEPSEEK_CHECK_TEST: 'x', DEEPSEEK_CHECK_test: 'y' }, /defines the check "test" a second time/],
  [{ DEEPSEEK_CHECK_TEST: '${DEEPSEEK_CHECK_TEST}' }, /DEEPSEEK_CHECK_TEST is still a placeholder/],
  [{ DEEPSEEK_CHECK_TEST: '<your command>' }, /still a placeholder/],
  [{ DEEPSEEK_CHECK_TEST: 'a\0b' }, /NUL/],
  [{ DEEPSEEK_CHECK_ENV: 'A_TOKEN, b-c' }, /DEEPSEEK_CHECK_ENV has the entry "b-c"/],
  [{ DEEPSEEK_CHECK_ENV: '*' }, /has the entry "\*"/],
  [{ DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '0' }, /DEEPSEEK_CHECKS_TIMEOUT_SECONDS is "0"/],
  [{ DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '5m' }, /DEEPSEEK_CHECKS_TIMEOUT_SECONDS is "5m"/],
] as const)('%j is refused', ([variables, message]) => {
  const { what, next } = refusal(() => checksOf(variables));

  expect(what).toMatch(message);
  expect(next).toMatch(/^Ask the user to /);
  // The instructions are sent all the same.
  expect(checkNames(variables).every((name) => /^\w+$/.test(name))).toBe(true);
});

test('a check sees the environment without what is named like a secret, unless it is named', () => {
  const { environment: seen, hidden } = checksOf({
    PATH: '/bin',
    RUNAPI_API_KEY: 'key-0123456789',
    RUNAPI_TOKEN: 'token-0123456789',
    OPENAI_API_KEY: 'openai-0123456789',
    GITHUB_TOKEN: 'github-0123456789',
    db_password: 'password-0123456789',
    Client_Secret: 'short',
    KEYBOARD: 'us',
    DEEPSEEK_CHECK_ENV: ' GITHUB_TOKEN,RUNAPI_API_KEY, ',
  });

  expect(Object.keys(seen).toSorted()).toEqual([
    'DEEPSEEK_CHECK_ENV',
    'GITHUB_TOKEN',
    'HOME',
    'KEYBOARD',
    'PATH',
  ]);
  expect(hidden.toSorted()).toEqual([
    'key-0123456789',
    'openai-0123456789',
    'password-0123456789',
    'token-0123456789',
  ]);
});
