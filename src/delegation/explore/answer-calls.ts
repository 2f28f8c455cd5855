import type { ToolCall } from '../../chat/message.ts';
import { takeHead } from '../../text/cut.ts';
import { oneLine } from '../../text/clean.ts';
import type { Project } from '../../workspace/explore/project.ts';
import type { ProjectResult } from '../../workspace/explore/result.ts';
import type { Exploration } from './exploration.ts';
import { readProjectCall, type ProjectCall } from './project-call.ts';
import type { FoundInRound } from './stored.ts';

/** More in one answer are not answered, so that one answer cannot keep this process busy. */
const MAX_CALLS = 32;
const SHOWN_CHARACTERS = 80;

interface AnswerOptions {
  readonly exploration: Exploration;
  readonly project: Project;
  /** Called before each look, with what it looks at. */
  readonly onLook: (activity: string) => void;
}

interface Answered {
  /** A text for each call, in order. */
  readonly texts: readonly string[];
  readonly found: FoundInRound;
}

/** Answers the calls of one round in order. The last text says so where an answer is due. */
export async function answerCalls(calls: readonly ToolCall[], options: AnswerOptions): Promise<Answered> {
  const { exploration } = options;
  const { maxRounds } = exploration.bounds;
  const found: FoundInRound = { reads: [], bytes: 0, refused: 0, calls: [], bound: null };
  const texts: string[] = [];
  const number = exploration.rounds() + 1;
  for (const [place, { function: call }] of calls.entries()) {
    const asked = readProjectCall(call.name, call.arguments);
    const key = 'problem' in asked ? `${call.name} ${call.arguments}` : JSON.stringify(asked);
    found.calls.push(key);
    if (exploration.isRepeated(key)) found.bound ??= 'the same call was made three times in a row';
    const result = await answerOne(asked, { ...options, number, place, found });
    const text = result.text;
    found.bytes += Buffer.byteLength(text);
    if (result.isRefused) found.refused += 1;
    if (result.read) {
      const { text: _text, range = null, ...read } = result.read;
      found.reads.push({ ...read, range });
    }
    texts.push(text);
  }
  if (number >= maxRounds)
    found.bound ??= `the limit of ${maxRounds} rounds was reached (DEEPSEEK_EXPLORE_ROUNDS)`;
  if (found.bound !== null) texts.push(`${texts.pop() ?? ''}\n\n${answerDue(found.bound)}`);
  return { texts, found };
}

function answerDue(bound: string): string {
  return `No more calls are answered: ${bound}. Give your final answer now, from what you know, and say what you could not find out.`;
}

interface OneOptions extends AnswerOptions {
  readonly number: number;
  readonly place: number;
  readonly found: FoundInRound;
}

async function answerOne(
  asked: ReturnType<typeof readProjectCall>,
  { exploration, project, onLook, number, place, found }: OneOptions,
): Promise<ProjectResult> {
  if ('problem' in asked) return refuse(asked.problem);
  if (found.bound !== null) return refuse('This call was not answered.');
  if (place >= MAX_CALLS) return refuse(`This call was not answered: at most ${MAX_CALLS} are, in one turn.`);
  const room = exploration.room() - found.bytes;
  onLook(`${describe(asked)}, round ${number} of ${exploration.bounds.maxRounds}`);
  const result = await look(asked, project, Math.max(1, room));
  if (Buffer.byteLength(result.text) <= room || result.isRefused) return result;
  found.bound = `the limit of ${exploration.bounds.maxBytes} bytes for all that is read was reached (DEEPSEEK_MAX_INPUT_BYTES)`;
  return refuse('This result is larger than what may still be read.');
}

function refuse(text: string): ProjectResult {
  return { text, isRefused: true };
}

async function look(asked: ProjectCall, project: Project, room: number): Promise<ProjectResult> {
  if (asked.action === 'list') return project.list(asked);
  return asked.action === 'search' ? project.search(asked) : project.read(asked, room);
}

function describe(asked: ProjectCall): string {
  const what = {
    list: () => `listing ${asked.path}`,
    search: () => `searching ${asked.path}${'pattern' in asked ? ` for ${asked.pattern}` : ''}`,
    read: () => `reading ${asked.path}`,
  }[asked.action]();
  return takeHead(oneLine(what), SHOWN_CHARACTERS);
}
