import type { SandboxAnswer } from '../sandbox-answer.ts';
import type { Json, Refusal, SandboxTask } from '../task.ts';

/** One way to speak to the sandbox: reads its requests, and writes its answers. */
export interface Wire {
  /** @throws {Refusal} For what DeepSeek refuses too. */
  readonly readTask: (body: Json, url: URL) => SandboxTask;
  readonly errorBody: (refusal: Refusal) => Json;
  readonly framing: (url: URL) => Framing;
  /** The answer as a stream, in order. */
  readonly frames: (completion: Completion) => Iterable<Frame>;
  /** The answer as one JSON document. */
  readonly document: (completion: Completion) => Json;
  /** What an error looks like in the middle of a stream. */
  readonly errorFrame: (completion: Completion) => string;
}

export interface Completion {
  readonly id: string;
  readonly task: SandboxTask;
  readonly answer: SandboxAnswer;
  readonly body: Json;
  readonly framing: Framing;
}

/** One event of a stream as it goes over the wire. */
export interface Frame {
  readonly kind: 'start' | 'reasoning' | 'text' | 'finish' | 'done';
  readonly data: string;
  /** The piece of the answer that it carries. */
  readonly text?: string;
}

export interface Framing {
  readonly contentType: string;
  /** What a client must tolerate. */
  readonly keepAlive: string;
  /** One JSON value, or what is to pass for one. */
  readonly frame: (json: string, event?: string) => string;
}

export const EVENT_STREAM: Framing = {
  contentType: 'text/event-stream; charset=utf-8',
  keepAlive: ': keep-alive\n\n',
  frame: (json, event) => `${event ? `event: ${event}\n` : ''}data: ${json}\n\n`,
};

/** The elements after the first; the first has the opening bracket in place of the comma. */
export const JSON_ARRAY: Framing = {
  contentType: 'application/json; charset=utf-8',
  keepAlive: '\n',
  frame: (json) => `,\n${json}`,
};
