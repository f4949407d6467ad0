import type { Kernel } from '../kernel/kernel.ts';
import type { ReadKeyFile } from '../proofs/groth16/keyFiles.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import type { Misbehaviour } from '../messages/misbehaviour.ts';
import type { CheckName } from '../session/checks/table.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { Party } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';

/** The environment that an attack runs in. Honest parties use the checks in `checks`. */
export interface TestBed {
  readonly kernel: Kernel;
  readonly checks: EnabledChecks;
  /** Called for every message that an honest party receives, with its reaction. */
  readonly trace?: ((entry: TraceEntry) => void) | undefined;
  /**
   * Called with the evidence file of each finding of an honest party, and what is needed to verify
   * it.
   */
  readonly onEvidence?: ((onEvidence: CollectedEvidence) => void) | undefined;
  /** The scheme of sessions for which an attack names none; default: `pairwise`. */
  readonly scheme?: string | undefined;
  /** Reads the keys to make proofs with; default: those of the package. */
  readonly keys?: ReadKeyFile | undefined;
}

/** Evidence that an honest party holds, and what is needed to verify it. */
export interface CollectedEvidence {
  /** The check that failed. */
  readonly code: CheckName;
  /** An evidence file, for `verifyEvidence`. */
  readonly evidence: Uint8Array;
  readonly roster: Roster;
  readonly checker?: RangeVerifier | undefined;
}

/** A message that an honest party received. */
export interface TraceEntry {
  /** The honest party. */
  readonly by: Party | 'verifier';
  /** The type of the message, or `record`. */
  readonly received: string;
  /** The sender that the message names. */
  readonly from: Party;
  /** Size of the message with its attachment, in bytes. */
  readonly bytes: number;
  /** What the party did, in words: sent a message, failed a check, or accepted. */
  readonly did: string;
}

/** The outcome of one run of an attack. */
export interface Outcome {
  /** Whether a check of an honest party failed, whatever the attacker got before or after. */
  readonly caught: boolean;
  /** The first check that failed. */
  readonly code?: CheckName | undefined;
  /** The culprit that it named. */
  readonly culprit?: Party | undefined;
  /** What the attacker has gained, in words and figures. */
  readonly gained: string;
  /** Whether the attack reached its goal, as determined from the data. */
  readonly succeeded: boolean;
}

/** Describes an attack of the catalogue. */
export interface AttackDescription {
  /**
   * A letter and a number: S for a malicious coordinator, C for corrupt clients, L for those of a
   * `coded` session, G for attacks on the graph of a `sparse` one, N for the network,
   * Q for what a participant asks for over HTTP, J for journals and stores, W for messages to the
   * service, M for what others on a participant's machine do to its agent.
   */
  readonly id: string;
  readonly title: string;
  /** The check that stops the attack. Without it, the attack succeeds. */
  readonly check: CheckName;
  /** Checks that would stop it if that one were off, in order. They are off in the control, too. */
  readonly behind?: readonly CheckName[] | undefined;
  /**
   * Present if its parties make range proofs, which needs optional packages and keys that are not
   * part of the package.
   */
  readonly needs?: 'prover' | undefined;
  /**
   * The scheme in whose messages it deviates. Without one it is an attack on every session, whatever
   * the scheme.
   */
  readonly scheme?: 'pairwise' | 'coded' | 'sparse' | undefined;
  /** The party that deviates. */
  readonly who: 'coordinator' | 'client' | 'network' | 'machine';
  /** What the deviating party can do, to complete “it can …”. */
  readonly can: string;
  readonly steps: readonly string[];
  /**
   * The culprit that the honest party names, if it can: the coordinator, or a client by its
   * position.
   */
  readonly names?: 'coordinator' | number | undefined;
  /** The misbehaviour that the honest party's evidence proves, if there is evidence. */
  readonly proves?: Misbehaviour | undefined;
  /** The paper and section, the published defect, or `ours`. */
  readonly source: string;
}

/** An attack of the catalogue: a program with honest parties and at least one that deviates. */
export interface Attack extends AttackDescription {
  /**
   * Runs the attack.
   *
   * @returns its outcome; an error is a defect of the attack itself
   */
  run(testBed: TestBed): Promise<Outcome>;
}
