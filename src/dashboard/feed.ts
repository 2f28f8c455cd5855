import { setTimeout as sleep } from 'node:timers/promises';
import { DelegateError } from '../errors.ts';
import type { UsageFeed } from '../ledger/usage-feed.ts';
import type { ProjectFolders } from '../state/project-folders.ts';
import { createLiveRuns, type LiveRuns } from './runs/live-runs.ts';
import { createRunIndex, folderTimes, type RunIndex } from './runs/run-index.ts';
import { createSubscribers, type Subscriber } from './subscribers.ts';

/** Reads the state folder again and again as long as a page is open, and tells the pages what is new. */
export interface Feed {
  readonly index: RunIndex;
  readonly live: LiveRuns;
  /** Tells that somebody wants to know, without a subscription. */
  touch(): void;
  /** @returns What ends the subscription. */
  subscribe(subscriber: Subscriber): () => void;
  close(): void;
}

/** More often than a screen shows frames of a text that grows. */
const LIVE_MS = 30;
const LOOK_MS = 200;
/** A run that is resumed changes its file, and not its folder. */
const RESCAN_MS = 2000;
const USAGE_MS = 1000;
/** How long somebody who has asked may want to ask again. */
const INTEREST_MS = 5000;
/** Looking through folders takes at most this share of the time. */
const MOST_SHARE = 0.2;

interface FeedOptions {
  readonly stateDir: string;
  readonly folders: ProjectFolders;
  readonly usage: UsageFeed;
}

export function startFeed({ stateDir, folders, usage }: FeedOptions): Feed {
  const closing = new AbortController();
  const subscribers = createSubscribers();
  let touchedAtMs = -Infinity;
  let scannedAtMs = -Infinity;
  let scannedTimes: string | undefined;
  const index: RunIndex = createRunIndex({
    stateDir,
    folders,
    onChange: () => subscribers.announce('runs'),
  });
  const live = createLiveRuns((id) => index.forget(id));

  /** @returns How long to pause. */
  const followFolders = async () => {
    const startedAtMs = performance.now();
    const times = folderTimes(folders);
    const isDue = startedAtMs - scannedAtMs > RESCAN_MS;
    if (times === undefined || times !== scannedTimes || isDue) {
      scannedAtMs = startedAtMs;
      scannedTimes = times;
      await index.scan();
    }
    const hasMore = await index.readSome(live.isFollowed);
    for (const { folder, id } of index.running()) await live.follow({ stateDir, folder, id });
    const tookMs = performance.now() - startedAtMs;
    // While old runs are read, half of the time is left to those who wait for something; later most of it.
    return hasMore ? tookMs : Math.min(RESCAN_MS, Math.max(LOOK_MS, tookMs / MOST_SHARE));
  };
  const followLive = async () => {
    await live.readMore();
    subscribers.sendNews(live);
    return LIVE_MS;
  };
  const followUsage = async () => {
    await index.firstRead;
    if (usage.readMore()) subscribers.announce('usage');
    return USAGE_MS;
  };
  const isWatched = () => !subscribers.isEmpty() || performance.now() - touchedAtMs < INTEREST_MS;
  const repeat = async (step: () => Promise<number>) => {
    while (!closing.signal.aborted) {
      let pauseMs = USAGE_MS;
      try {
        pauseMs = await step();
        subscribers.setProblem(step, null);
      } catch (error) {
        subscribers.setProblem(step, error instanceof DelegateError ? error.message : String(error));
      }
      // Without a page, nobody wants to know.
      do await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      while (!isWatched() && !closing.signal.aborted);
    }
  };
  for (const step of [followFolders, followLive, followUsage]) void repeat(step);

  return {
    index,
    live,
    touch: () => void (touchedAtMs = performance.now()),
    subscribe: subscribers.add,
    close() {
      closing.abort();
      live.close();
    },
  };
}
