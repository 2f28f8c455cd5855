import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { openRoots, type AllowedFile } from '../roots.ts';
import { listFiles, type ListCall } from './list.ts';
import { readLines, type ReadCall } from './read.ts';
import type { ProjectResult } from './result.ts';
import { searchFiles, type SearchCall } from './search.ts';

/** The project as a model may look at it: read-only, inside the walls of `files`. Each refusal is a result in words. */
export interface Project {
  list(call: ListCall): Promise<ProjectResult>;
  search(call: SearchCall): Promise<ProjectResult>;
  /** @param room - Bytes that are left; less of the file is shown where they are fewer. */
  read(call: ReadCall, room: number): Promise<ProjectResult>;
}

interface ProjectOptions {
  readonly roots: readonly string[];
  readonly allowedFiles: readonly AllowedFile[];
  /** Nothing in them is shown. */
  readonly closedFolders: readonly string[];
  readonly maxInputBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** @throws {DelegateError} `configuration` where there are no roots. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const { allowedFiles, maxInputBytes, signal } = options;
  const roots = openRoots(options.roots, allowedFiles);
  const closedFolders = await Promise.all(options.closedFolders.map(realPathOf));
  const walls = { roots, closedFolders };
  const prefixes = await Promise.all(
    options.roots.map(async (root) => roots.prefixIn(await realPathOf(root))),
  );
  const otherRoots = [...new Set(prefixes.filter(Boolean))];
  return {
    list: (call) => inWords(call.path, () => listFiles(call, { ...walls, otherRoots, signal })),
    search: (call) => inWords(call.path, () => searchFiles(call, { ...walls, signal })),
    read: (call, room) =>
      inWords(call.path, () => readLines(call, { ...walls, maxBytes: maxInputBytes, room })),
  };
}

async function realPathOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => path.resolve(folder));
}

/** What a user would be told as an error, a model is told as a result: it can do something else. */
async function inWords(given: string, look: () => Promise<ProjectResult>): Promise<ProjectResult> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof DelegateError) || error.kind !== 'input') throw error;
    return { text: `${JSON.stringify(given)}: ${error.what}`, isRefused: true };
  }
}
