import path from 'node:path';
import type { Environment } from '../config/config.ts';
import { homeFolder, workingFolder } from '../config/folders.ts';

/** Where a client's files may be; a parameter, so that each platform can be tried on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly home: string;
  /** The project that `--project` is about. */
  readonly workingFolder: string;
}

export function readSurroundings(environment: Environment): Surroundings {
  const home = homeFolder(environment);
  return { platform: process.platform, environment, home, workingFolder: workingFolder() };
}

/** The folder in which desktop programs keep their settings. */
export function applicationFolder({ platform, environment, home }: Surroundings): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || path.join(home, 'AppData', 'Roaming');
  return configFolder({ environment, home });
}

/** The folder in which command-line programs keep theirs, on every platform. */
export function configFolder({ environment, home }: Pick<Surroundings, 'environment' | 'home'>): string {
  return environment['XDG_CONFIG_HOME'] || path.join(home, '.config');
}
