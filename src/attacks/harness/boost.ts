import { deriveGenerators } from '../../crypto/generators.ts';
import type { RangeProver, ProofWitness } from '../../proofs/system.ts';
import type { Gain } from './events.ts';
import { type Deviation } from './corruptClient.ts';
import { judge } from './forge.ts';
import type { RoundOutcome } from './round.ts';
import { allBut, plainSum, sameVector, type Scenario } from './scenario.ts';
import type { VerifierPolicy } from '../../record/policy.ts';
import type { Published } from '../../coordinator/publish.ts';
import type { ClientId } from '../../session/party.ts';

/**
 * Makes the bytes that a corrupt client sends as proofs; the witness has the session's real bound.
 */
export type Forger = (witness: ProofWitness) => Promise<Uint8Array>;

/** A client that commits to any input, and sends what its forger makes as proofs. */
export function boosting(
  { session, prover: honest }: Scenario,
  boost: (own: Int32Array) => Int32Array,
  forge: Forger = () => Promise.resolve(new Uint8Array(session.proofBytes)),
): Deviation {
  const { bound } = session.parameters;
  return {
    advertised: (contents) => {
      // The client's own code gets a larger bound, because committing relies on it.
      const parameters = { ...session.parameters, bound: 2 ** 30 };
      // Without `commit`, which would refuse the input.
      const prover: RangeProver | undefined = honest && {
        system: honest.system,
        setup: honest.setup,
        prove: (witness) => forge({ ...witness, bound }),
      };
      const context = { ...contents.context, session: { ...session, parameters }, prover };
      // A copy: the client's own code wipes it in the end.
      return { ...contents, context, input: boost(contents.input).slice() };
    },
  };
}

/** A forger that proves another input, within the bounds, instead of the committed one. */
export function provingInstead(
  { prover, testBed }: Scenario,
  decent: (values: Int32Array) => Int32Array,
): Forger {
  return async (witness) => {
    const { rowLength, blinders, length } = witness;
    const values = decent(witness.values);
    const generators = await deriveGenerators(testBed.kernel, Math.min(length, rowLength));
    const commitments = await testBed.kernel.commitRows(values, blinders, rowLength, generators);
    return prover!.prove({ ...witness, values, commitments }, () => new Uint8Array(32));
  };
}

/** Determines whether a boosted input is in a sum that verifies. */
export async function boostCounted(
  scenario: Scenario,
  published: Published | undefined,
  boosted: ClientId,
  vector: Int32Array,
  policy: Partial<VerifierPolicy> = {},
): Promise<{ gain: Gain; report: Awaited<ReturnType<typeof judge>> | undefined }> {
  const report = published && (await judge(scenario, published.record, policy));
  const others = plainSum(
    scenario,
    (published?.included ?? []).filter((id) => id !== boosted),
  );
  const succeeded =
    report?.valid === true &&
    sameVector(
      report.sum.map((x, i) => x - others[i]!),
      vector,
    );
  const { bound, proofs } = scenario.session.parameters;
  const statement = proofs.system === 'none' ? undefined : proofs.statement;
  const norm =
    statement?.kind === 'l2' ? ` with a squared norm of ${statement.maxSquaredNorm}` : '';
  const gained = succeeded
    ? `a record that passes, over an input of (${vector.join(', ')}) where ±${bound}${norm} was agreed on`
    : 'nothing';
  return { gain: { succeeded, gained }, report };
}

/** Determines whether a client that sent another proof than its own is in a record that passes. */
export async function proofCounted(
  scenario: Scenario,
  published: Published | undefined,
  client: ClientId,
  whose: string,
): Promise<Gain> {
  const report = published && (await judge(scenario, published.record));
  const succeeded = report?.valid === true && report.included.includes(client);
  return { succeeded, gained: succeeded ? `a record that passes, ${whose}` : 'nothing' };
}

/** Determines whether a client ended a round without a sum, and nobody was named. */
export function roundSpoiled(
  scenario: Scenario,
  { alarms, published }: Pick<RoundOutcome, 'alarms' | 'published'>,
  spoiler: ClientId,
): Gain {
  const right = sameVector(published?.sum, plainSum(scenario, allBut(scenario, spoiler)));
  const named = alarms.some(({ culprit }) => culprit === spoiler);
  const succeeded = !right && !named;
  return {
    succeeded,
    gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
  };
}
