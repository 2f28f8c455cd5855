import path from 'node:path';
import { readConfig } from '../../src/config/config.ts';
import { startDashboard, type Dashboard } from '../../src/dashboard/dashboard.ts';
import type { Assets } from '../../src/dashboard/server/assets.ts';
import type { PageEvent } from '../../src/dashboard/views.ts';
import { openRunStore, type RunStore } from '../../src/runs/store.ts';
import { write } from './files.ts';
import { temporaryFolder } from './folder.ts';

/** A project with a state folder, and a dashboard over it. */
export interface DashboardWorld extends AsyncDisposable {
  readonly root: string;
  readonly stateDir: string;
  readonly dashboard: Dashboard;
  /** Without the token. */
  readonly origin: string;
  readonly token: string;
  readonly runs: RunStore;
  /** With the token. */
  request(path: string, options?: RequestInit): Promise<Response>;
  get<Body>(path: string): Promise<Body>;
  /** The stream of events, until it is aborted. */
  events(signal: AbortSignal): AsyncGenerator<PageEvent>;
}

interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly all?: boolean;
  /** Called before the dashboard starts. */
  readonly prepare?: (world: { root: string; stateDir: string; runs: RunStore }) => Promise<void>;
  /** The built page. */
  readonly isBuilt?: boolean;
}

const NO_PAGE: Assets = new Map([['/', { type: 'text/html', content: Buffer.from('the page') }]]);

export async function openDashboard(options: WorldOptions = {}): Promise<DashboardWorld> {
  const { files = {}, environment = {}, all = false, isBuilt = false } = options;
  const folder = await temporaryFolder();
  const root = path.join(folder.path, 'project');
  const stateDir = path.join(folder.path, 'state');
  write(root, { 'README.md': '# A project\n', ...files });
  const config = readConfig({
    HOME: '/nonexistent',
    DEEPSEEK_ROOTS: root,
    DEEPSEEK_STATE_DIR: stateDir,
    ...environment,
  });
  const runs = openRunStore(stateDir, { ...config.settings, all });
  await options.prepare?.({ root, stateDir, runs });
  const dashboard = await startDashboard(config, { all, port: 0, ...(!isBuilt && { assets: NO_PAGE }) });
  const [origin = '', token = ''] = dashboard.url.split('/#');
  const request: DashboardWorld['request'] = (target, init = {}) =>
    fetch(`${origin}${target}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  return {
    root,
    stateDir,
    dashboard,
    origin,
    token,
    runs,
    request,
    get: async (target) => (await request(target)).json() as never,
    events: (signal) => readEvents(request('/api/events', { signal })),
    async [Symbol.asyncDispose]() {
      await dashboard.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function* readEvents(asked: Promise<Response>): AsyncGenerator<PageEvent> {
  const { body } = await asked;
  let rest = '';
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + piece).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: ')) yield JSON.parse(event.slice('data: '.length)) as PageEvent;
    }
  }
}
