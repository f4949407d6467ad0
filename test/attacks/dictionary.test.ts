import { describe, expect, it } from 'vitest';
import { fieldToBytes } from '../../src/crypto/field.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { ELEMENT_BYTES } from '../../src/kernel/kernel.ts';
import { openRecord } from '../../src/record/record.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { runRound } from '../../src/attacks/harness/round.ts';
import { ids, scenarioOf } from '../../src/attacks/harness/scenario.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { kernel } from '../support/federation.ts';

const [VICTIM] = ids(1);

/** A survey of one question with few answers. */
const ANSWERS = Array.from({ length: 21 }, (_, i) => i - 10);
const ANSWER = 7;

/** The answers that make up a commitment under a blinder. */
async function answersUnder(commitment: Uint8Array, blinder: Uint8Array): Promise<number[]> {
  const generators = await deriveGenerators(kernel, 1);
  const found: number[] = [];
  for (const answer of ANSWERS) {
    const guess = await kernel.commitRows(Int32Array.of(answer), blinder, 1, generators);
    if (equalBytes(guess, commitment)) found.push(answer);
  }
  return found;
}

describe('a dictionary of all answers, tried on the commitment of one client', async () => {
  const base = scenarioOf(
    { kernel, checks: ALL_CHECKS },
    { clients: 4, threshold: 3, length: 1, rowLength: 1, bound: 10 },
  );
  // Two clients with the same answer; client 1 hands its blinder over at the end.
  const scenario = { ...base, inputs: [ANSWER, ANSWER, -3, 0].map((x) => Int32Array.of(x)) };
  let corrupt: CorruptClient | undefined;
  const joiner = CorruptClient.joiner({}, (joined) => (corrupt = joined));
  const { published } = await runRound(scenario, { deviating: { [VICTIM!]: joiner } });
  const { body } = openRecord(published!.record);
  const { commitments } = body;

  it('finds the answer where the blinder is known: it looks in the right place', async () => {
    const blinder = fieldToBytes(corrupt!.blinders[0]!);
    expect(await answersUnder(commitments[VICTIM!]!, blinder)).toEqual([ANSWER]);
  });

  it('finds nothing with what is published: no blinder, and the sum of all blinders', async () => {
    expect(published!.sum).toEqual(Float64Array.of(2 * ANSWER - 3));
    for (const blinder of [new Uint8Array(ELEMENT_BYTES), body.blinders]) {
      for (const commitment of commitments) {
        expect(await answersUnder(commitment, blinder)).toEqual([]);
      }
    }
  });

  it('does not even tell who gave the same answer', () => {
    expect(equalBytes(commitments[0]!, commitments[1]!)).toBe(false);
  });
});
