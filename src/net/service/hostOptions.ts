import type { Identity } from '../../crypto/signing.ts';
import type { Kernel, Mask, WorkOptions } from '../../kernel/kernel.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { ProofDemand } from '../../session/proofDemand.ts';
import type { EventStore } from './eventStore.ts';
import type { Tracer } from './tracer.ts';

/**
 * `Kernel.addMasks` for one session.
 *
 * @param session - The session's digest in hexadecimal.
 */
export type AddMasksOf = (
  session: string,
  total: Uint8Array,
  masks: readonly Mask[],
  work: WorkOptions,
) => Promise<void>;

/** Options with the checks that are enabled: all of them, except in the attack suite. */
export type GuardedOptions = HostOptions & { readonly checks: EnabledChecks };

/** What a coordinator needs for all its sessions. */
export interface HostOptions {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly store: EventStore;
  /**
   * Finds the verifier for the proofs that a session requires. Without it, sessions with proofs
   * cannot be opened.
   */
  readonly checkerFor?: ((demand: ProofDemand) => Promise<RangeVerifier | undefined>) | undefined;
  /**
   * Subtracts the masks from a session's total, if other processes share that work; default:
   * `kernel.addMasks`.
   */
  readonly addMasks?: AddMasksOf | undefined;
  /** Allows sessions under development keys, with which anyone can forge proofs; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** Traces the phases that this process ends; default: none. */
  readonly tracer?: Tracer | undefined;
  /**
   * Called with failures of background work, such as a store that cannot be reached. The work is
   * repeated.
   */
  readonly onFault?: ((error: unknown) => void) | undefined;
}
