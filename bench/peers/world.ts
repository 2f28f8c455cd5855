import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a program sees of the machine: a home and a project of its own, and a folder that is none of its business. */
export interface World extends AsyncDisposable {
  readonly home: string;
  readonly project: string;
  readonly outside: string;
}

export async function makeWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-peers-'));
  const [home, project, outside] = ['home', 'project', 'outside'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const place of [home, project, outside]) await mkdir(place);
  return {
    home,
    project,
    outside,
    // What a program still writes while it is killed may be in the way for a moment.
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** Whether some file that a program wrote below a folder has a text; it may be at work there at the same time. */
export async function hasFileWith(folder: string, text: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && (await hasFileWith(place, text))) return true;
    if (entry.isFile() && (await readFile(place, 'utf8').catch(() => '')).includes(text)) return true;
  }
  return false;
}
