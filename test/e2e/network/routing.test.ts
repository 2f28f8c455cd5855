import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { builtOnce } from '../../support/command.ts';
import { sandboxEnvironment } from '../../support/server.ts';
import { listen } from '../../support/listen.ts';

test.for(builtOnce([['1'], [undefined]]))(
  'a gateway on loopback is reached directly, whatever the proxy variables say (NODE_USE_ENV_PROXY=%s)',
  async ([useEnvProxy, runCase]) => {
    await using sandbox = await startSandbox();
    await using proxy = await listen(createServer((socket) => socket.destroy()));
    const address = `http://127.0.0.1:${proxy.port}`;
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
    const environment = sandboxEnvironment(sandbox, {
      ...Object.fromEntries(names.map((name) => [name, address])),
      ...(useEnvProxy && { NODE_USE_ENV_PROXY: useEnvProxy }),
    });

    const { exitCode } = await runCase(['chat', 'Say ok.'], { environment });

    expect(exitCode).toBe(0);
    expect(proxy.connections()).toBe(0);
    expect(sandbox.exchanges).toHaveLength(1);
  },
);
