import type { Work } from './work.ts';

/** CPU time of one step of each kind in {@link Work}, in milliseconds over all threads. */
export type UnitCosts = {
  readonly [Party in keyof Work]: { readonly [Step in keyof Work[Party]]: number };
};

/** The machine and the sessions on which {@link UNIT_COSTS} were measured. */
export const MEASURED_ON =
  'Intel Xeon at 2.50 GHz, 2 cores, Node 20.20, while other programs ran; 10 to 100 clients, 10^4 to 10^6 coordinates of 16 bits, a tenth dropped out';

/**
 * Costs that `npm run bench` fitted to whole sessions there. Expected times were within 30 % of the
 * measured ones, except for one coordinator, which took 5.9 s instead of 3.4 s. A cost of 0 could
 * not be distinguished from another one that grows in the same way.
 */
export const UNIT_COSTS: UnitCosts = {
  client: { session: 65.8, peer: 1.77, coordinate: 1.36e-3, maskElement: 5.35e-5 },
  coordinator: {
    session: 258,
    pair: 0.258,
    payloadElement: 8.2e-7,
    maskElement: 5.35e-5,
    coordinate: 4.28e-4,
  },
  verifier: { session: 140, client: 0.539, point: 0, coordinate: 2.75e-4 },
};
