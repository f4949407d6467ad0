import { foldedSeeds } from './d01FoldedSeeds.ts';
import { aliveAndDead } from './d02AliveAndDead.ts';
import { uncheckedSignatures } from './d03UncheckedSignatures.ts';
import { relatedGenerators } from './d04RelatedGenerators.ts';
import { unboundCommitment } from './d05UnboundCommitment.ts';
import { zeroNoise } from './d06ZeroNoise.ts';
import type { KnownDefect } from './knownDefect.ts';

/** Published defects of other implementations, each with a model of the defective design. */
export const KNOWN_DEFECTS: readonly KnownDefect[] = [
  foldedSeeds,
  aliveAndDead,
  uncheckedSignatures,
  relatedGenerators,
  unboundCommitment,
  zeroNoise,
];
