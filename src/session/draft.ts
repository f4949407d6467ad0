/**
 * Reads a coordinator's draft of a session. Parameters that could not be encoded are rejected here,
 * by name.
 */
import {
  type ChoiceGroup,
  MAX_GROUPS,
  MAX_SQUARED_NORM,
  type Statement,
} from '../proofs/statement.ts';
import {
  type Argument,
  bytes32,
  integer,
  listOf,
  oneOfKinds,
  optional,
  strictObject,
  text,
  word,
} from '../usage/arguments.ts';
import type { Encoding } from './encodings/index.ts';
import { MAX_CLIENTS, MAX_LENGTH, MAX_PARTS, MAX_ROW_LENGTH, MAX_TOTAL_LENGTH } from './limits.ts';
import { CLIENT_PHASES } from '../messages/table.ts';
import { type SessionParameters, SUITE } from './parameters.ts';
import type { ProofAudit, ProofDemand } from './proofDemand.ts';
import type { PlannedPart } from './plannedPart.ts';
import type { SchemeDraft } from './scheme.ts';
import { type Roster, rosterArgument } from './roster.ts';

/**
 * The parameters that a coordinator specifies for `defineSession`; all others have defaults or are
 * derived.
 */
export interface SessionDraft
  extends
    Omit<
      SessionParameters,
      | 'suite'
      | 'slotBits'
      | 'rowLength'
      | 'proofs'
      | 'modelDigest'
      | 'layoutDigest'
      | 'rosterDigest'
      | 'clients'
      | 'deadlines'
      | 'scheme'
      | 'part'
    >,
    Partial<
      Pick<
        SessionParameters,
        'rowLength' | 'proofs' | 'modelDigest' | 'layoutDigest' | 'deadlines' | 'part'
      >
    > {
  /** The aggregation scheme; default: `pairwise`. */
  readonly scheme?: SchemeDraft;
  readonly roster: Roster;
}

/**
 * Derived parameters. A draft may contain them, for example if it was copied from another session,
 * but they must have the derived values.
 */
export type Following = {
  readonly [Name in 'suite' | 'clients' | 'slotBits' | 'rosterDigest']?:
    SessionParameters[Name] | undefined;
};

/** Reads who verifies a session's proofs. */
const checking: Argument<ProofAudit> = oneOfKinds<'mode', ProofAudit>('mode', {
  full: strictObject({ mode: word('full') }),
  audit: strictObject({ mode: word('audit'), sample: integer(1, MAX_CLIENTS) }),
  coordinator: strictObject({ mode: word('coordinator') }),
});

/** Reads a group of a one-hot statement. */
export const choiceGroup: Argument<ChoiceGroup> = strictObject<ChoiceGroup>({
  length: integer(1, MAX_LENGTH),
  least: integer(0, MAX_LENGTH),
  most: integer(1, MAX_LENGTH),
});

const statement: Argument<Statement> = oneOfKinds<'kind', Statement>('kind', {
  linf: strictObject({ kind: word('linf') }),
  l2: strictObject({ kind: word('l2'), maxSquaredNorm: integer(1, MAX_SQUARED_NORM) }),
  'one-hot': strictObject({ kind: word('one-hot'), groups: listOf(choiceGroup, MAX_GROUPS) }),
});

const proofs: Argument<ProofDemand> = oneOfKinds<'system', ProofDemand>('system', {
  none: strictObject({ system: word('none') }),
  planes: strictObject({ system: word('planes'), statement, checking }),
  groth16: strictObject({ system: word('groth16'), statement, setup: bytes32, checking }),
});

const counted = integer(0, MAX_CLIENTS);

/** Reads a draft. */
export const draftArgument: Argument<SessionDraft & Following> = strictObject<
  SessionDraft & Following
>({
  roster: rosterArgument,
  task: text(0, 200),
  round: integer(0),
  nonce: bytes32,
  threshold: integer(1, MAX_CLIENTS),
  maxCorrupt: counted,
  maxDropouts: counted,
  length: integer(1, MAX_LENGTH),
  // Its upper limit is checked later, so that the message can show the sum that would not fit.
  bound: integer(1),
  rowLength: optional(integer(1, MAX_ROW_LENGTH)),
  // Its fields are checked later, with the sizes that they depend on.
  encoding: (value) => value as Encoding,
  proofs: optional(proofs),
  modelDigest: optional(bytes32),
  layoutDigest: optional(bytes32),
  coordinatorKey: bytes32,
  deadlines: optional(listOf(integer(0, 2 ** 40), CLIENT_PHASES.length)),
  scheme: optional(
    strictObject<SchemeDraft>({
      kind: text(1, 64),
      recovery: optional(integer(1, MAX_CLIENTS)),
      neighbours: optional(integer(1, MAX_CLIENTS)),
      shareThreshold: optional(integer(1, MAX_CLIENTS)),
      minPresent: optional(integer(1, MAX_CLIENTS)),
    }),
  ),
  part: optional(
    strictObject<PlannedPart>({
      totalLength: integer(1, MAX_TOTAL_LENGTH),
      partLength: integer(1, MAX_LENGTH),
      index: integer(0, MAX_PARTS - 1),
    }),
  ),
  suite: optional(word(SUITE)),
  clients: optional(counted),
  slotBits: optional(integer(0)),
  rosterDigest: optional(bytes32),
});
