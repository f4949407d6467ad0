/** Bytes that are no record, each by one fault: name, what is wrong, bytes. */
import { openRecord } from '../../src/record/record.ts';
import { type CborValue, encodeCbor } from '../../src/wire/cbor.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { changedBody, resealed } from './records.ts';

/** The identity of edwards25519. */
const IDENTITY = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

export function unreadableBytes(record: Uint8Array): (readonly [string, string, Uint8Array])[] {
  const { body, session: opened } = openRecord(record);
  const { session, type, sender, signature, body: bodyBytes } = openEnvelope(record, record.length);
  const envelope = (version: CborValue, ...rest: CborValue[]): Uint8Array =>
    encodeCbor([version, session, type, sender, bodyBytes, signature, ...rest]);
  /** The record with its first bytes, an array's head and the version, written otherwise. */
  const begun = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes, ...record.slice(2));
  const withRoster = (roster: typeof body.roster): Uint8Array =>
    resealed(record, changedBody(record, { roster }));
  const renamed = (name: string): Uint8Array =>
    withRoster([{ ...body.roster[0]!, name }, ...body.roster.slice(1)]);
  const rekeyed = (key: Uint8Array): Uint8Array =>
    withRoster([{ ...body.roster[0]!, key }, ...body.roster.slice(1)]);
  /** The parameters with one run of bytes put in another's place. */
  const reparametered = (from: readonly number[], to: readonly number[]): Uint8Array => {
    const bytes = [...opened.bytes];
    const at = bytes.findIndex((_, i) => from.every((byte, k) => bytes[i + k] === byte));
    if (at < 0) throw new Error('nothing to replace');
    bytes.splice(at, from.length, ...to);
    return resealed(record, changedBody(record, { session: Uint8Array.from(bytes) }));
  };
  /** The parameters with another encoding; `short` in the place of the float in it. */
  const encodedAs = (
    kind: string,
    clip: CborValue,
    last: CborValue,
    short?: readonly number[],
  ): Uint8Array => {
    const written = [...encodeCbor([kind, clip, last])];
    if (short) written.splice(written.indexOf(0xfb), 9, ...short);
    return reparametered([...encodeCbor(['integer'])], written);
  };
  const text = (value: string): number[] => [...encodeCbor(value)];
  return [
    ['empty', 'No bytes.', new Uint8Array(0)],
    ['truncated', 'The last byte is missing.', record.slice(0, -1)],
    ['trailing', 'A byte is left over.', Uint8Array.of(...record, 0)],
    ['version', 'Version 2.', envelope(2)],
    ['field_more', 'A seventh field of the envelope.', envelope(1, 0)],
    ['long_integer', 'The version in two bytes.', begun(0x86, 0x18, 0x01)],
    ['float_integer', 'The version as a float.', begun(0x86, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)],
    ['float_short', 'The version as a float of 16 bits.', begun(0x86, 0xf9, 0x3c, 0x00)],
    ['long_length', 'The length of the list in two bytes.', begun(0x98, 0x06, 0x01)],
    ['indefinite', 'A list of indefinite length.', Uint8Array.of(...begun(0x9f, 0x01), 0xff)],
    ['tag', 'A tag before the version.', begun(0x86, 0xc1, 0x01)],
    ['null', 'Null for the version.', begun(0x86, 0xf6)],
    ['map', 'A map.', Uint8Array.of(0xa1, 0x01, 0x02)],
    ['name_empty', 'A name without characters.', renamed('')],
    ['name_long', 'A name of 101 UTF-16 code units.', renamed('😀'.repeat(50) + 'x')],
    ['name_control', 'A name with the control character U+0085.', renamed('a\u0085')],
    ['name_mark', 'A name that begins with U+FEFF.', renamed('\ufeffa')],
    ['name_twice', 'Two entries with one name.', renamed(body.roster[1]!.name)],
    ['key_twice', 'Two entries with one key.', rekeyed(body.roster[1]!.key)],
    ['key_identity', 'A key that is the identity.', rekeyed(IDENTITY)],
    ['key_not_canonical', 'A key with y = p + 1.', rekeyed(notCanonical())],
    ['key_off_curve', 'A key that is no point.', rekeyed(encoded(2))],
    ['roster_of_two', 'A roster of two.', withRoster(body.roster.slice(0, 2))],
    ['suite', 'Another suite.', reparametered(text('veilsum-1'), text('veilsum-2'))],
    [
      'encoding',
      'An encoding that does not exist.',
      reparametered(text('integer'), text('integers')),
    ],
    ['clip_integer', 'A clip that is an integer.', encodedAs('fixed-point', 2, 'sum')],
    [
      'clip_half',
      'A clip in 16 bits, the least that they hold.',
      encodedAs('fixed-point', { float: 2 ** -24 }, 'sum', [0xf9, 0x00, 0x01]),
    ],
    [
      'weight_float',
      'A greatest weight that is a float.',
      encodedAs('weighted-mean', { float: 1 }, { float: 2 }),
    ],
    [
      'weight_fraction',
      'A greatest weight of 1.5.',
      encodedAs('weighted-mean', { float: 1 }, { float: 1.5 }),
    ],
    ['weight_none', 'A greatest weight of 0.', encodedAs('weighted-mean', { float: 1 }, 0)],
    [
      'weight_large',
      'A greatest weight of 2^31.',
      encodedAs('weighted-mean', { float: 1 }, 2 ** 31),
    ],
    [
      'no_parameters',
      'No parameters.',
      resealed(record, changedBody(record, { session: new Uint8Array(0) })),
    ],
    [
      'long_parameters',
      'More than 4096 bytes of parameters.',
      reparametered(text('test'), text('t'.repeat(4096))),
    ],
  ];
}

function notCanonical(): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0xee : i === 31 ? 0x7f : 0xff));
}

/** y = `value`, with an even x. */
function encoded(value: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? value : 0));
}
