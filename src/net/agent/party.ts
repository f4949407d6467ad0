import type { Identity } from '../../crypto/signing.ts';
import type { RandomSource } from '../../crypto/random.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { RangeProver, RangeVerifier } from '../../proofs/system.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Ledger } from '../../session/ledger.ts';
import type { Policy } from '../../session/policy.ts';
import type { Roster } from '../../session/roster.ts';
import type { Journal } from '../participant/journal/journal.ts';
import type { ApiOptions } from '../participant/requests.ts';

/** Whom an agent takes part for, and under which policy: from its own configuration, never from a request. */
export interface AgentParty extends Omit<ApiOptions, 'signal'> {
  readonly identity: Identity;
  readonly roster: Roster;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** Opens the notes with which an interrupted participation is resumed. */
  readonly openJournal?: (() => Promise<Journal>) | undefined;
  readonly kernel: Kernel;
  readonly random: RandomSource;
  readonly prover?: RangeProver | undefined;
  readonly checker?: RangeVerifier | undefined;
  /** All of them, but in the attack suite. */
  readonly checks: EnabledChecks;
}
