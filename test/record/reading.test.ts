/** Reading a record before anything is judged: whose keys it names, and whether its session publishes proofs. */
import { describe, expect, it } from 'vitest';
import { openRecord, publishesProofs } from '../../src/record/record.ts';
import { parametersCodec } from '../../src/session/parameters.ts';
import type { ProofAudit, ProofDemand } from '../../src/session/proofDemand.ts';
import { type Session, sessionFrom } from '../../src/session/session.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { WireError } from '../../src/wire/errors.ts';
import { kernel, seedOf } from '../support/federation.ts';
import { changedBody, publish, resealed, setup } from './records.ts';

describe('the roster that a record names', () => {
  it('is read with its names and keys, with a kernel, without, and where it is known', async () => {
    const { record } = await publish();
    for (const opened of [
      openRecord(record),
      openRecord(record, undefined, kernel),
      openRecord(record, setup.roster),
    ]) {
      expect(opened.roster.digest).toEqual(setup.roster.digest);
      expect(opened.roster.entries.map(({ name }) => name)).toEqual(
        setup.roster.entries.map(({ name }) => name),
      );
    }
  });

  it('is no roster with a key that is none, or with one name twice', async () => {
    const { record } = await publish();
    const { roster } = openRecord(record).body;
    const withoutKey = roster.map((entry, i) =>
      i === 1 ? { ...entry, key: new Uint8Array(32).fill(255) } : entry,
    );
    const twice = roster.map((entry, i) => (i === 1 ? { ...entry, name: roster[0]!.name } : entry));
    for (const wrong of [withoutKey, twice]) {
      const bytes = resealed(record, changedBody(record, { roster: wrong }));
      for (const own of [undefined, kernel]) {
        for (const known of [undefined, setup.roster]) {
          const open = (): unknown => openRecord(bytes, known, own);
          expect(open).toThrow(WireError);
          expect(open).toThrow(/^record\.roster: ./);
        }
      }
    }
  });
});

describe('proofs are published', () => {
  const asking = (proofs: ProofDemand): Session => {
    const parameters = { ...setup.session.parameters, proofs };
    return sessionFrom(parameters, toBytes(parametersCodec, parameters));
  };
  const cases: readonly [string, ProofAudit, boolean][] = [
    ['everyone checks all of them', { mode: 'full' }, true],
    ['everyone checks a sample', { mode: 'audit', sample: 2 }, true],
    ['the coordinator alone checks them', { mode: 'coordinator' }, false],
  ];
  it.each(cases)('where %s', (_, checking, expected) => {
    const keyDigest = seedOf('keys');
    expect(
      publishesProofs(
        asking({ system: 'groth16', statement: { kind: 'linf' }, setup: keyDigest, checking }),
      ),
    ).toBe(expected);
  });

  it('not where there are none', () => {
    expect(publishesProofs(asking({ system: 'none' }))).toBe(false);
  });
});
