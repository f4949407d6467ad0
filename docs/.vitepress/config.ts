import { readFileSync } from 'node:fs';
import { defineConfig, type DefaultTheme, type UserConfig } from 'vitepress';
import { readParts } from './sidebar.ts';

/** Written by TypeDoc, which runs first. */
const api = JSON.parse(
  readFileSync(new URL('../api-pages/typedoc-sidebar.json', import.meta.url), 'utf8'),
) as DefaultTheme.SidebarItem[];

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  title: 'veilsum',
  description: 'Secure aggregation that anyone can verify',
  // The pages of the repository, at their own paths, so that their links work in both places.
  srcDir: '..',
  srcExclude: [
    '{.changeset,circuits,clients,deploy,dist,examples,node_modules,scripts,src,test,verifiers}/**',
    '{build-*,demo-output,docs/api,reports}/**',
  ],
  // Braces in formulas are not attributes.
  markdown: { attrs: { disable: true } },
  // A program and a schema, and not pages.
  ignoreDeadLinks: [/\/verifiers\/python\/verify_aggregate\.py$/, /\/schemas\/commands\.json$/],
  rewrites: { 'README.md': 'index.md', 'docs/README.md': 'docs/index.md' },
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Documentation', link: '/docs/' },
      { text: 'API', link: '/docs/api-pages/' },
    ],
    sidebar: [
      ...readParts().map(({ text, items }) => ({ text, collapsed: false, items: [...items] })),
      { text: 'API', collapsed: true, items: api },
    ],
    outline: [2, 3],
  },
});

export default config;
