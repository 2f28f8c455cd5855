import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, KEY } from './upstream.ts';
import type { Command } from './server.ts';

export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-bench-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Our server, with a home folder of its own. */
export function ours(url: string, home: string, extra: Record<string, string> = {}): Command {
  return {
    command: process.execPath,
    args: [BIN],
    env: {
      HOME: home,
      RUNAPI_API_KEY: KEY,
      RUNAPI_BASE_URL: url,
      DEEPSEEK_STATE_DIR: path.join(home, '.state'),
      ...extra,
    },
  };
}

/** A script of `bare/`: the least that has to be done for the same, as a peer to measure against. */
export function bare(script: 'chat' | 'initialize' | 'nothing' | 'server', url = ''): Command {
  return {
    command: process.execPath,
    args: [fileURLToPath(new URL(`bare/${script}.mjs`, import.meta.url))],
    env: { RUNAPI_API_KEY: KEY, RUNAPI_BASE_URL: url },
  };
}
