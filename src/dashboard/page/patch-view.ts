import { button, element } from './dom.ts';
import { count } from './format.ts';

const FIRST_LINES = 2000;

const CLASSES = [
  [/^(?:diff |--- |\+\+\+ |new file|deleted file)/, 'file'],
  [/^@@/, 'hunk'],
  [/^\+/, 'added'],
  [/^-/, 'removed'],
] as const;

/** A unified diff with a colour for each kind of line. */
export function patchView(patch: string): HTMLElement {
  const lines = patch.trimEnd().split('\n');
  const code = element('code');
  const show = (some: readonly string[]) => code.append(...some.map(toLine));
  show(lines.slice(0, FIRST_LINES));
  const view = element(
    'div',
    {},
    element('pre', { class: 'patch', tabindex: 0, role: 'region', 'aria-label': 'Patch' }, code),
  );
  if (lines.length > FIRST_LINES) {
    const rest = button(`Show all ${count(lines.length)} lines`, () => {
      rest.remove();
      show(lines.slice(FIRST_LINES));
    });
    view.append(rest);
  }
  return view;
}

function toLine(line: string): HTMLElement {
  const name = CLASSES.find(([pattern]) => pattern.test(line))?.[1];
  return element('span', { class: name }, `${line}\n`);
}
