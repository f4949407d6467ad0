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

function read(file: string): SessionVectors {
  const url = new URL(`../vectors/session/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as SessionVectors;
}

describe.each(['session.json', 'sparse.json'])('the session in test/vectors/session/%s', (file) => {
  it('ends with a record that verifies, over the sum of the inputs that are listed', async () => {
    const { parties, included, sum, record } = read(file);
    const rosterDigest = fromHex(parties.rosterDigest)!;
    const report = await verifyAggregate(fromHex(record)!, { rosterDigest }, kernel);
    expect(report).toMatchObject({ valid: true, included, sum: Float64Array.from(sum) });
    const plain = sum.map((_, i) =>
      included.reduce((s, client) => s + parties.clients[client]!.input[i]!, 0),
    );
    expect(sum).toEqual(plain);
  });
});
