import type { Kernel } from '../kernel/kernel.ts';
import type { ReadKeyFile } from '../proofs/groth16/keyFiles.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import type { Misbehaviour } from '../messages/misbehaviour.ts';
import type { CheckName } from '../session/checks/table.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { Party } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';

/** Where an attack is run: the honest parties in it make the checks that `checks` has on. */
export interface TestBed {
  readonly kernel: Kernel;
  readonly checks: EnabledChecks;
  /** Told of every message that an honest party receives, and of what it says to it. */
  readonly trace?: ((entry: TraceEntry) => void) | undefined;
  /** Shown what an honest party names somebody for, as a file of evidence, with what a judge needs. */
  readonly onEvidence?: ((onEvidence: CollectedEvidence) => void) | undefined;
  /** Reads the keys that proofs are made with; those of the package where it is left out. */
  readonly keys?: ReadKeyFile | undefined;
}

/** Evidence that an honest party has in its hands. */
export interface CollectedEvidence {
  readonly code: CheckName;
  /** See `verifyEvidence`. */
  readonly evidence: Uint8Array;
  readonly roster: Roster;
  readonly checker?: RangeVerifier | undefined;
}

/** One message as an honest party saw it. */
export interface TraceEntry {
  readonly by: Party | 'verifier';
  /** The kind of message: a phase of the protocol, or `record`. */
  readonly received: string;
  /** Whom it was from, as it says. */
  readonly from: Party;
  readonly bytes: number;
  /** What the party did: sent something, raised a check, accepted. */
  readonly did: string;
}

/** What one run of an attack led to. */
export interface Outcome {
  /** Whether an honest party noticed, whatever the attacker got before or after. */
  readonly caught: boolean;
  /** The check that an honest party raised first. */
  readonly code?: CheckName | undefined;
  /** Whom it named. */
  readonly culprit?: Party | undefined;
  /** What the attacker has in its hands, in words and figures. */
  readonly gained: string;
  /** Whether that is what the attack was after, found out from the data. */
  readonly succeeded: boolean;
}

/** What one attack of the catalogue is, in words. */
export interface AttackDescription {
  /**
   * S for a deviating coordinator, C for clients, N for the network, Q for a participant that is led elsewhere, J for notes and
   * stores, W for requests, and a number.
   */
  readonly id: string;
  readonly title: string;
  /** The check that stops it, and without which it succeeds. */
  readonly check: CheckName;
  /** Checks that stop it too when that one is off, in their order; its control has them off as well. */
  readonly behind?: readonly CheckName[] | undefined;
  /** Parties in it make range proofs, which takes optional packages, and keys that do not come with the package. */
  readonly needs?: 'prover' | undefined;
  /** Who deviates. */
  readonly who: 'coordinator' | 'client' | 'network';
  /** What the deviating party is able to do. */
  readonly can: string;
  readonly steps: readonly string[];
  /** Whom the honest party names that stops it, where it can: the coordinator, or a client by its position. */
  readonly names?: 'coordinator' | number | undefined;
  /** What the honest party's evidence proves of the deviating one to everybody, where it is signed. */
  readonly proves?: Misbehaviour | undefined;
  /** The paper and section, the public defect, or `ours`. */
  readonly source: string;
}

/** One attack of the catalogue: a program with honest parties and at least one that deviates. */
export interface Attack extends AttackDescription {
  /** Runs it and returns the outcome; errors are defects of the attack. */
  run(testBed: TestBed): Promise<Outcome>;
}
