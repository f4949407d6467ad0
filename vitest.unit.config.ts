import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LONG, PROCESSES } from './scripts/test/groups.ts';

/** The tests of `npm run check`: in this process, without the built package, and short. */
const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: availableParallelism(),
    isolate: false,
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', ...PROCESSES, ...LONG],
    testTimeout: 60_000,
    reporters: ['dot', './scripts/test/closingLine.ts'],
  },
});

export default config;
