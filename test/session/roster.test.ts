import { describe, expect, it } from 'vitest';
import { clientId } from '../../src/session/party.ts';
import { Roster, type RosterEntry, RosterError } from '../../src/session/roster.ts';
import { toHex } from '../../src/crypto/hex.ts';
import type { IdentityKey } from '../../src/crypto/signing.ts';
import { identity, seedOf } from '../support/federation.ts';

function entry(name: string, label = name): RosterEntry {
  return { name, key: identity(label).publicKey };
}
const abc = ['a', 'b', 'c'].map((name) => entry(name));

describe('a roster', () => {
  it('finds each identity at its position', () => {
    const roster = Roster.of(abc);
    expect(roster.size).toBe(3);
    abc.forEach(({ key }, i) => {
      expect(roster.find(key)).toBe(i);
    });
    expect(roster.find(identity('stranger').publicKey)).toBeUndefined();
    const names = [0, 1, 2].map((i) => roster.entry(clientId(i, 3)!).name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('has a digest over every name and key, in order', () => {
    const digests = [
      abc,
      [...abc].reverse(),
      [...abc, entry('d')],
      [entry('A', 'a'), ...abc.slice(1)],
      [entry('a', 'another'), ...abc.slice(1)],
      [entry('a', 'b'), entry('b', 'a'), entry('c')],
    ].map((entries) => toHex(Roster.of(entries).digest));
    expect(new Set(digests).size).toBe(digests.length);
    expect(Roster.of(abc).digest).toEqual(Roster.of([...abc]).digest);
  });

  it.each<[string, readonly RosterEntry[]]>([
    ['two entries', abc.slice(1)],
    ['more entries than fit', Array.from({ length: 10_001 }, () => abc[0]!)],
    ['a name twice', [...abc, entry('a', 'd')]],
    ['a key twice', [...abc, entry('d', 'a')]],
    ['a name of no characters', [...abc, entry('')]],
    ['a name of 101 characters', [...abc, entry('x'.repeat(101))]],
    ['a name with a line break', [...abc, entry('d\ne')]],
    ['a name with half a surrogate pair', [...abc, entry('d\ud800')]],
  ])('is refused with %s', (_, entries) => {
    expect(() => Roster.of(entries)).toThrow(RosterError);
  });

  it('has 3 to 10000 entries, and names of 1 to 100 characters', () => {
    const numbered = (count: number): RosterEntry[] =>
      Array.from({ length: count }, (_, i) => {
        // What a roster asks of a key; making so many real ones takes long.
        const key = { bytes: seedOf(`key ${i}`), toHex: () => String(i) };
        return { name: `${i}`, key: key as unknown as IdentityKey };
      });
    for (const count of [3, 10_000]) expect(Roster.of(numbered(count)).size).toBe(count);
    for (const count of [0, 2, 10_001]) {
      expect(() => Roster.of(numbered(count))).toThrow(`3 to 10000 entries, not ${count}`);
    }
    expect(Roster.of([...abc, entry('x'.repeat(100))]).size).toBe(4);
  });

  it('keeps its entries where the list that it was made of changes', () => {
    const list = [...abc];
    const roster = Roster.of(list);
    list.pop();
    expect(roster.size).toBe(3);
  });
});

describe('a client’s number', () => {
  it('is one of the roster’s positions, or none', () => {
    expect([0, 4].map((i) => clientId(i, 5))).toEqual([0, 4]);
    for (const i of [-1, 5, 0.5, NaN, Infinity]) expect(clientId(i, 5)).toBeUndefined();
  });
});
