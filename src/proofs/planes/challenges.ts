/** Fiat–Shamir: a chain of hashes that takes in everything sent before a challenge comes out. */
import { hashToField } from '../../crypto/field.ts';
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import { groupsDigest } from './groups.ts';
import type { PlanesSizes } from './sizes.ts';
import type { PlanesClaim } from './statement.ts';
import { proofSteps, type ProofStep } from './steps.ts';

/** The chain's state before anything is sent: a hash of the whole statement. */
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

/** The chain. */
class Challenges {
  #state: Uint8Array;

  constructor(state: Uint8Array) {
    this.#state = state;
  }

  /** Takes in one message. */
  absorb(label: string, bytes: Uint8Array): void {
    this.#state = tupleHash('veilsum-1/planes/absorb', this.#state, label, sha256(bytes));
  }

  /** The challenge of a label, and the state after it. */
  draw(label: string): bigint {
    const challenge = hashToField('veilsum-1/planes/challenge', this.#state, label);
    this.#state = tupleHash('veilsum-1/planes/drawn', this.#state, label);
    return challenge;
  }
}

/** Messages and challenges by their labels. */
export class Conversation {
  readonly #parts = new Map<string, Uint8Array>();
  readonly #coins = new Map<string, bigint>();

  /** A message. @throws Error for a label that the statement's table does not have. */
  part(label: string): Uint8Array {
    return known(this.#parts.get(label), label);
  }

  /** A challenge. @throws Error for a label that is not drawn. */
  coin(label: string): bigint {
    return known(this.#coins.get(label), label);
  }

  /** The challenges of several labels. */
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

/** Takes a message in and draws what follows it. */
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

/** The prover's side: messages go out in the order of the table. */
export class ProofWriter {
  readonly conversation: Conversation = new Conversation();
  readonly #chain: Challenges;
  readonly #steps: readonly ProofStep[];
  readonly #written: Uint8Array[] = [];

  constructor(claim: PlanesClaim, sizes: PlanesSizes) {
    this.#chain = new Challenges(statementState(claim));
    this.#steps = proofSteps(sizes);
  }

  /** Sends a message. @throws Error where another one is due, or one of another length. */
  put(label: string, bytes: Uint8Array): void {
    const step = this.#steps[this.#written.length];
    if (step?.label !== label || step.bytes !== bytes.length) {
      throw new Error(`planes: "${label}" of ${bytes.length} bytes is not what is due`);
    }
    this.#written.push(bytes);
    advance(this.#chain, step, bytes, this.conversation);
  }

  /** The whole proof. */
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

/** The verifier's side: cuts a proof of the right length into its messages and draws the challenges. */
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
