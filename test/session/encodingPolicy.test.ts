import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/session/encodings/index.ts';
import { encodingProblem, type EncodingPolicy } from '../../src/session/encodingPolicy.ts';
import { policyWarnings } from '../../src/session/policyArgument.ts';
import { policyFor, testSession } from '../support/federation.ts';

const integer: Encoding = { kind: 'integer' };
const fixed: Encoding = { kind: 'fixed-point', clip: 1, average: 'mean' };
const weighted: Encoding = { kind: 'weighted-mean', clip: 1, maxWeight: 100 };

describe('an encoding under a policy', () => {
  const cases: readonly [EncodingPolicy | undefined, Encoding, RegExp | undefined][] = [
    [undefined, weighted, undefined],
    [{ kind: 'integer' }, integer, undefined],
    [
      { kind: 'integer' },
      fixed,
      /^the encoding is fixed-point, but the policy accepts only integer$/,
    ],
    [{ kind: 'integer' }, weighted, /accepts only integer$/],
    [{ kind: 'fixed-point' }, integer, /accepts only fixed-point$/],
    [{ kind: 'fixed-point' }, weighted, /accepts only fixed-point$/],
    [{ kind: 'fixed-point' }, fixed, undefined],
    [{ kind: 'fixed-point', clip: 1, average: 'mean' }, fixed, undefined],
    [{ kind: 'fixed-point', clip: 2 }, fixed, /^the clip is 1, but the policy accepts exactly 2$/],
    [{ kind: 'fixed-point', clip: { min: 1, max: 1 } }, fixed, undefined],
    [{ kind: 'fixed-point', clip: { min: 1.5, max: 2 } }, fixed, /accepts 1.5 to 2$/],
    [{ kind: 'fixed-point', clip: { min: 0.1, max: 0.5 } }, fixed, /accepts 0.1 to 0.5$/],
    [{ kind: 'fixed-point', average: 'sum' }, fixed, /decodes to a mean, .* accepts only a sum$/],
    [{ kind: 'weighted-mean' }, fixed, /accepts only weighted-mean$/],
    [{ kind: 'weighted-mean' }, weighted, undefined],
    [{ kind: 'weighted-mean', clip: 2 }, weighted, /^the clip is 1/],
    [{ kind: 'weighted-mean', maxWeight: 100 }, weighted, undefined],
    [{ kind: 'weighted-mean', maxWeight: { min: 1, max: 99 } }, weighted, /weight is 100/],
  ];
  it.each(cases)('%o takes %o, or says why not', (policy, encoding, problem) => {
    const found = encodingProblem(policy, encoding);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });

  it('is told apart at both ends of the range of clips', () => {
    const policy: EncodingPolicy = { kind: 'fixed-point', clip: { min: 0.5, max: 2 } };
    for (const clip of [1e100, 1e-100]) {
      expect(encodingProblem(policy, { ...fixed, clip })).toMatch(/^the clip is 1e/);
    }
  });
});

describe('a policy says what it leaves open', () => {
  const policy = policyFor(testSession(4));
  const cases: readonly [EncodingPolicy | undefined, readonly RegExp[]][] = [
    [undefined, [/encoding open/]],
    [{ kind: 'integer' }, []],
    [{ kind: 'fixed-point' }, [/clip open/]],
    [{ kind: 'fixed-point', clip: 1 }, []],
    [{ kind: 'weighted-mean' }, [/clip open/, /weight open/]],
    [{ kind: 'weighted-mean', clip: 1 }, [/weight open/]],
    [{ kind: 'weighted-mean', clip: 1, maxWeight: 10 }, []],
  ];
  it.each(cases)('%o', (encoding, said) => {
    const warnings = policyWarnings({ ...policy, encoding });
    expect(warnings).toHaveLength(said.length);
    warnings.forEach((warning, i) => {
      expect(warning).toMatch(said[i]!);
      expect(warning).toMatch(/pin it with "encoding/);
    });
  });
});
