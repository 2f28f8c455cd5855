import type { RunList, RunRow } from '../views.ts';
import type { Connection } from './connection.ts';
import { byId, element, foreign, reconcile, setText } from './dom.ts';
import { ago, cost, count, duration, moment, plural, tokens } from './format.ts';
import { titleOf } from './live-view.ts';
import { badge } from './run-status.ts';
import { visibleLine } from './visible-text.ts';

const PAGE_ROWS = 50;
const MOST_ROWS = 1000;
/** Between two times that the list is asked for. */
const REFRESH_MS = 300;

export interface RunsView {
  /** Asks for the list again, soon. */
  refresh(): void;
}

interface RunsViewOptions {
  readonly connection: Connection;
  readonly onOpen: (id: string) => void;
  readonly onError: (error: unknown) => void;
  /** Whether to say which project a run belongs to. */
  readonly showsProjects: () => boolean;
}

export function createRunsView(options: RunsViewOptions): RunsView {
  const { connection, onError } = options;
  const list = byId('runs', HTMLUListElement);
  const search = byId('search', HTMLInputElement);
  const status = byId('status', HTMLSelectElement);
  const more = byId('more', HTMLButtonElement);
  const shownCount = byId('runs-count', HTMLElement);
  const rows = new Map<string, { readonly node: HTMLElement; readonly json: string }>();
  let limit = PAGE_ROWS;
  let timer: number | undefined;
  let asked = 0;

  const show = ({ runs, matching, total, unread }: RunList) => {
    const shown = new Map(runs.map((run) => [run.id, reuse(rows.get(run.id), run, options)]));
    const focused = document.activeElement?.closest('li')?.dataset['id'];
    rows.clear();
    for (const [id, row] of shown) rows.set(id, row);
    reconcile(
      list,
      [...rows.values()].map(({ node }) => node),
    );
    // A row that has changed is another element.
    const again = focused === undefined ? undefined : rows.get(focused)?.node.querySelector('button');
    if (document.activeElement === document.body) again?.focus();
    more.hidden = runs.length >= matching || limit >= MOST_ROWS;
    setText(shownCount, describe(runs.length, { matching, total, unread }));
  };
  const load = async () => {
    timer = undefined;
    const turn = (asked += 1);
    const query = new URLSearchParams({ search: search.value, status: status.value, limit: String(limit) });
    try {
      const found = await connection.get<RunList>(`/api/runs?${query}`);
      // An answer to an earlier question would replace a later one.
      if (turn === asked) show(found);
    } catch (error) {
      onError(error);
    }
  };
  const loadAnew = () => {
    limit = PAGE_ROWS;
    clearTimeout(timer);
    timer = window.setTimeout(() => void load(), 80);
  };
  search.addEventListener('input', loadAnew);
  status.addEventListener('change', loadAnew);
  byId('filter', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
  more.addEventListener('click', () => {
    limit = Math.min(MOST_ROWS, limit + PAGE_ROWS);
    void load();
  });
  void load();
  return { refresh: () => void (timer ??= window.setTimeout(() => void load(), REFRESH_MS)) };
}

function reuse(
  known: { readonly node: HTMLElement; readonly json: string } | undefined,
  run: RunRow,
  { onOpen, showsProjects }: RunsViewOptions,
) {
  const json = JSON.stringify([run, ago(run.startedAt)]);
  if (known?.json === json) return known;
  const open = element('button', { type: 'button', class: 'row' });
  open.append(
    badge(run),
    element('span', { class: 'title' }, foreign(titleOf(run))),
    element('span', { class: 'facts' }, ...facts(run, showsProjects())),
  );
  open.addEventListener('click', () => onOpen(run.id));
  return { node: element('li', { 'data-id': run.id }, open), json };
}

function facts(run: RunRow, showsProject: boolean): (Node | string)[] {
  const time = element('time', { datetime: run.startedAt, title: moment(run.startedAt) }, ago(run.startedAt));
  const texts = [
    visibleLine(run.model, 60),
    tokens(run.usage),
    cost(run.cost),
    run.duration_ms === null ? undefined : duration(run.duration_ms),
    run.changedFiles > 0 ? plural(run.changedFiles, 'file') : undefined,
    showsProject && run.project !== null ? visibleLine(run.project, 200) : undefined,
  ].filter((text) => text !== undefined);
  return [time, ...texts.flatMap((text) => [' · ', foreign(text)])];
}

function describe(shown: number, { matching, total, unread }: Omit<RunList, 'runs'>): string {
  if (total === 0) return 'No runs yet. They appear here as soon as an agent or a command delegates work.';
  const rest = unread > 0 ? ` ${plural(unread, 'run')} not read yet.` : '';
  if (matching === 0) return `None of ${plural(total, 'run')} matches.${rest}`;
  return matching === total
    ? `${count(shown)} of ${plural(total, 'run')}.${rest}`
    : `${count(shown)} of ${count(matching)} that match, of ${plural(total, 'run')}.${rest}`;
}
