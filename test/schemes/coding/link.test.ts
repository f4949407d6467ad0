import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { readMessages } from '../../../src/proofs/conversation.ts';
import { proveLink, writeProof } from '../../../src/schemes/coding/link/prove.ts';
import {
  type LinkSetting,
  type LinkStatement,
  linkState,
} from '../../../src/schemes/coding/link/statement.ts';
import { KIND, linkProofBytes, linkSteps } from '../../../src/schemes/coding/link/steps.ts';
import {
  type ProvenLink,
  verifyLinks,
  verifyUnder,
} from '../../../src/schemes/coding/link/verify.ts';
import { linkWeights } from '../../../src/schemes/coding/link/weights.ts';
import { decodingWeights } from '../../../src/schemes/coding/lagrange.ts';
import { bytesToIntegers } from '../../../src/kernel/planes/workspace.ts';
import { areEqual, integers, someElements } from '../../kernel/samples.ts';
import {
  committed,
  dealt,
  generators,
  kernel,
  type Linked,
  linkedClient,
  movedPoint,
  randomOf,
  settingOf,
  shifted,
} from './codeWords.ts';

const SEEDS = { seed: new Uint8Array(32).fill(1), fresh: new Uint8Array(32).fill(2) };
const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

const prove = ({ setting, statement, witness }: Linked, seeds = SEEDS): Promise<Uint8Array> =>
  proveLink(kernel, generators, setting, statement, witness, seeds, randomOf('self'));
const verify = (setting: LinkSetting, claims: readonly ProvenLink[]) =>
  verifyLinks(kernel, generators, setting, claims, randomOf('verifier'));
const WRONG = 'the payload is not the committed input plus the committed mask';

describe.each([1, 2] as const)('a link proof with %d sub-rows', (subRows) => {
  const setting = settingOf(subRows);
  let clients: Linked[];
  let claims: ProvenLink[];

  beforeAll(async () => {
    clients = await Promise.all([0, 1, 2, 3].map((client) => linkedClient(setting, client)));
    claims = await Promise.all(
      clients.map(async (client) => ({ ...client.statement, proof: await prove(client) })),
    );
  });

  it('holds, alone and with others, and has the size that follows from the setting', async () => {
    expect(await verify(setting, claims)).toEqual([undefined, undefined, undefined, undefined]);
    expect(await verify(setting, claims.slice(2, 3))).toEqual([undefined]);
    expect(await verify(setting, [])).toEqual([]);
    expect(claims[0]!.proof.length).toBe(linkProofBytes(setting));
  });

  it('is shorter than the vectors that it is about, where these are long', () => {
    const long = { ...setting, rowLength: 4096 };
    const shape = { ...setting.shape, columns: 4096 };
    expect(linkProofBytes({ ...long, shape })).toBeLessThan(18_000);
  });

  /** A proof that a client makes for a statement that is false. */
  const forged = async (index: number, statement: Partial<LinkStatement>): Promise<ProvenLink> => {
    const { statement: honest, witness } = clients[index]!;
    const whole = { ...honest, ...statement };
    const state = await linkState(setting, whole);
    const proof = await writeProof(kernel, generators, setting, state, witness, SEEDS);
    return { ...whole, proof };
  };

  it('names who sends another payload, commits to another input or to another mask, and nobody else', async () => {
    const { payload, commitments } = clients[1]!.statement;
    const other = await dealt(setting.shape, 'another mask');
    for (const change of [
      { payload: shifted(payload, 0, 1n) },
      { payload: shifted(payload, setting.shape.elements - 1, 1n) },
      { payload: shifted(payload, 11, 5n) },
      { commitments: await movedPoint(commitments, 1, 1n) },
      { points: other.points },
    ]) {
      const claim = await forged(1, change);
      const verdicts = await verify(setting, [claims[0]!, claim, claims[2]!]);
      expect(verdicts).toEqual([undefined, WRONG, undefined]);
      expect(await verify(setting, [claim])).toEqual([WRONG]);
    }
  });

  it('covers the zeros that a vector is padded with: the last piece has no room for more', async () => {
    const { elements, pieces, length } = setting.shape;
    expect(pieces * length).toBeGreaterThan(elements);
    const { statement, witness } = clients[3]!;
    const { recovery, subRows: each } = setting.shape;
    for (const beyond of [0n, 1n]) {
      // The same mask, committed to with this value after its end.
      const code = someElements(recovery * length, 9);
      code.set(witness.mask);
      code.fill(0, 32 * elements, 32 * pieces * length);
      code.set(integers([beyond]), 32 * elements);
      const blinders = someElements(recovery * each, 10);
      const { points } = await committed(setting.shape, code, blinders);
      const claim = { ...statement, points };
      const state = await linkState(setting, claim);
      const known = {
        ...witness,
        mask: code.slice(0, 32 * (elements + 1)),
        pieceBlinders: blinders.slice(0, 32 * pieces * each),
      };
      const proof = await writeProof(kernel, generators, setting, state, known, SEEDS);
      const verdicts = await verify(setting, [{ ...claim, proof }]);
      expect(verdicts).toEqual([beyond === 0n ? undefined : WRONG]);
    }
  });

  it('is not made for a witness of another statement', async () => {
    const { statement } = clients[0]!;
    const payload = shifted(statement.payload, 3, 1n);
    await expect(prove({ ...clients[0]!, statement: { ...statement, payload } })).rejects.toThrow(
      'so it is not sent',
    );
  });

  it('is refused with any bit of it changed', async () => {
    const { proof } = claims[0]!;
    for (let at = 5; at < proof.length; at += 97) {
      const changed = proof.slice();
      changed[at]! ^= 1;
      const [verdict] = await verify(setting, [{ ...claims[0]!, proof: changed }]);
      expect(verdict).toBeDefined();
    }
  });

  it('is refused where a size or an encoding is wrong, before any equation', async () => {
    const claim = claims[0]!;
    const full = new Uint8Array(claim.payload.length).fill(255);
    const cases: [Partial<ProvenLink>, RegExp][] = [
      [{ proof: claim.proof.subarray(32) }, /bytes and not/],
      [{ proof: new Uint8Array(claim.proof.length).fill(255) }, /not on the curve/],
      [{ payload: full }, /not below ℓ/],
      [{ payload: claim.payload.subarray(32) }, /wrong size/],
      [{ points: claim.points.subarray(64) }, /wrong size/],
      [{ points: new Uint8Array(claim.points.length) }, /not on the curve/],
      [{ commitments: claim.commitments.subarray(64) }, /wrong size/],
      [{ dealing: new Uint8Array(31) }, /wrong size/],
    ];
    for (const [change, message] of cases) {
      const [verdict] = await verify(setting, [{ ...claim, ...change }]);
      expect(verdict).toMatch(message);
    }
  });

  describe('challenges depend on every field of the statement', () => {
    const changes: Record<
      string,
      (setting: LinkSetting, claim: LinkStatement) => [LinkSetting, LinkStatement]
    > = {
      session: (s, c) => [{ ...s, sessionDigest: new Uint8Array(32) }, c],
      rows: (s, c) => [{ ...s, rows: s.rows + 1 }, c],
      rowLength: (s, c) => [{ ...s, rowLength: 2 * s.rowLength }, c],
      slotBits: (s, c) => [{ ...s, layout: { ...s.layout, slotBits: 41 } }, c],
      slots: (s, c) => [{ ...s, layout: { ...s.layout, slotsPerElement: 2 } }, c],
      places: (s, c) => [{ ...s, shape: { ...s.shape, places: 10 } }, c],
      recovery: (s, c) => [{ ...s, shape: { ...s.shape, recovery: 7 } }, c],
      privacy: (s, c) => [{ ...s, shape: { ...s.shape, privacy: 1 } }, c],
      elements: (s, c) => [{ ...s, shape: { ...s.shape, elements: s.shape.elements - 1 } }, c],
      holders: (s, c) => [{ ...s, holders: [0, 1, 2, 3, 5, 6, 7, 8] }, c],
      client: (s, c) => [s, { ...c, client: 7 }],
      dealing: (s, c) => [s, { ...c, dealing: flip(c.dealing) }],
      commitments: (s, c) => [s, { ...c, commitments: flip(c.commitments) }],
      points: (s, c) => [s, { ...c, points: flip(c.points) }],
      payload: (s, c) => [s, { ...c, payload: flip(c.payload) }],
    };
    const flip = (bytes: Uint8Array): Uint8Array => {
      const changed = bytes.slice();
      changed[changed.length - 9]! ^= 1;
      return changed;
    };

    it.each(Object.keys(changes))('%s', async (field) => {
      const honest = claims[0]!;
      const [otherSetting, other] = changes[field]!(setting, honest);
      const [one, two] = [await linkState(setting, honest), await linkState(otherSetting, other)];
      expect(areEqual(one, two)).toBe(false);
    });

    it('so no proof serves another client, session or dealing', async () => {
      const claim = claims[0]!;
      const other = { ...setting, sessionDigest: new Uint8Array(32) };
      expect(await verify(other, [claim])).toEqual([WRONG]);
      expect(await verify(setting, [{ ...claim, client: 1 }])).toEqual([WRONG]);
      expect(await verify(setting, [{ ...claim, dealing: new Uint8Array(32) }])).toEqual([WRONG]);
    });

    it.each(['commitments', 'points', 'payload'] as const)(
      'so %s cannot be chosen after them: where they are not hashed, a forgery passes',
      async (field) => {
        const claim = claims[0]!;
        const state = await linkState(setting, claim);
        const weights = linkWeights(setting, state);
        const change = await compensated(setting, claim, weights, field);
        const forgery = { ...claim, ...change };
        const under = await verifyUnder(
          kernel,
          generators,
          setting,
          [forgery],
          [state],
          randomOf('v'),
        );
        expect(under).toEqual([undefined]);
        expect(await verify(setting, [forgery])).toEqual([WRONG]);
      },
    );
  });

  it('draws every challenge after the messages before it', () => {
    const claim = claims[0]!;
    const steps = linkSteps(setting);
    const opening = { kind: KIND, state: new Uint8Array(32) };
    const coins = steps.flatMap(({ draws }) => draws);
    const honest = readMessages(opening, steps, claim.proof);
    let at = 0;
    steps.forEach(({ bytes }, index) => {
      const changed = claim.proof.slice();
      changed[at + bytes - 1]! ^= 1;
      const other = readMessages(opening, steps, changed);
      const later = steps.slice(index).flatMap(({ draws }) => draws);
      for (const coin of coins) {
        expect(honest.coin(coin) !== other.coin(coin)).toBe(later.includes(coin));
      }
      at += bytes;
    });
  });

  it('is another one for each seed, fresh bytes, statement and witness, and the same for the same', async () => {
    const [client] = clients as [Linked];
    const { statement, witness } = client;
    const state = await linkState(setting, statement);
    const made = (change: object, at = state, seeds = SEEDS): Promise<Uint8Array> =>
      writeProof(kernel, generators, setting, at, { ...witness, ...change }, seeds);
    const proofs = [
      await made({}),
      await made({}, state, { ...SEEDS, seed: new Uint8Array(32) }),
      await made({}, state, { ...SEEDS, fresh: new Uint8Array(32) }),
      await made({}, new Uint8Array(32)),
      await made({ values: witness.values.map((value, i) => (i === 69 ? value + 1 : value)) }),
      await made({ blinders: shifted(witness.blinders, 0, 1n) }),
      await made({ mask: shifted(witness.mask, 0, 1n) }),
      await made({ pieceBlinders: shifted(witness.pieceBlinders, 0, 1n) }),
    ];
    // The first message commits to the masks alone: no two may be the same.
    const masks = proofs.map((proof) => Buffer.from(proof.subarray(0, 128)).toString('hex'));
    expect(new Set(masks).size).toBe(proofs.length);
    expect(areEqual(await made({}), proofs[0]!)).toBe(true);
  });
});

/** A change of one field that leaves the folds as they are, for weights that are known beforehand. */
async function compensated(
  { shape, holders }: LinkSetting,
  claim: LinkStatement,
  { rows, row, subRows }: ReturnType<typeof linkWeights>,
  field: 'commitments' | 'points' | 'payload',
): Promise<Partial<LinkStatement>> {
  // Elements 0 and 1 of a payload have the weights 1 and θ; so have rows 0 and 1 the weights 1 and ω.
  if (field === 'payload') {
    const theta = row[4]!;
    const payload = shifted(shifted(claim.payload, 0, mod(-theta)), 1, 1n);
    return { payload };
  }
  if (field === 'commitments') {
    const omega = rows[1]!;
    const once = await movedPoint(claim.commitments, 0, mod(-omega));
    return { commitments: await movedPoint(once, 1, 1n) };
  }
  const decoding = bytesToIntegers(decodingWeights(shape, holders.slice(0, shape.recovery)));
  const weightOf = (holder: number): bigint =>
    mod(
      Array.from(
        { length: shape.pieces },
        (_, k) => subRows[k * shape.subRows]! * decoding[k * shape.recovery + holder]!,
      ).reduce((sum, term) => sum + term, 0n),
    );
  const once = await movedPoint(claim.points, 0, weightOf(1));
  return { points: await movedPoint(once, shape.subRows, mod(-weightOf(0))) };
}
