/** Whole small sessions, message by message, in a form that another implementation can read. */
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { openRecord } from '../../src/record/record.ts';

import { confirmCodec } from '../../src/messages/confirm.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { sessionGraph } from '../../src/schemes/sparse/demand.ts';
import { sparseShareCodec } from '../../src/schemes/sparse/messages.ts';
import { neighboursOf } from '../../src/schemes/sparse/neighbours.ts';
import type { ClientId } from '../../src/session/party.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { type Exchange, exchange, publishedBy } from '../support/exchange.ts';
import { seedOf, testInput, type TestSession, testSession } from '../support/federation.ts';
import { bodyOf } from '../support/forgery.ts';

/** A session of the vectors: who takes part, who falls silent, and the root in a Share of its scheme. */
interface VectorSession {
  readonly setup: TestSession;
  readonly drops: Readonly<Record<number, ClientPhase>>;
  readonly rootIn: (share: Message) => Uint8Array;
}

const PAIRWISE: VectorSession = {
  setup: testSession(4, {
    task: 'veilsum-1/test-vectors/session',
    threshold: 3,
    maxCorrupt: 1,
    maxDropouts: 1,
    length: 5,
    rowLength: 4,
  }),
  drops: { 3: 'commit' },
  rootIn: (share) => bodyOf(pairwiseShareCodec, share).schemeBody.root,
};

const SPARSE: VectorSession = {
  setup: testSession(12, {
    task: 'veilsum-1/test-vectors/sparse',
    threshold: 7,
    maxCorrupt: 1,
    maxDropouts: 2,
    length: 5,
    rowLength: 4,
    scheme: { kind: 'sparse' },
  }),
  drops: { 3: 'commit', 8: 'unmask' },
  rootIn: (share) => bodyOf(sparseShareCodec, share).schemeBody.root,
};

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

function partyVectors(setup: TestSession): object {
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
export function sessionVectors(): Promise<object> {
  return vectorsOf(PAIRWISE);
}

/** The content of test/vectors/session/sparse.json; with whom each client drew as its neighbours. */
export async function sparseVectors(): Promise<object> {
  const { session } = SPARSE.setup;
  const run = await exchange(SPARSE.setup, { drops: SPARSE.drops });
  const advertised = [...run.sent.advertise.keys()] as ClientId[];
  const neighbours = [...run.sent.share].map(([client, share]) => {
    const { transcriptHash, schemeBody } = bodyOf(sparseShareCodec, share);
    const { neighbours: count } = sessionGraph(session);
    const { nonce } = schemeBody;
    return {
      client,
      nonce: toHex(nonce),
      drew: neighboursOf(advertised, count, transcriptHash, client as ClientId, nonce),
    };
  });
  return { ...(await vectorsOf(SPARSE)), neighbours };
}

async function vectorsOf({ setup, drops, rootIn }: VectorSession): Promise<object> {
  const { session } = setup;
  const run = await exchange(setup, { drops });
  const { record, sum, included } = publishedBy(run);
  const { body } = openRecord(record);
  return {
    parties: partyVectors(setup),
    drops,
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
      root: toHex(rootIn(message)),
    })),
    includedRoot: toHex(bodyOf(confirmCodec, run.sent.confirm.get(0)!).root),
    included,
    sum: [...sum],
    sumBytes: toHex(body.sum),
    summedBlinders: toHex(body.blinders),
    record: toHex(record),
  };
}
