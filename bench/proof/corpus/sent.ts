import { readSentFiles, type SentFile } from '../../../src/sandbox/sent-files.ts';
import type { SandboxTask } from '../../../src/sandbox/task.ts';

/** The files that DeepSeek was sent whole. */
export function sentFiles({ messages }: SandboxTask): SentFile[] {
  return messages.flatMap(({ text }) => readSentFiles(text));
}

/** A search and replace block of whole lines. */
export function editBlock(path: string, before: string, after: string): string {
  return `${path}\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n`;
}
