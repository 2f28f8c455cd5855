import { DelegateError } from '../../errors.ts';
import type { Settings } from '../../config/config.ts';
import { readAttachments, type Attachment } from '../../workspace/read/attachments.ts';
import type { SentFile } from '../../workspace/edits/find-targets.ts';
import type { StoredEdits } from './stored.ts';

export type ReadSettings = Pick<Settings, 'roots' | 'allowedFiles' | 'maxInputBytes'>;

/** No text file has it: whatever the file is now, it is not as it was sent. */
const CHANGED = '\0';

/** The files as they were sent, as far as they still are. */
export async function readSentFiles(
  sent: StoredEdits['sent'],
  settings: ReadSettings,
): Promise<readonly SentFile[]> {
  return Promise.all(
    sent.map(async ({ path, sha256 }) => {
      const file = await readFile(path, settings).catch((error: unknown) => {
        // One that is gone, or may not be sent any more, is a conflict.
        if (error instanceof DelegateError) return undefined;
        throw error;
      });
      return { path, text: file?.sha256 === sha256 ? file.text : CHANGED };
    }),
  );
}

/** Those of the files that are there and may be sent. */
export async function readReadable(
  paths: readonly string[],
  settings: ReadSettings,
): Promise<readonly Attachment[]> {
  const files = await Promise.all(
    paths.map((path) =>
      readFile(path, settings).catch((error: unknown) => {
        if (error instanceof DelegateError) return undefined;
        throw error;
      }),
    ),
  );
  return files.filter((file) => file !== undefined);
}

/**
 * Reads a file again, under the rules of `files`.
 *
 * @throws {DelegateError} `input` for one that cannot be sent.
 */
export async function readFile(
  entry: string,
  { roots, allowedFiles, maxInputBytes }: ReadSettings,
): Promise<Attachment | undefined> {
  const { files } = await readAttachments([entry], { roots, allowedFiles, maxInputBytes });
  return files[0];
}
