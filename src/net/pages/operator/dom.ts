import { printable } from '../../../session/printable.ts';

type Child = Node | string;

/** Creates an element. Text is never parsed as HTML, and its invisible characters are escaped. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.map((child) => (typeof child === 'string' ? printable(child) : child)));
  return made;
}

/** Creates a table; columns listed in `numbers` are aligned right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  numbers: readonly number[] = [],
): HTMLTableElement {
  const cell = (tag: 'th' | 'td', content: Child, column: number): HTMLElement =>
    element(
      tag,
      {
        ...(numbers.includes(column) && { class: 'number' }),
        // On narrow screens the head is hidden, and each cell names its column.
        ...(tag === 'th' ? { scope: 'col' } : { 'data-column': head[column]! }),
      },
      content,
    );
  const line = (tag: 'th' | 'td', cells: readonly Child[]): HTMLElement =>
    element('tr', {}, ...cells.map((content, column) => cell(tag, content, column)));
  return element(
    'table',
    {},
    element('thead', {}, line('th', head)),
    element('tbody', {}, ...rows.map((cells) => line('td', cells))),
  );
}
