import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Big sessions, which take minutes. */
const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    include: ['test/slow/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    reporters: ['default', './scripts/test/closingLine.ts'],
  },
});

export default config;
