import type { ErrorReply, Id, Message } from '../messages/message.ts';

/** What is sent as an answer to a request. */
export type Reply = Message | ErrorReply;

/** Requests that came as one JSON array, and are answered as one. */
interface Batch {
  unanswered: number;
  readonly replies: Reply[];
}

export interface Receiving {
  /** A request that will be answered later, through {@link Pending.answer}. */
  readonly expect: (id: Id) => void;
  /** A message that is answered at once. */
  readonly reply: (reply: Reply) => void;
  /** Nothing more comes of this line. */
  readonly end: () => void;
}

/** The requests that have no answer yet. Each is answered once, whoever answers it first. */
export interface Pending {
  readonly receive: (isBatch: boolean) => Receiving;
  /** @returns False for an answer that nobody waits for. */
  readonly answer: (id: Id, reply: Reply) => boolean;
  /** The client does not want an answer any more. */
  readonly forget: (id: Id) => void;
  readonly ids: () => Id[];
  /** Resolves once every request is answered; at once where none waits. */
  readonly settled: () => Promise<void>;
}

interface Entry {
  readonly id: Id;
  readonly batch: Batch | undefined;
}

/** @param write - Writes one reply, or the replies to a batch, as one line. */
export function createPending(write: (replies: Reply | readonly Reply[]) => void): Pending {
  // In the order of their arrival: a client may use an id twice, and the older request is answered first.
  const entries = new Set<Entry>();
  const byId = new Map<Id, Entry[]>();
  let waiting: (() => void)[] = [];

  const settleOne = (batch: Batch) => {
    batch.unanswered -= 1;
    if (batch.unanswered === 0 && batch.replies.length > 0) write(batch.replies);
  };
  const take = (id: Id): Entry | undefined => {
    const [entry, ...others] = byId.get(id) ?? [];
    if (!entry) return undefined;
    entries.delete(entry);
    if (others.length > 0) byId.set(id, others);
    else byId.delete(id);
    return entry;
  };
  const settle = ({ batch }: Entry, reply?: Reply) => {
    if (reply) {
      if (batch) batch.replies.push(reply);
      else write(reply);
    }
    if (batch) settleOne(batch);
    if (entries.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  return {
    receive(isBatch) {
      // The line itself counts as one, so that its batch is not complete before it has been read.
      const batch = isBatch ? { unanswered: 1, replies: [] as Reply[] } : undefined;
      return {
        expect(id) {
          const entry = { id, batch };
          entries.add(entry);
          byId.set(id, [...(byId.get(id) ?? []), entry]);
          if (batch) batch.unanswered += 1;
        },
        reply(reply) {
          if (batch) batch.replies.push(reply);
          else write(reply);
        },
        end() {
          if (batch) settleOne(batch);
        },
      };
    },
    answer(id, reply) {
      const entry = take(id);
      if (entry) settle(entry, reply);
      return entry !== undefined;
    },
    forget(id) {
      const entry = take(id);
      if (entry) settle(entry);
    },
    ids: () => [...entries].map(({ id }) => id),
    settled: () =>
      entries.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  };
}
