import { expect, test } from 'vitest';
import { writeInstructions } from '../../src/mcp/instructions.ts';
import { connectInMemory } from '../support/server.ts';

test('the tool list is a public contract of at most 6,000 bytes', async () => {
  await using connected = await connectInMemory({ RUNAPI_API_KEY: 'key' });
  const { tools } = await connected.client.listTools();

  expect(tools.map(({ name }) => name)).toEqual(['deepseek_chat', 'deepseek_stream', 'list_models']);
  await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot('snapshots/tools.json');
  expect(Buffer.byteLength(JSON.stringify({ tools }))).toBeLessThanOrEqual(6000);
});

test('every tool has a title and all four hints, and no schema has a choice at its root', async () => {
  await using connected = await connectInMemory({ RUNAPI_API_KEY: 'key' });
  const { tools } = await connected.client.listTools();

  for (const { title, annotations, inputSchema, outputSchema } of tools) {
    expect(title).toBeTruthy();
    expect(Object.keys(annotations ?? {}).toSorted()).toEqual([
      'destructiveHint',
      'idempotentHint',
      'openWorldHint',
      'readOnlyHint',
    ]);
    expect(Object.keys(inputSchema)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Of$/)]));
    expect(inputSchema['additionalProperties']).toBe(false);
    expect(outputSchema).toBeUndefined();
  }
});

test('the instructions reach the client', async () => {
  await using connected = await connectInMemory({ RUNAPI_API_KEY: 'key' });

  expect(connected.client.getInstructions()).toBe(writeInstructions({ checks: [] }));
});
