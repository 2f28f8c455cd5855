import { DelegateError } from '../errors.ts';

/** @param recentIds - Those that the caller may have meant. */
export function malformedId(id: string, recentIds: readonly string[]): DelegateError {
  const shown = JSON.stringify(id.length > 60 ? `${id.slice(0, 60)}…` : id);
  return aboutId(`conversation_id ${shown} is no conversation id: c_ and 22 characters.`, recentIds);
}

export function unknownConversation(id: string, recentIds: readonly string[]): DelegateError {
  return aboutId(`There is no conversation ${id}: it was never saved, or has been removed.`, recentIds);
}

export function unreadableConversation(id: string, recentIds: readonly string[]): DelegateError {
  const what = `Nothing in conversation ${id} can be read: it is damaged, or a later version wrote it.`;
  return aboutId(what, recentIds);
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

/** What the file system refused, as an error that names the setting which decides on the folder. */
export function stateFolderError(
  stateDir: string,
  action: 'read' | 'written',
  cause: unknown,
): DelegateError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new DelegateError(
    'configuration',
    `The conversations in the state folder ${stateDir} cannot be ${action} (${code}).`,
    'Set DEEPSEEK_STATE_DIR to a folder that you may write to, with room on its disk.',
    { cause },
  );
}
