import { describe, expect, test } from 'vitest';
import { openStage, runPython } from './targets.ts';

const TOOLS = ['deepseek_chat', 'deepseek_stream', 'list_models'];

describe.for(['stdio', 'HTTP'] as const)('over %s', (transport) => {
  test.for([
    ['legacy', /^2025-/],
    ['auto', /^2026-07-28$/],
  ] as const)('the official SDK of Python works (mode %s)', async ([mode, protocol]) => {
    await using stage = await openStage(transport);
    const { exitCode, stdout, stderr } = await runPython('mcp_client.py', [
      JSON.stringify(stage.target),
      mode,
    ]);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const seen = JSON.parse(stdout) as Record<string, unknown>;
    expect(seen).toMatchObject({
      protocol: expect.stringMatching(protocol),
      tools: TOOLS,
      text: expect.stringContaining('This is the sandbox'),
      chat: { status: 'complete', model: 'deepseek-v4-pro', usage: { total_tokens: expect.any(Number) } },
      stream: { status: 'complete' },
      wrong: [true, expect.stringContaining('modle')],
      models: ['deepseek-v4-pro', 'deepseek-v4-flash'],
    });
    expect(seen['progress']).toBeGreaterThan(0);
    expect(stage.sandbox.exchanges.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('an agent of Pydantic AI has its calls answered', async () => {
    await using stage = await openStage(transport);
    const { exitCode, stdout, stderr } = await runPython('agent.py', [JSON.stringify(stage.target)]);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { tools, returned } = JSON.parse(stdout) as { tools: string[]; returned: string[] };
    expect(tools.toSorted()).toEqual(TOOLS);
    expect(returned[0]).toMatch(/This is the sandbox.*\[deepseek-v4-pro · stop · /s);
    expect(returned[1]).toMatch(/\[deepseek-v4-pro · stop · /);
    expect(returned[2]).toContain('deepseek-v4-flash');
  });
});
