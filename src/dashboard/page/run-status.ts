import type { RunRow } from '../views.ts';
import { element } from './dom.ts';

/** The status of a run in a word. */
function statusOf({ status, state }: Pick<RunRow, 'status' | 'state'>): string {
  if (status !== null) return status;
  return state === 'orphaned' ? 'incomplete' : state === 'newer' ? 'of a later version' : state;
}

/** The same as a badge: its colour only repeats what it says. */
export function badge(run: Pick<RunRow, 'status' | 'state'>): HTMLElement {
  const status = statusOf(run);
  return element('span', { class: `badge ${status.replaceAll(' ', '-')}` }, status);
}
