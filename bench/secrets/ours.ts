import { findSecrets } from '../../src/secrets/content.ts';
import { secretByName } from '../../src/secrets/names.ts';
import type { MadeFile } from './places.ts';

/** Which of the files would be refused. */
export type Detector = (files: readonly MadeFile[]) => Promise<boolean[]>;

export const ours: Detector = async (files) =>
  files.map(([name, text]) => {
    const absolute = `/project/${name}`;
    return secretByName(absolute) !== undefined || findSecrets(text, absolute).length > 0;
  });
