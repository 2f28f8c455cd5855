import type { Readable, Writable } from 'node:stream';
import { findId } from '../messages/find-id.ts';
import { errorReply, isId, isRequest, type Message } from '../messages/message.ts';
import { readMessage } from '../messages/read-message.ts';
import { readLines } from './lines.ts';
import { createPending, type Receiving } from './pending.ts';

const MAX_LINE_BYTES = 10 * 1024 * 1024;

/** JSON-RPC over a pair of streams, a message a line. No line ends it, and every request is answered once. */
export interface Connection {
  /**
   * Sends a response or a notification; resolves once the client's pipe has it, or is gone. A response that
   * nobody waits for is dropped.
   */
  readonly send: (message: Message) => Promise<void>;
  /** Resolves once no request waits for an answer. */
  readonly settled: () => Promise<void>;
  /** Answers what is still waiting with the error that the server has stopped. */
  readonly refuseRest: () => void;
}

/** @param onMessage - Called with each message that can be read, in order; must not throw. */
export function openConnection(
  input: Readable,
  output: Writable,
  onMessage: (message: Message) => void,
): Connection {
  const write = (value: unknown) =>
    new Promise<void>((resolve) => output.write(`${JSON.stringify(value)}\n`, () => resolve()));
  const pending = createPending((replies) => void write(replies));

  const receive = (value: unknown, receiving: Receiving) => {
    const read = readMessage(value);
    if ('refused' in read) return receiving.reply(read.refused);
    const { message } = read;
    if (isRequest(message)) receiving.expect(message.id);
    onMessage(message);
    if (message.method === 'notifications/cancelled') {
      const { requestId } = message.params ?? {};
      if (isId(requestId)) pending.forget(requestId);
    }
  };
  const onLine = (line: string) => {
    // PowerShell begins what it pipes with a byte order mark.
    const text = line.replace(/^\uFEFF/, '');
    if (text.trim() === '') return;
    const value = parse(text);
    if (value === undefined) {
      return pending
        .receive(false)
        .reply(errorReply(findId(text, text), 'parse error', 'Parse error: not JSON.'));
    }
    const isBatch = Array.isArray(value) && value.length > 0;
    const receiving = pending.receive(isBatch);
    for (const element of isBatch ? (value as unknown[]) : [value]) receive(element, receiving);
    receiving.end();
  };
  const onTooLong = (start: string, end: string, bytes: number) => {
    const reason = `the message has ${bytes} bytes, and at most ${MAX_LINE_BYTES} are read. Pass files by path, in the argument files`;
    pending
      .receive(false)
      .reply(errorReply(findId(start, end), 'invalid request', `Invalid Request: ${reason}.`));
  };
  readLines(input, MAX_LINE_BYTES, { onLine, onTooLong });

  return {
    async send(message) {
      if (message.method !== undefined) await write(message);
      else if (message.id !== undefined) pending.answer(message.id, message);
    },
    settled: pending.settled,
    refuseRest() {
      for (const id of pending.ids()) {
        pending.answer(id, errorReply(id, 'server stopped', 'The server stopped before it could answer.'));
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
