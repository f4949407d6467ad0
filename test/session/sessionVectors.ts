/** One whole small session, message by message, in a form that another implementation can read. */
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { openRecord } from '../../src/record/record.ts';

import { confirmCodec } from '../../src/messages/confirm.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { type Exchange, exchange, publishedBy } from '../support/exchange.ts';
import { seedOf, testInput, testSession } from '../support/federation.ts';
import { bodyOf } from '../support/forgery.ts';

const setup = testSession(4, {
  task: 'veilsum-1/test-vectors/session',
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 5,
  rowLength: 4,
});
const DROPS = { 3: 'commit' } as const;

function messageVector(client: number, { envelope, attachment }: Message): object {
  const hex = { client, envelope: toHex(envelope) };
  return attachment ? { ...hex, attachment: toHex(attachment) } : hex;
}

/** What each client receives and sends in each phase; a message to all of them is listed once. */
function phaseVectors({ received, sent }: Exchange): object[] {
  let transcriptHash: Uint8Array | undefined;
  return CLIENT_PHASES.map((phase) => {
    const opening = [...received[phase]];
    const { envelope } = opening[0]![1];
    transcriptHash = extendTranscript(transcriptHash, envelope);
    const attachments = opening.flatMap(([client, { attachment }]) =>
      attachment ? [{ client, attachment: toHex(attachment) }] : [],
    );
    return {
      phase,
      coordinatorSends: {
        to: opening.map(([client]) => client),
        envelope: toHex(envelope),
        attachments,
      },
      extendTranscript: toHex(transcriptHash),
      clientsSend: [...sent[phase]].map(([client, message]) => messageVector(client, message)),
    };
  });
}

function partyVectors(): object {
  return {
    coordinator: { identitySeed: toHex(seedOf('coordinator')) },
    clients: setup.identities.map(({ publicKey }, i) => ({
      name: setup.roster.entries[i]!.name,
      identitySeed: toHex(seedOf(`client ${i}`)),
      publicKey: publicKey.toHex(),
      randomSeed: toHex(seedOf(`exchange ${i}`)),
      input: [...testInput(setup.session, i)],
    })),
    rosterDigest: toHex(setup.roster.digest),
  };
}

/** The content of test/vectors/session/session.json. */
export async function sessionVectors(): Promise<object> {
  const { session } = setup;
  const run = await exchange(setup, { drops: DROPS });
  const { record, sum, included } = publishedBy(run);
  const { body } = openRecord(record);
  return {
    parties: partyVectors(),
    drops: DROPS,
    session: {
      parameters: toHex(session.bytes),
      digest: toHex(session.digest),
      slotBits: session.layout.slotBits,
      slotsPerElement: session.layout.slotsPerElement,
      rows: session.rows,
      elementsPerRow: session.elementsPerRow,
    },
    phases: phaseVectors(run),
    shareRoots: [...run.sent.share].map(([client, message]) => ({
      client,
      root: toHex(bodyOf(pairwiseShareCodec, message).schemeBody.root),
    })),
    includedRoot: toHex(bodyOf(confirmCodec, run.sent.confirm.get(0)!).root),
    included,
    sum: [...sum],
    sumBytes: toHex(body.sum),
    summedBlinders: toHex(body.blinders),
    record: toHex(record),
  };
}
