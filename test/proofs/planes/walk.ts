/**
 * The hash chain of the challenges, written once more for tests: it can leave out what an implementation must not leave out, and
 * give out challenges that were fixed beforehand.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { sha256, tupleHash, tupleHashXof } from '../../../src/crypto/tupleHash.ts';
import { Conversation } from '../../../src/proofs/conversation.ts';
import type { PlanesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim } from '../../../src/proofs/planes/statement.ts';
import { proofSteps } from '../../../src/proofs/planes/steps.ts';
import { mod } from './integers.ts';

/** What a test's chain does otherwise than the real one. */
export interface Deviation {
  /** Labels of messages, or names of fields of the statement, that are not hashed. */
  readonly skip?: ReadonlySet<string>;
  /** Challenges by label that come out whatever was hashed. */
  readonly coins?: ReadonlyMap<string, bigint>;
  /** The message after which {@link Stopped} is thrown, with the challenges so far. */
  readonly stopAt?: string;
}

/** Thrown where a walk was to end. */
export class Stopped extends Error {
  readonly learnt: ReadonlyMap<string, bigint>;

  constructor(learnt: ReadonlyMap<string, bigint>) {
    super('stopped');
    this.learnt = learnt;
  }
}

const NOTHING = new Uint8Array(0);

function be32(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value);
  });
  return bytes;
}

/** Hash of the statement, without the fields to skip. */
export function statementWithout(claim: PlanesClaim, skip: ReadonlySet<string>): Uint8Array {
  const bytes = (field: string, value: Uint8Array): Uint8Array =>
    skip.has(field) ? NOTHING : value;
  const number = (field: string, value: number): number => (skip.has(field) ? 0 : value);
  return tupleHash(
    'veilsum-1/planes/statement',
    bytes('session', claim.sessionDigest),
    number('client', claim.client),
    skip.has('kind') ? '' : claim.kind,
    number('length', claim.length),
    number('row length', claim.rowLength),
    number('bound', claim.kind === 'one-hot' ? 1 : claim.bound),
    number('norm', claim.kind === 'l2' ? claim.maxSquaredNorm : 0),
    sha256(bytes('commitments', claim.commitments)),
    ...(claim.kind === 'one-hot'
      ? [bytes('groups', sha256(be32(claim.groups.flatMap((g) => [g.length, g.least, g.most]))))]
      : []),
  );
}

/** Messages of one proof in the order of the table, and the challenges that follow them. */
export class Walk {
  readonly conversation: Conversation = new Conversation();
  readonly learnt: Map<string, bigint> = new Map();
  readonly #steps: ReturnType<typeof proofSteps>;
  readonly #deviation: Deviation;
  readonly #sent: Uint8Array[] = [];
  #state: Uint8Array;

  constructor(claim: PlanesClaim, sizes: PlanesSizes, deviation: Deviation = {}) {
    this.#steps = proofSteps(sizes);
    this.#deviation = deviation;
    this.#state = statementWithout(claim, deviation.skip ?? new Set());
  }

  /** Sends a message; returns the first challenge that follows it, or 0. */
  put(label: string, bytes: Uint8Array): bigint {
    const step = this.#steps[this.#sent.length]!;
    if (step.label !== label || step.bytes !== bytes.length) throw new Error(`not due: ${label}`);
    this.#sent.push(bytes);
    this.conversation.addPart(label, bytes);
    const hashed = this.#deviation.skip?.has(label) ? NOTHING : bytes;
    this.#state = tupleHash('veilsum-1/planes/absorb', this.#state, label, sha256(hashed));
    for (const draw of step.draws) {
      const wide = tupleHashXof('veilsum-1/planes/challenge', 64, this.#state, draw);
      const value = mod(wide.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
      this.#state = tupleHash('veilsum-1/planes/drawn', this.#state, draw);
      this.learnt.set(draw, value);
      this.conversation.addCoin(draw, this.#deviation.coins?.get(draw) ?? value);
    }
    if (this.#deviation.stopAt === label) throw new Stopped(this.learnt);
    const [first] = step.draws;
    return first === undefined ? 0n : this.conversation.coin(first);
  }

  /** All messages so far. */
  bytes(): Uint8Array {
    return concatBytes(...this.#sent);
  }

  /** Walks through a finished proof. */
  static through(
    claim: PlanesClaim,
    sizes: PlanesSizes,
    proof: Uint8Array,
    deviation?: Deviation,
  ): Walk {
    const walk = new Walk(claim, sizes, deviation);
    let at = 0;
    for (const { label, bytes } of proofSteps(sizes)) {
      walk.put(label, proof.slice(at, at + bytes));
      at += bytes;
    }
    return walk;
  }
}
