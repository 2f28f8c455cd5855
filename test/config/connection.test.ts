import { expect, test } from 'vitest';
import { readConfig, readConnection } from '../../src/config/config.ts';
import { environment, KEY, refusal, writeConfigFile } from './support.ts';

const RUNAPI = { RUNAPI_API_KEY: 'key-of-runapi' };
const TOKEN = { RUNAPI_TOKEN: 'key-of-token' };
const OPENAI = { OPENAI_API_KEY: 'key-of-openai', OPENAI_BASE_URL: 'https://openai.example/v1' };
const ANTHROPIC = { ANTHROPIC_API_KEY: 'key-of-anthropic', ANTHROPIC_BASE_URL: 'https://runapi.ai' };

test.for<{ when: string; variables: Record<string, string>; source: string; key: string }>([
  {
    when: 'all are set',
    variables: { ...ANTHROPIC, ...OPENAI, ...TOKEN, ...RUNAPI },
    source: 'RUNAPI_API_KEY',
    key: 'key-of-runapi',
  },
  {
    when: 'RUNAPI_API_KEY is not',
    variables: { ...ANTHROPIC, ...OPENAI, ...TOKEN },
    source: 'RUNAPI_TOKEN',
    key: 'key-of-token',
  },
  {
    when: 'RUNAPI_API_KEY is blank',
    variables: { ...TOKEN, RUNAPI_API_KEY: '  ' },
    source: 'RUNAPI_TOKEN',
    key: 'key-of-token',
  },
  {
    when: 'no RUNAPI key is',
    variables: { ...ANTHROPIC, ...OPENAI },
    source: 'OPENAI_API_KEY',
    key: 'key-of-openai',
  },
  {
    when: 'only the ANTHROPIC pair is',
    variables: ANTHROPIC,
    source: 'ANTHROPIC_API_KEY',
    key: 'key-of-anthropic',
  },
])('when $when, the key comes from $source, even with a stored one', ({ variables, source, key }) => {
  const surroundings = environment(variables);
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: 'key-of-file' });

  expect(readConnection(surroundings)).toMatchObject({ source, apiKey: key });
});

test('when no variable is set, the key comes from the file, whose path is the source', () => {
  const surroundings = environment();
  const file = writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: 'key-of-file' });

  expect(readConnection(surroundings)).toEqual({
    apiKey: 'key-of-file',
    rootUrl: 'https://runapi.ai',
    protocol: 'chat-completions',
    source: file,
  });
});

test('the base URL of one pair never goes with the key of another', () => {
  const { ANTHROPIC_BASE_URL } = ANTHROPIC;
  const surroundings = environment({
    ...RUNAPI,
    OPENAI_BASE_URL: OPENAI.OPENAI_BASE_URL,
    ANTHROPIC_BASE_URL,
  });

  expect(readConnection(surroundings)).toMatchObject({
    apiKey: 'key-of-runapi',
    rootUrl: 'https://runapi.ai',
  });
  expect(readConnection(environment({ ...OPENAI, RUNAPI_BASE_URL: 'https://other.example' }))).toMatchObject({
    rootUrl: 'https://openai.example',
  });
});

test('half an OPENAI pair beside a RUNAPI key is of no interest', () => {
  const surroundings = environment({ ...RUNAPI, OPENAI_API_KEY: 'sk-of-somebody-else' });

  expect(readConnection(surroundings)).toMatchObject({ source: 'RUNAPI_API_KEY' });
});

test.for([
  [undefined, 'chat-completions'],
  ['chat-completions', 'chat-completions'],
  ['messages', 'messages'],
  ['gemini', 'gemini'],
] as const)('DEEPSEEK_PROTOCOL %s makes %s the default protocol', ([value, protocol]) => {
  const surroundings = environment({ ...RUNAPI, DEEPSEEK_PROTOCOL: value });

  expect(readConnection(surroundings).protocol).toBe(protocol);
});

test('a protocol that does not exist is refused with the list of those that do', () => {
  const { message } = refusal(() => readConnection(environment({ ...RUNAPI, DEEPSEEK_PROTOCOL: 'openai' })));

  expect(message).toContain('DEEPSEEK_PROTOCOL is "openai"');
  expect(message).toContain('chat-completions, messages, gemini');
});

test('without any key the error says which variable to set and where keys are', () => {
  const { message } = refusal(() => readConnection(environment()));

  expect(message).toMatch(/^RUNAPI_API_KEY is not set/);
  expect(message).toContain('https://runapi.ai/api_keys');
  expect(message).toContain('restart');
});

test('blanks around a value are no part of it', () => {
  const surroundings = environment({
    RUNAPI_API_KEY: ` ${KEY}\n`,
    RUNAPI_BASE_URL: ' https://gateway.example ',
    DEEPSEEK_PROTOCOL: ' gemini ',
  });

  expect(readConnection(surroundings)).toEqual({
    apiKey: KEY,
    rootUrl: 'https://gateway.example',
    protocol: 'gemini',
    source: 'RUNAPI_API_KEY',
  });
});

test('readConfig reads the connection and the settings of one environment', () => {
  const config = readConfig(environment({ ...RUNAPI, DEEPSEEK_MODEL: 'deepseek-flash' }));

  expect(config.connection().apiKey).toBe('key-of-runapi');
  expect(config.settings.model).toBe('deepseek-flash');
});
