import { expect, test } from 'vitest';
import { readConnection } from '../../src/config/config.ts';
import { environment, refusal, writeConfigFile } from './support.ts';

const FIRST = 'rk-live-012345';
const SECOND = '6789abcdefghij';

const CARRIERS: { name: string; beside: Record<string, string> }[] = [
  { name: 'RUNAPI_API_KEY', beside: {} },
  { name: 'RUNAPI_TOKEN', beside: {} },
  { name: 'OPENAI_API_KEY', beside: { OPENAI_BASE_URL: 'https://runapi.ai/v1' } },
  { name: 'ANTHROPIC_API_KEY', beside: { ANTHROPIC_BASE_URL: 'https://runapi.ai' } },
];

const DAMAGES = [
  { damage: 'a blank', between: ' ' },
  { damage: 'a line feed', between: '\n' },
  { damage: 'a carriage return and a header', between: '\r\nx-evil: 1' },
  { damage: 'a tab', between: '\t' },
  { damage: 'a null byte', between: '\0' },
  { damage: 'a letter beyond ASCII', between: 'é' },
  { damage: 'a zero-width space', between: '\u200b' },
  { damage: 'a typographic quote', between: '”' },
];

test.for(CARRIERS.flatMap((carrier) => DAMAGES.map((damage) => ({ ...carrier, ...damage }))))(
  '$name with $damage in it is refused without being shown',
  ({ name, beside, between }) => {
    const surroundings = environment({ ...beside, [name]: FIRST + between + SECOND });

    const { what, next, message } = refusal(() => readConnection(surroundings));

    expect(what).toContain(name);
    expect(next).toMatch(/^Ask the user to copy the key again/);
    expect(message).not.toContain(FIRST);
    expect(message).not.toContain(SECOND);
  },
);

test.for(DAMAGES)('a stored key with $damage in it is refused without being shown', ({ between }) => {
  const surroundings = environment();
  const file = writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: FIRST + between + SECOND });

  const { what, message } = refusal(() => readConnection(surroundings));

  expect(what).toContain(`api_key in ${file}`);
  expect(message).not.toContain(FIRST);
  expect(message).not.toContain(SECOND);
});

test.for(['a', 'sk-1234', 'Zm9v+/==', 'no.prefix_at-all', "'quoted'"])(
  'no form of key is asked for: %s is taken',
  (key) => {
    expect(readConnection(environment({ RUNAPI_API_KEY: key })).apiKey).toBe(key);
  },
);
