import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import type { Session } from './session.ts';

export interface ShutDownOptions {
  /** How long calls may go on: what was piped in should be answered. */
  readonly lastAnswersMs: number;
  /** How long aborted calls may take to answer with what they have. */
  readonly abortedAnswersMs: number;
}

/** Ends a session so that every request has an answer. */
export async function shutDown(
  connection: Pick<Connection, 'settled' | 'refuseRest'>,
  session: Session,
  { lastAnswersMs, abortedAnswersMs }: ShutDownOptions,
): Promise<void> {
  await within(lastAnswersMs, connection.settled());
  await session.abort();
  await within(abortedAnswersMs, connection.settled());
  await session.close();
  connection.refuseRest();
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([done, sleep(ms, undefined, { signal: timer.signal })]);
  timer.abort();
}
