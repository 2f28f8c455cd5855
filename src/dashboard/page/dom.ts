import { visible } from './visible-text.ts';

type Child = Node | string | null | undefined | false;

interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** An element of the page. Text is made visible, and true and false set or omit an attribute. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  appendAll(made, children);
  return made;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  appendAll(made, children);
  return made;
}

/** Foreign text inside a line: its direction of writing ends with it. */
export function foreign(text: string): HTMLElement {
  return element('bdi', {}, text);
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** Something that can be opened, built when it is opened for the first time. */
export function fold(summary: string, build: () => Node, isOpen = false): HTMLDetailsElement {
  const made = element('details', {}, element('summary', {}, summary));
  const open = () => {
    if (made.open && made.childElementCount === 1) made.append(build());
  };
  made.addEventListener('toggle', open);
  made.open = isOpen;
  open();
  return made;
}

/** Sets a text where it has changed: what a screen reader has read is not read again. */
export function setText(target: Node, text: string): void {
  const shown = visible(text);
  if (target.textContent !== shown) target.textContent = shown;
}

/** An element of index.html. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no ${id}.`);
  return found;
}

/** Gives a parent these children, moving only what is elsewhere, so that focus and selection stay. */
export function reconcile(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of Array.from(parent.children)) if (!wanted.has(child)) child.remove();
  children.forEach((child, position) => {
    const present = parent.children[position];
    if (present !== child) parent.insertBefore(child, present ?? null);
  });
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    target.setAttribute(name, value === true ? '' : visible(String(value)));
  }
}

function appendAll(target: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child) target.append(typeof child === 'string' ? visible(child) : child);
  }
}
