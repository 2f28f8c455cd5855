import { PassThrough } from 'node:stream';
import { createOpening, type RecordedOpening } from './handshake.ts';
import type { SessionOptions } from '../stdio.ts';

/** Far more than an opening takes: what is longer is for the real server. */
const MAX_LINE_BYTES = 64 * 1024;
const LINE_BREAK = 0x0a;

/**
 * Answers what clients ask at every launch.
 *
 * @param handOver - Called at the first thing beyond that, with what the real server has to hear.
 */
export function openLightly(recorded: RecordedOpening, handOver: (options: SessionOptions) => void): void {
  const { stdin, stdout } = process;
  const opening = createOpening(recorded);
  let unread = Buffer.alloc(0);

  const finish = () => {
    stdin.off('data', onData);
    const { lines, answeredId } = opening.toRepeat();
    const input = new PassThrough();
    input.write(Buffer.concat([Buffer.from(lines.join('')), unread]));
    stdin.pipe(input);
    handOver({ input, answeredId });
  };
  const onData = (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let end = unread.indexOf(LINE_BREAK); end !== -1; end = unread.indexOf(LINE_BREAK)) {
      const answer = opening.hear(unread.toString('utf8', 0, end));
      if (answer === undefined) return finish();
      if (answer) stdout.write(answer);
      unread = unread.subarray(end + 1);
    }
    if (unread.length > MAX_LINE_BYTES) finish();
  };
  stdin.on('data', onData);
}
