/**
 * Fiat–Shamir: challenges from a chain of hashes over the statement and all messages so far (Fiat
 * and Shamir, CRYPTO 1986).
 */
import { hashToField } from '../../crypto/field.ts';
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import { groupsDigest } from './groups.ts';
import type { PlanesSizes } from './sizes.ts';
import type { PlanesClaim } from './statement.ts';
import { proofSteps, type ProofStep } from './steps.ts';

/** Initial state of the chain: a hash of the whole statement. */
export function statementState(claim: PlanesClaim): Uint8Array {
  const { sessionDigest, client, kind, length, rowLength, commitments } = claim;
  const fields = [sessionDigest, client, kind, length, rowLength] as const;
  const rows = sha256(commitments);
  const domain = 'veilsum-1/planes/statement';
  switch (kind) {
    case 'linf':
      return tupleHash(domain, ...fields, claim.bound, 0, rows);
    case 'l2':
      return tupleHash(domain, ...fields, claim.bound, claim.maxSquaredNorm, rows);
    case 'one-hot':
      return tupleHash(domain, ...fields, 1, 0, rows, groupsDigest(claim.groups));
  }
}

/** The hash chain. */
class Challenges {
  #state: Uint8Array;

  constructor(state: Uint8Array) {
    this.#state = state;
  }

  /** Hashes one message into the state. */
  absorb(label: string, bytes: Uint8Array): void {
    this.#state = tupleHash('veilsum-1/planes/absorb', this.#state, label, sha256(bytes));
  }

  /** Derives the challenge with this label, and advances the state. */
  draw(label: string): bigint {
    const challenge = hashToField('veilsum-1/planes/challenge', this.#state, label);
    this.#state = tupleHash('veilsum-1/planes/drawn', this.#state, label);
    return challenge;
  }
}

/** The messages and challenges of a proof, by label. */
export class Conversation {
  readonly #parts = new Map<string, Uint8Array>();
  readonly #coins = new Map<string, bigint>();

  /**
   * A message.
   *
   * @throws Error if the statement has no message with this label
   */
  part(label: string): Uint8Array {
    return known(this.#parts.get(label), label);
  }

  /**
   * A challenge.
   *
   * @throws Error if no challenge with this label was drawn
   */
  coin(label: string): bigint {
    return known(this.#coins.get(label), label);
  }

  /** Several challenges, in the order of their labels. */
  coins(list: readonly string[]): bigint[] {
    return list.map((label) => this.coin(label));
  }

  addPart(label: string, bytes: Uint8Array): void {
    this.#parts.set(label, bytes);
  }

  addCoin(label: string, challenge: bigint): void {
    this.#coins.set(label, challenge);
  }
}

function known<Value>(value: Value | undefined, label: string): Value {
  if (value === undefined) throw new Error(`planes: this statement has no "${label}"`);
  return value;
}

/** Absorbs a message, and draws the challenges that follow it. */
function advance(
  chain: Challenges,
  { label, draws }: ProofStep,
  bytes: Uint8Array,
  conversation: Conversation,
): void {
  chain.absorb(label, bytes);
  conversation.addPart(label, bytes);
  for (const draw of draws) conversation.addCoin(draw, chain.draw(draw));
}

/** The prover's side: writes messages in the order of the step table. */
export class ProofWriter {
  readonly conversation: Conversation = new Conversation();
  readonly #chain: Challenges;
  readonly #steps: readonly ProofStep[];
  readonly #written: Uint8Array[] = [];

  constructor(claim: PlanesClaim, sizes: PlanesSizes) {
    this.#chain = new Challenges(statementState(claim));
    this.#steps = proofSteps(sizes);
  }

  /**
   * Writes a message.
   *
   * @throws Error if it is not the next message, or does not have that message's length
   */
  put(label: string, bytes: Uint8Array): void {
    const step = this.#steps[this.#written.length];
    if (step?.label !== label || step.bytes !== bytes.length) {
      throw new Error(`planes: "${label}" of ${bytes.length} bytes is not what is due`);
    }
    this.#written.push(bytes);
    advance(this.#chain, step, bytes, this.conversation);
  }

  /**
   * The proof: all messages, concatenated.
   *
   * @throws Error if a message is missing
   */
  finish(): Uint8Array {
    if (this.#written.length !== this.#steps.length)
      throw new Error('planes: a message is missing');
    const proof = new Uint8Array(this.#written.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const bytes of this.#written) {
      proof.set(bytes, at);
      at += bytes.length;
    }
    return proof;
  }
}

/**
 * The verifier's side: splits a proof into its messages, and derives all challenges.
 *
 * @param proof - of the length that follows from `sizes`
 */
export function readProof(claim: PlanesClaim, sizes: PlanesSizes, proof: Uint8Array): Conversation {
  const conversation = new Conversation();
  const chain = new Challenges(statementState(claim));
  let at = 0;
  for (const step of proofSteps(sizes)) {
    advance(chain, step, proof.subarray(at, at + step.bytes), conversation);
    at += step.bytes;
  }
  return conversation;
}
