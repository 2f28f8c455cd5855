import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/config.ts';
import { environment, refusal } from './support.ts';

test('without variables every setting has the default that the contract names', () => {
  const { roots, stateDir, checks, ...rest } = readSettings(environment(), '/srv/project');

  expect(rest).toEqual({
    model: 'deepseek-v4-pro',
    allowedModels: undefined,
    waitMs: 45_000,
    idleTimeoutMs: 120_000,
    timeoutMs: 1_800_000,
    maxInlineChars: 40_000,
    maxInputBytes: 2_000_000,
    allowedFiles: [],
    budgets: [],
    prices: new Map(),
    concurrency: 8,
    maxRequests: 256,
    exploreModel: 'deepseek-v4-flash',
    exploreRounds: 25,
    keepDays: 7,
  });
  expect(checks).toMatchObject({ commands: new Map(), timeoutMs: 300_000, hidden: [] });
  expect(roots).toEqual([path.resolve('/srv/project')]);
  expect(path.basename(stateDir)).toBe('runapi-deepseek');
});

test.for([
  ['DEEPSEEK_MODEL', ' deepseek-flash ', { model: 'deepseek-flash' }],
  ['DEEPSEEK_WAIT_SECONDS', '10', { waitMs: 10_000 }],
  ['DEEPSEEK_WAIT_SECONDS', '0.5', { waitMs: 500 }],
  ['DEEPSEEK_IDLE_TIMEOUT_SECONDS', '60', { idleTimeoutMs: 60_000 }],
  ['DEEPSEEK_IDLE_TIMEOUT_SECONDS', '0.2', { idleTimeoutMs: 200 }],
  ['DEEPSEEK_TIMEOUT_SECONDS', '3600', { timeoutMs: 3_600_000 }],
  ['DEEPSEEK_MAX_INLINE_CHARS', '1', { maxInlineChars: 1 }],
  ['DEEPSEEK_MAX_INPUT_BYTES', '10000000', { maxInputBytes: 10_000_000 }],
  ['DEEPSEEK_TOKEN_BUDGET', '1000000', { budgets: [{ tokens: 1_000_000, per: 'process' }] }],
  [
    'DEEPSEEK_TOKEN_BUDGET',
    '5/day, 6 / month',
    {
      budgets: [
        { tokens: 5, per: 'day' },
        { tokens: 6, per: 'month' },
      ],
    },
  ],
  ['DEEPSEEK_CONCURRENCY', '2', { concurrency: 2 }],
  ['DEEPSEEK_MAX_REQUESTS', '4', { maxRequests: 4 }],
  ['DEEPSEEK_EXPLORE_MODEL', 'deepseek-flash', { exploreModel: 'deepseek-flash' }],
  ['DEEPSEEK_EXPLORE_ROUNDS', '3', { exploreRounds: 3 }],
] as const)('%s=%s is taken', ([name, value, expected]) => {
  expect(readSettings(environment({ [name]: value }))).toMatchObject(expected);
});

const SECONDS = [
  'DEEPSEEK_CHECKS_TIMEOUT_SECONDS',
  'DEEPSEEK_WAIT_SECONDS',
  'DEEPSEEK_IDLE_TIMEOUT_SECONDS',
  'DEEPSEEK_TIMEOUT_SECONDS',
];
const COUNTS = ['DEEPSEEK_MAX_INLINE_CHARS', 'DEEPSEEK_MAX_INPUT_BYTES', 'DEEPSEEK_TOKEN_BUDGET'];
const NO_NUMBERS = ['0', '-1', '1e3', '0x10', '+5', '1,5', '10s', 'ten', 'NaN', 'Infinity', '1 2'];
/** More than any timer of Node's can wait. */
const TOO_LONG = '2147484';

const BAD_NUMBERS = [
  ...SECONDS.flatMap((name) => [...NO_NUMBERS, TOO_LONG].map((value) => ({ name, value }))),
  ...COUNTS.flatMap((name) => [...NO_NUMBERS, '1.5', '9007199254740993'].map((value) => ({ name, value }))),
  // Node's own client gives up after 300 s of silence, so more cannot be kept.
  { name: 'DEEPSEEK_IDLE_TIMEOUT_SECONDS', value: '300' },
];

test.for(BAD_NUMBERS)('$name=$value is refused by its name and value', ({ name, value }) => {
  const { what, next } = refusal(() => readSettings(environment({ [name]: value })));

  expect(what).toContain(`${name} is "${value}"`);
  expect(what).toMatch(/number of (seconds|characters|bytes|tokens)/);
  expect(next).toMatch(/^Ask the user to correct or unset it/);
});

test.for([...SECONDS, ...COUNTS, 'DEEPSEEK_MODEL', 'DEEPSEEK_ROOTS', 'DEEPSEEK_STATE_DIR'])(
  '%s that is empty or blank is the same as unset',
  (name) => {
    expect(read({ [name]: '' })).toEqual(read({}));
    expect(read({ [name]: ' \t' })).toEqual(read({}));
  },
);

test('a very long bad value is quoted in part', () => {
  const { message } = refusal(() => readSettings(environment({ DEEPSEEK_WAIT_SECONDS: 'x'.repeat(10_000) })));

  expect(message.length).toBeLessThan(400);
});

function read(variables: Record<string, string>) {
  const { checks, ...rest } = readSettings({ HOME: '/home/a', ...variables }, '/srv/project');
  return { ...rest, commands: checks.commands, timeoutMs: checks.timeoutMs };
}
