import { printable } from 'veilsum';

/** An element of the page by its id. @throws Error where the page has none of that kind */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/** Shows text that may come from anybody: never read as HTML, and nothing in it turns the rest of the line around. */
export function show(on: HTMLElement, text: string): void {
  on.textContent = printable(text);
}

/** Adds an element with text, as {@link show} shows it. */
export function append(to: HTMLElement, tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  show(made, text);
  if (className !== '') made.className = className;
  to.append(made);
  return made;
}
