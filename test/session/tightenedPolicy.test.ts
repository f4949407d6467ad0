import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CHECKS, CheckFailure } from '../../src/session/checks/enabledChecks.ts';
import { type EncodingPolicy, encodingProblem } from '../../src/session/encodingPolicy.ts';
import type { Encoding } from '../../src/session/encodings/index.ts';
import { pinnedProblem, type PinnedNumber } from '../../src/session/pinned.ts';
import type { Policy } from '../../src/session/policy.ts';
import { type PolicyAdditions, tightenedPolicy } from '../../src/session/tightenedPolicy.ts';

const base: Policy = {
  rosterDigest: new Uint8Array(32),
  coordinatorKey: new Uint8Array(32),
  minClients: 5,
  minThreshold: 4,
  maxCorrupt: 1,
  bound: { min: 10, max: 100 },
  encoding: { kind: 'fixed-point', clip: { min: 0.5, max: 2 }, average: 'mean' },
  modelDigest: new Uint8Array(32).fill(7),
  layoutDigest: new Uint8Array(32).fill(8),
};

const small = fc.integer({ min: 1, max: 4 });
const pinned: fc.Arbitrary<PinnedNumber> = fc.oneof(
  small,
  fc.tuple(small, small).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const encodingPolicy: fc.Arbitrary<EncodingPolicy> = fc.oneof(
  fc.constant({ kind: 'integer' as const }),
  fc.record({
    kind: fc.constant('fixed-point' as const),
    clip: optional(pinned),
    average: optional(fc.constantFrom('sum' as const, 'mean' as const)),
  }),
  fc.record({
    kind: fc.constant('weighted-mean' as const),
    clip: optional(pinned),
    maxWeight: optional(pinned),
  }),
);
const encoding: fc.Arbitrary<Encoding> = fc.oneof(
  fc.constant({ kind: 'integer' as const }),
  fc.record({
    kind: fc.constant('fixed-point' as const),
    clip: small,
    average: fc.constantFrom('sum' as const, 'mean' as const),
  }),
  fc.record({ kind: fc.constant('weighted-mean' as const), clip: small, maxWeight: small }),
);
const additions = fc.record({
  minClients: optional(small),
  minThreshold: optional(small),
  maxCorrupt: optional(small),
  bound: optional(pinned),
  length: optional(pinned),
  rowLength: optional(pinned),
  encoding: optional(encodingPolicy),
  modelDigest: optional(small.map((byte) => new Uint8Array(32).fill(byte))),
});

interface Seen {
  readonly clients: number;
  readonly threshold: number;
  readonly maxCorrupt: number;
  readonly bound: number;
  readonly length: number;
  readonly rowLength: number;
  readonly encoding: Encoding;
  readonly model: number;
}

const session: fc.Arbitrary<Seen> = fc.record({
  ...{ clients: small, threshold: small, maxCorrupt: small, bound: small },
  ...{ length: small, rowLength: small, encoding, model: small },
});

function accepts(policy: Policy, seen: Seen): boolean {
  return (
    seen.clients >= policy.minClients &&
    seen.threshold >= policy.minThreshold &&
    seen.maxCorrupt >= policy.maxCorrupt &&
    pinnedProblem('bound', seen.bound, policy.bound) === undefined &&
    pinnedProblem('length', seen.length, policy.length) === undefined &&
    pinnedProblem('rowLength', seen.rowLength, policy.rowLength) === undefined &&
    encodingProblem(policy.encoding, seen.encoding) === undefined &&
    (policy.modelDigest === undefined || policy.modelDigest[0] === seen.model)
  );
}

describe('a request of an agent', () => {
  it('never has the agent accept a session that its policy does not', () => {
    fc.assert(
      fc.property(additions, additions, session, (own, added, seen) => {
        const policy: Policy = {
          ...base,
          ...own,
          minClients: own.minClients ?? 1,
          minThreshold: own.minThreshold ?? 1,
          maxCorrupt: own.maxCorrupt ?? 0,
          bound: own.bound ?? { min: 1, max: 4 },
        };
        const tight = tightenedOf(policy, added);
        if (tight && accepts(tight, seen)) expect(accepts(policy, seen)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('adds what is stricter', () => {
    const added: PolicyAdditions = {
      minClients: 6,
      bound: 50,
      encoding: { kind: 'fixed-point', clip: 1 },
    };
    expect(tightenedPolicy(ALL_CHECKS, base, added)).toEqual({
      ...base,
      minClients: 6,
      bound: 50,
      encoding: { kind: 'fixed-point', clip: 1, average: 'mean' },
    });
  });

  const looser: readonly [string, PolicyAdditions, string][] = [
    ['fewer clients', { minClients: 4 }, 'minClients 4 is less than the policy’s 5'],
    ['a lower threshold', { minThreshold: 3 }, 'minThreshold 3 is less'],
    ['less corruption', { maxCorrupt: 0 }, 'maxCorrupt 0 is less'],
    ['a wider bound', { bound: { min: 1, max: 50 } }, 'bound 1 to 50 is not within'],
    [
      'a wider clip',
      { encoding: { kind: 'fixed-point', clip: 3 } },
      'encoding.clip 3 is not within the policy’s 0.5 to 2',
    ],
    [
      'another average',
      { encoding: { kind: 'fixed-point', average: 'sum' } },
      'encoding.average is another',
    ],
    ['another encoding', { encoding: { kind: 'integer' } }, 'the encoding integer is another'],
    ['another model', { modelDigest: new Uint8Array(32) }, 'modelDigest is another'],
    ['another layout', { layoutDigest: new Uint8Array(32) }, 'layoutDigest is another'],
  ];
  it.each(looser)('is rejected whole for %s', (_, added, message) => {
    const attempt = (): Policy => tightenedPolicy(ALL_CHECKS, base, { ...added, length: 3 });
    expect(attempt).toThrow(CheckFailure);
    expect(attempt).toThrow(message);
  });
});

function tightenedOf(policy: Policy, added: PolicyAdditions): Policy | undefined {
  try {
    return tightenedPolicy(ALL_CHECKS, policy, added);
  } catch (error) {
    if (error instanceof CheckFailure) return undefined;
    throw error;
  }
}
