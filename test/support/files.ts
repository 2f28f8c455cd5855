import { execFileSync } from 'node:child_process';
import {
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { DelegateError } from '../../src/errors.ts';
import { readAttachments, type Attachments } from '../../src/workspace/read/attachments.ts';

/** An empty folder, gone when the test is over. */
export function folder(): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'runapi-deepseek-files-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A folder with files in it, by their paths. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const made = folder();
  write(made, files);
  return made;
}

export function write(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

export function makePipe(file: string): void {
  execFileSync('mkfifo', [file]);
}

export function read(root: string | readonly string[], ...patterns: string[]): Promise<Attachments> {
  return readAttachments(patterns, { roots: [root].flat(), maxInputBytes: 2_000_000 });
}

export async function readPaths(root: string | readonly string[], ...patterns: string[]): Promise<string[]> {
  return (await read(root, ...patterns)).files.map((file) => file.path);
}

const NOBODY = 65_534;

/** Gives a folder to a user to whom permissions apply. @returns Who that is, for a process of its own. */
export function openToAll(root: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  giveToNobody(root);
  return { uid: NOBODY, gid: NOBODY };
}

/** With all that is in it: the umask may keep it from others. */
function giveToNobody(root: string): void {
  for (const name of ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })])
    lchownSync(path.join(root, name), NOBODY, NOBODY);
}

/** Does something as a user to whom permissions apply: to root they do not. The folder can be entered by all. */
export async function asAnybody(root: string, action: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return action();
  giveToNobody(root);
  process.seteuid?.(NOBODY);
  try {
    await action();
  } finally {
    process.seteuid?.(0);
  }
}

/** The error that a call ends with; it fails where there is none, or one that is not for showing. */
export async function refusal(call: Promise<unknown>): Promise<DelegateError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof DelegateError) return outcome.error;
  throw new Error(`Not refused: ${JSON.stringify(outcome)}`, {
    cause: 'error' in outcome ? outcome.error : undefined,
  });
}

/** A value as chance draws it; put together here, so that no scanner of this repository takes it for a secret. */
export const RANDOM = ['q7Rf2LzX', '9mVb4KtN', 'w3Hs8PdY', 'c6Ja1GuE', 'x5Bk0TnZ'].join('');
