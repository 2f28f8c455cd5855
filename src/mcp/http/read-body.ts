import type { IncomingMessage } from 'node:http';

/** As long as the longest line over stdio. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A body that cannot be used, as the status that says why. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: number;
  /** Of JSON-RPC. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * The JSON in a request's body.
 *
 * @throws {BodyError} For one that is too long, or is no JSON.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    ) as unknown;
  } catch {
    throw new BodyError(400, -32_700, 'Parse error: the body is not JSON.');
  }
}

function tooLarge(): BodyError {
  return new BodyError(
    413,
    -32_600,
    `The body has more than ${MAX_BODY_BYTES} bytes. Pass files by path, in the argument files.`,
  );
}
