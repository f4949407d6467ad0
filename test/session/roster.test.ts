import { describe, expect, it } from 'vitest';
import { memoryLedger, participationIn } from '../../src/session/ledger.ts';
import { clientId } from '../../src/session/party.ts';
import { Roster, type RosterEntry, RosterError } from '../../src/session/roster.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { identity, testSession } from '../support/federation.ts';

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
    ['more entries than fit', Array.from({ length: 501 }, () => abc[0]!)],
    ['a name twice', [...abc, entry('a', 'd')]],
    ['a key twice', [...abc, entry('d', 'a')]],
    ['a name of no characters', [...abc, entry('')]],
    ['a name of 101 characters', [...abc, entry('x'.repeat(101))]],
    ['a name with a line break', [...abc, entry('d\ne')]],
    ['a name with half a surrogate pair', [...abc, entry('d\ud800')]],
  ])('is refused with %s', (_, entries) => {
    expect(() => Roster.of(entries)).toThrow(RosterError);
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

describe('a ledger', () => {
  it('remembers a round of a task, and no other', async () => {
    const ledger = memoryLedger();
    const { session } = testSession(3);
    expect(ledger.has('test', 1)).toBe(false);
    await ledger.add(participationIn(session));
    expect(ledger.has('test', 1)).toBe(true);
    expect(ledger.has('test', 2)).toBe(false);
    expect(ledger.has('other', 1)).toBe(false);
  });

  it('does not take one task and round for another', async () => {
    const ledger = memoryLedger();
    await ledger.add({ task: 'a,1', round: 1, session: '' });
    expect(ledger.has('a', 1)).toBe(false);
    expect(ledger.has('a,1', 11)).toBe(false);
    await ledger.add({ task: '"', round: 1, session: '' });
    expect(ledger.has('"', 1)).toBe(true);
  });

  it('names the session that was joined', () => {
    const { session } = testSession(3);
    expect(participationIn(session)).toEqual({
      task: 'test',
      round: 1,
      session: toHex(session.digest),
    });
  });
});
