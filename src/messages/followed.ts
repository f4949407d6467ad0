import { equalBytes } from '../crypto/tupleHash.ts';
import { extendTranscript } from '../wire/transcript.ts';
import { bodyOf, partBy, type SignedPart, type SignedParts } from './misbehaviour.ts';

/** A broadcast that a client's message can follow. */
type FollowedType = 'advertised' | 'shared' | 'included' | 'unmasking';

/**
 * The broadcasts in evidence that lead to a transcript hash, which the message of the accused names. Lists, keys, Shares and sets are
 * taken only from these: the coordinator can sign others for the judge, which the accused has never seen.
 *
 * @param types - consecutive ones, the last of which the accused's message answers
 * @param after - the transcript hash in its message
 * @returns `undefined` if one is missing
 * @throws CheckFailure `evidence-transcript` if they lead to another transcript hash
 */
export function followedBroadcasts(
  evidence: SignedParts,
  types: readonly FollowedType[],
  after: Uint8Array,
): readonly SignedPart[] | undefined {
  const parts: SignedPart[] = [];
  let expected: Uint8Array | undefined;
  let leads = true;
  for (const type of types) {
    const part = partBy(evidence, type);
    if (!part) return undefined;
    const before = bodyOf(evidence.session, type, part).transcriptHash;
    leads &&= expected === undefined || equalBytes(expected, before);
    expected = extendTranscript(before, part.bytes);
    parts.push(part);
  }
  leads &&= equalBytes(expected!, after);
  evidence.checks.require('evidence-transcript', leads, () => ({
    message: `${types.join(', ')}: not the broadcasts that the accused’s own message answers`,
  }));
  return parts;
}
