import { heldLeafCodec } from '../../src/schemes/masking/heldLeaf.ts';
import {
  answerCodec,
  deliveriesCodec,
  maskingUnmaskCodec,
  requestCodec,
  shareLeavesCodec,
  sharePointsCodec,
} from '../../src/schemes/masking/messages.ts';
import {
  dealingCodec,
  keysCodec,
  pairwiseAdvertiseCodec,
  pairwiseShareCodec,
} from '../../src/schemes/pairwise/messages.ts';
import { readFileSync } from 'node:fs';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { parseCsv } from '../../src/cli/vectors/csv.ts';
import { parseJson } from '../../src/cli/vectors/json.ts';
import { parseNpy } from '../../src/cli/vectors/npyRead.ts';
import { encodeNpy } from '../../src/cli/vectors/npyWrite.ts';
import { encodeNpz, parseNpz } from '../../src/cli/vectors/npz.ts';
import { encodeSafetensors, parseSafetensors } from '../../src/cli/vectors/safetensors.ts';
import { sumTensors } from '../../src/cli/vectors/sumTensors.ts';
import { frameOf, messageIn } from '../../src/net/wire/frame.ts';
import { TWIST_GENERATOR } from '../../src/proofs/groth16/bn254.ts';
import { decodeProof, encodeProof } from '../../src/proofs/groth16/proof.ts';
import { parseVerificationKey } from '../../src/proofs/groth16/verificationKey.ts';
import { evidenceOf, readEvidence } from '../../src/record/evidence/evidence.ts';
import { openRecord } from '../../src/record/record.ts';
import type { Finding } from '../../src/session/checks/enabledChecks.ts';
import { parametersCodec, readParameters } from '../../src/session/parameters.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import { codecOf, type MessageType } from '../../src/messages/table.ts';
import { encodeCbor } from '../../src/wire/cbor.ts';
import { decodeCbor } from '../support/cborTree.ts';
import { eventCodec, type SessionEvent } from '../../src/net/service/event.ts';
import type { ClientId } from '../../src/session/party.ts';
import { type Codec, fromBytes, toBytes } from '../../src/wire/codec.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { testSession } from '../support/federation.ts';
import { bodyOf } from '../support/forgery.ts';
import { pairwiseUnmaskingCodec } from '../support/pairwise.ts';

/** A decoder with valid bytes to start from. */
export interface Decoder {
  readonly name: string;
  /** Bytes that it accepts. */
  readonly examples: readonly Uint8Array[];
  /** The errors that it is documented to throw, by name. */
  readonly errors: readonly string[];
  /** Decodes, and encodes again where the encoding is canonical. */
  readonly roundTrip: (bytes: Uint8Array) => Uint8Array | undefined;
  /** A fraction of the usual number of cases, where one takes long. */
  readonly share?: number;
}

const ANY_SIZE = 2 ** 20;
const TENSORS = sumTensors(
  [
    { name: 'b', shape: [2], dtype: 'float16' },
    { name: 'w', shape: [1, 2], dtype: 'float32' },
  ],
  Float64Array.of(0.5, 1, -2, 3),
);
const setup = testSession(4, { threshold: 3, maxCorrupt: 1, length: 5, rowLength: 4 });
const { session } = setup;
const n = session.parameters.clients;
const run = await exchange(setup, { drops: { 3: 'commit' } });
const { record } = publishedBy(run);

function body(bytes: Uint8Array): Uint8Array {
  return openEnvelope(bytes, ANY_SIZE).body;
}

/** A message's body, as a party to this session reads it. */
function message(type: Exclude<MessageType, 'invitation'>, example: Uint8Array): Decoder {
  return codec<unknown>(type, codecOf(type, session), body(example));
}

function codec<T>(name: string, of: Codec<T>, ...examples: readonly Uint8Array[]): Decoder {
  const roundTrip = (bytes: Uint8Array): Uint8Array =>
    toBytes(of, fromBytes(of, bytes, ANY_SIZE, name));
  return { name, examples, errors: ['WireError'], roundTrip };
}

const text = (string: string): Uint8Array => new TextEncoder().encode(string);
const firstOf = (messages: ReadonlyMap<number, { envelope: Uint8Array }>): Uint8Array =>
  messages.get(0)!.envelope;

const evidence = evidenceOf(session, {
  message: '',
  culprit: 'coordinator',
  evidence: [firstOf(run.sent.commit), firstOf(run.sent.confirm)],
  attachment: splitAttachment(session, run.sent.commit.get(0)!.attachment!).payload,
})!;

/** The scheme's parts of messages, as they travelled. */
const parts = {
  keys: bodyOf(codecOf('advertise', session), run.sent.advertise.get(0)!).schemeKeys,
  dealing: bodyOf(codecOf('share', session), run.sent.share.get(0)!).schemeBody,
  request: bodyOf(codecOf('unmasking', session), run.received.unmask.get(0)!).schemeRequest,
  answer: bodyOf(codecOf('unmask', session), run.sent.unmask.get(0)!).schemeBody,
};

const [leaf] = fromBytes(
  shareLeavesCodec(n),
  run.sent.share.get(0)!.attachment!,
  ANY_SIZE,
  'leaves',
);
const heldLeaf = toBytes(heldLeafCodec(n), {
  dealer: 0,
  leaf: leaf!,
  path: [new Uint8Array(32), new Uint8Array(32)],
});
const sharePoints = toBytes(sharePointsCodec(n), [
  {
    recipient: 1,
    boxDigest: new Uint8Array(32),
    maskPoint: leaf!.maskPoint,
    seedPoint: leaf!.seedPoint,
  },
]);

const events: readonly SessionEvent[] = [
  {
    kind: 'aborted',
    at: 1,
    finding: {
      code: 'one-envelope',
      message: 'two',
      culprit: 1 as ClientId,
      evidence: [firstOf(run.sent.confirm)],
      attachment: undefined,
    },
    summary: {
      phases: [{ phase: 'advertise', openedAt: 0, closedAt: 1, accepted: 2, bytes: 3 }],
      rejectedMessages: 1,
      rejections: [{ kind: 'rejection', code: 'proof', message: 'none', culprit: 'coordinator' }],
      accepted: [{ digest: new Uint8Array(32), client: 2 as ClientId }],
    },
  },
  {
    kind: 'opened',
    at: 0,
    parameters: session.bytes,
    roster: setup.roster.entries.map(({ name, key }) => ({ name, key: key.bytes })),
  },
  { kind: 'message', at: 0, envelope: firstOf(run.sent.commit), attachment: new Uint8Array(9) },
];

/** (1, 2) generates the curve of A and C. */
const GENERATOR = { x: 1n, y: 2n };

/** Everything that reads bytes from outside. */
export const DECODERS: readonly Decoder[] = [
  {
    name: 'deterministic CBOR',
    examples: [encodeCbor([1, -1, { float: 1.5 }, 'a', new Uint8Array(3), [[]]]), record],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined =>
      encodeCbor(decodeCbor(bytes, ANY_SIZE)),
  },
  {
    name: 'envelope',
    examples: [firstOf(run.sent.commit), record],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => {
      const {
        session: digest,
        type,
        sender,
        body: inner,
        signature,
      } = openEnvelope(bytes, ANY_SIZE);
      return encodeCbor([1, digest, type, sender, inner, signature]);
    },
  },
  message('advertise', firstOf(run.sent.advertise)),
  message('share', firstOf(run.sent.share)),
  message('commit', firstOf(run.sent.commit)),
  message('confirm', firstOf(run.sent.confirm)),
  message('unmask', firstOf(run.sent.unmask)),
  message('advertised', firstOf(run.received.share)),
  message('shared', firstOf(run.received.commit)),
  message('included', firstOf(run.received.confirm)),
  message('unmasking', firstOf(run.received.unmask)),
  // What a scheme puts into them, by itself and where it is.
  codec('keys', keysCodec, parts.keys),
  codec('advertise with keys', pairwiseAdvertiseCodec, body(firstOf(run.sent.advertise))),
  codec('dealing', dealingCodec, parts.dealing),
  codec('share with a dealing', pairwiseShareCodec, body(firstOf(run.sent.share))),
  codec('share leaves', shareLeavesCodec(n), run.sent.share.get(0)!.attachment!),
  codec('deliveries', deliveriesCodec(n), run.received.commit.get(0)!.attachment!),
  codec('request', requestCodec(n), parts.request),
  codec(
    'unmasking with a request',
    pairwiseUnmaskingCodec(session),
    body(firstOf(run.received.unmask)),
  ),
  codec('answer', answerCodec(n), parts.answer),
  codec('unmask with an answer', maskingUnmaskCodec(n), body(firstOf(run.sent.unmask))),
  {
    name: 'parameters',
    examples: [session.bytes],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined =>
      toBytes(parametersCodec, readParameters(bytes)),
  },
  {
    name: 'record',
    share: 0.2,
    examples: [record],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => {
      const { envelope } = openRecord(bytes, setup.roster);
      return equalBytes(envelope.bytes, bytes) ? bytes : new Uint8Array(0);
    },
  },
  {
    name: 'evidence',
    examples: [evidence],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => {
      const { envelopes, attachment, session: parameters } = readEvidence(bytes);
      const finding = { message: '', culprit: 'coordinator', evidence: envelopes, attachment };
      // Evidence without an envelope is read, and judged to prove nothing.
      return evidenceOf({ bytes: parameters }, finding as Finding);
    },
  },
  codec('held leaf', heldLeafCodec(n), heldLeaf),
  codec('points of a sharing', sharePointsCodec(n), sharePoints),
  codec('event of a session', eventCodec, ...events.map((event) => toBytes(eventCodec, event))),
  {
    name: 'frame of an HTTP message',
    examples: [frameOf(run.sent.share.get(0)!), frameOf(run.sent.confirm.get(0)!)],
    errors: ['WireError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => frameOf(messageIn(bytes, ANY_SIZE)),
  },
  {
    name: 'Groth16 proof',
    examples: [encodeProof({ a: GENERATOR, b: TWIST_GENERATOR, c: GENERATOR })],
    errors: ['NoProof'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => {
      const proof = decodeProof(bytes);
      if (proof) return encodeProof(proof);
      throw Object.assign(new Error('no proof'), { name: 'NoProof' });
    },
  },
  {
    name: 'Groth16 verification key',
    examples: [new Uint8Array(readFileSync('keys/linf-8x8.vkey.json'))],
    errors: ['VerificationKeyError'],
    // Subgroups are for a pairing engine to say.
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined =>
      void parseVerificationKey(bytes, 4, () => true),
  },
  {
    name: 'vector in .npy',
    examples: [
      encodeNpy(Float64Array.of(1.5, -2, 3)),
      encodeNpy(BigInt64Array.of(1n, -2n, 3n, 4n), [2, 2]),
    ],
    errors: ['InputFileError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => void parseNpy('file.npy', bytes),
  },
  {
    name: 'vector in .npz',
    examples: [encodeNpz(TENSORS), encodeNpz(TENSORS.slice(0, 1))],
    errors: ['InputFileError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => void parseNpz('file.npz', bytes),
  },
  {
    name: 'vector in .safetensors',
    examples: [encodeSafetensors(TENSORS), encodeSafetensors(TENSORS.slice(0, 1))],
    errors: ['InputFileError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined =>
      void parseSafetensors('file.safetensors', bytes),
  },
  {
    name: 'vector in .csv',
    examples: [text('1,2,3\n'), text('x\r\n1.5\r\n-2e3\r\n'), text('a;b\n"1";2\n')],
    errors: ['InputFileError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => void parseCsv('file.csv', bytes),
  },
  {
    name: 'vector in .json',
    examples: [text('[1, 2.5, -3]'), text('{"values": [1]}')],
    errors: ['InputFileError'],
    roundTrip: (bytes: Uint8Array): Uint8Array | undefined => void parseJson('file.json', bytes),
  },
];
