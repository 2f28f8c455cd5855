import type { Task } from '../task.ts';
import { change } from './change.ts';
import { digest } from './digest.ts';
import { extract } from './extract.ts';
import { find } from './find.ts';
import { fix } from './fix.ts';
import { summariseLog } from './log.ts';
import { oneLine } from './one-line.ts';
import { opinion } from './opinion.ts';
import { rename } from './rename.ts';
import { report } from './report.ts';
import { review } from './review.ts';
import { translate } from './translate.ts';

export const TASKS: readonly Task[] = [
  review,
  change,
  fix,
  find,
  translate,
  summariseLog,
  report,
  digest,
  opinion,
  extract,
  oneLine,
  rename,
];
