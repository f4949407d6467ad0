import type { Attack } from '../attack.ts';
import { mixViews, type ViewMixing } from '../harness/viewMixing.ts';

/** The sizes of the published simulation: a sum over 2 honest inputs, where 11 are promised. */
const SIZES: ViewMixing = { clients: 30, corrupt: 9, threshold: 20 };

export const viewMixing: Attack = {
  id: 'S03',
  title: 'View mixing: every responder is shown a different included set',
  check: 'confirm-quorum',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'show each client another included set of at least t clients',
  steps: [
    'Each client signs the set that it is shown; no two sets are alike.',
    'Each is asked for the mask secrets of those that are missing from its own set.',
    'All but two honest clients are missing for t responders; their mask secrets unmask the sum of the two.',
  ],
  names: 'coordinator',
  proves: 'false-quorum',
  source: 'Bonawitz et al., CCS 2017, the reason for its ConsistencyCheck round',
  run: (testBed) => mixViews(testBed, SIZES, (attacker) => [...attacker.confirms.keys()]),
};
