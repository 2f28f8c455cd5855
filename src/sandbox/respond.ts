import { cachedTokens, type PrefixCache } from './prefix-cache.ts';
import { type SandboxAnswer } from './sandbox-answer.ts';
import { answerTask, type AnswerText, type NextLook } from './answer.ts';
import { breakOff } from './faults/break-off.ts';
import type { Exchange } from './exchange.ts';
import { PIECES_BEFORE_FAULT, type FaultName } from './faults.ts';
import { withBadHabit } from './explorer/habits.ts';
import { withFault } from './faults/faulty-answer.ts';
import { withOddities } from './faults/odd-frames.ts';
import { FOREVER_MS, type Output } from './output.ts';
import { writeBytes } from './faults/split-bytes.ts';
import type { Json, SandboxTask } from './task.ts';
import type { Completion, Frame, Framing, Wire } from './wires/wire.ts';

export interface Pace {
  readonly timeToFirstTokenMs: number;
  /** Undefined is as fast as the client reads. */
  readonly tokensPerSecond: number | undefined;
  /** Undefined is at once. */
  readonly inputTokensPerSecond: number | undefined;
  /** How long `comments-then-answer` sends comments. */
  readonly commentsForMs: number;
}

export interface Assignment {
  readonly wire: Wire;
  readonly url: URL;
  readonly body: Json;
  readonly task: SandboxTask;
  readonly fault: FaultName | undefined;
  readonly pace: Pace;
  readonly answerText: AnswerText | undefined;
  readonly nextLook: NextLook | undefined;
  readonly cache: PrefixCache;
  readonly exchange: Exchange;
  readonly output: Output;
  readonly requestId: string;
}

const COMMENT_INTERVAL_MS = 200;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes the answer to one completion, with whatever is to go wrong with it. */
export async function respond(assignment: Assignment): Promise<void> {
  const { wire, url, body, task, fault, pace, output, requestId } = assignment;
  const answer = withCache(withBadHabit(withFault(answerTask(task, assignment), fault), fault), assignment);
  assignment.exchange.usage = answer.usage;
  const framing = wire.framing(url);
  const completion: Completion = { id: requestId, task, answer, body, framing };
  const isStream = task.isStream && fault !== 'json-to-stream';
  output.begin(200, {
    'content-type': isStream && fault !== 'wrong-content-type' ? framing.contentType : JSON_TYPE,
    'cache-control': 'no-cache',
    'x-request-id': requestId,
  });
  const keepAlive = isStream ? framing.keepAlive : '\n';
  if (fault === 'stall-before-first-byte') await output.wait(FOREVER_MS, '');
  if (fault === 'comments-then-answer') await sendComments(output, keepAlive, pace.commentsForMs);
  await output.wait(pace.timeToFirstTokenMs + readingMs(answer, pace), keepAlive);
  const frames = isStream ? wire.frames(completion) : documentFrames(wire.document(completion), answer);
  await sendFrames(withOddities(frames, fault), completion, assignment);
  assignment.cache.store(body, answer.text.join(''));
}

function readingMs({ usage }: SandboxAnswer, { inputTokensPerSecond }: Pace): number {
  if (inputTokensPerSecond === undefined) return 0;
  return (1000 * (usage.inputTokens - usage.cachedInputTokens)) / inputTokensPerSecond;
}

function withCache(answer: SandboxAnswer, { cache, body }: Assignment): SandboxAnswer {
  const { usage } = answer;
  const cachedInputTokens = cachedTokens(cache.look(body), usage.inputTokens);
  return { ...answer, usage: { ...usage, cachedInputTokens } };
}

async function sendComments(output: Output, comment: string, forMs: number): Promise<void> {
  for (let rest = forMs; rest > 0; rest -= COMMENT_INTERVAL_MS) {
    await output.write(comment);
    await output.wait(Math.min(rest, COMMENT_INTERVAL_MS), comment);
  }
}

/** A document in two halves, so that it can be broken off like a stream. */
function* documentFrames(document: Json, answer: SandboxAnswer): Generator<Frame> {
  const json = JSON.stringify(document);
  const half = Math.ceil(json.length / 2);
  yield { kind: 'start', data: json.slice(0, half) };
  yield { kind: 'finish', text: answer.text.join(''), data: json.slice(half) };
}

async function sendFrames(
  frames: Iterable<Frame>,
  completion: Completion,
  { wire, fault, pace, exchange, output }: Assignment,
): Promise<void> {
  const startedAt = performance.now();
  let pieces = 0;
  for (const { kind, data, text } of frames) {
    if (kind === 'done' && fault === 'finish-without-done') break;
    const isInMiddle = kind === 'finish' || (kind === 'text' && exchange.deltasSent >= PIECES_BEFORE_FAULT);
    if (isInMiddle && (await breakOff(fault, completion, wire, output))) return;
    if (kind === 'text' || kind === 'reasoning') {
      await keepPace(startedAt, (pieces += 1), pace, output, completion.framing);
    }
    await writeBytes(output, data, fault);
    if (kind === 'text') exchange.deltasSent += 1;
    exchange.textSent += text ?? '';
  }
  output.end();
}

async function keepPace(
  startedAt: number,
  pieces: number,
  { tokensPerSecond }: Pace,
  output: Output,
  { keepAlive }: Framing,
): Promise<void> {
  if (tokensPerSecond === undefined) return;
  const dueInMs = startedAt + (1000 * pieces) / tokensPerSecond - performance.now();
  // A timer cannot wait for less; the clock makes up for it.
  if (dueInMs >= 1) await output.wait(dueInMs, keepAlive);
}
