import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import LongestFirst from './scripts/test/longestFirst.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for processes, networks and deadlines: with a worker more than there are cores, none of these is idle.
    maxWorkers: availableParallelism() + 1,
    // What a file imports is loaded once a worker, and compiled once: that took a third of all time. So no file leaves anything behind.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    globalSetup: ['./scripts/test/sharedDatabase.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    reporters: ['default', './scripts/test/closingLine.ts'],
  },
});

export default config;
