import type { Identity } from '../../crypto/signing.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProofChecker } from '../../proofs/system.ts';
import type { ProofDemand } from '../../session/proofDemand.ts';
import type { EventStore } from './eventStore.ts';

/** What a coordinator brings to all of its sessions. */
export interface HostOptions {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly store: EventStore;
  /** Finds what checks the proofs that a session asks for; without it, sessions with proofs cannot be opened. */
  readonly checkerFor?: ((demand: ProofDemand) => Promise<ProofChecker | undefined>) | undefined;
  /** Opens sessions under development keys, with which anyone can prove anything; default false. */
  readonly allowDevelopmentKeys?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of what went wrong while nobody waited for it, such as a store that cannot be reached; it is tried again. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}
