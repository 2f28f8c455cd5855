import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/folder.ts';
import { LITELLM } from './environment.ts';

const FILES = ['litellm.yaml', 'litellm_keys.py'];

interface Proxy extends AsyncDisposable {
  readonly url: string;
}

/** LiteLLM's own proxy before a gateway, without a database and without anything of the internet. */
export async function startLiteLlm(upstreamUrl: string): Promise<Proxy> {
  const folder = await temporaryFolder();
  for (const name of FILES) {
    await cp(fileURLToPath(new URL(`programs/${name}`, import.meta.url)), path.join(folder.path, name));
  }
  const port = await freePort();
  const words = ['--config', 'litellm.yaml', '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(path.join(LITELLM, 'litellm'), words, {
    cwd: folder.path,
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      UPSTREAM_URL: `${upstreamUrl}/v1`,
      UPSTREAM_KEY: 'upstream-key',
      LITELLM_MASTER_KEY: 'sk-master-Zk3nV9qLwX7tR2mB8sYc4HdJ6fPgA1eU',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_TELEMETRY: 'False',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/health/liveliness`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`LiteLLM ended: ${output}`);
    await sleep(200);
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** LiteLLM prints no port of its own choice. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
