import { expect, it } from 'vitest';
import { createKernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { askKernel } from './knownAnswers.ts';

it.each([
  ['the kernel on one thread', () => createKernel({ threads: 1 })],
  ['the kernel with workers', () => createKernel({ threads: 2 })],
  ['the oracle', referenceKernel],
])('%s gives the answers of test/vectors/operations/vectors.json', async (_name, make) => {
  const answers = await askKernel(await make());
  expect(answers.length).toBeGreaterThan(10);
  for (const { name, actual, expected } of answers) expect(actual, name).toBe(expected);
});
