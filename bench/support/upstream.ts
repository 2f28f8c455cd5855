import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
export const KEY = 'bench-key';

/** The sandbox in a process of its own, so that its work is nobody else's. */
export async function startUpstream(words: readonly string[] = ['--ttft', '0']) {
  const child = spawn(process.execPath, [BIN, 'sandbox', ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
