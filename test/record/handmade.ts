/** Records that nobody ran a session for: every signature is made here, so that anything can be signed. */
import {
  randomFieldElement,
  fieldAdd,
  fieldFromBytes,
  fieldToBytes,
} from '../../src/crypto/field.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { BASE_FIELD_ORDER, ELEMENT_BYTES, POINT_BYTES } from '../../src/kernel/kernel.ts';
import { sealRecord } from '../../src/record/record.ts';
import { sumToBytes } from '../../src/record/sumBytes.ts';
import type { ClientId } from '../../src/session/party.ts';
import { commitmentDigest } from '../../src/session/secrets.ts';
import { sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { confirmCodec, includedRoot } from '../../src/messages/confirm.ts';
import { codecOf, type MessageType } from '../../src/messages/table.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { envelopeDigest, sealEnvelope } from '../../src/wire/envelope.ts';
import { extendTranscript } from '../../src/wire/transcript.ts';
import { coordinator, kernel, seedOf, testInput, type TestSession } from '../support/federation.ts';
import { fromCoordinator } from '../support/forgery.ts';

const ZEROS = new Uint8Array(32);

/** Where a record made by hand departs from an honest one. */
export interface Handwork {
  readonly input?: (client: number) => Int32Array;
  /** Changes a client's points before it signs their digest. */
  readonly points?: (client: number, points: Uint8Array) => Uint8Array;
}

/** A record in which all clients are included, and everything is signed by whom it names. */
export async function handmadeRecord(
  { session, roster, identities }: TestSession,
  { input = (client) => testInput(session, client), points = (_, all) => all }: Handwork = {},
): Promise<Uint8Array> {
  const { length, rowLength } = session.parameters;
  const random = seededRandom(seedOf('handmade'));
  const generators = await deriveGenerators(kernel, Math.min(length, rowLength));
  const inputs = identities.map((_, client) => input(client));
  const blinders = identities.map(() =>
    Array.from({ length: session.rows }, () => randomFieldElement(random)),
  );
  const committed = await Promise.all(
    inputs.map(async (values, client) => {
      const bytes = joined(blinders[client]!.map(fieldToBytes));
      return points(client, await kernel.commitRows(values, bytes, rowLength, generators));
    }),
  );

  const signed = (client: number, phase: MessageType, body: Uint8Array): Uint8Array =>
    sealEnvelope(identities[client]!, session.digest, phase, client, body);
  const transcriptHash = seedOf('transcript hash');
  const shares = committed.map((commitments, client) => {
    const body = {
      transcriptHash,
      commitmentDigest: commitmentDigest(session.digest, client as ClientId, commitments),
      schemeBody: { seedPoint: ZEROS, root: ZEROS },
    };
    return signed(client, 'share', toBytes(pairwiseShareCodec, body));
  });
  const collected = { transcriptHash, envelopes: shares };
  const shared = fromCoordinator(session, 'shared', toBytes(codecOf('shared', session), collected));
  const commits = committed.map((_, client) => {
    const body = {
      transcriptHash: extendTranscript(transcriptHash, shared),
      payloadDigest: ZEROS,
      proofsDigest: new Uint8Array(0),
      accusationsDigest: ZEROS,
    };
    return signed(client, 'commit', toBytes(codecOf('commit', session), body));
  });
  const entries = commits.map((bytes, client) => ({ client, commitDigest: envelopeDigest(bytes) }));
  const agreed = { transcriptHash: seedOf('later'), root: includedRoot(entries) };
  const confirms = commits.map((_, client) =>
    signed(client, 'confirm', toBytes(confirmCodec, agreed)),
  );

  const sum = Float64Array.from({ length }, (_, i) => inputs.reduce((s, x) => s + x[i]!, 0));
  const summed = Array.from({ length: session.rows }, (_, j) =>
    fieldToBytes(blinders.map((rows) => rows[j]!).reduce(fieldAdd)),
  );
  return sealRecord(coordinator, session, {
    session: session.bytes,
    roster: roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
    transcriptHash: agreed.transcriptHash,
    shared,
    commits,
    commitments: committed,
    proofs: [],
    confirms,
    sum: sumToBytes(sum, sumBytesPerCoordinate(session.layout)),
    blinders: joined(summed),
  });
}

/** Every point (x, y) plus the point (0, −1) of order 2, which makes it (−x, −y). */
export function withTorsion(points: Uint8Array): Uint8Array {
  const out = points.slice();
  for (let at = 0; at < points.length; at += POINT_BYTES / 2) {
    let value = 0n;
    for (let k = ELEMENT_BYTES - 1; k >= 0; k--) value = value * 256n + BigInt(points[at + k]!);
    value = (BASE_FIELD_ORDER - value) % BASE_FIELD_ORDER;
    for (let k = 0; k < ELEMENT_BYTES; k++, value >>= 8n) out[at + k] = Number(value & 255n);
  }
  return out;
}

/** The blinder bytes with one added to the first of them. */
export function blindersPlusOne(blinders: Uint8Array): Uint8Array {
  const changed = blinders.slice();
  changed.set(fieldToBytes(fieldAdd(fieldFromBytes(blinders.slice(0, ELEMENT_BYTES))!, 1n)));
  return changed;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
