import type { LiveRuns } from './runs/live-runs.ts';
import type { PageEvent } from './views.ts';

/** A page. */
export interface Subscriber {
  send(event: PageEvent): void;
  /** Whether it is behind with reading. Then it gets the newest once it has caught up, not all that it missed. */
  readonly isBehind: () => boolean;
}

interface Subscription extends Subscriber {
  /** Of the live runs that it knows. */
  version: number;
  readonly due: Set<'runs' | 'usage' | 'problem'>;
}

export interface Subscribers {
  readonly isEmpty: () => boolean;
  /** @returns What ends the subscription. */
  readonly add: (subscriber: Subscriber) => () => void;
  /** Notes that something has changed; it is sent with the next news. */
  readonly announce: (what: 'runs' | 'usage') => void;
  /** @param message - Why something cannot be read; null once it can. */
  readonly setProblem: (source: object, message: string | null) => void;
  readonly sendNews: (live: LiveRuns) => void;
}

export function createSubscribers(): Subscribers {
  const subscriptions = new Set<Subscription>();
  const problems = new Map<object, string>();
  const note = (what: 'runs' | 'usage' | 'problem') => {
    for (const { due } of subscriptions) due.add(what);
  };
  const toEvent = (what: 'runs' | 'usage' | 'problem'): PageEvent =>
    what === 'problem'
      ? { type: what, message: [...new Set(problems.values())].join(' ') || null }
      : { type: what };

  return {
    isEmpty: () => subscriptions.size === 0,
    add(subscriber) {
      // What a page read before it subscribed may have changed in between.
      const due: Subscription['due'] = new Set(['runs', 'usage']);
      if (problems.size > 0) due.add('problem');
      const subscription: Subscription = { ...subscriber, version: 0, due };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
    announce: note,
    setProblem(source, message) {
      if ((problems.get(source) ?? null) === message) return;
      if (message === null) problems.delete(source);
      else problems.set(source, message);
      note('problem');
    },
    sendNews(live) {
      for (const subscription of subscriptions) {
        if (subscription.isBehind()) continue;
        const { version, ...update } = live.changedSince(subscription.version);
        if (version !== subscription.version) {
          subscription.version = version;
          subscription.send({ type: 'live', live: update });
        }
        for (const what of subscription.due) subscription.send(toEvent(what));
        subscription.due.clear();
      }
    },
  };
}
