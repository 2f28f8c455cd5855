import type { ActionResult, Excerpt, LiveRun, RunDetail } from '../views.ts';
import type { Connection } from './connection.ts';
import { byId, button, element, fold, foreign, setText } from './dom.ts';
import { count, plural } from './format.ts';
import { followText } from './follow-text.ts';
import { titleOf } from './live-view.ts';
import { patchView } from './patch-view.ts';
import { editedView, exploredTitle, exploredView, filesView, receiptView } from './receipt-view.ts';
import { badge } from './run-status.ts';
import { textBox } from './text-box.ts';
import { visibleLine } from './visible-text.ts';

export interface DetailView {
  readonly open: (id: string) => void;
  /** Tells that a run has grown. */
  grow(run: LiveRun): void;
  /** Tells that runs have changed: the one that is open is read again where its state is another. */
  refresh(ended: readonly string[]): void;
}

interface DetailOptions {
  readonly connection: Connection;
  readonly onError: (error: unknown) => void;
  readonly announce: (text: string) => void;
}

/** One run, in a dialog: the prompt, the answer, what it changed. */
export function createDetailView({ connection, onError, announce }: DetailOptions): DetailView {
  const dialog = byId('detail', HTMLDialogElement);
  let openId: string | undefined;
  let grow: ((run: LiveRun) => void) | undefined;
  let asked = 0;
  /** What came of the last action on the run that is open; it stays when the run is read again. */
  let outcome = '';

  const load = async (id: string) => {
    const turn = (asked += 1);
    try {
      const detail = await connection.get<RunDetail>(`/api/runs/${id}`);
      // An answer to an earlier question may come last.
      if (openId === id && turn === asked) show(detail, outcome);
    } catch (error) {
      if (openId !== id) return;
      dialog.close();
      onError(error);
    }
  };
  const act = async (id: string, action: 'cancel' | 'undo') => {
    try {
      const { message } = await connection.post<ActionResult>(`/api/runs/${id}/${action}`);
      announce(message);
      if (openId === id) outcome = message;
    } catch (error) {
      if (openId === id) outcome = error instanceof Error ? error.message : String(error);
    }
    await load(id);
  };
  const show = (detail: RunDetail, message: string) => {
    const { row } = detail;
    const isRunning = row.state === 'running';
    const answer = textBox('Answer', detail.answer);
    const progress = element('p', { class: 'facts' });
    const text = followText(connection, row.id, { box: answer, from: detail.answer, onError });
    grow = isRunning
      ? (run) => {
          setText(progress, `${visibleLine(run.phase, 200)} · ${plural(run.characters, 'character')}`);
          text.more();
        }
      : undefined;
    dialog.replaceChildren(
      element(
        'header',
        {},
        element('h2', { id: 'detail-title', tabindex: -1 }, badge(row), ' ', foreign(titleOf(row))),
        button('Close', () => dialog.close(), { class: 'close' }),
      ),
      element(
        'p',
        { class: 'quiet' },
        foreign(row.id),
        row.project === null ? '' : ' · ',
        foreign(row.project ?? ''),
      ),
      element('p', { role: 'status', class: message ? 'notice' : 'hidden' }, message),
      actions(detail, (action) => void act(row.id, action)),
      ...(isRunning ? [progress] : []),
      ...sections(detail, answer),
    );
  };
  dialog.addEventListener('close', () => {
    openId = grow = undefined;
    outcome = '';
    dialog.replaceChildren();
  });
  // A click beside the dialog is one on its backdrop.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());

  return {
    open(id) {
      openId = id;
      outcome = '';
      dialog.replaceChildren(element('h2', { id: 'detail-title' }, 'Reading the run…'));
      if (!dialog.open) dialog.showModal();
      void load(id).then(() => dialog.querySelector('h2')?.focus());
    },
    grow: (run) => void (run.id === openId && grow?.(run)),
    refresh: (ended) => void (openId !== undefined && ended.includes(openId) && load(openId)),
  };
}

function actions({ row, change }: RunDetail, act: (action: 'cancel' | 'undo') => void): HTMLElement {
  const place = element('div', { class: 'actions' });
  if (row.state === 'running') place.append(button('Cancel this run', () => act('cancel')));
  if (change?.isUndone) place.append(element('p', { class: 'quiet' }, 'What this run changed was undone.'));
  else if (change && row.state !== 'running') {
    const files = plural(change.files, 'file');
    const ask = button(`Undo (${files})…`, () => {
      const confirm = button('Undo', () => act('undo'), { class: 'danger' });
      const keep = button('Keep the changes', () => {
        place.replaceChildren(ask);
        ask.focus();
      });
      place.replaceChildren(element('p', {}, `Put back ${files} as before this run?`), confirm, keep);
      keep.focus();
    });
    place.append(ask);
  }
  return place;
}

function sections(detail: RunDetail, answer: HTMLElement): Node[] {
  const { receipt, error, patch, messages, reasoning, toolCalls } = detail;
  return [
    ...(error ? [element('p', { class: 'notice' }, error)] : []),
    ...(receipt.edited?.length ? [part('Changed files', editedView(receipt.edited))] : []),
    ...(patch ? [part('Patch', patchView(patch.text), note(patch, 'after these'))] : []),
    part('Answer', answer, note(detail.answer, 'before these')),
    ...(toolCalls ? [fold('Tool calls', () => textBox('Tool calls', { text: toolCalls }))] : []),
    ...(reasoning.text ? [fold('Reasoning', () => textBox('Reasoning', reasoning))] : []),
    fold(`Prompt (${plural(messages.length, 'message')})`, () => messagesView(messages)),
    ...(receipt.files?.length
      ? [fold(`Files sent (${count(receipt.files.length)})`, () => filesView(receipt.files ?? []))]
      : []),
    ...(receipt.explored
      ? [fold(exploredTitle(receipt.explored), () => exploredView(receipt.explored?.files ?? []))]
      : []),
    part('Receipt', receiptView(receipt)),
  ];
}

function part(heading: string, ...content: Node[]): HTMLElement {
  return element('section', {}, element('h3', {}, heading), ...content);
}

function messagesView(messages: RunDetail['messages']): HTMLElement {
  return element(
    'div',
    {},
    ...messages.flatMap(({ role, content }, position) => [
      element('h4', {}, role),
      textBox(`Message ${position + 1}, ${role}`, content),
      note(content, 'before these'),
    ]),
  );
}

function note({ omitted }: Excerpt, where: string): HTMLElement {
  const text =
    omitted > 0 ? `${count(omitted)} characters ${where} are not shown; "runs show" prints all.` : '';
  return element('p', { class: 'quiet', hidden: omitted === 0 }, text);
}
