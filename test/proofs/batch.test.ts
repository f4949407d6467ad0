import fc from 'fast-check';
import { groth16 } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { type Statement, verifyBatch } from '../../src/proofs/groth16/batch.ts';
import { GROUP_ORDER } from '../../src/proofs/groth16/bn254.ts';
import type { PairingEngine } from '../../src/proofs/groth16/pairing.ts';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import { wasmPairing } from '../../src/proofs/groth16/wasmPairing.ts';
import {
  curveMultiple,
  proofJson,
  rerandomised,
  scalarFrom,
  trapdoorKey,
  type TrapdoorKey,
} from './trapdoor.ts';

const random = seededRandom(new Uint8Array([1]));
const rowKey = trapdoorKey(4, random);
const normKey = trapdoorKey(3, random);
let engine: PairingEngine;

function statement(under: TrapdoorKey): Statement {
  const signals = under.key.ic.slice(1).map(() => scalarFrom(random));
  return { key: under.key, signals, proof: under.simulate(signals) };
}

async function isValid(one: Statement, by: PairingEngine = engine): Promise<boolean> {
  const [verdict] = await verifyBatch(by, [one]);
  return verdict!;
}

/** The verdict of snarkjs on the same statement. */
function foreignVerdict(under: TrapdoorKey, { signals, proof }: Statement): Promise<boolean> {
  return groth16.verify(under.json, signals.map(String), proofJson(proof));
}

beforeAll(async () => {
  engine = (await wasmPairing())!;
});

afterAll(async () => {
  // snarkjs makes a curve with threads of its own, which keep the process alive.
  const { curve_bn128: curve } = globalThis as {
    curve_bn128?: { terminate(): Promise<void> } | null;
  };
  await curve?.terminate();
});

/** Every way to spoil a statement that the equation has to notice. */
const SPOILERS: Readonly<Record<string, (honest: Statement) => Statement>> = {
  'another signal': (s) => ({ ...s, signals: [s.signals[0]! ^ 1n, ...s.signals.slice(1)] }),
  'signals exchanged': (s) => ({ ...s, signals: s.signals.toReversed() }),
  'A of another proof': (s) => ({ ...s, proof: { ...s.proof, a: curveMultiple(5n) } }),
  'B of another proof': (s) => ({ ...s, proof: { ...s.proof, b: s.key.beta } }),
  'C of another proof': (s) => ({ ...s, proof: { ...s.proof, c: curveMultiple(7n) } }),
  'A and C exchanged': (s) => ({ ...s, proof: { ...s.proof, a: s.proof.c, c: s.proof.a } }),
};

describe('one proof', () => {
  it('is valid with both engines, and with snarkjs', async () => {
    const honest = statement(rowKey);
    expect(await isValid(honest)).toBe(true);
    expect(await isValid(honest, portablePairing)).toBe(true);
    expect(await foreignVerdict(rowKey, honest)).toBe(true);
  });

  it.each(Object.keys(SPOILERS))('is refused with %s, as by snarkjs', async (name) => {
    const spoiled = SPOILERS[name]!(statement(rowKey));
    expect(await isValid(spoiled)).toBe(false);
    expect(await isValid(spoiled, portablePairing)).toBe(false);
    expect(await foreignVerdict(rowKey, spoiled)).toBe(false);
  });

  it('stays valid when it is re-randomised: its bytes identify nothing', async () => {
    const honest = statement(rowKey);
    const copy = { ...honest, proof: rerandomised(honest.proof, random) };
    expect(copy.proof.a.x).not.toBe(honest.proof.a.x);
    expect(await isValid(copy)).toBe(true);
  });

  it('does not become a proof of something else when it is re-randomised', async () => {
    const [honest, other] = [statement(rowKey), statement(rowKey)];
    const copy = { ...other, proof: rerandomised(honest.proof, random) };
    expect(await isValid(copy)).toBe(false);
  });

  it('is refused for truncated signals, which snarkjs takes where they were zero', async () => {
    const signals = [3n, 1n, 4n, 0n];
    const proof = rowKey.simulate(signals);
    const truncated = { key: rowKey.key, signals: signals.slice(0, 3), proof };
    expect(await foreignVerdict(rowKey, truncated)).toBe(true);
    expect(await isValid(truncated)).toBe(false);
    expect(await isValid({ ...truncated, signals })).toBe(true);
    expect(await isValid({ ...truncated, signals: [...signals, 0n] })).toBe(false);
  });

  it('is refused for signals that are not reduced', async () => {
    const honest = statement(rowKey);
    const [first, ...others] = honest.signals;
    expect(await isValid({ ...honest, signals: [first! + GROUP_ORDER, ...others] })).toBe(false);
    expect(await isValid({ ...honest, signals: [first! - GROUP_ORDER, ...others] })).toBe(false);
  });

  it('is found valid where signals are zero, and where all are', async () => {
    for (const signals of [
      [0n, 0n, 0n, 0n],
      [0n, 5n, 0n, GROUP_ORDER - 1n],
    ]) {
      const one = { key: rowKey.key, signals, proof: rowKey.simulate(signals) };
      expect(await isValid(one)).toBe(true);
      expect(await isValid(one, portablePairing)).toBe(true);
    }
  });
});

describe('a batch', () => {
  it('is valid where nothing is in it', async () => {
    expect(await verifyBatch(engine, [])).toEqual([]);
  });

  it('names exactly the false proofs, whichever they are, under several keys', async () => {
    const honest = Array.from({ length: 9 }, (_, i) => statement(i % 3 === 2 ? normKey : rowKey));
    const names = Object.keys(SPOILERS);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...names), { freq: 2 }), { minLength: 1, maxLength: 9 }),
        async (plan) => {
          const batch = plan.map((name, i) =>
            name === null ? honest[i]! : SPOILERS[name]!(honest[i]!),
          );
          const alone = await Promise.all(batch.map((one) => isValid(one)));
          expect(await verifyBatch(engine, batch)).toEqual(alone);
          expect(alone).toEqual(plan.map((name) => name === null));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('does not let two false proofs make up for each other', async () => {
    // C₁ + D and C₂ − D: the plain product of both equations would hold.
    const pair = [statement(rowKey), statement(rowKey)];
    const moved = pair.map((one, i) => ({
      ...one,
      proof: {
        ...one.proof,
        c: engine.msm([
          { scalar: 1n, point: one.proof.c },
          { scalar: i === 0 ? 1n : GROUP_ORDER - 1n, point: curveMultiple(99n) },
        ])!,
      },
    }));
    expect(await verifyBatch(engine, moved)).toEqual([false, false]);
  });

  it('reports progress and stops when asked to', async () => {
    const batch = Array.from({ length: 12 }, () => statement(rowKey));
    const seen: number[] = [];
    await verifyBatch(engine, batch, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(1);
    const controller = new AbortController();
    const stopped = verifyBatch(engine, batch, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});
