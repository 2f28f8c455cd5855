import type { LockOptions } from '../../state/process-lock.ts';
import type { FileWrite } from '../save/file-write.ts';
import { openChange, type Change, type ChangeOptions } from './change.ts';

/** What one or more runs of this process change, and take back together. */
export interface SharedChange extends AsyncDisposable {
  /** Of the run that it is taken back with. */
  readonly id: string;
  /** Writes files, all or none; what `Change.write` and `openChange` throw. */
  write(files: readonly FileWrite[], wait?: LockOptions): Promise<void>;
}

/** A change that is opened by whoever writes first: most runs write nothing. */
export function shareChange(options: Omit<ChangeOptions, keyof LockOptions>): SharedChange {
  let opening: Promise<Change> | undefined;
  return {
    id: options.id,
    async write(files, wait = {}) {
      const mine = (opening ??= openChange(options));
      const change = await mine.catch((error: unknown) => {
        // The next one tries again.
        if (opening === mine) opening = undefined;
        throw error;
      });
      await change.write(files, wait);
    },
    async [Symbol.asyncDispose]() {
      const change = await opening;
      await change?.[Symbol.asyncDispose]();
    },
  };
}
