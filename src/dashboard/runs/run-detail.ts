import { contentParts } from '../../chat/content.ts';
import { outcomeOf } from '../../delegation/present/outcome.ts';
import type { RunSnapshot } from '../../runs/run.ts';
import { codePointStart, takeHead, takeTail } from '../../text/cut.ts';
import { readChange } from '../../workspace/changes/read-change.ts';
import { readKeptPatch } from '../../workspace/changes/kept-patch.ts';
import type { Excerpt, RunDetail, RunText } from '../views.ts';
import { toRow } from './run-row.ts';

const MOST_CHARACTERS = 1_000_000;
const MOST_MESSAGE_CHARACTERS = 100_000;
/** The last of a long conversation. */
const MOST_MESSAGES = 50;

/** All that is known of one run. */
export async function describeRun(stateDir: string, snapshot: RunSnapshot): Promise<RunDetail> {
  const { id, start, answer, state, startedAt, project } = snapshot;
  const { receipt, error } = outcomeOf(snapshot);
  const { text, reasoning, tool_calls } = answer;
  const shownState = snapshot.isDamaged ? 'damaged' : state;
  const status = snapshot.end && receipt.status;
  const { title, model } = start;
  const patch = await readKeptPatch(stateDir, id).catch(() => undefined);
  return {
    row: toRow(
      { id, title, model, state: shownState, status, characters: text.length, startedAt, project },
      receipt,
    ),
    messages: start.request.messages.slice(-MOST_MESSAGES).map((message) => ({
      role: message.role,
      content: excerpt(
        contentParts(message)
          .map((part) => (part.type === 'text' ? part.text : '(image)'))
          .join('\n\n'),
        MOST_MESSAGE_CHARACTERS,
      ),
    })),
    answer: excerpt(text),
    reasoning: excerpt(reasoning),
    toolCalls: tool_calls.length > 0 ? JSON.stringify(tool_calls, null, 2) : null,
    receipt,
    error: error ? `${error.what} ${error.nextForPerson}`.trim() : null,
    patch: patch === undefined ? null : beginningOf(patch),
    change: await readChange(stateDir, id).catch(() => null),
  };
}

/** What was added to a run that is being written. */
export function textSince({ answer: { text } }: RunSnapshot, given: number): RunText {
  const from = given > text.length ? 0 : codePointStart(text, Math.max(given, text.length - MOST_CHARACTERS));
  return { from, text: text.slice(from) };
}

/** The end of a text: that is where the question is after its files, and where an answer grows. */
function excerpt(text: string, mostCharacters = MOST_CHARACTERS): Excerpt {
  const shown = takeTail(text, mostCharacters);
  return { text: shown, omitted: text.length - shown.length };
}

function beginningOf(patch: string): Excerpt {
  const shown = takeHead(patch, MOST_CHARACTERS);
  return { text: shown, omitted: patch.length - shown.length };
}
