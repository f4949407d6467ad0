/** The other verifier reads without knowing shapes, up to a number of items. Records of the most clients must stay below it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromHex } from '../../src/crypto/hex.ts';
import { MAX_CLIENTS } from '../../src/session/limits.ts';
import type { CborValue } from '../../src/wire/cbor.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { decodeCbor } from '../support/cborTree.ts';
import type { RecordVector } from './recordVectors.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function itemsIn(value: CborValue): number {
  return Array.isArray(value)
    ? value.reduce<number>((sum, item: CborValue) => sum + itemsIn(item), 1)
    : 1;
}

/** The items of a record, and its clients. */
function sizeOf(name: string): { readonly items: number; readonly clients: number } {
  const vector = JSON.parse(read(`test/vectors/record/${name}.json`)) as RecordVector;
  const { body } = openEnvelope(fromHex(vector.record)!, vector.record.length);
  return { items: itemsIn(decodeCbor(body, body.length)), clients: vector.included!.length };
}

it('the other verifier reads as many items as a record of the most clients has', () => {
  const [few, more] = [sizeOf('good_plain'), sizeOf('good_sparse')];
  const each = (more.items - few.items) / (more.clients - few.clients);
  expect(each).toBeGreaterThan(4);
  const [, exponent] = /^MAX_ITEMS = 2\*\*(\d+)$/m.exec(read('verifiers/python/veilsum/cbor.py'))!;
  // A record has two lists that these lack, for proofs.
  expect(2 ** Number(exponent)).toBeGreaterThan((each + 2) * MAX_CLIENTS);
  expect(read('docs/specification.md')).toContain(
    `Every message has fewer than 2^${exponent} items`,
  );
});
