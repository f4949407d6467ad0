import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/crypto/hex.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { kernel } from '../support/federation.ts';

interface SessionVectors {
  readonly parties: {
    readonly rosterDigest: string;
    readonly clients: { readonly input: number[] }[];
  };
  readonly included: readonly number[];
  readonly sum: readonly number[];
  readonly record: string;
}

const url = new URL('../vectors/session/session.json', import.meta.url);
const kept: unknown = JSON.parse(readFileSync(url, 'utf8'));

describe('the session in test/vectors/session', () => {
  it('ends with a record that verifies, over the sum of the inputs that are listed', async () => {
    const { parties, included, sum, record } = kept as SessionVectors;
    const rosterDigest = fromHex(parties.rosterDigest)!;
    const report = await verifyAggregate(fromHex(record)!, { rosterDigest }, kernel);
    expect(report).toMatchObject({ valid: true, included, sum: Float64Array.from(sum) });
    const plain = sum.map((_, i) =>
      included.reduce((s, client) => s + parties.clients[client]!.input[i]!, 0),
    );
    expect(sum).toEqual(plain);
  });
});
