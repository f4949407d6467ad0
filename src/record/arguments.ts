/** Readers of a verifier's arguments. */
import { randomSource } from '../crypto/randomArgument.ts';
import { encodingPolicy } from '../session/encodingPolicy.ts';
import { checkerArgument, rosterArgument, workArgument } from '../session/partyArguments.ts';
import { pinnedCount, proofPolicyArgument } from '../session/policyArgument.ts';
import { schemesArgument } from '../session/schemePolicy.ts';
import {
  type Argument,
  bytes,
  bytes32,
  integer,
  optional,
  strictObject,
  text,
} from '../usage/arguments.ts';
import type { VerifierPolicy } from './policy.ts';
import type { ProofOptions } from './proofChecks.ts';

/** Any number of bytes; their contents are checked elsewhere. */
export const anyBytes: Argument<Uint8Array> = bytes();

/** Reads a verifier's policy. */
export const verifierPolicy: Argument<VerifierPolicy> = strictObject<VerifierPolicy>({
  rosterDigest: bytes32,
  roster: optional(rosterArgument),
  coordinatorKey: optional(bytes32),
  task: optional(text(1, 200)),
  round: optional(integer(0)),
  modelDigest: optional(bytes32),
  layoutDigest: optional(bytes32),
  minRosterSize: optional(integer(0)),
  minClients: optional(integer(0)),
  maxCorrupt: optional(integer(0)),
  bound: optional(pinnedCount),
  encoding: optional(encodingPolicy),
  length: optional(pinnedCount),
  rowLength: optional(pinnedCount),
  schemes: optional(schemesArgument),
  proofs: optional(proofPolicyArgument),
  expectMine: optional(anyBytes),
});

/** Reads the options for verifying range proofs. */
export const proofOptions: Argument<ProofOptions> = strictObject<ProofOptions>({
  checker: optional(checkerArgument),
  random: optional(randomSource),
  work: optional(workArgument),
});
