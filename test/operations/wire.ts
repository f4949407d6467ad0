import { MESSAGE_TYPES } from '../../src/messages/table.ts';
import { fromHex, toHex } from '../../src/crypto/hex.ts';
import { IdentityKey } from '../../src/crypto/signing.ts';
import { parametersCodec, readParameters } from '../../src/session/parameters.ts';
import { parameterProblems, sessionFrom } from '../../src/session/session.ts';
import { commitmentDigest } from '../../src/session/secrets.ts';
import type { ClientId } from '../../src/session/party.ts';
import { encodeCbor } from '../../src/wire/cbor.ts';
import { toBytes } from '../../src/wire/codec.ts';
import {
  envelopeDigest,
  hasValidSignature,
  openEnvelope,
  sealEnvelope,
} from '../../src/wire/envelope.ts';
import { extendTranscript } from '../../src/wire/transcript.ts';
import { decodeCbor } from '../support/cborTree.ts';
import { identity, seedOf, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { type Operation, type OperationFile, orRefused, REFUSED } from './operation.ts';

/** Encodings at the edges of what is deterministic, in hexadecimal, and what is about them. */
const ITEMS: readonly (readonly [string, string])[] = [
  ['00', '0'],
  ['17', '23'],
  ['1817', '23 in two bytes'],
  ['1818', '24'],
  ['190100', '256'],
  ['1900ff', '255 in three bytes'],
  ['1b001fffffffffffff', '2^53 − 1'],
  ['1b0020000000000000', '2^53'],
  ['3b001ffffffffffffe', '−(2^53 − 1)'],
  ['20', '−1'],
  ['f93e00', '1.5 in 16 bits'],
  ['fa3fc00000', '1.5 in 32 bits'],
  ['fb3ff8000000000000', '1.5 in 64 bits'],
  ['fb3fb999999999999a', '0.1'],
  ['fb3ff0000000000000', '1 as a float of 64 bits'],
  ['fb8000000000000000', '−0'],
  ['fb0000000000000001', 'the least float'],
  ['f90001', 'the least float of 16 bits'],
  ['f93c00', '1 in 16 bits'],
  ['fb7ff8000000000000', 'NaN'],
  ['fb7ff0000000000000', 'infinity'],
  ['fb43e0000000000000', '2^63, beyond the integers'],
  ['40', 'no bytes'],
  ['4101', 'a byte'],
  ['580101', 'a byte, its length in two bytes'],
  ['5f4101ff', 'bytes of indefinite length'],
  ['6161', 'text'],
  ['63efbbbf', 'text that is U+FEFF'],
  ['62c328', 'text that is no UTF-8'],
  ['63eda080', 'a surrogate'],
  ['80', 'an empty list'],
  ['818181818181818100', 'eight lists in one another'],
  ['81818181818181818100', 'nine lists in one another'],
  ['9f00ff', 'a list of indefinite length'],
  ['810000', 'a byte left over'],
  ['8200', 'a list that ends early'],
  ['a0', 'a map'],
  ['c100', 'a tag'],
  ['f6', 'null'],
  ['f5', 'true'],
  ['', 'nothing'],
];

function items(): Operation[] {
  return ITEMS.map(([hex, about]) => ({
    operation: 'decodeCbor',
    about,
    input: { bytes: hex },
    output: orRefused(() => {
      decodeCbor(fromHex(hex)!, 64);
      return { accepted: true };
    }),
  }));
}

async function envelopes(): Promise<Operation[]> {
  const signer = identity('client 2');
  const session = seedOf('session');
  const body = encodeCbor([seedOf('transcript hash'), seedOf('root')]);
  const envelope = sealEnvelope(signer, session, 'confirm', 2, body);
  const key = signer.publicKey.bytes;
  const checked = async (bytes: Uint8Array, about: string): Promise<Operation> => {
    const valid = await hasValidSignature(openEnvelope(bytes, 512), IdentityKey.parse(key));
    return {
      operation: 'hasValidSignature',
      about,
      input: { envelope: toHex(bytes), key: toHex(key) },
      output: valid,
    };
  };
  return [
    {
      operation: 'sealEnvelope',
      input: {
        identitySeed: toHex(seedOf('client 2')),
        session: toHex(session),
        phase: MESSAGE_TYPES.confirm,
        sender: 2,
        body: toHex(body),
      },
      output: toHex(envelope),
    },
    await checked(envelope, 'As it was signed.'),
    await checked(flipped(envelope, 40), 'Another phase, sender, session or body.'),
    await checked(flipped(envelope, -1), 'Another signature.'),
    {
      operation: 'envelopeDigest',
      input: { envelope: toHex(envelope) },
      output: toHex(envelopeDigest(envelope)),
    },
    {
      operation: 'extendTranscript',
      input: { before: toHex(seedOf('before')), envelope: toHex(envelope) },
      output: toHex(extendTranscript(seedOf('before'), envelope)),
    },
    {
      operation: 'commitmentDigest',
      input: { session: toHex(session), client: 3, commitments: '01'.repeat(128) },
      output: toHex(commitmentDigest(session, 3 as ClientId, new Uint8Array(128).fill(1))),
    },
  ];
}

function sessions(): Operation[] {
  const { session, roster } = testSession(4);
  const read = (bytes: Uint8Array, about: string): Operation => ({
    operation: 'readParameters',
    about,
    input: { parameters: toHex(bytes) },
    output: orRefused(() => {
      const { parameters, digest, rows, layout } = sessionFrom(readParameters(bytes), bytes);
      const { slotBits, slotsPerElement } = layout;
      const wellFormed = parameterProblems(parameters).length === 0;
      return { digest: toHex(digest), wellFormed, rows, slotBits, slotsPerElement };
    }),
  });
  const changed = (changes: Partial<typeof session.parameters>): Uint8Array =>
    toBytes(parametersCodec, { ...session.parameters, ...changes });
  return [
    read(session.bytes, 'A session of four.'),
    read(changed({ bound: 2 ** 31 - 1, slotBits: 36 }), 'The greatest bound.'),
    read(changed({ slotBits: 17 }), 'A slot that is too wide.'),
    read(flipped(session.bytes, 1), 'A byte of the suite’s encoding changed.'),
    read(session.bytes.slice(0, -1), 'Cut off.'),
    {
      operation: 'rosterDigest',
      input: { entries: roster.entries.map(({ name, key }) => ({ name, key: key.toHex() })) },
      output: toHex(roster.digest),
    },
    {
      operation: 'rosterDigest',
      about: 'A name twice.',
      input: { entries: roster.entries.map(({ key }) => ({ name: 'c0', key: key.toHex() })) },
      output: REFUSED,
    },
  ];
}

export async function wireOperations(): Promise<OperationFile> {
  return {
    about: 'CBOR, envelopes, transcript hashes, session parameters and rosters.',
    operations: [...items(), ...(await envelopes()), ...sessions()],
  };
}
