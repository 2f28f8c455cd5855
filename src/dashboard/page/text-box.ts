import type { Excerpt } from '../views.ts';
import { element } from './dom.ts';

/** Foreign text of several lines, in a box of its own that the keyboard can scroll. */
export function textBox(label: string, { text }: Pick<Excerpt, 'text'>): HTMLPreElement {
  return element(
    'pre',
    { tabindex: 0, role: 'region', 'aria-label': label, class: 'text', dir: 'auto' },
    text,
  );
}
