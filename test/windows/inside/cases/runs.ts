import assert from 'node:assert/strict';
import { once } from 'node:events';
import { receiptOf, runIdOf, textOf } from '../../../support/results.ts';
import { until } from '../../../support/until.ts';
import type { Case } from '../case.ts';

const area = 'Runs';
const WORDS = 'word '.repeat(60).trim();
const SLOW = { tokensPerSecond: 20, answer: () => WORDS };
const ENDLESS = { tokensPerSecond: 2, answer: () => 'word '.repeat(500) };

export const runs: readonly Case[] = [
  {
    area,
    name: '`list`, `show`, `continue` and `remove`',
    async run({ upstream, run }) {
      await upstream({ fault: 'reset-mid-stream', faultTimes: 1 });
      const cut = await run(['chat', 'Say hello.', '--json']);
      assert.equal(cut.exitCode, 1);
      const { receipt } = JSON.parse(cut.stdout) as { receipt: { run_id: string } };
      assert.match((await run(['runs'])).stdout, new RegExp(receipt.run_id));
      const whole = await run(['runs', 'continue', receipt.run_id]);
      assert.equal(whole.exitCode, 0, whole.stderr);
      assert.match((await run(['runs', 'show', receipt.run_id])).stdout, /This is the sandbox/);
      const removed = await run(['runs', 'remove', receipt.run_id]);
      assert.equal(removed.exitCode, 0, removed.stderr);
    },
  },
  {
    area,
    name: 'a run that outlasts the call is RUNNING, and read to its end by `run_id`',
    async run({ upstream, serve }) {
      await upstream(SLOW);
      await using it = await serve({ DEEPSEEK_WAIT_SECONDS: '0.5' });
      let result = await it.call('deepseek_stream', { prompt: 'Write.' });
      assert.equal(receiptOf(result).status, 'running', textOf(result));
      const run_id = runIdOf(result);
      await until('the run is complete', async () => {
        result = await it.call('deepseek_stream', { run_id, offset: 0 });
        return receiptOf(result).status === 'complete';
      });
      assert.ok(textOf(result).startsWith(WORDS));
    },
  },
  {
    area,
    name: 'after a kill of the server, the text is kept and the run resumed',
    async run({ upstream, serve }) {
      const sandbox = await upstream(SLOW);
      const first = await serve();
      const call = first.call('deepseek_stream', { prompt: 'Write.' }).catch(() => undefined);
      await until('text has arrived', () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 5);
      process.kill(first.pid);
      await call;
      await using second = await serve();
      const { resources } = await second.client.listResources();
      const run_id = resources.map(({ uri }) => /runs\/(r_[\w-]{22})/.exec(uri)?.[1]).find(Boolean);
      const result = await second.call('deepseek_stream', { run_id, offset: 0 });
      assert.equal(receiptOf(result).status, 'complete', textOf(result));
      assert.ok(textOf(result).startsWith(WORDS), textOf(result));
    },
  },
  {
    area,
    name: '`detach` outlives its server, and saves',
    async run({ upstream, serve, exists, read }) {
      await upstream(SLOW);
      const server = await serve();
      const begun = await server.call('deepseek_stream', {
        prompt: 'Write.',
        save_to: 'out.md',
        detach: true,
      });
      assert.equal(receiptOf(begun).status, 'running', textOf(begun));
      process.kill(server.pid);
      await until('the answer is saved', () => exists('out.md'));
      assert.equal(read('out.md'), WORDS);
    },
  },
  {
    area,
    name: '`chat --detach` outlives its shell; `runs cancel` ends it',
    async run({ upstream, run, start }) {
      const sandbox = await upstream(ENDLESS);
      const child = start(['chat', '--detach', 'Write.']);
      let stdout = '';
      child.stdin.end();
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      const [exitCode] = (await once(child, 'close')) as [number];
      assert.equal(exitCode, 0);
      const id = /r_[\w-]{22}/.exec(stdout)?.[0] ?? '';
      await until('the request has arrived', () => sandbox.exchanges.length > 0);
      const cancelled = await run(['runs', 'cancel', id]);
      assert.equal(cancelled.exitCode, 0, cancelled.stderr);
      await until('the request is aborted', () => sandbox.exchanges[0]?.outcome === 'client-left');
    },
  },
  {
    area,
    name: 'a conversation over two processes',
    async run({ upstream, run }) {
      const sandbox = await upstream();
      const first = await run(['chat', 'My name is Ada.', '--conversation', 'new', '--json']);
      const { receipt } = JSON.parse(first.stdout) as { receipt: { conversation_id: string } };
      const second = await run(['chat', 'What is my name?', '--conversation', receipt.conversation_id]);
      assert.equal(second.exitCode, 0, second.stderr);
      assert.match(sandbox.exchanges[1]?.bodyText ?? '', /My name is Ada\.[^]*What is my name\?/);
    },
  },
  {
    area,
    name: 'a budget for all processes that share the state folder',
    async run({ upstream, run }) {
      await upstream();
      const environment = { DEEPSEEK_TOKEN_BUDGET: '40/day' };
      await run(['chat', 'Say hello in many words.'], { environment });
      const refused = await run(['chat', 'Say hello.'], { environment });
      assert.notEqual(refused.exitCode, 0);
      assert.match(refused.stderr, /40/);
    },
  },
];
