import { expect, test } from 'vitest';
import type { FaultName } from '../../../../src/sandbox/sandbox.ts';
import { askThreeTimes } from './support.ts';

const FAULTY: { fault: FaultName; status: string; kind: string | undefined }[] = [
  { fault: '401', status: 'failed', kind: 'authentication' },
  { fault: '402', status: 'failed', kind: 'credits' },
  { fault: '422', status: 'failed', kind: 'invalid-request' },
  { fault: '429-absurd', status: 'failed', kind: 'rate-limit' },
  { fault: 'context-too-long', status: 'failed', kind: 'context-too-long' },
  { fault: 'outside-subset', status: 'failed', kind: 'invalid-request' },
  { fault: 'reset-mid-stream', status: 'incomplete', kind: 'transport' },
  { fault: 'end-without-finish', status: 'incomplete', kind: 'stream-closed' },
  { fault: 'error-event', status: 'incomplete', kind: 'server' },
  { fault: 'error-in-200', status: 'failed', kind: 'server' },
  { fault: 'html-in-200', status: 'failed', kind: 'malformed' },
  { fault: 'json-to-stream', status: 'complete', kind: undefined },
  { fault: 'broken-json', status: 'incomplete', kind: 'malformed' },
  { fault: 'split-utf8', status: 'complete', kind: undefined },
  { fault: 'invalid-utf8', status: 'incomplete', kind: 'malformed' },
  { fault: 'huge-line', status: 'complete', kind: undefined },
  { fault: 'stall-before-headers', status: 'failed', kind: 'stalled' },
  { fault: 'stall-before-first-byte', status: 'failed', kind: 'stalled' },
  { fault: 'stall-mid-stream', status: 'incomplete', kind: 'stalled' },
  { fault: 'comments-then-answer', status: 'complete', kind: undefined },
  { fault: 'empty-answer', status: 'incomplete', kind: 'empty' },
  { fault: 'blank-json', status: 'incomplete', kind: 'empty' },
  { fault: 'unknown-finish-reason', status: 'incomplete', kind: undefined },
  { fault: 'content-filter', status: 'incomplete', kind: undefined },
  { fault: 'length', status: 'incomplete', kind: undefined },
  { fault: 'insufficient-system-resource', status: 'incomplete', kind: undefined },
  { fault: 'slow-drip', status: 'complete', kind: undefined },
  { fault: 'redirect', status: 'failed', kind: 'transport' },
  { fault: 'quota-in-403', status: 'failed', kind: 'credits' },
  { fault: 'html-413', status: 'failed', kind: 'context-too-long' },
  { fault: 'error-code-in-200', status: 'failed', kind: 'server' },
  { fault: 'rate-limit-event', status: 'incomplete', kind: 'rate-limit' },
  { fault: 'bare-error-lines', status: 'incomplete', kind: 'server' },
  { fault: 'empty-events', status: 'complete', kind: undefined },
  { fault: 'no-last-blank-line', status: 'complete', kind: undefined },
  { fault: 'wrong-content-type', status: 'complete', kind: undefined },
  { fault: 'early-finish', status: 'incomplete', kind: 'stream-closed' },
  { fault: 'second-generation', status: 'incomplete', kind: 'stream-closed' },
  { fault: 'split-surrogates', status: 'complete', kind: undefined },
  { fault: 'think-tags', status: 'complete', kind: undefined },
  { fault: 'odd-usage', status: 'complete', kind: undefined },
  { fault: 'cut-arguments', status: 'incomplete', kind: 'malformed' },
];

test.concurrent.for(FAULTY)(
  '$fault is $status by each protocol, with the same text and the same words',
  async (row) => {
    // Comments for longer than that keep a patience of three seconds alive, and nothing else does.
    const options = { fault: row.fault, commentsForMs: 3500 };
    const isSilent = row.kind === 'stalled' || row.fault === 'comments-then-answer';
    const settings = isSilent ? { idleTimeoutMs: 3000 } : {};
    const outcomes = await askThreeTimes({ prompt: 'Hello', thinking: 'disabled' }, options, settings);
    const [first, ...others] = outcomes.map(({ completion, receipt, error }) => ({
      text: completion.text,
      finish: receipt.finish_reason,
      status: receipt.status,
      // The sandboxes are three, and so are the places that messages name; what is quoted is the wire's own.
      reason: receipt.incomplete_reason
        ?.replaceAll(/127\.0\.0\.1:\d+/g, 'host')
        .replaceAll(/"[^"]*"/g, '"…"'),
      kind: error?.kind,
      retryable: error?.retryable,
      attempts: receipt.attempts,
    }));

    expect(first).toMatchObject({ status: row.status, kind: row.kind, attempts: 1 });
    expect(others).toEqual([first, first]);
  },
);

test.concurrent('only Messages asks for its end marker: the others have said that they finished', async () => {
  const outcomes = await askThreeTimes({ prompt: 'Hello' }, { fault: 'finish-without-done' });

  expect(outcomes.map(({ receipt }) => receipt.status)).toEqual(['complete', 'incomplete', 'complete']);
  expect(new Set(outcomes.map(({ completion }) => completion.text)).size).toBe(1);
});
