import type { Outcome } from '../delegation/present/outcome.ts';
import { outcomeLine, type NextSteps } from '../delegation/present/present.ts';
import { EXIT_CODES } from '../errors.ts';
import { errorText, runCommand, toPerson } from './voice.ts';

const FOR_PERSON: NextSteps = {
  resume: (runId) => runCommand('continue', runId),
  undo: (runId) => runCommand('undo', runId),
  advice: ({ nextForPerson }) => nextForPerson,
};

/** The one line on stderr that ends a completion. */
export function closingLine(outcome: Outcome): string {
  const { receipt, error } = outcome;
  if (receipt.status === 'failed' && error) return `error: ${errorText(error)}`;
  return toPerson(outcomeLine(outcome, FOR_PERSON));
}

export function toJson({ completion, receipt, error }: Outcome): Record<string, unknown> {
  return {
    answer: completion.text,
    reasoning: completion.reasoning || null,
    tool_calls: completion.tool_calls.length > 0 ? completion.tool_calls : null,
    error: error ? errorText(error) : null,
    receipt,
  };
}

/** A part of an answer is not done: a script must not take it for the whole. A run that was detached has begun. */
export function exitCodeOf({ receipt, error }: Outcome): number {
  if (error) return EXIT_CODES[error.kind];
  return ['complete', 'dry_run', 'running'].includes(receipt.status) ? 0 : 1;
}

/** What stdout has of a run that goes on without this command: a script needs its id. */
export function idOfDetached({ receipt: { status, run_id } }: Outcome): string | undefined {
  return status === 'running' ? (run_id ?? undefined) : undefined;
}
