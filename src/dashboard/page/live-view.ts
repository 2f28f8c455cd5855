import type { LiveRun, LiveUpdate } from '../views.ts';
import { byId, button, element, reconcile, setText } from './dom.ts';
import { count, duration, plural } from './format.ts';
import { visibleLine } from './visible-text.ts';

interface LiveViewOptions {
  readonly onOpen: (id: string) => void;
  readonly onCancel: (id: string) => void;
  /** Called with those that have begun and ended. */
  readonly onChange: (begun: readonly LiveRun[], ended: readonly LiveRun[]) => void;
}

interface Card {
  readonly node: HTMLElement;
  update(): void;
}

export interface LiveView {
  update(update: LiveUpdate): void;
  get(id: string): LiveRun | undefined;
}

/** The runs that are being written. However often they change, they are drawn once for each frame of the screen. */
export function createLiveView({ onOpen, onCancel, onChange }: LiveViewOptions): LiveView {
  const list = byId('live', HTMLUListElement);
  const empty = byId('live-empty', HTMLElement);
  const total = byId('live-count', HTMLElement);
  const runs = new Map<string, LiveRun>();
  const cards = new Map<string, Card>();
  const dirty = new Set<string>();
  let isFrameDue = false;

  const draw = () => {
    isFrameDue = false;
    for (const id of cards.keys()) if (!runs.has(id)) cards.delete(id);
    for (const id of dirty) {
      const card = cards.get(id);
      if (card) card.update();
      else if (runs.has(id)) cards.set(id, createCard(id));
    }
    dirty.clear();
    const nodes = [...runs.keys()].flatMap((id) => cards.get(id)?.node ?? []);
    reconcile(list, nodes);
    empty.hidden = nodes.length > 0;
    setText(total, nodes.length > 0 ? `(${nodes.length})` : '');
  };
  const createCard = (id: string): Card => {
    const title = button('', () => onOpen(id), { class: 'link' });
    const facts = element('p', { class: 'facts' });
    const tail = element('p', { class: 'tail', dir: 'auto' });
    const cancel = button('Cancel', () => onCancel(id));
    const node = element('li', {}, element('h3', {}, title), facts, tail, cancel);
    const update = () => {
      const run = runs.get(id);
      if (!run) return;
      const name = titleOf(run);
      setText(title, name);
      cancel.setAttribute('aria-label', `Cancel ${name}`);
      setText(facts, describe(run));
      setText(tail, visibleLine(run.tail));
    };
    update();
    return { node, update };
  };
  const request = () => {
    if (!isFrameDue) requestAnimationFrame(draw);
    isFrameDue = true;
  };
  setInterval(() => {
    for (const id of runs.keys()) dirty.add(id);
    if (runs.size > 0) request();
  }, 1000);

  return {
    update({ changed, ids }) {
      const begun = changed.filter(({ id }) => !runs.has(id));
      for (const run of changed) {
        runs.set(run.id, run);
        dirty.add(run.id);
      }
      const present = new Set(ids);
      const ended = [...runs.values()].filter(({ id }) => !present.has(id));
      for (const { id } of ended) runs.delete(id);
      request();
      if (begun.length > 0 || ended.length > 0) onChange(begun, ended);
    },
    get: (id) => runs.get(id),
  };
}

export function titleOf({ title, id }: { title: string; id: string }): string {
  return visibleLine(title) || `Run ${id}`;
}

function describe(run: LiveRun): string {
  const { phase, requests, model, characters, charactersPerSecond, startedAt } = run;
  return [
    visibleLine(phase, 200),
    ...(characters > 0 ? [plural(characters, 'character')] : []),
    ...(charactersPerSecond > 0 ? [`${count(charactersPerSecond)}/s`] : []),
    duration(Math.max(0, Date.now() - Date.parse(startedAt))),
    ...(requests > 1 ? [`request ${requests}`] : []),
    visibleLine(model, 60),
  ].join(' · ');
}
