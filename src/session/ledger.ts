import { toHex } from '../crypto/hex.ts';
import { tupleHash } from '../crypto/tupleHash.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { InputOrigin } from './inputOrigin.ts';
import type { Session } from './session.ts';

/** What every claim says about the participation that makes it. */
interface Claimed {
  /** Hex of the digest of the session that it takes part in. */
  readonly session: string;
  /**
   * Hex of the digest of the Advertise envelope that the participation begins with. It is the same
   * for a participation that a later process resumes from its journal, and for no other.
   */
  readonly participation: string;
}

/** A claim of a task's round: a client takes part in it once, in whatever session. */
export interface RoundClaim extends Claimed {
  readonly kind: 'round';
  readonly task: string;
  readonly round: number;
}

/** A claim of an input: the data of one source for one epoch is sent once, in whatever task. */
export interface InputClaim extends Claimed, InputOrigin {
  readonly kind: 'input';
}

/** Something that is granted to one participation, for good. */
export type Claim = RoundClaim | InputClaim;

/**
 * The rounds that a client took part in, and the inputs that it sent. It must outlive the process:
 * a client that forgets can be made to send its input twice, and the difference of two sums can
 * reveal an input.
 */
export interface Ledger {
  /** Whether `claim` would grant the claim now. It changes nothing, and guarantees nothing. */
  admits(claim: Claim): Promise<boolean>;
  /**
   * Grants a claim to a participation: resolves to whether that participation has it, from now or
   * from before. Atomic, so that of two participations that make the same claim at once one gets
   * it; durable before it resolves, because a message goes out then. Rejects if the claim cannot be
   * stored.
   */
  claim(claim: Claim): Promise<boolean>;
}

/**
 * The key under which a ledger stores a claim: 64 hexadecimal digits that identify what is claimed,
 * not who claims it. Two claims with one name ask for the same thing, and the first one has it:
 * store `claim.participation` under this name.
 *
 * @throws RangeError for texts with a lone surrogate
 */
export function claimName(claim: Claim): string {
  const digest =
    claim.kind === 'round'
      ? tupleHash('veilsum-1/ledger', claim.task, claim.round)
      : tupleHash('veilsum-1/ledger-input', claim.source, claim.epoch);
  return toHex(digest);
}

/** A ledger that lasts as long as the process: for tests and simulations. */
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

/** The claim of a session's round, by the participation that an Advertise envelope begins. */
export function roundClaim(session: Session, advertised: Uint8Array): RoundClaim {
  const { task, round } = session.parameters;
  return { kind: 'round', task, round, ...claimed(session, advertised) };
}

/** The claim of what is sent in a session, by the participation that an Advertise envelope begins. */
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
