import { fsync } from 'node:fs';
import { promisify } from 'node:util';

/** Waits until what was written to an open file would survive a power cut. The disk takes its time, so others go on. */
export const syncDescriptor: (descriptor: number) => Promise<void> = promisify(fsync);
