import { expect, test } from 'vitest';
import { readConnection } from '../../src/config/config.ts';
import { environment, KEY, refusal, writeConfigFile } from './support.ts';

test.for([
  ['https://runapi.ai', 'https://runapi.ai'],
  ['https://runapi.ai/', 'https://runapi.ai'],
  ['https://runapi.ai/v1', 'https://runapi.ai'],
  ['https://runapi.ai/v1/', 'https://runapi.ai'],
  ['https://runapi.ai/v1beta', 'https://runapi.ai'],
  ['https://runapi.ai/v1beta/', 'https://runapi.ai'],
  ['https://RunAPI.ai:443/v1', 'https://runapi.ai'],
  ['https://gateway.example:8443/llm/v1', 'https://gateway.example:8443/llm'],
  ['https://gateway.example/llm/', 'https://gateway.example/llm'],
  ['https://gateway.example/v10', 'https://gateway.example/v10'],
  ['http://localhost:4010/v1', 'http://localhost:4010'],
  ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ['http://127.9.9.9', 'http://127.9.9.9'],
  ['http://[::1]:4010/v1', 'http://[::1]:4010'],
] as const)('RUNAPI_BASE_URL %s leads to the root %s', ([value, rootUrl]) => {
  const surroundings = environment({ RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: value });

  expect(readConnection(surroundings).rootUrl).toBe(rootUrl);
});

const REFUSED: { what: string; value: string; says: string | RegExp }[] = [
  { what: 'plain http off loopback', value: 'http://gateway.example/v1', says: 'https://gateway.example' },
  { what: 'plain http to RunAPI', value: 'http://runapi.ai', says: 'unencrypted' },
  { what: 'a name that only starts like loopback', value: 'http://127.0.0.1.example', says: 'unencrypted' },
  { what: 'a name that ends like localhost', value: 'http://evil-localhost', says: 'unencrypted' },
  { what: 'no URL', value: 'runapi.ai', says: '"runapi.ai"' },
  { what: 'another scheme', value: 'ftp://runapi.ai', says: /not an http or https URL/ },
  { what: 'a query', value: 'https://runapi.ai/v1?key=1', says: 'query' },
  { what: 'a fragment', value: 'https://runapi.ai/v1#top', says: 'fragment' },
  { what: 'a user name', value: 'https://somebody@runapi.ai', says: 'user name' },
];

/** What carries a base URL, beside what makes it count. */
const CARRIERS: { name: string; key: Record<string, string> }[] = [
  { name: 'RUNAPI_BASE_URL', key: { RUNAPI_API_KEY: KEY } },
  { name: 'OPENAI_BASE_URL', key: { OPENAI_API_KEY: KEY } },
  { name: 'ANTHROPIC_BASE_URL', key: { ANTHROPIC_API_KEY: KEY, DEEPSEEK_PROTOCOL: 'messages' } },
];

test.for(CARRIERS.flatMap((carrier) => REFUSED.map((refused) => ({ ...carrier, ...refused }))))(
  '$name with $what is refused: the message names it and says what to do',
  ({ name, key, value, says }) => {
    const { what, next, message } = refusal(() => readConnection(environment({ ...key, [name]: value })));

    expect(what).toContain(name);
    expect(message).toMatch(says);
    expect(next).toMatch(/^Ask the user to set .*restart the server\.$/);
    expect(message).not.toContain(KEY);
  },
);

test('a bad base_url in the file is refused by the name of the file', () => {
  const surroundings = environment();
  const file = writeConfigFile(`${surroundings['HOME']}/.config`, {
    api_key: KEY,
    base_url: 'http://gateway.example',
  });

  const { message } = refusal(() => readConnection(surroundings));

  expect(message).toContain(`base_url in ${file}`);
  expect(message).not.toContain(KEY);
});

test.for([
  'https://user:the-password@runapi.ai',
  'ftp://user:the-password@runapi.ai',
  'user:the-password@runapi',
])('the password in %s is not shown', (value) => {
  const surroundings = environment({ RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: value });

  expect(refusal(() => readConnection(surroundings)).message).not.toContain('the-password');
});

test('a key that was put where the URL belongs is not shown', () => {
  const surroundings = environment({ RUNAPI_API_KEY: 'https://runapi.ai', RUNAPI_BASE_URL: KEY });

  expect(refusal(() => readConnection(surroundings)).message).not.toContain(KEY);
});
