import { expect, test } from 'vitest';
import { readConfig, readConnection } from '../../src/config/config.ts';
import { environment, KEY, refusal, writeConfigFile } from './support.ts';

const PLACEHOLDERS = [
  '${RUNAPI_API_KEY}',
  '${env:RUNAPI_API_KEY}',
  '${RUNAPI_API_KEY:-}',
  '${input:key}',
  '{env:RUNAPI_API_KEY}',
  '$RUNAPI_API_KEY',
  '%RUNAPI_API_KEY%',
  '<your key>',
  'YOUR_RUNAPI_TOKEN',
  'your-api-key',
];

/** Each variable, beside what is needed for it to be read. */
const VARIABLES: { name: string; beside: Record<string, string> }[] = [
  { name: 'RUNAPI_API_KEY', beside: {} },
  { name: 'RUNAPI_TOKEN', beside: {} },
  { name: 'RUNAPI_BASE_URL', beside: { RUNAPI_API_KEY: KEY } },
  { name: 'OPENAI_API_KEY', beside: { OPENAI_BASE_URL: 'https://runapi.ai/v1' } },
  { name: 'OPENAI_BASE_URL', beside: { OPENAI_API_KEY: KEY } },
  { name: 'ANTHROPIC_API_KEY', beside: { ANTHROPIC_BASE_URL: 'https://runapi.ai' } },
  { name: 'ANTHROPIC_BASE_URL', beside: { ANTHROPIC_API_KEY: KEY, DEEPSEEK_PROTOCOL: 'messages' } },
  { name: 'ANTHROPIC_BASE_URL', beside: { ANTHROPIC_API_KEY: KEY } },
  ...[
    'DEEPSEEK_PROTOCOL',
    'DEEPSEEK_MODEL',
    'DEEPSEEK_ROOTS',
    'DEEPSEEK_STATE_DIR',
    'DEEPSEEK_WAIT_SECONDS',
    'DEEPSEEK_IDLE_TIMEOUT_SECONDS',
    'DEEPSEEK_TIMEOUT_SECONDS',
    'DEEPSEEK_MAX_INLINE_CHARS',
    'DEEPSEEK_MAX_INPUT_BYTES',
    'DEEPSEEK_TOKEN_BUDGET',
    'DEEPSEEK_ALLOW_FILES',
  ].map((name) => ({ name, beside: { RUNAPI_API_KEY: KEY } })),
];

test.for(VARIABLES.flatMap((variable) => PLACEHOLDERS.map((value) => ({ ...variable, value }))))(
  '$name=$value beside $beside is refused as a placeholder',
  ({ name, beside, value }) => {
    const { what, next, message } = refusal(() =>
      readConfig(environment({ ...beside, [name]: value })).connection(),
    );

    expect(what).toContain(name);
    expect(what).toContain('placeholder');
    expect(next).toMatch(/^Ask the user to put the real value .*restart the server\.$/);
    expect(message).not.toContain(KEY);
  },
);

test.for(['api_key', 'base_url'])(
  'a placeholder as %s in the file is refused by the name of the file',
  (entry) => {
    const surroundings = environment();
    const file = writeConfigFile(`${surroundings['HOME']}/.config`, {
      api_key: KEY,
      base_url: 'https://runapi.ai',
      [entry]: '${RUNAPI_VALUE}',
    });

    const { what } = refusal(() => readConnection(surroundings));

    expect(what).toContain(`${entry} in ${file}`);
    expect(what).toContain('placeholder');
  },
);

test.for([`<${KEY}>`, `${KEY}\${SUFFIX}`, `\${RUNAPI_API_KEY:-${KEY}}`])(
  'a key that is only dressed up like a placeholder (%s) is refused, but not shown',
  (value) => {
    const { what, message } = refusal(() => readConnection(environment({ RUNAPI_API_KEY: value })));

    expect(what).toContain('RUNAPI_API_KEY');
    expect(message).not.toContain(KEY);
  },
);

test.for(['your', 'sk-your-key', '$', 'a{b}c', '100%'])('%s is no placeholder', (value) => {
  expect(readConnection(environment({ RUNAPI_API_KEY: value })).apiKey).toBe(value);
});
