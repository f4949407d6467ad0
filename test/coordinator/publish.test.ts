/** The end of a session: the sum is published where it opens the commitments, and nothing else ever is. */
import type { ClientId } from '../../src/session/party.ts';
import { recommitted } from '../support/commits.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/coordinator/open.ts';
import type { Published } from '../../src/coordinator/publish.ts';
import { fieldFromBytes, fieldToBytes } from '../../src/crypto/field.ts';
import { FIELD_ORDER, type Kernel, type WorkOptions } from '../../src/kernel/kernel.ts';
import { openRecord, verifyAggregate } from '../../src/record/index.ts';

import type { Message } from '../../src/wire/transcript.ts';
import { exchange, type Exchange, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, plainSum, testSession } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

/** Client 3 deals its shares and then falls silent. */
const SIZES = { threshold: 3, maxCorrupt: 0, maxDropouts: 2 };
const setup = testSession(5, SIZES);
const { session, roster, identities } = setup;
const DROPS = { 3: 'commit' } as const;
const INCLUDED = [0, 1, 2, 4];
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: DROPS });
});

describe('what is published', () => {
  it('is the sum over the included clients, with a record that verifies', async () => {
    const { sum, included, record } = publishedBy(run);
    expect(included).toEqual(INCLUDED);
    expect(sum).toEqual(plainSum(session, INCLUDED));
    const report = await verifyAggregate(record, { rosterDigest: roster.digest }, kernel);
    expect(report).toMatchObject({ valid: true, sum, included });
  });

  it('holds the very envelopes that were accepted, and the whole roster', () => {
    const { body } = openRecord(publishedBy(run).record);
    const accepted = (phase: ClientPhase): Uint8Array[] =>
      [...run.sent[phase].values()].map(({ envelope }) => envelope);
    expect(body.session).toEqual(session.bytes);
    expect(body.roster).toEqual(roster.entries.map(({ name, key }) => ({ name, key: key.bytes })));
    expect(body.shared).toEqual(run.received.commit.get(0)!.envelope);
    expect(body.commits).toEqual(accepted('commit'));
    expect(body.confirms).toEqual(accepted('confirm'));
    expect(body.proofs).toEqual([]);
  });

  it.each([
    ['coordinator', 0],
    ['full', 5],
  ] as const)('holds proofs where others are to check them: %s', async (mode, held) => {
    const { prover, checker } = transparentProofs('linf');
    const proofs = {
      system: 'groth16',
      statement: { kind: 'linf' },
      setup: checker.setup.digest,
      checking: { mode },
    } as const;
    const proven = { ...testSession(5, { ...SIZES, proofs }), prover, checker };
    const { record } = publishedBy(await exchange(proven));
    expect(openRecord(record).body.proofs).toHaveLength(held);
    const policy = { rosterDigest: proven.roster.digest };
    expect(await verifyAggregate(record, policy, kernel, { checker })).toMatchObject({
      valid: true,
    });
  });

  it('is a sum of just n · B, too', async () => {
    const { length, bound } = session.parameters;
    for (const value of [bound, -bound]) {
      const input = (): Int32Array => new Int32Array(length).fill(value);
      const { sum } = publishedBy(await exchange(setup, { input }));
      expect([...sum]).toEqual(new Array(length).fill(5 * value));
    }
  });
});

describe('nothing is published', () => {
  /** Adds to the first element of a client's masked payload, and signs its digest. */
  const adding =
    (amount: bigint) =>
    (phase: ClientPhase, client: number, message: Message): Message => {
      if (phase !== 'commit' || client !== 2) return message;
      return recommitted({ session, identities }, 2 as ClientId, message, (parts) => {
        const payload = parts.payload.slice();
        const first = fieldFromBytes(payload.slice(0, 32))!;
        payload.set(fieldToBytes((first + amount) % FIELD_ORDER));
        return { payload };
      });
    };
  const nB = BigInt(5 * session.parameters.bound);
  const slot = BigInt(session.layout.slotBits);
  const cases: readonly [string, bigint, string][] = [
    ['the sum does not open the commitments', 1n, 'opening'],
    ['a sum is beyond n · B, at the very first coordinate', 2n * nB + 1n, 'sum-range'],
    ['a sum is beyond n · B, at a later one', (2n * nB + 1n) << slot, 'sum-range'],
    ['the total holds no slots', 1n << 250n, 'sum-range'],
  ];
  it.each(cases)('where %s: nobody is named', async (_, amount, code) => {
    const { end, rejections } = await exchange(setup, { tamper: adding(amount) });
    expect(rejections).toEqual([]);
    expect(end).toMatchObject({ kind: 'abort', code });
    if (end.kind !== 'abort') return;
    expect(end.message).toMatch(/sum does not/);
    expect(end.culprit).toBeUndefined();
    expect(end.evidence).toBeUndefined();
  });
});

describe('what unmasking needs', () => {
  /** What the kernel was given: keys of masks, and the scalars of mask secrets. */
  interface Watched {
    readonly masks: Uint8Array[];
    readonly scalars: Set<Uint8Array>;
    work?: WorkOptions | undefined;
  }

  function watching(seen: Watched, fails = false): Kernel {
    return {
      ...kernel,
      multiplyRistretto: (point, scalar) => {
        seen.scalars.add(scalar);
        return kernel.multiplyRistretto(point, scalar);
      },
      multiplyRistrettoByEach: (point, scalars) => {
        seen.scalars.add(scalars);
        return kernel.multiplyRistrettoByEach(point, scalars);
      },
      addMasks: (into, masks, work) => {
        seen.masks.push(...masks.map(({ key }) => key));
        seen.work = work;
        expect(seen.masks.every((key) => key.some((byte) => byte !== 0))).toBe(true);
        return fails ? Promise.reject(new Error('stopped')) : kernel.addMasks(into, masks, work);
      },
    };
  }

  /** The exchange once more, at a coordinator of its own. */
  async function ended(changes: {
    readonly kernel: Kernel;
    readonly work?: WorkOptions;
  }): Promise<Published> {
    const { state } = openSession({ session, roster, identity: coordinator, ...changes });
    for (const phase of CLIENT_PHASES) {
      for (const message of run.sent[phase].values()) await state.receive(message);
      const step = await state.close();
      if (step.kind === 'finish') return step.result;
      if (step.kind === 'abort') throw new Error(step.message);
    }
    throw new Error('a session ends with its last phase');
  }

  const nothing = (): Watched => ({ masks: [], scalars: new Set() });
  const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

  it('is one mask for each that is included, and one for each pair of such and one that dropped out', async () => {
    const seen = nothing();
    const work: WorkOptions = { onProgress: () => undefined };
    const { sum } = await ended({ kernel: watching(seen), work });
    expect(sum).toEqual(plainSum(session, INCLUDED));
    expect(seen.masks).toHaveLength(INCLUDED.length + INCLUDED.length);
    expect(seen.work).toEqual(work);
  });

  it.each([
    ['when the sum is out', false],
    ['where the work fails', true],
  ])('is wiped %s', async (_, fails) => {
    const seen = nothing();
    const ending = ended({ kernel: watching(seen, fails) });
    if (fails) await expect(ending).rejects.toThrow('stopped');
    else await ending;
    expect(seen.masks.length).toBeGreaterThan(0);
    expect(seen.masks.every(isWiped)).toBe(true);
    // Of the one that dropped out; it was checked against its key, and agreed with everyone's.
    expect(seen.scalars.size).toBe(1 + INCLUDED.length);
    expect([...seen.scalars].every(isWiped)).toBe(true);
  });
});
