/**
 * Fiat–Shamir: the messages of a proof in order, and challenges from a chain of hashes over the statement and all messages
 * so far (Fiat and Shamir, CRYPTO 1986).
 */
import { hashToField } from '../crypto/field.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';

/**
 * One message of the prover: its label, its size in bytes, and the labels of the challenges drawn
 * after it.
 */
export interface ProofStep {
  readonly label: string;
  readonly bytes: number;
  readonly draws: readonly string[];
}

/** prefix-0 … prefix-(count − 1) */
export function labels(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
}

/** What the challenges of a proof depend on, before any message. */
export interface Opening {
  /** The name of the kind of proof, which is in the domains of all hashes. */
  readonly kind: string;
  /** A hash of the whole statement. */
  readonly state: Uint8Array;
}

/** The hash chain. */
class Challenges {
  readonly #kind: string;
  #state: Uint8Array;

  constructor({ kind, state }: Opening) {
    this.#kind = kind;
    this.#state = state;
  }

  /** Hashes one message into the state. */
  absorb(label: string, bytes: Uint8Array): void {
    this.#state = tupleHash(`veilsum-1/${this.#kind}/absorb`, this.#state, label, sha256(bytes));
  }

  /** Derives the challenge with this label, and advances the state. */
  draw(label: string): bigint {
    const challenge = hashToField(`veilsum-1/${this.#kind}/challenge`, this.#state, label);
    this.#state = tupleHash(`veilsum-1/${this.#kind}/drawn`, this.#state, label);
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
  if (value === undefined) throw new Error(`this statement has no "${label}"`);
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

  constructor(opening: Opening, steps: readonly ProofStep[]) {
    this.#chain = new Challenges(opening);
    this.#steps = steps;
  }

  /**
   * Writes a message.
   *
   * @throws Error if it is not the next message, or does not have that message's length
   */
  put(label: string, bytes: Uint8Array): void {
    const step = this.#steps[this.#written.length];
    if (step?.label !== label || step.bytes !== bytes.length) {
      throw new Error(`"${label}" of ${bytes.length} bytes is not what is due`);
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
      throw new Error('a message of the proof is missing');
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
 * @param proof - of the length that the steps add up to
 */
export function readMessages(
  opening: Opening,
  steps: readonly ProofStep[],
  proof: Uint8Array,
): Conversation {
  const conversation = new Conversation();
  const chain = new Challenges(opening);
  let at = 0;
  for (const step of steps) {
    advance(chain, step, proof.subarray(at, at + step.bytes), conversation);
    at += step.bytes;
  }
  return conversation;
}
