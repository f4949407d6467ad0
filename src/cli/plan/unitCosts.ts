// Written by scripts/docs/unitCosts/main.ts from the measurements in docs/figures.
import type { UnitCosts } from './costs.ts';

/** The machine on which {@link UNIT_COSTS} were measured. */
export const MEASURED_ON = 'AMD EPYC, 2 cores, Node 20.20.2';

/**
 * CPU time of one step of each kind in milliseconds, over all threads. Expected times are off by at most 20 % for the
 * parties of `pairwise`, 32 % for those of `sparse`, 36 % for those of `coded`, 8 % for verifiers, 32 % for proving, and 152 % for proofs that are
 * verified together. A cost of 0 cannot be told from another that grows in the same way.
 */
export const UNIT_COSTS: UnitCosts = {
  schemes: {
    pairwise: {
      client: { session: 31.2, peer: 0.683, coordinate: 0.000621, maskElement: 0.00002 },
      coordinator: {
        session: 157,
        pair: 0.0968,
        payloadElement: 0,
        maskElement: 0.00002,
        coordinate: 0.00013,
      },
    },
    sparse: {
      client: { session: 136, peer: 0, coordinate: 0.000621, maskElement: 0.00002, listed: 0.152 },
      coordinator: {
        session: 397,
        pair: 0.0674,
        payloadElement: 0,
        maskElement: 0.00002,
        coordinate: 0,
        client: 1.95,
      },
    },
    coded: {
      client: {
        session: 440,
        peer: 0.588,
        coordinate: 0.000621,
        symbolElement: 0.0129,
        product: 0.0000929,
      },
      coordinator: {
        session: 579,
        pair: 0.499,
        payloadElement: 0.000849,
        product: 0.00391,
        coordinate: 0,
      },
    },
  },
  verifier: { session: 70.2, client: 0.0601, point: 0.00181, coordinate: 0.0000244 },
  proofs: {
    client: { proof: 0, column: 0.15, plane: 3.79, coordinate: 0.000549, digit: 0.0000398 },
    verifier: { proof: 1.84, column: 0.000871, point: 0.00985 },
  },
};
