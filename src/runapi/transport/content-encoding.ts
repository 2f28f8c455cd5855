import type { IncomingMessage } from 'node:http';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import { UpstreamFault } from '../errors/fault.ts';

/** What requests ask for. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** A body without its content encoding. */
interface Decoded {
  readonly stream: Readable;
  /** What failed on the way; to be asked at the end of the stream, which has all that had arrived before. */
  readonly failure: () => Error | undefined;
}

/**
 * The body without its content encoding, piece by piece as it arrives. A compressed stream that lacks its
 * trailer is no error: the protocol's own end says whether an answer is whole.
 *
 * @throws {UpstreamFault} `malformed` for an encoding that nobody asked for.
 */
export function decodeContent(incoming: IncomingMessage): Decoded {
  const encodings = (incoming.headers['content-encoding'] ?? '').toLowerCase().split(',');
  const names = encodings.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  let failure: Error | undefined;
  const fail: Fail = (error) => void (failure ??= error);
  incoming.once('close', () => {
    if (!incoming.complete) fail(new Error('The connection was closed.'));
  });
  const stream = names.reduceRight<Readable>((source, name) => decode(source, name, fail), incoming);
  return { stream, failure: () => failure };
}

type Fail = (error: Error) => void;

function decode(source: Readable, name: string, fail: Fail): Readable {
  const { constants, createBrotliDecompress, createGunzip } = process.getBuiltinModule('node:zlib');
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return pipe(source, createGunzip({ flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH }), fail);
    case 'deflate':
      return inflate(source, fail);
    case 'br':
      return pipe(
        source,
        createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH }),
        fail,
      );
    default:
      throw new UpstreamFault({
        type: 'malformed',
        problem: 'its content encoding is unknown',
        sample: name,
      });
  }
}

/** "deflate" means zlib's format, but some servers send it without its header: the first byte tells. */
function inflate(source: Readable, fail: Fail): Readable {
  const { constants, createInflate, createInflateRaw } = process.getBuiltinModule('node:zlib');
  const options = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  const output = new PassThrough();
  source.once('error', fail);
  const onEmpty = () => output.end();
  for (const event of ['end', 'error', 'close']) source.once(event, onEmpty);
  source.once('data', (chunk: Uint8Array) => {
    for (const event of ['end', 'error', 'close']) source.off(event, onEmpty);
    source.pause();
    source.unshift(chunk);
    const hasHeader = ((chunk[0] ?? 0) & 0x0f) === 0x08;
    pipe(pipe(source, hasHeader ? createInflate(options) : createInflateRaw(options), fail), output, fail);
  });
  return output;
}

/** Not with `pipeline`: where the source fails, that throws away what the decoder has not given out yet. */
function pipe(source: Readable, decoder: Duplex, fail: Fail): Readable {
  const endDecoder = () => decoder.end();
  const endSource = () => void (source.readableEnded || source.destroy());
  source.once('error', fail);
  source.pipe(decoder);
  for (const event of ['error', 'close']) source.once(event, endDecoder);
  for (const event of ['error', 'close']) decoder.once(event, endSource);
  return decoder;
}

/** Codes of zlib's, and of Brotli's decoder, which begin with its own name for "error". */
const DECODER_CODES = /^(?:Z_|ERR__)/;

/** An error of a decoder as a fault of the answer; any other is one of the connection, and stays as it is. */
export function explainDecoding(error: Error, incoming: IncomingMessage): Error {
  if (!DECODER_CODES.test((error as NodeJS.ErrnoException).code ?? '')) return error;
  const encoding = incoming.headers['content-encoding'];
  return new UpstreamFault({ type: 'malformed', problem: `it is not the ${encoding} that it claims to be` });
}
