import { DelegateError } from '../errors.ts';

/** What the file system refused, as an error that names the setting which decides on the folder. */
export function stateFolderError(folder: string, action: 'read' | 'written', cause: unknown): DelegateError {
  return new DelegateError(
    'configuration',
    `The state folder ${folder} cannot be ${action} (${errorCode(cause) ?? 'unknown error'}).`,
    'Set DEEPSEEK_STATE_DIR to a folder that you may write to, with room on its disk.',
    { cause },
  );
}

export function foreignFolder(folder: string): DelegateError {
  return new DelegateError(
    'configuration',
    `The state folder ${folder} belongs to another user.`,
    'Set DEEPSEEK_STATE_DIR to a folder of your own.',
  );
}

export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
