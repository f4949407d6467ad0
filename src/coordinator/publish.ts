import type { ClientId } from '../session/party.ts';
import { unpackTotal } from '../session/payload.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';
import { opensCommitments, outOfRange } from '../record/opening.ts';
import { publishesProofs, sealRecord } from '../record/record.ts';
import { sumToBytes } from '../record/sumBytes.ts';
import type { UnmaskContents } from './states.ts';

/** The result of a session. */
export interface Published {
  /** The encoded record, which anyone can check with `verifyAggregate`. */
  readonly record: Uint8Array;
  /** The sum S: d exact integers. */
  readonly sum: Float64Array;
  /** The clients whose inputs are in the sum, ascending. */
  readonly included: readonly ClientId[];
}

/**
 * Checks that the unmasked total opens the included commitments, and signs the record.
 *
 * @throws CheckFailure `sum-range` or `opening`; nothing is published then
 */
export async function publish(contents: UnmaskContents): Promise<Published> {
  const { context, confirmedTranscript, total, included, root, confirms } = contents;
  const { session, kernel, checks } = context;
  const { sum, blinders } = unpackTotal(kernel, session, total);
  const outside = sum ? outOfRange(session, included.size, sum) : 0;
  checks.require('sum-range', outside < 0, () => ({
    message: `the sum does not decode within the bound: an input lay outside it, or a payload was not what was committed to`,
  }));
  const commitments = [...included.values()].map(({ contents: { commitments: rows } }) => rows);
  const opens = await opensCommitments(kernel, session, { root, commitments, sum: sum!, blinders });
  checks.require('opening', opens, () => ({
    message:
      'the sum does not open the commitments: a client sent another payload than it committed to; nothing is published',
  }));
  const record = sealRecord(context.identity, session, {
    session: session.bytes,
    roster: context.roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    transcriptHash: confirmedTranscript,
    shared: contents.shared,
    commits: [...included.values()].map(({ signed }) => signed.bytes),
    commitments,
    proofs: publishesProofs(session)
      ? [...included.values()].map(({ contents: { proofs } }) => proofs)
      : [],
    confirms: confirms.map((signed) => signed.bytes),
    sum: sumToBytes(sum!, sumBytesPerCoordinate(session.layout)),
    blinders,
  });
  return { record, sum: sum!, included: [...included.keys()] };
}
