import type { Settings } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import { openRoots } from '../../workspace/roots.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { StoredExplore } from './stored.ts';

/** @throws {DelegateError} `input` for arguments that exclude exploring. */
export function refuseWithExplore(given: ChatArguments): void {
  if (!given.explore) return;
  const other = (['for_each', 'tools', 'tool_choice'] as const).find((name) => given[name] !== undefined);
  if (other === undefined) return;
  throw new DelegateError(
    'input',
    `\`explore\` was given together with \`${other}\`.`,
    other === 'for_each'
      ? 'Omit one of them: each item of a `for_each` is one completion over one file.'
      : 'Omit one of them: a call that explores offers a function of its own.',
  );
}

/** @throws {DelegateError} `configuration` where there is nothing to look into. */
export function boundsOf({ roots, exploreRounds, maxInputBytes }: Settings): StoredExplore {
  openRoots(roots);
  return { maxRounds: exploreRounds, maxBytes: maxInputBytes };
}
