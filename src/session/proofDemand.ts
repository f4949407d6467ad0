import { PROOF_SYSTEMS } from '../proofs/registry.ts';
import {
  type ChoiceGroup,
  type L2Statement,
  type LinfStatement,
  MAX_GROUPS,
  MAX_SQUARED_NORM,
  type OneHotStatement,
  type Statement,
} from '../proofs/statement.ts';
import { fixedBytes, integer, list, oneOf, struct, variant, type Codec } from '../wire/codec.ts';
import type { Encoding } from './encodings/index.ts';
import { MAX_CLIENTS, MAX_LENGTH } from './limits.ts';

/** Who verifies a session's range proofs, strongest first. */
export type ProofAudit =
  /** The record contains all proofs, and every verifier verifies all of them. */
  | { readonly mode: 'full' }
  /**
   * The record contains all proofs, and a verifier verifies those of `sample` clients, which it
   * draws itself.
   */
  | { readonly mode: 'audit'; readonly sample: number }
  /** Only the coordinator verifies proofs; the record contains none. */
  | { readonly mode: 'coordinator' };

/** The range proofs that a session requires of every client. */
export type ProofDemand = NoProofs | PlanesDemand | Groth16Demand;

/** No proofs are required. */
export interface NoProofs {
  readonly system: 'none';
}

/** Proofs of the system `planes`, which has no set-up. */
export interface PlanesDemand {
  readonly system: 'planes';
  readonly statement: Statement;
  readonly checking: ProofAudit;
}

/** Groth16 proofs under given keys; only for the statements `linf` and `l2`. */
export interface Groth16Demand {
  readonly system: 'groth16';
  readonly statement: Statement;
  /** Digest of the verification keys, 32 bytes. */
  readonly setup: Uint8Array;
  readonly checking: ProofAudit;
}

const checkingCodec: Codec<ProofAudit> = variant('mode', {
  full: struct<Extract<ProofAudit, { mode: 'full' }>>({ mode: oneOf('full') }),
  audit: struct<Extract<ProofAudit, { mode: 'audit' }>>({
    mode: oneOf('audit'),
    sample: integer(1, MAX_CLIENTS),
  }),
  coordinator: struct<Extract<ProofAudit, { mode: 'coordinator' }>>({ mode: oneOf('coordinator') }),
});

const groupCodec: Codec<ChoiceGroup> = struct<ChoiceGroup>({
  length: integer(1, MAX_LENGTH),
  least: integer(0, MAX_LENGTH),
  most: integer(1, MAX_LENGTH),
});

const statementCodec: Codec<Statement> = variant('kind', {
  linf: struct<LinfStatement>({ kind: oneOf('linf') }),
  l2: struct<L2Statement>({ kind: oneOf('l2'), maxSquaredNorm: integer(1, MAX_SQUARED_NORM) }),
  'one-hot': struct<OneHotStatement>({
    kind: oneOf('one-hot'),
    groups: list(groupCodec, MAX_GROUPS, 1),
  }),
});

/** Codec of a demand: an array that begins with the proof system. */
export const proofDemandCodec: Codec<ProofDemand> = variant('system', {
  none: struct<NoProofs>({ system: oneOf('none') }),
  planes: struct<PlanesDemand>({
    system: oneOf('planes'),
    statement: statementCodec,
    checking: checkingCodec,
  }),
  groth16: struct<Groth16Demand>({
    system: oneOf('groth16'),
    statement: statementCodec,
    setup: fixedBytes(32),
    checking: checkingCodec,
  }),
});

/** The session parameters that a demand has to fit. */
interface DemandedOf {
  readonly clients: number;
  readonly length: number;
  readonly bound: number;
  readonly rowLength: number;
  readonly encoding: Encoding;
}

/** Why a demand cannot be met in a session, or `undefined`. */
export function proofDemandProblem(demand: ProofDemand, session: DemandedOf): string | undefined {
  if (demand.system === 'none') return undefined;
  const { statement, checking } = demand;
  if (checking.mode === 'audit' && checking.sample > session.clients) {
    return `an audit of ${checking.sample} clients is more than the ${session.clients} that there are`;
  }
  if (statement.kind === 'one-hot') {
    if (session.bound !== 1)
      return `choices are 0 or 1, so the bound must be 1, not ${session.bound}`;
    if (session.encoding.kind !== 'integer') return 'choices are counted in the encoding integer';
  }
  return PROOF_SYSTEMS[demand.system].supports(statement, session);
}

/** Size in bytes of every client's proof; 0 if none is required, or the demand cannot be met. */
export function demandedBytes(demand: ProofDemand, session: DemandedOf): number {
  if (demand.system === 'none' || proofDemandProblem(demand, session) !== undefined) return 0;
  return PROOF_SYSTEMS[demand.system].proofBytes(demand.statement, session);
}

/** Digest of the keys that a demand names, or `undefined` if its system has none. */
export function setupDigest(demand: ProofDemand): Uint8Array | undefined {
  return demand.system === 'groth16' ? demand.setup : undefined;
}

/** A demand in words, such as `l2 proofs (planes)`. */
export function describeDemand(demand: ProofDemand): string {
  return demand.system === 'none'
    ? 'no proofs'
    : `${demand.statement.kind} proofs (${demand.system})`;
}

/** The way of verification in words, such as `full` or `audit:10`. */
export function checkingText(checking: ProofAudit): string {
  return checking.mode === 'audit' ? `audit:${checking.sample}` : checking.mode;
}
