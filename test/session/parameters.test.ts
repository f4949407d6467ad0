import { describe, expect, it } from 'vitest';
import {
  parametersCodec,
  MAX_PARAMETER_BYTES,
  readParameters,
  type SessionParameters,
} from '../../src/session/parameters.ts';
import {
  defineSession,
  parameterProblems,
  type SessionDraft,
  SessionError,
  sessionFrom,
} from '../../src/session/session.ts';
import { MAX_BOUND } from '../../src/session/encodings/index.ts';
import { encodeCbor, type CborValue } from '../../src/wire/cbor.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { WireError } from '../../src/wire/errors.ts';
import type { IdentityKey } from '../../src/crypto/signing.ts';
import { Roster } from '../../src/session/roster.ts';
import { coordinator, identity, seedOf, testSession } from '../support/federation.ts';

const { session, roster } = testSession(5, { threshold: 4, maxCorrupt: 1, maxDropouts: 1 });
const { parameters } = session;

function draft(changes: Partial<SessionDraft> = {}): SessionDraft {
  return {
    roster,
    task: 'test',
    round: 1,
    nonce: seedOf('nonce'),
    threshold: 4,
    maxCorrupt: 1,
    maxDropouts: 1,
    length: 5,
    bound: 1000,
    encoding: { kind: 'integer' },
    coordinatorKey: coordinator.publicKey.bytes,
    ...changes,
  };
}

describe('parameters', () => {
  it.each<[string, Partial<SessionParameters>]>([
    ['integers', {}],
    ['fixed point', { encoding: { kind: 'fixed-point', clip: 0.5, average: 'mean' } }],
    ['a clip that is an integer', { encoding: { kind: 'fixed-point', clip: 4, average: 'sum' } }],
    ['a weighted mean', { encoding: { kind: 'weighted-mean', clip: 1e-9, maxWeight: 60 } }],
    [
      'the largest numbers',
      {
        round: Number.MAX_SAFE_INTEGER,
        bound: MAX_BOUND,
        length: 2 ** 24,
        rowLength: 2 ** 16,
        deadlines: [2 ** 40, 0, 0, 0, 0],
      },
    ],
    ['a task in any language', { task: 'Σ ünïcode 任务 🎲' }],
  ])('are read as they were written: %s', (_, changes) => {
    const all = { ...parameters, ...changes };
    const bytes = toBytes(parametersCodec, all);
    expect(readParameters(bytes)).toEqual(all);
    expect(toBytes(parametersCodec, readParameters(bytes))).toEqual(bytes);
  });

  it('each count in the digest', () => {
    const changes: Partial<SessionParameters>[] = [
      {},
      { task: 'other' },
      { round: 2 },
      { nonce: seedOf('x') },
      { clients: 6 },
      { threshold: 5 },
      { maxCorrupt: 0 },
      { maxDropouts: 0 },
      { length: 6 },
      { bound: 999 },
      { rowLength: 8 },
      { slotBits: 16 },
      { encoding: { kind: 'fixed-point', clip: 1, average: 'sum' } },
      { encoding: { kind: 'fixed-point', clip: 1, average: 'mean' } },
      { encoding: { kind: 'fixed-point', clip: 2, average: 'mean' } },
      { encoding: { kind: 'weighted-mean', clip: 1, maxWeight: 2 } },
      { modelDigest: seedOf('x') },
      { layoutDigest: seedOf('x') },
      { rosterDigest: seedOf('x') },
      { coordinatorKey: seedOf('x') },
      { deadlines: [1, 0, 0, 0, 0] },
      { deadlines: [0, 0, 0, 0, 1] },
    ];
    const digests = changes.map((change) => {
      const all = { ...parameters, ...change };
      return String(sessionFrom(all, toBytes(parametersCodec, all)).digest);
    });
    expect(new Set(digests).size).toBe(changes.length);
  });

  it('are those that the array holds, in the order of the protocol page', () => {
    expect(Object.keys(readParameters(session.bytes))).toEqual([
      'suite',
      'task',
      'round',
      'nonce',
      'clients',
      'threshold',
      'maxCorrupt',
      'maxDropouts',
      'length',
      'bound',
      'rowLength',
      'slotBits',
      'encoding',
      'proofs',
      'modelDigest',
      'layoutDigest',
      'rosterDigest',
      'coordinatorKey',
      'deadlines',
      'scheme',
      'part',
    ]);
  });
});

describe('bytes in which a field is out of range are refused', () => {
  const written = parametersCodec.write(parameters) as readonly CborValue[];
  const names = Object.keys(readParameters(session.bytes));
  const cases: readonly [keyof SessionParameters, CborValue][] = [
    ['suite', 'veilsum-2'],
    ['task', 'x'.repeat(201)],
    ['round', -1],
    ['nonce', new Uint8Array(31)],
    ['clients', 2],
    ['clients', 501],
    ['threshold', 0],
    ['threshold', 10_001],
    ['maxCorrupt', -1],
    ['maxDropouts', 10_001],
    ['length', 0],
    ['length', 2 ** 24 + 1],
    ['length', 1.5],
    ['bound', 0],
    ['bound', MAX_BOUND + 1],
    ['rowLength', 0],
    ['rowLength', 2 ** 16 + 1],
    ['slotBits', 2],
    ['slotBits', 64],
    ['encoding', ['float']],
    ['encoding', ['integer', 1]],
    ['encoding', ['fixed-point', 'x', 'mean']],
    ['encoding', ['fixed-point', 1, 'mean']],
    ['encoding', ['fixed-point', { float: 1 }, 'median']],
    ['encoding', ['weighted-mean', { float: 1 }, 0]],
    ['encoding', ['weighted-mean', { float: 1 }, 1.5]],
    ['encoding', ['weighted-mean', { float: 1 }, { float: 2 }]],
    ['encoding', ['weighted-mean', { float: 1 }, MAX_BOUND + 1]],
    ['encoding', ['weighted-mean', 1, 2]],
    ['encoding', 'integer'],
    ['encoding', []],
    ['proofs', 'linf'],
    ['proofs', ['none', 1]],
    ['proofs', ['sumcheck']],
    ['proofs', ['linf', seedOf('key'), 'full']],
    ['proofs', ['linf', seedOf('key'), ['nobody']]],
    ['proofs', ['linf', seedOf('key'), ['audit']]],
    ['modelDigest', new Uint8Array(33)],
    ['layoutDigest', new Uint8Array(32)],
    ['layoutDigest', [new Uint8Array(31)]],
    ['layoutDigest', [new Uint8Array(32), new Uint8Array(32)]],
    ['rosterDigest', new Uint8Array(0)],
    ['coordinatorKey', new Uint8Array(31)],
    ['deadlines', [0, 0, 0, 0, 0, 0]],
    ['deadlines', [-1, 0, 0, 0, 0]],
    ['deadlines', [2 ** 40 + 1]],
    ['part', [[5, 2]]],
    ['part', [[5, 2, 256]]],
    ['part', [[2 ** 27 + 1, 2, 0]]],
    ['part', [[5, 2 ** 24 + 1, 0]]],
    ['part', [5, 2, 0]],
  ];
  it.each(cases)('%s: %j', (name, value) => {
    const fields = written.map((field, i) => (names[i] === name ? value : field));
    expect(() => readParameters(encodeCbor(fields))).toThrow(
      expect.objectContaining({
        code: 'wrong-shape',
        message: expect.stringContaining(name) as string,
      }),
    );
  });

  it('a field more, or one less', () => {
    expect(() => readParameters(encodeCbor([...written, 0]))).toThrow(/21 fields/);
    expect(() => readParameters(encodeCbor(written.slice(1)))).toThrow(/21 fields/);
  });

  it('more bytes than any parameters take', () => {
    expect(() => readParameters(new Uint8Array(MAX_PARAMETER_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('a session', () => {
  it('has what follows from its parameters', () => {
    const defined = defineSession(draft({ length: 100, rowLength: 32 }));
    expect(defined.parameters).toMatchObject({
      clients: 5,
      slotBits: 15,
      proofs: { system: 'none' },
      suite: 'veilsum-1',
    });
    expect(defined).toMatchObject({ rows: 4, elementsPerRow: 2, payloadBytes: 4 * 3 * 32 });
    expect(defined.layout).toEqual({ slotBits: 15, slotsPerElement: 16 });
    expect(defined.coordinatorKey!.toHex()).toBe(coordinator.publicKey.toHex());
    expect(sessionFrom(readParameters(defined.bytes), defined.bytes)).toEqual(defined);
  });

  it('has defaults for the rest', () => {
    expect(defineSession(draft()).parameters).toMatchObject({
      rowLength: 8,
      modelDigest: new Uint8Array(32),
      deadlines: [0, 0, 0, 0, 0],
    });
  });

  const wrong: readonly [string, Partial<SessionDraft>, RegExp][] = [
    ['a bound that does not fit', { bound: 2 ** 31 }, /n · B = 5 · 2147483648 = 10737418240/],
    ['unsafe thresholds', { threshold: 3 }, /2t = 6 is not greater than n \+ n_C = 6/],
    ['thresholds that are not live', { maxDropouts: 2 }, /t = 4 is more than the 3 clients/],
    ['no task', { task: '' }, /the task needs a name/],
    ['too many rows', { length: 100_000, rowLength: 1 }, /100000 rows, more than 4096/],
    ['another number of deadlines', { deadlines: [1] }, /5 deadlines, not 1/],
    [
      'an encoding that does not fit',
      { encoding: { kind: 'fixed-point', clip: -1, average: 'sum' } },
      /clip/,
    ],
    ['no coordinates', { length: 0 }, /length/i],
    ['half a coordinate', { length: 1.5 }, /length/i],
    ['no bound', { bound: 0 }, /bound/i],
    ['a round below 0', { round: -1 }, /round/],
    ['a short nonce', { nonce: new Uint8Array(31) }, /nonce/],
    ['a long task', { task: 'x'.repeat(201) }, /task/],
    ['a threshold of half a client', { threshold: 4.5, maxDropouts: 0 }, /threshold/],
    ['rows of no length', { rowLength: 0 }, /row/],
    ['a short coordinator key', { coordinatorKey: new Uint8Array(5) }, /coordinatorKey/],
    ['a deadline below 0', { deadlines: [-1, 0, 0, 0, 0] }, /deadlines/],
  ];
  it.each(wrong)('is not defined with %s', (_, changes, sentence) => {
    const define = (): unknown => defineSession(draft(changes));
    expect(define).toThrow(SessionError);
    expect(define).toThrow(sentence);
  });

  it('is refused with every problem at once', () => {
    const all = draft({
      threshold: 3,
      maxDropouts: 3,
      task: '',
      length: 9000,
      rowLength: 2,
      deadlines: [],
    });
    try {
      defineSession(all);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      expect(error.problems).toHaveLength(5);
      for (const problem of error.problems) expect(error.message).toContain(problem);
    }
  });

  it('has up to 4096 rows', () => {
    expect(defineSession(draft({ length: 4096, rowLength: 1 })).rows).toBe(4096);
    expect(defineSession(draft({ length: 8191, rowLength: 2 })).rows).toBe(4096);
    const more = (): unknown => defineSession(draft({ length: 8193, rowLength: 2 }));
    expect(more).toThrow(/make 4097 rows, more than 4096/);
  });

  it.each(['pairwise', 'coded'])('has at most 500 clients under %s', (kind) => {
    const roster = Roster.of(
      Array.from({ length: 501 }, (_, i) => {
        // What a roster asks of a key; making so many real ones takes long.
        const key = { bytes: seedOf(`key ${i}`), toHex: () => String(i) };
        return { name: `${i}`, key: key as unknown as IdentityKey };
      }),
    );
    const scheme = kind === 'coded' ? { kind, recovery: 4 } : { kind };
    expect(() => defineSession(draft({ roster, scheme }))).toThrow(
      /at most 500 clients, not 501: take the scheme "sparse"/,
    );
    const named = { ...parameters, scheme };
    const atMost = { ...named, clients: 500 };
    expect(readParameters(toBytes(parametersCodec, atMost)).clients).toBe(500);
    const more = toBytes(parametersCodec, { ...named, clients: 501 });
    expect(() => readParameters(more)).toThrow(/at most 500 clients under the scheme/);
  });

  it('has at most 10000 clients under sparse', () => {
    const scheme = { kind: 'sparse', neighbours: 55, shareThreshold: 32, minPresent: 34 };
    const named = { ...parameters, scheme, clients: 10_000 };
    expect(readParameters(toBytes(parametersCodec, named)).clients).toBe(10_000);
    const more = toBytes(parametersCodec, { ...named, clients: 10_001 });
    expect(() => readParameters(more)).toThrow(WireError);
  });

  it('has slots of the very bits that its sums need', () => {
    const needs = 'sums up to n · B = 5 · 1000 need slots of 15 bits, not';
    for (const slotBits of [14, 16]) {
      expect(parameterProblems({ ...parameters, slotBits })).toEqual([`${needs} ${slotBits}`]);
    }
  });

  it('has no problems that its own definition did not find', () => {
    expect(parameterProblems(parameters)).toEqual([]);
  });
});

describe('a coordinator that is on the roster', () => {
  it('has no session: one key would answer in two roles', () => {
    const { publicKey } = identity('client 2');
    expect(() => testSession(4, { coordinatorKey: publicKey.bytes })).toThrow(
      /the coordinator's key is also that of client "c2"; create a separate identity/,
    );
  });
});
