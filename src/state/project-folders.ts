import { createHash } from 'node:crypto';
import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { statPlainFile } from './plain-file.ts';
import { preparePrivateFolder } from './private-folder.ts';
import { errorCode, stateFolderError } from './state-error.ts';

export interface ProjectOptions {
  /** The roots of this process, as configured: they are the project that everything it makes belongs to. */
  readonly roots: readonly string[];
  /** Whether other projects' files may be listed and read, too. False by default. */
  readonly all?: boolean;
}

interface Located {
  readonly folder: string;
  /** It belongs to another project than this one, and others were not asked for. */
  readonly isForeign: boolean;
}

/**
 * One kind of files in the state folder, with a folder for each project. Files of 0.1.0, which knew no projects, are
 * beside these folders: they are not listed but for all projects, and found by whoever knows their name.
 */
export interface ProjectFolders {
  /** The roots of this project as real paths, the first being the base of relative paths. */
  readonly project: () => readonly string[];
  /** The folder of this project; it may not exist yet. */
  readonly own: () => string;
  /** The same, once it exists and is private. @throws {DelegateError} `configuration` */
  readonly prepare: () => string;
  /** The folders whose files are listed. @throws {DelegateError} `configuration` */
  readonly listed: () => string[];
  /** @returns Undefined where no project has a file of that name. @throws {DelegateError} `configuration` */
  readonly locate: (name: string) => Located | undefined;
}

/** Touches nothing until one of its functions is called. */
export function openProjectFolders(
  stateDir: string,
  kind: string,
  { roots, all = false }: ProjectOptions,
): ProjectFolders {
  const base = path.join(stateDir, kind);
  let found: { project: readonly string[]; name: string } | undefined;
  const here = () => {
    if (!found) {
      const project = roots.map(realPath);
      found = {
        project,
        name: createHash('sha256').update(JSON.stringify(project)).digest('hex').slice(0, 32),
      };
    }
    return found;
  };
  const own = () => path.join(base, here().name);
  const everyFolder = () => listProjectFolders(stateDir, kind);

  return {
    project: () => here().project,
    own,
    prepare: () => preparePrivateFolder(stateDir, kind, here().name),
    listed: () => (all ? everyFolder() : [own()]),
    locate(name) {
      const hasIt = (folder: string) => statPlainFile(path.join(folder, name)) !== undefined;
      const folder = [own(), base].find(hasIt) ?? everyFolder().find(hasIt);
      if (folder === undefined) return undefined;
      return { folder, isForeign: !all && folder !== base && folder !== own() };
    },
  };
}

/** A project in an error message. @param roots - Their real paths. */
export function describeProject(roots: readonly string[]): string {
  return roots.length > 0 ? roots.join(path.delimiter) : 'one without roots';
}

/** All folders of a kind, whatever project they belong to. */
export function listProjectFolders(stateDir: string, kind: string): string[] {
  const base = path.join(stateDir, kind);
  return [...readFolderNames(base).map((name) => path.join(base, name)), base];
}

function readFolderNames(base: string): string[] {
  try {
    return readdirSync(base, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /^[0-9a-f]{32}$/.test(entry.name))
      .map(({ name }) => name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFolderError(base, 'read', error);
  }
}

/** The same folder under another name is the same project. */
function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return path.resolve(folder);
  }
}
