/** Participants in a round of all parts over HTTP, and what comes of it. */
import { expect } from 'vitest';
import { messageOf, phaseOf, type Wire } from '../../src/attacks/harness/wire.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { readParts } from '../../src/messages/bundle.ts';
import type { Participated, TakePartOptions } from '../../src/net/participant/participation.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel, plainSum, policyFor, seedOf, testInput } from './federation.ts';
import { sessions, setup, WHOLE } from './parts.ts';

/** Where a participant finds its coordinator, and whatever else is not as usual. */
type Given = Pick<TakePartOptions, 'server'> & Partial<TakePartOptions>;

/** One of the clients of `setup` takes part. */
export function participateInParts(client: number, given: Given): Promise<Participated> {
  return takePart({
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster: setup.roster,
    identity: setup.identities[client]!,
    policy: policyFor({ ...setup, session: sessions[1]! }),
    ledger: memoryLedger(),
    random: seededRandom(seedOf(`parts ${client}`)),
    kernel,
    input: () => testInput(WHOLE, client),
    ...given,
  });
}

/** Requires that everybody has one record, and that it is of the sum over these clients in all parts. */
export async function requireSumOfParts(
  ends: readonly Participated[],
  of: readonly number[],
): Promise<Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (const end of ends) {
    if (end.kind !== 'published') throw new Error(`${end.code}: ${end.message}`);
    expect(end.report).toMatchObject({ valid: true, included: of });
    expect(end.report.valid && end.report.sum).toEqual(plainSum(WHOLE, of));
    expect(readParts(end.receipt)).toHaveLength(sessions.length);
    records.set(toHex(end.record), end.record);
  }
  const [record, ...others] = [...records.values()];
  expect(others).toEqual([]);
  expect(readParts(record!)).toHaveLength(sessions.length);
  const report = await verifyAggregate(record!, { rosterDigest: setup.roster.digest }, kernel);
  expect(report.valid && report.sum).toEqual(plainSum(WHOLE, of));
  return record!;
}

/**
 * Holds a client in the middle of each phase: its first message of a phase gets through, and those of other parts only once it may go
 * on.
 */
export class HeldBetweenParts {
  readonly #first = new Map<string, string>();
  readonly #gates = new Map<string, Gate>();

  readonly wire: Wire = (next) => async (request, init) => {
    const sent = messageOf(init);
    const phase = sent && phaseOf(sent);
    if (sent && phase !== undefined) {
      const envelope = toHex(sent.envelope);
      if (!this.#first.has(phase)) this.#first.set(phase, envelope);
      if (this.#first.get(phase) !== envelope) {
        const gate = this.#gate(phase);
        gate.arrive();
        await gate.opened;
      }
    }
    return next(request, init);
  };

  /** Resolves when the client has sent the message of one part in a phase, and not that of the next one. */
  between(phase: string): Promise<void> {
    return this.#gate(phase).arrived;
  }

  /** Lets it send the others. */
  goOn(phase: string): void {
    this.#gate(phase).open();
  }

  #gate(phase: string): Gate {
    const gate = this.#gates.get(phase) ?? newGate();
    this.#gates.set(phase, gate);
    return gate;
  }
}

interface Gate {
  readonly arrived: Promise<void>;
  readonly arrive: () => void;
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function newGate(): Gate {
  let [arrive, open] = [(): void => undefined, (): void => undefined];
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { arrived, arrive, opened, open };
}
