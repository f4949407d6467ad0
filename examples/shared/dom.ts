/** An element of the page by its id. @throws Error where the page has none of that kind */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/** Adds an element with text, which is never read as HTML. */
export function append(to: HTMLElement, tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  to.append(made);
  return made;
}
