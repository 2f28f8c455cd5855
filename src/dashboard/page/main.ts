import type { ActionResult, PageEvent } from '../views.ts';
import { connect, RequestError, type Connection } from './connection.ts';
import { createDetailView } from './detail-view.ts';
import { byId, setText } from './dom.ts';
import { createLiveView, titleOf } from './live-view.ts';
import { createRunsView } from './runs-view.ts';
import { takeToken, tokenIn } from './token.ts';
import { createUsageSection } from './usage-section.ts';
import { visibleLine } from './visible-text.ts';

const RECONNECT_MS = 1000;

/** For whoever does not see the page. */
function announce(text: string): void {
  setText(byId('announcer', HTMLElement), text);
}

function start(token: string): void {
  byId('locked', HTMLElement).hidden = true;
  byId('page', HTMLElement).hidden = false;
  const connection = connect(token);
  const problem = byId('problem', HTMLElement);
  let project: string | null = '';

  const showProblem = (text: string | null) => {
    setText(problem, text ?? '');
    problem.hidden = !text;
  };
  const onError = (error: unknown) => {
    if (error instanceof RequestError && error.status === 401)
      return lock('The link belongs to a dashboard that has ended.');
    showProblem(error instanceof Error ? error.message : String(error));
  };
  const detail = createDetailView({ connection, onError, announce });
  const runs = createRunsView({
    connection,
    onOpen: detail.open,
    onError,
    showsProjects: () => project === null,
  });
  const usage = createUsageSection(connection, onError);
  const cancel = async (id: string) => {
    try {
      announce((await connection.post<ActionResult>(`/api/runs/${id}/cancel`)).message);
    } catch (error) {
      onError(error);
    }
  };
  const live = createLiveView({
    onOpen: detail.open,
    onCancel: (id) => void cancel(id),
    onChange(begun, ended) {
      const [first] = [...ended, ...begun];
      if (first) announce(`${ended.length > 0 ? 'Ended' : 'Started'}: ${titleOf(first)}`);
      detail.refresh(ended.map(({ id }) => id));
      runs.refresh();
    },
  });

  const onEvent = (event: PageEvent) => {
    if (event.type === 'hello') {
      project = event.facts.project;
      const name = project === null ? 'All projects' : visibleLine(project) || 'No project';
      setText(byId('project', HTMLElement), `${name} · ${event.facts.version}`);
    } else if (event.type === 'live') {
      live.update(event.live);
      for (const run of event.live.changed) detail.grow(run);
    } else if (event.type === 'problem') showProblem(event.message);
    else (event.type === 'runs' ? runs : usage).refresh();
  };
  void listen(connection, { onEvent, onError });
}

interface Listeners {
  readonly onEvent: (event: PageEvent) => void;
  readonly onError: (error: unknown) => void;
}

/** Listens for ever: a machine that slept has lost the connection. */
async function listen(connection: Connection, { onEvent, onError }: Listeners): Promise<void> {
  const state = byId('connection', HTMLElement);
  for (;;) {
    try {
      await connection.listen((event) => {
        setText(state, 'Live');
        onEvent(event);
      });
    } catch (error) {
      if (error instanceof RequestError) return onError(error);
    }
    setText(state, 'Disconnected: the dashboard may have ended. Trying again…');
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

function lock(reason: string): void {
  byId('page', HTMLElement).hidden = true;
  byId('locked', HTMLElement).hidden = false;
  setText(byId('locked-reason', HTMLElement), reason);
  setText(byId('connection', HTMLElement), 'Locked');
}

function startOrLock(): void {
  const link = byId('link', HTMLInputElement);
  byId('unlock', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const token = tokenIn(link.value);
    link.value = '';
    if (token === undefined) lock('That is no link to a dashboard: it ends with # and 43 characters.');
    else {
      history.replaceState(null, '', `${location.pathname}#${token}`);
      // Nothing of an earlier one stays.
      location.reload();
    }
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    byId('search', HTMLInputElement).focus();
  });
  const token = takeToken();
  if (token === undefined) lock('It keeps the key of the link in memory only, so a reload forgets it.');
  else start(token);
}

startOrLock();
