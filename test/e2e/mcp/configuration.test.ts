import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { textOf } from '../../support/results.ts';
import { spawnServer } from '../../support/server.ts';

const BARE = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

test('without a key the server starts, lists its tools, and each says what to set and who does it', async () => {
  await using server = await spawnServer(BARE);
  const { tools } = await server.client.listTools();

  expect(tools).toHaveLength(3);
  for (const { name } of tools) {
    const result = await server.client.callTool({
      name,
      arguments: name === 'list_models' ? {} : { prompt: 'Hi' },
    });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/^RUNAPI_API_KEY is not set.*Ask the user to get a RunAPI key/);
  }
});

test('OPENAI_API_KEY alone is not sent to RunAPI, and the refusal says why', async () => {
  await using server = await spawnServer({ ...BARE, OPENAI_API_KEY: 'sk-live-0123456789' });
  const result = await server.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hi' } });

  expect(textOf(result)).toMatch(/^OPENAI_API_KEY is set without OPENAI_BASE_URL.*api\.openai\.com/);
  expect(textOf(result)).not.toContain('0123456789');
});

test('the OPENAI pair is used at its URL, and nothing else of OPENAI_* is sent', async () => {
  await using sandbox = await startSandbox({ apiKey: 'pair-key' });
  await using server = await spawnServer({
    ...BARE,
    OPENAI_API_KEY: 'pair-key',
    OPENAI_BASE_URL: `${sandbox.url}/v1`,
    OPENAI_ORG_ID: 'org-secret',
    OPENAI_PROJECT_ID: 'proj-secret',
    OPENAI_CUSTOM_HEADERS: 'X-Secret: custom-secret',
    ANTHROPIC_CUSTOM_HEADERS: 'X-Other: custom-secret',
  });
  const result = await server.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hi' } });

  expect(result.isError).toBeFalsy();
  const { headers, path } = sandbox.exchanges[0] ?? { headers: {}, path: '' };
  expect(path).toBe('/v1/chat/completions');
  expect(headers.authorization).toBe('Bearer pair-key');
  expect(JSON.stringify(headers)).not.toContain('secret');
});
