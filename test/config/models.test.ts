import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/config.ts';
import { environment, refusal } from './support.ts';

const read = (DEEPSEEK_ALLOWED_MODELS: string, DEEPSEEK_MODEL?: string) =>
  readSettings(environment({ DEEPSEEK_ALLOWED_MODELS, DEEPSEEK_MODEL }));

test.for([
  ['deepseek-v4-flash, deepseek-v4-pro', undefined, 'deepseek-v4-pro'],
  ['deepseek-v4-flash', undefined, 'deepseek-v4-flash'],
  [' team/ds-r1 ,, deepseek-v4-flash,', undefined, 'team/ds-r1'],
  ['deepseek-v4-pro,deepseek-v4-flash', 'deepseek-v4-flash', 'deepseek-v4-flash'],
] as const)('of "%s" with DEEPSEEK_MODEL=%s the default is %s', ([allowed, chosen, model]) => {
  const settings = read(allowed, chosen);

  expect(settings.model).toBe(model);
  expect([...(settings.allowedModels ?? [])]).toContain(model);
  expect([...(settings.allowedModels ?? [])]).not.toContain('');
});

test.for([
  ['deepseek-v4-pro', undefined, 'deepseek-v4-pro'],
  ['a,deepseek-v4-pro,deepseek-v4-flash', undefined, 'deepseek-v4-flash'],
  ['a,b', 'b', 'b'],
] as const)(
  'of "%s" with DEEPSEEK_EXPLORE_MODEL=%s calls that explore use %s',
  ([allowed, chosen, model]) => {
    const variables = { DEEPSEEK_ALLOWED_MODELS: allowed, DEEPSEEK_EXPLORE_MODEL: chosen };

    expect(readSettings(environment(variables)).exploreModel).toBe(model);
  },
);

test('an empty variable allows every model, as one that is not set', () => {
  expect(read('').allowedModels).toBeUndefined();
});

test.for([
  [',', undefined, 'DEEPSEEK_ALLOWED_MODELS is ",", which names no model.'],
  [
    'deepseek-v4-flash',
    'deepseek-v4-pro',
    'DEEPSEEK_MODEL is "deepseek-v4-pro", but DEEPSEEK_ALLOWED_MODELS allows only deepseek-v4-flash.',
  ],
  ['${MODELS}', undefined, 'DEEPSEEK_ALLOWED_MODELS is still a placeholder (${MODELS})'],
] as const)('"%s" with DEEPSEEK_MODEL=%s is an error', ([allowed, chosen, message]) => {
  expect(refusal(() => read(allowed, chosen)).message).toContain(message);
});
