import type { Identity } from '../../crypto/signing.ts';
import type { Kernel, Mask, WorkOptions } from '../../kernel/kernel.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { ProofDemand } from '../../session/proofDemand.ts';
import type { EventStore } from './eventStore.ts';

/**
 * As `Kernel.addMasks`, for one session.
 *
 * @param session - its digest in hexadecimal
 */
export type AddMasksOf = (
  session: string,
  total: Uint8Array,
  masks: readonly Mask[],
  work: WorkOptions,
) => Promise<void>;

/** Those options, with the checks that are made: all of them, but in the attack suite. */
export type GuardedOptions = HostOptions & { readonly checks: EnabledChecks };

/** What a coordinator brings to all of its sessions. */
export interface HostOptions {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly store: EventStore;
  /** Finds what checks the proofs that a session asks for; without it, sessions with proofs cannot be opened. */
  readonly checkerFor?: ((demand: ProofDemand) => Promise<RangeVerifier | undefined>) | undefined;
  /** Takes the masks off a session's total, where other processes share that work; default: `kernel` does it. */
  readonly addMasks?: AddMasksOf | undefined;
  /** Opens sessions under development keys, with which anyone can prove anything; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of what went wrong while nobody waited for it, such as a store that cannot be reached; it is tried again. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}
