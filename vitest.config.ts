import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for processes of their own: one worker would leave a core idle on a machine of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/test/closingLine.ts'],
  },
});

export default config;
