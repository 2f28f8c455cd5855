import type { Readable } from 'node:stream';

/** What may wait for a slow reader before the connection is paused. */
const READ_AHEAD_BYTES = 256 * 1024;

/**
 * A web stream of what `source` reads. Unlike `Readable.toWeb` and the body of fetch, it gives everything that
 * arrived before a failure to its reader, and fails after that.
 *
 * @param options.failure - Why an end of the source is none; undefined where it is one.
 * @param options.explain - The error that the reader gets for a failure.
 */
export function toWebStream(
  source: Readable,
  {
    failure,
    explain,
  }: { readonly failure: () => Error | undefined; readonly explain: (error: Error) => Error },
): ReadableStream<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const finish = (reason: { readonly error?: unknown }) => {
    end ??= reason;
    wake?.();
  };
  source.on('data', (chunk: Uint8Array) => {
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    if (waitingBytes > READ_AHEAD_BYTES) source.pause();
    wake?.();
  });
  source.once('end', () => {
    const error = failure();
    finish(error ? { error: explain(error) } : {});
  });
  source.on('error', (error) => finish({ error: explain(error) }));
  source.once('close', () => finish({ error: new Error('The connection was closed.') }));

  const hasNews = () => waiting.length > 0 || end !== undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!hasNews()) await new Promise<void>((resolve) => (wake = resolve));
        const chunk = waiting.shift();
        if (chunk) {
          waitingBytes -= chunk.byteLength;
          if (waitingBytes <= READ_AHEAD_BYTES) source.resume();
          controller.enqueue(chunk);
        } else if (end && 'error' in end) controller.error(end.error);
        else controller.close();
      },
      cancel() {
        finish({});
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
