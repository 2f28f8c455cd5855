import { expect, test } from 'vitest';
import { readConnection } from '../../src/config/config.ts';
import { environment, KEY, refusal, writeConfigFile } from './support.ts';

test('OPENAI_API_KEY alone is refused, since it may be for api.openai.com', () => {
  const { what, message } = refusal(() => readConnection(environment({ OPENAI_API_KEY: KEY })));

  expect(what).toContain('OPENAI_API_KEY is set without OPENAI_BASE_URL');
  expect(message).toContain('RUNAPI_API_KEY');
  expect(message).not.toContain(KEY);
});

test('OPENAI_BASE_URL alone is refused, since there is no key for it', () => {
  const { what, next } = refusal(() =>
    readConnection(environment({ OPENAI_BASE_URL: 'https://runapi.ai/v1' })),
  );

  expect(what).toContain('OPENAI_BASE_URL is set without OPENAI_API_KEY');
  expect(next).toContain('OPENAI_API_KEY');
});

test('half an OPENAI pair is refused even where there is a stored key', () => {
  const surroundings = environment({ OPENAI_API_KEY: KEY });
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: 'key-of-file' });

  expect(refusal(() => readConnection(surroundings)).message).not.toContain(KEY);
});

test.for([
  'https://api.openai.com',
  'https://api.openai.com/v1',
  'https://API.OpenAI.com/v1/',
  'https://api.openai.com./v1',
  'https://api.openai.com:8443/v1',
])('OPENAI_BASE_URL %s is refused, since DeepSeek is not there', (value) => {
  const { what, next, message } = refusal(() =>
    readConnection(environment({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: value })),
  );

  expect(what).toMatch(/^OPENAI_BASE_URL is .*which does not serve DeepSeek/);
  expect(next).toContain('RUNAPI_API_KEY');
  expect(message).not.toContain(KEY);
});

const ANTHROPIC_KEY = { ANTHROPIC_API_KEY: KEY };

test.for([
  ['https://runapi.ai', 'https://runapi.ai'],
  ['https://runapi.ai/v1', 'https://runapi.ai'],
  ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ['http://localhost:4010/', 'http://localhost:4010'],
  ['http://[::1]:4010', 'http://[::1]:4010'],
] as const)('the ANTHROPIC pair is used at %s, and speaks messages', ([value, rootUrl]) => {
  expect(readConnection(environment({ ...ANTHROPIC_KEY, ANTHROPIC_BASE_URL: value }))).toEqual({
    apiKey: KEY,
    rootUrl,
    protocol: 'messages',
    source: 'ANTHROPIC_API_KEY',
  });
});

test('DEEPSEEK_PROTOCOL wins over the messages of the ANTHROPIC pair', () => {
  const surroundings = environment({
    ...ANTHROPIC_KEY,
    ANTHROPIC_BASE_URL: 'https://runapi.ai',
    DEEPSEEK_PROTOCOL: 'gemini',
  });

  expect(readConnection(surroundings).protocol).toBe('gemini');
});

test('DEEPSEEK_PROTOCOL=messages allows the ANTHROPIC pair at any other gateway', () => {
  const surroundings = environment({
    ...ANTHROPIC_KEY,
    ANTHROPIC_BASE_URL: 'https://gateway.example/anthropic',
    DEEPSEEK_PROTOCOL: 'messages',
  });

  expect(readConnection(surroundings)).toMatchObject({
    rootUrl: 'https://gateway.example/anthropic',
    protocol: 'messages',
  });
});

/** The agent that starts us often has a pair of its own, which is not ours to use. */
const NOT_MEANT: Record<string, string>[] = [
  { ANTHROPIC_BASE_URL: 'https://api.anthropic.com' },
  { ANTHROPIC_BASE_URL: 'https://gateway.example' },
  { ANTHROPIC_BASE_URL: 'https://gateway.example', DEEPSEEK_PROTOCOL: 'chat-completions' },
  { ANTHROPIC_BASE_URL: 'https://runapi.ai.example' },
  { ANTHROPIC_BASE_URL: 'https://example.com/runapi.ai' },
  {},
  { DEEPSEEK_PROTOCOL: 'messages' },
];

test.for(NOT_MEANT)('the ANTHROPIC key with %o is ignored in favor of the stored one', (variables) => {
  const surroundings = environment({ ...ANTHROPIC_KEY, ...variables });
  writeConfigFile(`${surroundings['HOME']}/.config`, { api_key: 'key-of-file' });

  expect(readConnection(surroundings)).toMatchObject({
    apiKey: 'key-of-file',
    rootUrl: 'https://runapi.ai',
  });
});

test.for(NOT_MEANT)('the ANTHROPIC key with %o and no other key is an error that says why', (variables) => {
  const { what, next, message } = refusal(() =>
    readConnection(environment({ ...ANTHROPIC_KEY, ...variables })),
  );

  expect(what).toMatch(/ANTHROPIC_API_KEY is .*not used/);
  expect(next).toContain('RUNAPI_API_KEY');
  expect(message).not.toContain(KEY);
});

test('the ANTHROPIC pair is not used at api.anthropic.com, whatever the protocol', () => {
  const { what, message } = refusal(() =>
    readConnection(
      environment({
        ...ANTHROPIC_KEY,
        ANTHROPIC_BASE_URL: 'https://api.anthropic.com',
        DEEPSEEK_PROTOCOL: 'messages',
      }),
    ),
  );

  expect(what).toMatch(/^ANTHROPIC_BASE_URL is .*which does not serve DeepSeek/);
  expect(message).not.toContain(KEY);
});

test('an ANTHROPIC_BASE_URL without a key is nobody else’s business', () => {
  const { message } = refusal(() => readConnection(environment({ ANTHROPIC_BASE_URL: 'https://runapi.ai' })));

  expect(message).toMatch(/^RUNAPI_API_KEY is not set/);
});
