/** What a verifier requires: from a policy file, the options of the command, or both. */
import { toHex } from '../../crypto/hex.ts';
import type { ChoiceGroup, StatementKind } from '../../proofs/statement.ts';
import type { ProofSystemId } from '../../proofs/system.ts';
import type { VerifierPolicy } from '../../record/policy.ts';
import type { ProofAudit } from '../../session/proofDemand.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireNoMixUp } from '../files/mixUps.ts';
import { readRoster } from '../files/rosterFile.ts';
import { readBounded } from '../vectors/readBounded.ts';
import { meaningDemanded, type MeaningOptions } from './meaning.ts';

/** The options that require something of a record. */
export interface PolicyFlags extends MeaningOptions {
  readonly roster?: string;
  readonly rosterDigest?: Uint8Array;
  readonly policy?: string;
  readonly coordinatorKey?: Uint8Array;
  readonly task?: string;
  readonly round?: number;
  readonly modelDigest?: Uint8Array;
  readonly layoutDigest?: Uint8Array;
  readonly minClients?: number;
  readonly maxCorrupt?: number;
  readonly requireProofs?: StatementKind;
  readonly requireProofSystem?: ProofSystemId;
  readonly requireChoices?: readonly ChoiceGroup[];
  readonly requireChecking?: ProofAudit;
  readonly maxSquaredNorm?: number;
  readonly proofSetup?: Uint8Array;
  readonly allowDevelopmentKeys?: true;
  readonly expectMine?: string;
}

/** Limit on a receipt, in bytes. */
const MAX_RECEIPT_BYTES = 2 ** 20;

/**
 * The policy of a verifier.
 *
 * @throws CommandError if no roster is named, or the options contradict each other or the file;
 *   InputFileError if a file cannot be read
 */
export async function policyFrom(flags: PolicyFlags): Promise<VerifierPolicy> {
  const trusted = await trustedRoster(flags);
  const { coordinatorKey, task, round, modelDigest, layoutDigest, minClients, maxCorrupt } = flags;
  const required = {
    rosterDigest: trusted.rosterDigest,
    coordinatorKey,
    task,
    round,
    modelDigest,
    layoutDigest,
    minClients,
    maxCorrupt,
    ...meaningDemanded(flags),
    proofs: {
      kind: flags.requireProofs,
      system: flags.requireProofSystem,
      checking: flags.requireChecking,
      maxSquaredNorm: flags.maxSquaredNorm,
      groups: flags.requireChoices,
      setup: flags.proofSetup,
      allowDevelopmentKeys: flags.allowDevelopmentKeys,
    },
    expectMine: flags.expectMine === undefined ? undefined : await readReceipt(flags.expectMine),
  };
  if (flags.policy === undefined) return { ...required, ...trusted };
  // Loaded only when needed: what validates files takes longer to load than a small record to check.
  const { readVerifierPolicy } = await import('../files/verifierPolicyFile.ts');
  const options = { ...required, rosterSize: trusted.roster?.size };
  return { ...(await readVerifierPolicy(flags.policy, options)), ...trusted };
}

async function readReceipt(path: string): Promise<Uint8Array> {
  const receipt = await readBounded(path, MAX_RECEIPT_BYTES);
  requireNoMixUp(path, receipt, 'receipt');
  return receipt;
}

async function trustedRoster({
  roster: path,
  rosterDigest,
}: PolicyFlags): Promise<Pick<VerifierPolicy, 'roster' | 'rosterDigest'>> {
  if (path === undefined) {
    if (rosterDigest) return { rosterDigest };
    throw new CommandError(
      EXIT.usage,
      'name the roster that you trust: --roster FILE, or --roster-digest HEX',
    );
  }
  const roster = await readRoster(path);
  if (rosterDigest && toHex(rosterDigest) !== toHex(roster.digest)) {
    throw new CommandError(
      EXIT.input,
      `${path}: has the digest ${toHex(roster.digest)}, not the one that --roster-digest names`,
    );
  }
  return { roster, rosterDigest: roster.digest };
}
