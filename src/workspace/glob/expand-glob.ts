import { stat } from 'node:fs/promises';
import path from 'node:path';
import { compileGlob, splitGlob } from './glob.ts';
import { readIgnoreRules } from './ignore-rules.ts';
import { inspect, type FoundFile } from '../read/inspect.ts';
import { exists, followLinks } from '../real-path.ts';
import { errorCode, outside, toError, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';
import { excludedBy, walk } from './walk.ts';

/**
 * What a glob catches: files, and in their order what it would catch but leaves out.
 *
 * @throws {DelegateError} `input` when the folder it starts in cannot be used.
 */
export async function expandGlob(
  given: string,
  roots: Roots,
  signal: AbortSignal | undefined,
): Promise<(FoundFile | Refusal)[]> {
  const { base, pattern } = await splitGlob(given, async (part) => {
    const absolute = roots.locate(part);
    return typeof absolute === 'string' && exists(absolute);
  });
  if (pattern.split('/').includes('..')) {
    throw toError({
      path: given,
      reason: 'goes up after a wildcard',
      next: 'Write the folder in front of it.',
    });
  }
  const compiled = compileGlob(pattern);
  const folder = await openFolder(base, given, roots);
  const { rules, excluded } = await readIgnoreRules(folder, roots.rootOf(folder));
  if (excluded !== undefined) return [leaveOut(excluded, excludedBy(path.basename(excluded)), roots)];

  const caught: (FoundFile | Refusal)[] = [];
  const entries = walk(folder, {
    rules,
    catches: compiled.matches,
    mayCatchIn: compiled.matchesBelow,
    signal,
  });
  for await (const { absolute, reason } of entries) {
    caught.push(reason === undefined ? await inspect(absolute, roots) : leaveOut(absolute, reason, roots));
  }
  return caught;
}

function leaveOut(absolute: string, reason: string, roots: Roots): Refusal {
  return { path: roots.display(absolute), reason, next: 'Give it by name if it is needed.' };
}

/** The real path of the folder that a glob starts in. */
async function openFolder(base: string, given: string, roots: Roots): Promise<string> {
  const absolute = roots.locate(base);
  if (typeof absolute !== 'string') throw toError({ ...absolute, path: given });
  const refuse = (reason: string) =>
    toError({ path: given, reason, next: 'Check the spelling: a relative glob starts at the first root.' });
  let real: string;
  try {
    const followed = await followLinks(absolute);
    if (!roots.holds(followed.real)) throw toError(outside(given));
    if (followed.rest.length > 0)
      throw refuse(`matches nothing: there is no folder "${roots.display(absolute)}"`);
    real = followed.real;
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw refuse(`matches nothing: "${roots.display(absolute)}" cannot be read (${code})`);
  }
  throw refuse(`matches nothing: "${roots.display(absolute)}" is no folder`);
}
