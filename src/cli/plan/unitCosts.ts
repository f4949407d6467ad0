// Written by scripts/docs/unitCosts/main.ts from the measurements in docs/figures.
import type { UnitCosts } from './costs.ts';

/** The machine on which {@link UNIT_COSTS} were measured. */
export const MEASURED_ON = 'AMD EPYC, 2 cores, Node 20.20.2';

/**
 * CPU time of one step of each kind in milliseconds, over all threads. Expected times are off by at most 13 % for the
 * parties of `pairwise`, 17 % for those of `coded`, 25 % for verifiers, 28 % for proving, and 120 % for proofs that are
 * verified together. A cost of 0 cannot be told from another that grows in the same way.
 */
export const UNIT_COSTS: UnitCosts = {
  schemes: {
    pairwise: {
      client: { session: 56, peer: 0.708, coordinate: 0.00131, maskElement: 0.0000148 },
      coordinator: {
        session: 264,
        pair: 0.062,
        payloadElement: 0.000187,
        maskElement: 0.00000786,
        coordinate: 0,
      },
    },
    coded: {
      client: {
        session: 739,
        peer: 1.73,
        coordinate: 0.00227,
        symbolElement: 0.0196,
        product: 0.000109,
      },
      coordinator: {
        session: 802,
        pair: 0.769,
        payloadElement: 0.00172,
        product: 0.00698,
        coordinate: 0,
      },
    },
  },
  verifier: { session: 139, client: 0, point: 0, coordinate: 0.0000392 },
  proofs: {
    client: { proof: 11.7, column: 0.208, plane: 4.81, coordinate: 0.000619, digit: 0.0000942 },
    verifier: { proof: 2.96, column: 0.00127, point: 0.0167 },
  },
};
