import { DelegateError } from '../errors.ts';
import { describeProject } from '../state/project-folders.ts';
import type { Unreadable } from '../state/record-format.ts';

/** @param recentIds - Those that the caller may have meant. */
export function malformedId(id: string, recentIds: readonly string[]): DelegateError {
  const shown = JSON.stringify(id.length > 60 ? `${id.slice(0, 60)}…` : id);
  return aboutId(`conversation_id ${shown} is no conversation id: c_ and 22 characters.`, recentIds);
}

export function unknownConversation(id: string, recentIds: readonly string[]): DelegateError {
  return aboutId(`There is no conversation ${id}: it was never saved, or has been removed.`, recentIds);
}

/** It is left as it is, and not continued: what cannot be read may change what the rest means. */
export function unreadableConversation(
  id: string,
  reason: Unreadable,
  recentIds: readonly string[],
): DelegateError {
  const why =
    reason === 'newer'
      ? 'a later version of runapi-deepseek has added to it. Update runapi-deepseek'
      : 'some of its records are damaged';
  return aboutId(`Conversation ${id} cannot be continued: ${why}. It was left as it is.`, recentIds);
}

/** @param project - The real paths of its roots. */
export function foreignConversation(
  id: string,
  project: readonly string[],
  recentIds: readonly string[],
): DelegateError {
  return aboutId(`Conversation ${id} belongs to another project (${describeProject(project)}).`, recentIds);
}

export function notKept(): DelegateError {
  return new DelegateError(
    'configuration',
    'Conversations are not kept, since DEEPSEEK_KEEP_DAYS is 0.',
    'Give what is needed in the prompt, or ask the user to set DEEPSEEK_KEEP_DAYS and to restart the server.',
  );
}

function aboutId(what: string, recentIds: readonly string[]): DelegateError {
  const known = recentIds.length > 0 ? `Use a recent one (${recentIds.join(', ')}), or start` : 'Start';
  return new DelegateError('input', what, `${known} one with conversation_id "new".`);
}

export function alreadyMoved(id: string, { basedOn, now }: { basedOn: number; now: number }): DelegateError {
  return new DelegateError(
    'input',
    `Conversation ${id} has moved on: it has ${now} exchanges now, and this one was based on ${basedOn}. It was not added.`,
    NEXT_AFTER_CONFLICT,
  );
}

export function addedMeanwhile(id: string, cause?: unknown): DelegateError {
  return new DelegateError(
    'input',
    `Conversation ${id} has moved on: another call added to it at the same moment. This exchange was not added.`,
    NEXT_AFTER_CONFLICT,
    { cause },
  );
}

const NEXT_AFTER_CONFLICT =
  'Send the message again to build on what is there now, or give parallel calls a conversation each (conversation_id "new").';

export function notStorable(id: string): DelegateError {
  return new DelegateError(
    'input',
    `What was to be added to conversation ${id} is no list of chat messages.`,
    'Give at least one message, each with a role of system, user, assistant or tool.',
  );
}

export function full(id: string, maxBytes: number): DelegateError {
  return new DelegateError(
    'input',
    `Conversation ${id} is full: a conversation takes at most ${maxBytes} bytes. This exchange was not added.`,
    'Start another one with conversation_id "new", and give what it needs in the prompt.',
  );
}
