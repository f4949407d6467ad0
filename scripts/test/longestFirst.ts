import type { TestSequencer, TestSpecification } from 'vitest/node';
import { FIRST } from './groups.ts';

/**
 * Starts the longest files first. A fresh clone has no recorded times, and would end with one of
 * them on one core.
 */
export default class LongestFirst implements TestSequencer {
  sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = FIRST.findIndex((file) => moduleId.endsWith(`/${file}`));
      return found < 0 ? FIRST.length : found;
    };
    return Promise.resolve(files.toSorted((a, b) => place(a) - place(b)));
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}
