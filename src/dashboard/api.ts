import type { Config } from '../config/config.ts';
import { DelegateError } from '../errors.ts';
import type { RunStore } from '../runs/store.ts';
import type { Feed } from './feed.ts';
import { cancelRun, undoRun } from './runs/actions.ts';
import { describeRun, textSince } from './runs/run-detail.ts';
import { listRows } from './runs/search.ts';
import type { UsageView } from './views.ts';

interface ApiOptions {
  readonly config: Config;
  readonly runs: RunStore;
  readonly feed: Feed;
  readonly usage: (days: number) => Promise<UsageView>;
  /** Ends what still waits. */
  readonly signal: AbortSignal;
}

/** @returns What is sent as JSON; undefined for what does not exist. @throws {DelegateError} */
export type Api = (method: string, url: URL) => Promise<object | undefined>;

const RUN = /^\/api\/runs\/([\w-]{1,80})(?:\/(text|cancel|undo))?$/;
const MOST_DAYS = 400;

/** What the page may ask for, beside the stream. */
export function createApi({ config, runs, feed, usage, signal }: ApiOptions): Api {
  const { stateDir } = config.settings;
  const snapshotOf = async (id: string) => (await feed.live.snapshotOf(id)) ?? (await runs.read(id));
  const read = async (id: string, part: string | undefined, query: URLSearchParams) => {
    if (part === undefined) return describeRun(stateDir, await snapshotOf(id));
    if (part === 'text') return textSince(await snapshotOf(id), readCount(query, 'from', 0));
    return undefined;
  };
  const act = async (id: string, action: string | undefined) => {
    if (action === 'cancel') return cancelRun(runs, id, signal);
    return action === 'undo' ? undoRun(config, runs, id) : undefined;
  };

  return async (method, { pathname, searchParams }) => {
    feed.touch();
    const [, id, part] = RUN.exec(pathname) ?? [];
    if (method === 'POST') return id === undefined ? undefined : act(id, part);
    if (method !== 'GET') return undefined;
    if (id !== undefined) return read(id, part, searchParams);
    if (pathname === '/api/usage') return usage(readCount(searchParams, 'days', 30, MOST_DAYS));
    if (pathname !== '/api/runs') return undefined;
    await feed.index.firstRead;
    return listRows(feed.index, {
      search: searchParams.get('search') ?? '',
      status: searchParams.get('status') ?? '',
      limit: readCount(searchParams, 'limit', 50, 1000),
    });
  };
}

/** @throws {DelegateError} `input` */
function readCount(query: URLSearchParams, name: string, byDefault: number, most = Number.MAX_SAFE_INTEGER) {
  const text = query.get(name);
  if (text === null) return byDefault;
  const count = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (count <= most) return count;
  throw new DelegateError(
    'input',
    `${name} is "${text.slice(0, 60)}"; it takes a whole number up to ${most}.`,
    '',
  );
}
