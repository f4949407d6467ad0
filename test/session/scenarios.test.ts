import type { ClientId } from '../../src/session/party.ts';
import { recommitted } from '../support/commits.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldAdd, fieldFromBytes, fieldToBytes } from '../../src/crypto/field.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { decodeSum, encodeInput, type Encoding } from '../../src/session/encodings/index.ts';

import type { SchemeDraft } from '../../src/session/scheme.ts';
import { livenessProblem, thresholdSafetyProblem } from '../../src/session/thresholds.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { kernel, seedOf, testSession, type TestSession } from '../support/federation.ts';

/** The plain sum over the inputs of some clients. */
function plainSum(inputs: readonly Int32Array[], clients: readonly number[]): Float64Array {
  const sum = new Float64Array(inputs[0]!.length);
  for (const client of clients) inputs[client]!.forEach((x, i) => (sum[i]! += x));
  return sum;
}

/** Runs a session over given inputs, and has its record verified; returns the sum, or the code of its abort. */
async function sumOf(
  setup: TestSession,
  inputs: readonly Int32Array[],
  drops: Readonly<Record<number, ClientPhase>> = {},
): Promise<Float64Array | string> {
  const run = await exchange(setup, { drops, input: (client) => inputs[client]!.slice() });
  expect(run.rejections).toEqual([]);
  if (run.end.kind === 'abort') return run.end.code;
  const { record, sum, included } = publishedBy(run);
  const { roster } = setup;
  const report = await verifyAggregate(record, { rosterDigest: roster.digest, roster }, kernel);
  expect(report).toMatchObject({ valid: true, sum, included });
  return sum;
}

/** Who is in the sum, and whether enough stay to the end. */
function expectation(
  n: number,
  threshold: number,
  drops: Readonly<Record<number, ClientPhase>>,
): { included: number[]; enough: boolean } {
  const clients = Array.from({ length: n }, (_, i) => i);
  const early: readonly (ClientPhase | undefined)[] = ['advertise', 'share', 'commit'];
  return {
    included: clients.filter((i) => !early.includes(drops[i])),
    enough: clients.filter((i) => drops[i] === undefined).length >= threshold,
  };
}

/** Schemes that any thresholds allow, `coded` with as many answers as signatures. */
const SCHEMES = ['pairwise', 'coded'] as const;

function schemeOf(kind: string, threshold: number): SchemeDraft {
  return kind === 'coded' ? { kind, recovery: threshold } : { kind };
}

describe('any session', () => {
  const shape = fc
    .integer({ min: 3, max: 7 })
    .chain((clients) =>
      fc.record({
        clients: fc.constant(clients),
        threshold: fc.integer({ min: 2, max: clients }),
        maxCorrupt: fc.integer({ min: 0, max: 2 }),
        maxDropouts: fc.integer({ min: 0, max: 3 }),
      }),
    )
    .filter((t) => thresholdSafetyProblem(t) === undefined && livenessProblem(t) === undefined);
  const scenario = shape.chain((thresholds) =>
    fc.record({
      thresholds: fc.constant(thresholds),
      scheme: fc.constantFrom(...SCHEMES).map((kind) => schemeOf(kind, thresholds.threshold)),
      length: fc.integer({ min: 1, max: 12 }),
      rowLength: fc.constantFrom(1, 2, 4, 8),
      bound: fc.constantFrom(1, 1000, 2 ** 15 - 1, 2 ** 31 - 1),
      drops: fc.dictionary(
        fc.integer({ min: 0, max: thresholds.clients - 1 }).map(String),
        fc.constantFrom(...CLIENT_PHASES),
        { maxKeys: thresholds.maxDropouts + 1, noNullPrototype: true },
      ),
      seed: fc.string({ minLength: 1, maxLength: 8 }),
    }),
  );

  it('sums exactly the inputs of those who committed, or aborts where fewer than t stay', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        async ({ thresholds, scheme, length, rowLength, bound, drops, seed }) => {
          const shape = { length, rowLength, bound, scheme };
          const setup = testSession(thresholds.clients, { ...thresholds, ...shape });
          const random = new DataView(seededRandom(seedOf(seed))(4 * 7 * 12).buffer);
          const inputs = Array.from({ length: thresholds.clients }, (_, client) =>
            Int32Array.from({ length }, (__, i) => {
              const x = random.getInt32(4 * (client * 12 + i)) % bound;
              return i === 0 ? Math.sign(x) * bound : x;
            }),
          );
          const { included, enough } = expectation(thresholds.clients, thresholds.threshold, drops);
          expect(await sumOf(setup, inputs, drops)).toEqual(
            enough ? plainSum(inputs, included) : 'quorum-present',
          );
        },
      ),
      { numRuns: 24 },
    );
  });
});

describe('an encoding', () => {
  const encodings: readonly [string, Encoding, number][] = [
    ['a sum of floats', { kind: 'fixed-point', clip: 2, average: 'sum' }, 1],
    ['a mean of floats', { kind: 'fixed-point', clip: 2, average: 'mean' }, 1 / 4],
  ];
  const bound = 2 ** 20;
  const vectors = [0, 1, 2, 3].map((k) => [0.5 * k, -1.25, 2 - k, 0.001 * k]);

  it.each(encodings)('decodes from the verified sum: %s', async (_, encoding, factor) => {
    const shape = { length: 4, bound };
    const setup = testSession(4, { ...shape, encoding, rowLength: 4 });
    const inputs = vectors.map((vector, i) =>
      encodeInput(encoding, shape, vector, seededRandom(seedOf(`rounding ${i}`))),
    );
    const sum = await sumOf(setup, inputs);
    if (typeof sum === 'string') throw new Error(sum);
    const decoded = decodeSum(encoding, shape, sum, 4);
    decoded.forEach((x, i) => {
      const exact = vectors.reduce((s, vector) => s + vector[i]!, 0) * factor;
      expect(Math.abs(x - exact)).toBeLessThanOrEqual((4 * 2) / bound);
    });
  });

  it('decodes from the verified sum: a weighted mean', async () => {
    const encoding: Encoding = { kind: 'weighted-mean', clip: 1, maxWeight: 100 };
    const shape = { length: 3, bound: 2 ** 24 };
    const setup = testSession(3, { ...shape, encoding, maxDropouts: 0 });
    const weights = [1, 10, 100];
    const values = [
      [1, 0.5],
      [0, -0.5],
      [-1, 0.25],
    ];
    const inputs = values.map((vector, i) =>
      encodeInput(
        encoding,
        shape,
        { values: vector, weight: weights[i]! },
        seededRandom(seedOf(`${i}`)),
      ),
    );
    const sum = await sumOf(setup, inputs);
    if (typeof sum === 'string') throw new Error(sum);
    const decoded = decodeSum(encoding, shape, sum, 3);
    [0, 1].forEach((i) => {
      const exact = values.reduce((s, vector, k) => s + weights[k]! * vector[i]!, 0) / 111;
      expect(Math.abs(decoded[i]! - exact)).toBeLessThan(1e-4);
    });
  });
});

describe('inputs at the edges', () => {
  const same = (x: number, length: number): Int32Array[] =>
    Array.from({ length: 3 }, () => new Int32Array(length).fill(x));
  const most = 2 ** 31 - 1;
  it.each<[string, number, number, number, readonly Int32Array[]]>([
    ['nothing but zeros', 5, 2, 1000, same(0, 5)],
    ['nothing but B', 5, 2, 1000, same(1000, 5)],
    ['nothing but −B', 5, 2, 1000, same(-1000, 5)],
    ['the greatest B there is', 3, 2, most, same(most, 3)],
    ['the least −B there is', 3, 2, most, same(-most, 3)],
    ['B = 1', 7, 4, 1, same(-1, 7)],
    ['one coordinate', 1, 1, 1000, same(7, 1)],
    ['one coordinate in a row for many', 1, 4096, 1000, same(-7, 1)],
    ['rows of one coordinate', 4, 1, 1000, same(9, 4)],
    ['a last row of one coordinate', 9, 4, 1000, same(9, 9)],
    ['an element more than full', 20, 32, 1000, same(-1000, 20)],
    [
      'inputs that cancel',
      2,
      2,
      1000,
      [Int32Array.of(1000, -1), Int32Array.of(-1000, 1), Int32Array.of(0, 0)],
    ],
  ])('%s', async (_, length, rowLength, bound, inputs) => {
    for (const kind of [...SCHEMES, 'sparse']) {
      const scheme = schemeOf(kind, 2);
      const setup = testSession(3, { length, rowLength, bound, maxDropouts: 0, scheme });
      expect(await sumOf(setup, inputs)).toEqual(plainSum(inputs, [0, 1, 2]));
    }
  });
});

describe('a client that masks another input than it committed to', () => {
  const setup = testSession(4, {
    threshold: 3,
    maxCorrupt: 1,
    maxDropouts: 1,
    length: 3,
    rowLength: 2,
  });
  const { session, identities } = setup;
  const LIAR = 3;

  /** The liar adds to one element of its masked payload, and signs the digest of what comes of it. */
  const adding =
    (element: number, what: bigint) => (phase: ClientPhase, client: number, message: Message) => {
      if (phase !== 'commit' || client !== LIAR) return message;
      return recommitted({ session, identities }, LIAR as ClientId, message, (parts) => {
        const payload = parts.payload.slice();
        const at = element * 32;
        const value = fieldFromBytes(payload.slice(at, at + 32))!;
        payload.set(fieldToBytes(fieldAdd(value, what)), at);
        return { payload };
      });
    };

  it.each([
    ['one more in its first coordinate', 0, 1n, 'opening'],
    ['one more in its second coordinate', 0, 1n << BigInt(session.layout.slotBits), 'opening'],
    ['another blinder', session.elementsPerRow, 1n, 'opening'],
    ['more than the bound allows', 0, 5000n, 'sum-range'],
    ['more than a slot can hold', 0, 1n << 240n, 'sum-range'],
  ] as const)('%s: nothing is published', async (_, element, what, code) => {
    const { end, rejections, aborts } = await exchange(setup, { tamper: adding(element, what) });
    expect(rejections).toEqual([]);
    expect([...aborts.keys()]).toEqual([LIAR]);
    expect(end).toMatchObject({ kind: 'abort', code });
    expect(end).not.toHaveProperty('result');
  });

  it('what is aborted says nothing of the sum', async () => {
    const { end } = await exchange(setup, { tamper: adding(0, 1n) });
    expect(Object.keys(end).sort()).toEqual(['code', 'kind', 'message']);
  });
});
