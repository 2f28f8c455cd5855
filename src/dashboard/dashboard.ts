import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { recoverLedger } from '../delegation/run/recover-usage.ts';
import { DelegateError } from '../errors.ts';
import { openUsageFeed } from '../ledger/usage-feed.ts';
import { openRunStore } from '../runs/store.ts';
import { openProjectFolders } from '../state/project-folders.ts';
import { VERSION } from '../version.ts';
import { createApi } from './api.ts';
import { startFeed } from './feed.ts';
import { readAssets, type Assets } from './server/assets.ts';
import { openEventStream } from './server/event-stream.ts';
import { createGuard, type Guard } from './server/guard.ts';
import { createPageServer } from './server/serve-page.ts';
import { createUsageView } from './usage-view.ts';

export interface DashboardOptions {
  /** Shows the runs of all projects. */
  readonly all: boolean;
  /** On loopback; 0 is a free one. */
  readonly port: number;
  /** Where the page is not the built one. */
  readonly assets?: Assets;
  readonly now?: () => Date;
}

export interface Dashboard {
  /** With the token in its fragment, which no browser sends and no server logs. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws {DelegateError} `input` for a port that cannot be used. */
export async function startDashboard(config: Config, options: DashboardOptions): Promise<Dashboard> {
  const { settings } = config;
  const { stateDir, roots, budgets } = settings;
  const { all, now = () => new Date() } = options;
  const assets = options.assets ?? (await readAssets());
  const folders = openProjectFolders(stateDir, 'runs', { roots, all });
  const usage = openUsageFeed(stateDir);
  const feed = startFeed({ stateDir, folders, usage });
  const closing = new AbortController();
  // What a killed process had paid for is added while nobody waits.
  recoverLedger(settings).catch(() => undefined);
  let guard: Guard | undefined;
  const server = createPageServer({
    guard: () => guard,
    assets,
    api: createApi({
      config,
      runs: openRunStore(stateDir, { ...settings, all }),
      feed,
      usage: createUsageView({ stateDir, budgets, feed: usage, now }),
      signal: closing.signal,
    }),
    stream(response) {
      const page = openEventStream(response, () => unsubscribe());
      const project = all ? null : folders.project().join(path.delimiter);
      page.send({ type: 'hello', facts: { version: VERSION, project } });
      const unsubscribe = feed.subscribe(page);
    },
  });
  try {
    server.listen(options.port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    feed.close();
    throw unusablePort(options.port, error);
  }
  const { port } = server.address() as AddressInfo;
  const token = randomBytes(32).toString('base64url');
  guard = createGuard({ port, token });
  return {
    url: `http://127.0.0.1:${port}/#${token}`,
    async close() {
      closing.abort();
      feed.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function unusablePort(port: number, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return cause;
  const problem = code === 'EACCES' ? 'needs more rights than this user has' : 'is in use';
  return new DelegateError(
    'input',
    `Port ${port} on 127.0.0.1 ${problem}.`,
    'Choose another --port, or omit it to use a free one.',
    { cause },
  );
}
