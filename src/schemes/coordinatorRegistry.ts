import { codedCoordinator } from './coded/coordinator.ts';
import type { AnyCoordinatorScheme, CoordinatorSchemes } from './coordinator.ts';
import { pairwiseCoordinator } from './pairwise/coordinator.ts';
import { sparseCoordinator } from './sparse/coordinator.ts';

/** The coordinator's side of every scheme, by kind. */
export const COORDINATOR_SCHEMES: CoordinatorSchemes = new Map<string, AnyCoordinatorScheme>([
  [pairwiseCoordinator.kind, pairwiseCoordinator],
  [codedCoordinator.kind, codedCoordinator],
  [sparseCoordinator.kind, sparseCoordinator],
]);
