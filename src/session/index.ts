/**
 * What all parties of a session share: parameters, thresholds, rosters, policies, checks, encodings
 * and outcomes.
 */
export {
  CHECK_NAMES,
  type CheckEntry,
  type Checker,
  type CheckName,
  type NumberedCheck,
  CHECKS,
} from './checks/table.ts';
export type { Finding } from './checks/enabledChecks.ts';
export {
  decodeSum,
  encodeInput,
  type Encoding,
  EncodingError,
  type EncodingErrorCode,
  type EncodingInput,
  type EncodingShape,
  type FixedPointEncoding,
  type IntegerEncoding,
  type NumericVector,
  rawLength,
  type WeightedInput,
  type WeightedMeanEncoding,
} from './encodings/index.ts';
export {
  type Claim,
  claimName,
  type InputClaim,
  type Ledger,
  memoryLedger,
  type RoundClaim,
} from './ledger.ts';
export {
  fromSessionUnit,
  type LayoutEntry,
  layoutDigest,
  type TensorLayout,
  type TensorType,
  toSessionUnit,
} from './layout/index.ts';
export { defaultEpoch } from './inputEpoch.ts';
export type { InputOrigin } from './inputOrigin.ts';
export { type Abort, type Advance, type Finish, UsageError, type Rejection } from './outcome.ts';
export { CLIENT_PHASES, type ClientPhase } from '../messages/table.ts';
export { type SessionParameters, SUITE } from './parameters.ts';
export type { SchemeDemand, SchemeRules, SchemeSizes } from './scheme.ts';
export { type ClientId, clientId, type Party, partyName } from './party.ts';
export type { EncodingPolicy } from './encodingPolicy.ts';
export type { PinnedNumber } from './pinned.ts';
export type { Policy } from './policy.ts';
export { policyWarnings } from './policyArgument.ts';
export type {
  Groth16Demand,
  NoProofs,
  PlanesDemand,
  ProofAudit,
  ProofDemand,
} from './proofDemand.ts';
export type { ProofPolicy } from './proofPolicy.ts';
export { printable } from './printable.ts';
export type { RequestedRound } from './requestedRound.ts';
export { deliveryProblem } from './delivery.ts';
export type { SchemeDraft } from './scheme.ts';
export type { SchemePolicy } from './schemePolicy.ts';
export type { ShapePolicy } from './shapePolicy.ts';
export { Roster, type RosterEntry, RosterError } from './roster.ts';
export { rosterNameProblem } from './rosterNames.ts';
export { defineSession, type Session, type SessionDraft, SessionError } from './session.ts';
export { defineParts, type PartsDraft } from './parts.ts';
export type { PlannedPart } from './plannedPart.ts';
export {
  chooseThresholds,
  leastSafeThreshold,
  livenessProblem,
  type ThresholdAim,
  type Thresholds,
  thresholdSafetyProblem,
} from './thresholds.ts';
