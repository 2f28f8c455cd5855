import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { undoChange } from '../../workspace/changes/undo.ts';
import type { DelegationContext } from '../context.ts';
import { finishChange } from './finish-changes.ts';
import type { Outcome } from '../present/outcome.ts';
import { toReceipt } from '../present/receipt.ts';

const SHOWN = 20;

/**
 * Puts back what was there before a run wrote files: all of it or nothing.
 *
 * @throws {DelegateError} `input` for an unknown run, one that changed nothing, or files that were changed since.
 */
export async function undoRun(
  id: string,
  { signal }: { signal: AbortSignal },
  { runs, config }: Pick<DelegationContext, 'runs' | 'config'>,
): Promise<Outcome> {
  const startedAt = performance.now();
  const { start } = await runs.read(id);
  const { stateDir, roots } = config.settings;
  await finishChange(id, config.settings, signal);
  const { restored, left } = await undoChange({ stateDir, roots, id, signal });
  return {
    completion: { ...EMPTY_COMPLETION, text: describe(id, restored, left) },
    receipt: toReceipt({
      model: start.model,
      protocol: start.protocol,
      status: 'complete',
      attempts: 0,
      duration_ms: Math.round(performance.now() - startedAt),
      run_id: id,
    }),
    error: undefined,
    offset: 0,
    notes: [],
    isForFile: false,
    isJson: false,
  };
}

function describe(id: string, restored: readonly string[], left: readonly string[]): string {
  const files = restored.length === 1 ? '1 file is' : `${restored.length} files are`;
  const more = restored.length > SHOWN ? [`and ${restored.length - SHOWN} more`] : [];
  const others = left.length > 0 ? [`Left alone, since changed by somebody else: ${left.join(', ')}`] : [];
  return [`Undid run ${id}: ${files} as before it.`, ...restored.slice(0, SHOWN), ...more, ...others].join(
    '\n',
  );
}
