import { wantsEdits, writeEdits } from './edit-blocks.ts';
import { findingOf, nextLook, type Look } from './explorer/explorer.ts';
import { badLook } from './explorer/habits.ts';
import type { FaultName } from './faults.ts';
import { instanceOf } from './json-instance.ts';
import { argumentsText, type SandboxAnswer, type SandboxToolCall } from './sandbox-answer.ts';
import { findSchema, writeText } from './text.ts';
import type { SandboxMessage, SandboxTask } from './task.ts';

/** What the sandbox would say; a test may put its own text in its place. */
export type AnswerText = (task: SandboxTask) => string;

/** What an explorer looks at next; undefined once it answers. */
export type NextLook = (task: SandboxTask) => Look | undefined;

const REASONING =
  'The sandbox does not reason. It counts what arrived, writes an outline of it, and says that it is no model.';

interface Script {
  readonly answerText?: AnswerText | undefined;
  readonly nextLook?: NextLook | undefined;
  readonly fault?: FaultName | undefined;
}

/** The answer to a task, computed from it alone: the same over every wire and at every time. */
export function answerTask(
  task: SandboxTask,
  { answerText, nextLook: look = nextLook, fault }: Script = {},
): SandboxAnswer {
  const write = answerText ?? ((asked: SandboxTask) => defaultText(asked, fault));
  const reasoning = task.isThinking ? cutToBytes(REASONING, 4 * (task.maxTokens ?? Infinity)) : '';
  const call = callFor(task, look(task), fault);
  if (call) {
    return withUsage(task, { reasoning, text: '', toolCalls: [call], finishReason: 'tool_calls' });
  }
  const whole = cutAtStop(restOfAnswer(task, write) ?? write(task), task.stop);
  const room = 4 * Math.max(0, (task.maxTokens ?? Infinity) - countTokens(reasoning));
  const text = Buffer.byteLength(whole) > room ? cutToBytes(whole, room) : whole;
  return withUsage(task, {
    reasoning,
    text,
    toolCalls: [],
    finishReason: text === whole && !isEndlessBlank(task) ? 'stop' : 'length',
  });
}

function callFor(
  task: SandboxTask,
  wanted: Look | undefined,
  fault: FaultName | undefined,
): SandboxToolCall | undefined {
  const look = badLook(task, wanted, fault);
  if (look) {
    const number = task.messages.filter(({ role }) => role === 'tool').length;
    return { id: `call_${String(number).padStart(2, '0')}_sandbox`, name: 'project', arguments: look };
  }
  const tool = task.messages.at(-1)?.role === 'tool' ? undefined : task.tools[0];
  if (!tool || findingOf(task) !== undefined) return undefined;
  const given = instanceOf(tool.parameters ?? { type: 'object' });
  return { id: 'call_00_sandbox', name: tool.name, arguments: given };
}

function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** About a token each: a word, or a part of a long one, with the blanks before it. */
export function toPieces(text: string): string[] {
  return text.match(/\s*\S{1,8}|\s+$/gu) ?? [];
}

function withUsage(
  task: SandboxTask,
  {
    reasoning,
    text,
    ...rest
  }: Pick<SandboxAnswer, 'toolCalls' | 'finishReason'> & { reasoning: string; text: string },
): SandboxAnswer {
  const reasoningTokens = countTokens(reasoning);
  const written = rest.toolCalls.length > 0 ? rest.toolCalls.map(argumentsText).join('') : text;
  const usage = {
    inputTokens: countTokens(task.messages.map((message) => message.text).join('')),
    cachedInputTokens: 0,
    outputTokens: reasoningTokens + countTokens(written),
    reasoningTokens,
  };
  return { ...rest, reasoning: toPieces(reasoning), text: toPieces(text), usage };
}

/** Who wants an answer continued says so at once; further on, it may be a word of a file. */
const WISH_CHARACTERS = 60;

/** Whoever sends a part of an answer back and asks to continue is given the rest of it, and nothing twice. */
function restOfAnswer(task: SandboxTask, answerText: AnswerText): string | undefined {
  const [part, wish] = task.messages.slice(-2);
  if (
    part?.role !== 'assistant' ||
    wish?.role !== 'user' ||
    !/\bcontinue\b/i.test(wish.text.slice(0, WISH_CHARACTERS))
  )
    return undefined;
  const whole = answerText({ ...task, messages: task.messages.slice(0, -2) });
  return whole.startsWith(part.text) ? whole.slice(part.text.length) : undefined;
}

function defaultText(task: SandboxTask, fault: FaultName | undefined): string {
  if (wantsEdits(task)) return writeEdits(task, fault);
  if (isEndlessBlank(task)) return ' '.repeat(64);
  const schema = task.jsonSchema ?? findSchema(task.messages);
  if (schema !== undefined) return JSON.stringify(instanceOf(schema));
  if (task.wantsJson) return JSON.stringify(describeAsJson(task.messages));
  return findingOf(task) ?? writeText(task.messages);
}

/** DeepSeek's JSON mode writes blanks until the limit where the prompt does not say "json". */
function isEndlessBlank({ wantsJson, jsonSchema, messages }: SandboxTask): boolean {
  return wantsJson && jsonSchema === undefined && !messages.some(({ text }) => /json/i.test(text));
}

function describeAsJson(messages: readonly SandboxMessage[]) {
  const bytes = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return {
    sandbox: true,
    asked: messages.at(-1)?.text.slice(0, 120) ?? '',
    messages: messages.length,
    bytes,
  };
}

function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  return ends.length > 0 ? text.slice(0, Math.min(...ends)) : text;
}

/** No character is cut in two. */
function cutToBytes(text: string, maxBytes: number): string {
  return Buffer.from(text)
    .subarray(0, maxBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/u, '');
}
