/** Run by close.test.ts in a process of its own, which must end by itself. */
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { until } from '../../support/until.ts';
import { send } from '../../support/sandbox-client.ts';

const SCENARIOS: Record<string, () => Promise<string>> = {
  async stalled() {
    const sandbox = await startSandbox({ fault: 'stall-mid-stream' });
    const stalled = send(sandbox.url, 'chat-completions', { patienceMs: 600_000 });
    await until('the request has come', () => sandbox.exchanges[0]?.deltasSent === 5);
    await sandbox.close();
    await stalled;
    const { status } = await send(sandbox.url, 'chat-completions');
    return `stalled, closed, ${status === undefined ? 'refused' : `answered ${status}`}`;
  },
  async 'port-taken'() {
    const sandbox = await startSandbox();
    const code = await startSandbox({ port: sandbox.port }).then(
      () => 'started',
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    await sandbox.close();
    return `${code}, closed`;
  },
};

process.stdout.write(`${await SCENARIOS[process.argv[2] ?? '']?.()}\n`);
