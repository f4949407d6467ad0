import { toHex } from '../crypto/hex.ts';
import { tupleHash } from '../crypto/tupleHash.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { InputOrigin } from './inputOrigin.ts';
import type { Session } from './session.ts';

/** The participation that makes a claim. */
interface Claimed {
  /** Hexadecimal digest of the session. */
  readonly session: string;
  /**
   * Hexadecimal digest of the Advertise envelope with which the participation begins. A process
   * that resumes the participation from its journal has the same; no other participation does.
   */
  readonly participation: string;
}

/** A claim to a round of a task. A client takes part in each round once, in any session. */
export interface RoundClaim extends Claimed {
  readonly kind: 'round';
  readonly task: string;
  readonly round: number;
}

/** A claim to an input. The data of one source and epoch is sent once, in any task. */
export interface InputClaim extends Claimed, InputOrigin {
  readonly kind: 'input';
}

/** Something that a ledger grants to one participation, permanently. */
export type Claim = RoundClaim | InputClaim;

/**
 * Records the rounds that a client took part in and the inputs that it sent. It must be persistent:
 * a client that forgets can be made to send its input twice, and the difference of two sums can
 * reveal an input.
 */
export interface Ledger {
  /** Whether `claim` would grant this claim now. Changes nothing, and gives no guarantee. */
  admits(claim: Claim): Promise<boolean>;
  /**
   * Grants a claim, unless another participation has it.
   *
   * Must be atomic: if two participations make the same claim concurrently, one gets it. Must be
   * durable before it resolves, because a message is sent then.
   *
   * @returns whether this participation has the claim, from now on or from before
   * @throws if the claim cannot be stored
   */
  claim(claim: Claim): Promise<boolean>;
}

/**
 * The key under which a ledger stores a claim: 64 hexadecimal digits that identify what is claimed,
 * not by which participation. Store `claim.participation` under this key; the first participation
 * keeps it.
 *
 * @throws RangeError if a text has a lone surrogate
 */
export function claimName(claim: Claim): string {
  const digest =
    claim.kind === 'round'
      ? tupleHash('veilsum-1/ledger', claim.task, claim.round)
      : tupleHash('veilsum-1/ledger-input', claim.source, claim.epoch);
  return toHex(digest);
}

/** Creates a ledger in memory, which is lost with the process; for tests and simulations. */
export function memoryLedger(): Ledger {
  const holders = new Map<string, string>();
  const admits = (claim: Claim): boolean =>
    (holders.get(claimName(claim)) ?? claim.participation) === claim.participation;
  return {
    admits: (claim) => Promise.resolve(admits(claim)),
    claim: (claim) => {
      const admitted = admits(claim);
      if (admitted) holders.set(claimName(claim), claim.participation);
      return Promise.resolve(admitted);
    },
  };
}

/**
 * The claim to a session's round, by the participation that begins with this Advertise envelope.
 */
export function roundClaim(session: Session, advertised: Uint8Array): RoundClaim {
  const { task, round } = session.parameters;
  return { kind: 'round', task, round, ...claimed(session, advertised) };
}

/**
 * The claim to the input sent in a session, by the participation that begins with this Advertise
 * envelope.
 */
export function inputClaim(
  session: Session,
  { source, epoch }: InputOrigin,
  advertised: Uint8Array,
): InputClaim {
  return { kind: 'input', source, epoch, ...claimed(session, advertised) };
}

function claimed({ digest }: Session, advertised: Uint8Array): Claimed {
  return { session: toHex(digest), participation: toHex(envelopeDigest(advertised)) };
}

/**
 * The claims of a vector that is sent in parts: one round and one input for all parts, by the participation that begins
 * with these Advertise envelopes, one for each part.
 */
export function planClaims(
  session: Session,
  plan: Uint8Array,
  { source, epoch }: InputOrigin,
  advertised: readonly Uint8Array[],
): { readonly round: RoundClaim; readonly input: InputClaim } {
  const { task, round } = session.parameters;
  const participation = toHex(
    tupleHash('veilsum-1/plan-participation', ...advertised.map((bytes) => envelopeDigest(bytes))),
  );
  const by = { session: toHex(plan), participation };
  return {
    round: { kind: 'round', task, round, ...by },
    input: { kind: 'input', source, epoch, ...by },
  };
}
