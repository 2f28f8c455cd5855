import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { finish, run, start } from '../../support/binary.ts';
import { countReplies, hostileLines, handshakes } from '../../support/hostile-lines.ts';
import { sandboxEnvironment } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const BARE = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
const [, LEGACY, MODERN] = handshakes;

function linesOf(stdout: string): string[] {
  return stdout.split('\n').filter(Boolean);
}

test.for([LEGACY, MODERN])(
  'every request that is piped in gets exactly one reply before the server ends (handshake %#)',
  { timeout: 120_000 },
  async (handshake) => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileLines, { minLength: 12, maxLength: 12 }), async (parts) => {
        // One list of lines uses each id once; several are told apart by a number before it.
        const lines = parts.flatMap((part, place) =>
          part.map(({ text, ids }) => ({
            text: text.replaceAll(/"id":1(\d{3})\b/g, `"id":${place + 2}$1`),
            ids: ids.map((id) => id + (place + 1) * 1000),
          })),
        );
        const stdin = [...handshake, ...lines.map(({ text }) => text)].join('\n');
        const { stdout, exitCode } = await run(['serve'], { environment: BARE, stdin });
        const counts = countReplies(linesOf(stdout));

        expect(lines.flatMap(({ ids }) => ids).filter((id) => counts.get(id) !== 1)).toEqual([]);
        expect(exitCode).toBe(0);
      }),
      { numRuns: 2 },
    );
  },
);

test.for([LEGACY, MODERN])(
  'a line over the limit ends neither the server nor a call under way (handshake %#)',
  async (handshake) => {
    await using sandbox = await startSandbox({ tokensPerSecond: 100 });
    const child = start(['serve'], { environment: sandboxEnvironment(sandbox) });
    const finished = finish(child);
    let seen = '';
    child.stdout.on('data', (text: string) => (seen += text));
    const meta = handshake === MODERN ? (JSON.parse(MODERN[0]) as { params: object }).params : {};
    const call = (id: number, prompt: string) =>
      `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'deepseek_chat', arguments: { prompt }, ...meta } })}\n`;
    child.stdin.write(`${handshake.join('\n')}\n${call(1, 'Explain this in 60 words.')}`);
    await until('upstream is writing', () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
    child.stdin.write(call(2, 'x'.repeat(12 * 1024 * 1024)));
    child.stdin.write(call(3, 'Hello'));
    await until(
      'all are answered',
      () => countReplies(linesOf(seen.slice(0, seen.lastIndexOf('\n') + 1))).size === 4,
    );
    child.stdin.end();
    const { stdout, exitCode, stderr } = await finished;
    const byId = new Map(linesOf(stdout).map((line) => [(JSON.parse(line) as { id: unknown }).id, line]));

    expect(byId.get(1)).toContain('"status":"complete"');
    expect(byId.get(2)).toMatch(/"code":-32600,.*has 125\d{5} bytes/);
    expect(byId.get(3)).toContain('"status":"complete"');
    expect([exitCode, stderr]).toEqual([0, '']);
  },
);

test('a call that is piped in is answered, even without a line break at its end', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 20 });
  const params = { name: 'deepseek_chat', arguments: { prompt: 'Explain this in 5000 words.' } };
  const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const stdin = [...LEGACY, call].join('\n');
  const { stdout, exitCode } = await run([], { environment: sandboxEnvironment(sandbox), stdin });

  expect(countReplies(linesOf(stdout))).toEqual(
    new Map<unknown, number>([
      ['open', 1],
      [1, 1],
    ]),
  );
  expect(exitCode).toBe(0);
});
