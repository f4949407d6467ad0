/** What a client of a sparse session requires of the included set before it signs it. */
import { equalBytes } from '../../crypto/tupleHash.ts';
import { openSigned } from '../../messages/signed.ts';
import { codecOf, maxMessageBytes } from '../../messages/table.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes } from '../../wire/codec.ts';
import { readOnce } from '../../session/reading.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { IncludedSet, SchemeClientContext } from '../client.ts';
import { sessionGraph } from './demand.ts';
import { headsCodec } from './messages.ts';

/**
 * Requires enough of the out-neighbours of every included client to be included. A client cannot see to that itself: the others'
 * signatures are enough to have its self mask revealed.
 *
 * @param recipients - the out-neighbours of each dealer
 * @throws CheckFailure `graph-degree`
 */
export function requireDegrees(
  context: SchemeClientContext,
  recipients: ReadonlyMap<ClientId, readonly ClientId[]>,
  included: IncludedSet,
): Promise<void> {
  return readOnce(context, included.digests, 'degrees', () => {
    compareDegrees(context, recipients, included);
  });
}

function compareDegrees(
  { checks, session }: SchemeClientContext,
  recipients: ReadonlyMap<ClientId, readonly ClientId[]>,
  { digests }: IncludedSet,
): void {
  const { minPresent } = sessionGraph(session);
  const present = (client: ClientId): number =>
    recipients.get(client)?.filter((neighbour) => digests.has(neighbour)).length ?? 0;
  const alone = [...digests.keys()].find((client) => present(client) < minPresent);
  checks.require('graph-degree', alone === undefined, () => ({
    message: `only ${present(alone!)} neighbours of client ${alone} are included with it, fewer than ${minPresent}`,
    culprit: 'coordinator',
  }));
}

/**
 * Requires each included client that dealt to this one to have masked its input under the list of dealers that this one was shown. Of
 * another one, this client would help to reveal the self mask where the masks with its neighbours are missing.
 *
 * @param holds - whether this client holds shares of a dealer
 * @throws CheckFailure `well-formed`, `commit-transcript`, or as `openSigned`
 */
export async function requireCommits(
  context: SchemeClientContext,
  holds: (dealer: ClientId) => boolean,
  { digests, transcriptHash, attachment }: IncludedSet,
): Promise<void> {
  const { checks, session, self } = context;
  if (!checks.isOn('commit-transcript')) return;
  const codec = headsCodec(session.parameters.clients, maxMessageBytes(session, 'commit'));
  const heads = wellFormed(() => fromBytes(codec, attachment, codec.maxBytes, 'heads'), undefined);
  const dealers = [...digests.keys()].filter((dealer) => dealer !== self && holds(dealer));
  // No culprit for what is not signed: it may have been changed in transit.
  checks.require('commit-transcript', heads.length === dealers.length, () => ({
    message: `${heads.length} commitments came for ${dealers.length} included clients that dealt to this one`,
  }));
  for (const [i, dealer] of dealers.entries()) {
    const head = heads[i]!;
    const digest = digests.get(dealer)!;
    checks.require('commit-transcript', equalBytes(envelopeDigest(head), digest), () => ({
      message: `the commitment that came for client ${dealer} is not the included one`,
    }));
    // Read once where it is known by its digest: whatever has that is the same envelope.
    const { client, under } = await readOnce(context, digest, 'commit', () =>
      readCommit(context, dealer, head),
    );
    checks.require(
      'commit-transcript',
      client === dealer && equalBytes(under, transcriptHash),
      () => ({
        message: `client ${dealer} is included, though it was shown another list of dealers`,
        culprit: 'coordinator',
        evidence: [head],
      }),
    );
  }
}

/** Who signed a Commit, and under which list of dealers. @throws CheckFailure */
async function readCommit(
  context: SchemeClientContext,
  dealer: ClientId,
  head: Uint8Array,
): Promise<{ readonly client: ClientId; readonly under: Uint8Array }> {
  const { client, body } = await openSigned(context, head, 'commit');
  const codec = codecOf('commit', context.session);
  const { transcriptHash } = wellFormed(
    () => fromBytes(codec, body, codec.maxBytes, 'commit'),
    dealer,
  );
  return { client, under: transcriptHash };
}
