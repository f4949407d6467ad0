import { maskingCoordinator } from '../masking/coordinator.ts';
import type { Answer, Dealing } from '../masking/dealing.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { pairwiseTerms } from './terms.ts';

/** The coordinator's side of the pairwise scheme: double masking (Bonawitz et al., CCS 2017). */
export const pairwiseCoordinator: CoordinatorScheme<Dealing, Answer> =
  maskingCoordinator(pairwiseTerms);
