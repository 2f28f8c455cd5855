import { asObject, type SandboxMessage, type SandboxTask } from '../task.ts';
import { findingIn } from './finding.ts';
import { bestPlace, isListing, isReading, isSearch } from './results.ts';
import { eitherWord, sameLine, wordsOf } from './words.ts';

/** What an explorer asks of the project. */
export type Look = Readonly<Record<string, string | number>>;

/** How a client says that it answers no more calls. */
const ANSWER_DUE = 'final answer now';
/** Lines around the place that a search found. */
const AROUND = 20;

/**
 * Plays a model that looks into a project: it lists, searches for the words of the prompt, and reads the best place.
 *
 * @returns What it looks at next; undefined for a task without such a function, or once it knows enough.
 */
export function nextLook(task: SandboxTask): Look | undefined {
  if (!canLook(task)) return undefined;
  const { prompt, results } = sinceQuestion(task.messages);
  const words = wordsOf(prompt);
  // What came before the listing was a bad habit's.
  const searches = results.slice(results.findIndex(isListing)).filter(isSearch);
  if (results.some((result) => result.includes(ANSWER_DUE)) || results.some(isReading)) return undefined;
  if (!results.some(isListing)) return { action: 'list', path: '.' };
  if (words.length === 0) return undefined;
  const latest = searches.at(-1);
  if (latest === undefined) return { action: 'search', pattern: sameLine(words), path: '.' };
  const place = bestPlace(latest, words);
  if (place) {
    const { path, line } = place;
    return { action: 'read', path, from: Math.max(1, line - AROUND), to: line + AROUND };
  }
  return searches.length === 1 ? { action: 'search', pattern: eitherWord(words), path: '.' } : undefined;
}

/** The answer of an explorer: the line that it found, under its path. */
export function findingOf({ messages, tools }: SandboxTask): string | undefined {
  if (!tools.some(isProject)) return undefined;
  const { prompt, results } = sinceQuestion(messages);
  const reading = results.findLast(isReading);
  if (results.length === 0) return undefined;
  const found = reading === undefined ? undefined : findingIn(reading, wordsOf(prompt));
  return (
    found ?? 'This is the sandbox, not a model. It found nothing in the project with the words of the prompt.'
  );
}

function canLook({ tools }: SandboxTask): boolean {
  return tools.some(isProject);
}

/** A function called `project` with an action to choose. */
function isProject({ name, parameters }: SandboxTask['tools'][number]): boolean {
  return name === 'project' && 'action' in asObject(asObject(parameters)['properties']);
}

/** The prompt, and what the function has answered since. */
function sinceQuestion(messages: readonly SandboxMessage[]): { prompt: string; results: string[] } {
  const place = messages.findLastIndex(({ role }) => role === 'user');
  const results = messages.slice(place + 1).filter(({ role }) => role === 'tool');
  return { prompt: messages[place]?.text ?? '', results: results.map(({ text }) => text) };
}
