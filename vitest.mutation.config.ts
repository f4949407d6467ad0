import { statSync } from 'node:fs';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import type { TestSequencer, TestSpecification } from 'vitest/node';

/** The tests that the mutants of one part are put to: see scripts/mutate/main.ts. */
const part: string = process.env['MUTATE_PART'] ?? 'record';

/** Where they are not in a folder of the part's own name. */
const FOLDERS: Readonly<Record<string, string>> = {
  evidence: 'record/evidence',
  proofs: 'proofs/planes',
};

/** Short files first: the first test that fails ends a mutant, and what is about it alone is short. */
class ShortFirst implements TestSequencer {
  sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;
    return Promise.resolve(files.toSorted((a, b) => size(a) - size(b)));
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    include: [`test/${FOLDERS[part] ?? part}/**/*.test.ts`],
    exclude: [
      // Encodings and plans have no part in the protocol's checks.
      'test/session/{encoding*,plan,specification}.test.ts',
      // Whole federations, every byte of a record, the whole catalogue of attacks and another verifier take too long for each mutant.
      'test/session/{scenarios,dropouts,proofSessions}.test.ts',
      'test/record/{flips,evidence,vectors}.test.ts',
      // Rules of evidence are a part of their own, and judge records last of all.
      ...(part === 'record' ? ['test/record/evidence/**'] : []),
    ],
    // All files of a mutant in one worker: what they import is loaded once, which would take most of the time.
    isolate: false,
    sequence: { sequencer: ShortFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

export default config;
