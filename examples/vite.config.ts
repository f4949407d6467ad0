import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** All examples as static files under examples/dist, with addresses relative to each page: they can lie anywhere. */
const config: UserConfig = defineConfig({
  root: path('.'),
  base: './',
  resolve: {
    // What an application gets from the package; here, the sources beside it. The longer names first.
    alias: [
      { find: 'veilsum/http', replacement: path('../src/net/participant/index.ts') },
      { find: 'veilsum/survey', replacement: path('../src/survey/index.ts') },
      { find: 'veilsum/verify', replacement: path('../src/record/index.ts') },
      { find: 'veilsum', replacement: path('../src/index.ts') },
    ],
  },
  build: {
    outDir: path('dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [
        path('browser/index.html'),
        path('browser/participant.html'),
        path('survey/index.html'),
        path('verify/index.html'),
      ],
    },
  },
});

export default config;
