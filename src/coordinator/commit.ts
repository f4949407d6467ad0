import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { wellFormed } from '../session/defences.ts';
import { type Abort, type Advance, orAbort, Phase } from '../session/outcome.ts';
import { commitmentDigest } from '../session/secrets.ts';
import type { Signed } from '../session/signed.ts';
import { commitCodec } from '../wire/bodies/commit.ts';
import { includedRoot } from '../wire/bodies/confirm.ts';
import { includedCodec } from '../wire/bodies/coordinator.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, demandQuorum, type Outgoing } from './context.ts';
import { envelopeIn } from './exhibits.ts';
import { inOrder, receiveInto, type Receipt } from './inbox.ts';
import type {
  CollectingCommitments,
  CollectingConfirmations,
  Committed,
  CommitContents,
} from './states.ts';

/** Receives a client's commitment and payload, and adds the payload to the total unless proofs must be checked first. */
export function receiveCommit(state: CollectingCommitments, message: Message): Promise<Receipt> {
  const contents = state.look();
  const { context, dealings, committed } = contents;
  return receiveInto(
    context,
    committed,
    'commit',
    (client) => dealings.has(client),
    message,
    (signed, attachment) => readCommit(contents, signed, attachment),
  );
}

/** Ends phase 2: sends the included clients the list of all of them. */
export function closeCommit(
  state: CollectingCommitments,
): Promise<Advance<CollectingConfirmations, readonly Outgoing[]> | Abort> {
  const { committed, ...dealt } = state.take();
  const { context, history } = dealt;
  return orAbort(
    () => {
      demandQuorum(context, committed.size);
      const included = inOrder(committed);
      const entries = included.map(([client, { signed }]) => ({
        client,
        commitDigest: envelopeDigest(signed.bytes),
      }));
      const body = toBytes(includedCodec(context.roster.size), { history, included: entries });
      const sent = broadcast(context, 'included', history, body);
      const next = {
        ...dealt,
        history: sent.history,
        included: new Map(included),
        root: includedRoot(entries),
        confirmed: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new Phase('confirm', next),
        output: included.map(([to]) => ({ to, message: { envelope: sent.envelope } })),
      });
    },
    () => undefined,
  );
}

async function readCommit(
  contents: CommitContents,
  signed: Signed,
  attachment: Uint8Array,
): Promise<Committed> {
  const { session, kernel, defences } = contents.context;
  const { client, body, bytes } = signed;
  const proven = session.proofBytes > 0;
  const { history, commitments, payloadDigest, proofsDigest } = wellFormed(
    () => fromBytes(commitCodec(session.rows, proven), body, body.length, 'commit'),
    client,
  );
  defences.demand('commitments', kernel.areOnCurve(commitments), () => ({
    message: `a commitment of client ${client} is no point on the curve`,
    culprit: client,
    evidence: [bytes],
  }));
  const { sharedHistory, dealings } = contents;
  const digest = commitmentDigest(session.digest, client, commitments);
  const fixed = equalBytes(digest, dealings.get(client)!.commitmentDigest);
  const follows = equalBytes(history, sharedHistory);
  defences.demand('commitment-fixed', fixed && follows, () => ({
    message: `the commitments of client ${client} are not those that it fixed before it knew the others'`,
    culprit: client,
    // Its own Share shows other commitments. Another list it may have had from this coordinator.
    evidence: fixed ? undefined : [bytes, envelopeIn(contents, 'shared', client)],
  }));
  const cut = proven ? session.payloadBytes : attachment.length;
  const payload = attachment.subarray(0, cut);
  const proofs = attachment.slice(cut);
  // No culprit: the attachment is not signed itself, so whoever carried it may have changed it.
  const sameDigest =
    equalBytes(await sha256Bulk(payload), payloadDigest) &&
    (!proven || equalBytes(await sha256Bulk(proofs), proofsDigest));
  defences.demand('payload-digest', sameDigest, () => ({
    message: `the payload or the proofs of client ${client} are not those that it signed; let them be sent again`,
  }));
  const { total } = contents;
  const sized = payload.length === session.payloadBytes;
  const canonical =
    sized && (proven ? kernel.areCanonical(payload) : kernel.addIfCanonical(total, payload));
  defences.demand('payload-canonical', canonical, () => ({
    message: `the payload of client ${client} has ${payload.length} bytes instead of ${session.payloadBytes}, or an element that is no element of the field`,
    culprit: client,
    evidence: [bytes],
    attachment: payload.slice(),
  }));
  if (proven) return { commitments, proofs, payload: payload.slice() };
  // Only with that check off: it is in the total already otherwise.
  if (!canonical) kernel.add(total, payload);
  return { commitments, proofs };
}
