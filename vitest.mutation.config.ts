import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The tests that the mutants of one part are put to: see scripts/mutate/main.ts. */
const part: string = process.env['MUTATE_PART'] ?? 'record';

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    include: [`test/${part}/**/*.test.ts`],
    // Encodings have no part in the protocol's checks, and whole federations and every byte of a record take too long for each mutant.
    exclude: [
      'test/session/encoding*.test.ts',
      'test/session/{scenarios,dropouts}.test.ts',
      'test/record/flips.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

export default config;
