import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { partsIn, readParts } from '../../docs/.vitepress/sidebar.ts';

describe('the index of the documentation', () => {
  it('has the four parts, and lists every page once', async () => {
    const parts = readParts();
    expect(parts.map(({ text }) => text)).toEqual([
      'Tutorials',
      'How-to guides',
      'Reference',
      'Explanation',
    ]);
    const listed = parts.flatMap(({ items }) => items.map(({ link }) => link));
    const pages = async (folder: string): Promise<string[]> =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `/${folder}/${name}`);
    const all = [...(await pages('docs')), ...(await pages('docs/guides'))];
    const wanted = all.filter((page) => page !== '/docs/README.md');
    expect([...listed].sort()).toEqual(['/CHANGELOG.md', ...wanted].sort());
  });

  it('is read by its headings and lists', () => {
    const text = '# Title\n\n## One\n\n- [a](a.md): first\n- [b](../B.md): second\n\n## Two\n';
    expect(partsIn(text)).toEqual([
      {
        text: 'One',
        items: [
          { text: 'a', link: '/docs/a.md' },
          { text: 'b', link: '/B.md' },
        ],
      },
      { text: 'Two', items: [] },
    ]);
  });
});

describe('every diagram', () => {
  it('is shown on a page, for light and dark, with a text for those who do not see it', async () => {
    const names = ['README.md', 'docs/protocol.md', 'docs/threat-model.md'];
    const text = (await Promise.all(names.map((name) => readFile(name, 'utf8')))).join('\n');
    for (const file of await readdir('docs/diagrams')) {
      const name = file.replace(/\.d2$/, '');
      const shown = new RegExp(
        `srcset="\\S*/images/${name}-dark\\.svg">\\s*<img alt="[^"]{40,}" src="\\S*/images/${name}-light\\.svg">`,
      );
      expect(text, file).toMatch(shown);
    }
  });
});
