import type { RunList, RunRow } from '../views.ts';
import type { RunIndex } from './run-index.ts';

interface Query {
  /** Words that all must occur in the title, id, model or project. */
  readonly search: string;
  /** Empty for any. */
  readonly status: string;
  readonly limit: number;
}

export function listRows(index: RunIndex, { search, status, limit }: Query): RunList {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: RunRow) =>
    (status === '' || statusOf(row) === status) && words.every((word) => textOf(row).includes(word));
  const all = index.rows();
  const matching = words.length > 0 || status !== '' ? all.filter(matches) : all;
  return { runs: matching.slice(0, limit), matching: matching.length, ...index.counts() };
}

/** What the page calls the status of a run. */
function statusOf({ status, state }: RunRow): string {
  return status ?? (state === 'orphaned' ? 'incomplete' : state);
}

function textOf({ title, id, model, project }: RunRow): string {
  return `${title}\n${id}\n${model}\n${project ?? ''}`.toLowerCase();
}
