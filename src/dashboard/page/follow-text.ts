import type { Excerpt, RunText } from '../views.ts';
import type { Connection } from './connection.ts';
import { visible } from './visible-text.ts';

interface FollowOptions {
  readonly box: HTMLElement;
  /** What the box has. */
  readonly from: Excerpt;
  readonly onError: (error: unknown) => void;
}

/** Adds to a box what a run has written since, and keeps its end in sight for whoever looks at it. */
export function followText(connection: Connection, id: string, { box, from, onError }: FollowOptions) {
  let characters = from.omitted + from.text.length;
  let isAsking = false;
  let isDue = false;

  const ask = async () => {
    const more = await connection.get<RunText>(`/api/runs/${id}/text?from=${characters}`);
    const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    // Fewer than the box has: another answer has replaced this one.
    if (more.from !== characters) box.replaceChildren();
    if (more.text) box.append(document.createTextNode(visible(more.text)));
    characters = more.from + more.text.length;
    if (isAtEnd) box.scrollTop = box.scrollHeight;
  };
  const more = async () => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isDue && box.isConnected) {
        isDue = false;
        await ask();
      }
    } catch (error) {
      onError(error);
    } finally {
      isAsking = false;
    }
  };
  return { more: () => void more() };
}
