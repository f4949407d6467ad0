import { readFileSync } from 'node:fs';

/** A part of the documentation. */
export interface Part {
  readonly text: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/** The parts and pages that docs/README.md lists; paths are those of the repository. */
export function partsIn(index: string): Part[] {
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.slice(0, section.indexOf('\n')),
      items: [...section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, text, path]) => ({
        text: text!,
        link: path!.startsWith('../') ? path!.slice(2) : `/docs/${path!}`,
      })),
    }));
}

/** {@link partsIn} of the file itself. */
export function readParts(): Part[] {
  return partsIn(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
}
