import { expect, it } from 'vitest';
import type { InputClaim, Ledger, RoundClaim } from '../../src/session/ledger.ts';

/** A claim of a round, by one participation or another. */
export const roundOf = (participation: string, change: Partial<RoundClaim> = {}): RoundClaim => ({
  kind: 'round',
  task: 'digits',
  round: 3,
  session: 'ab'.repeat(32),
  participation,
  ...change,
});

/** A claim of an input, by one participation or another. */
export const inputOf = (participation: string, change: Partial<InputClaim> = {}): InputClaim => ({
  kind: 'input',
  source: 'watch',
  epoch: 'week 30',
  session: 'ab'.repeat(32),
  participation,
  ...change,
});

/** What every ledger does, wherever it keeps its claims. */
export function behavesAsLedger(open: () => Promise<Ledger>): void {
  it.each([
    ['a round', roundOf],
    ['an input', inputOf],
  ])('gives %s to one participation, in whatever session', async (_, claimOf) => {
    const ledger = await open();
    expect(await ledger.claim(claimOf('1'))).toBe(true);
    expect(await ledger.claim(claimOf('2'))).toBe(false);
    expect(await ledger.claim(claimOf('2', { session: 'cd'.repeat(32) }))).toBe(false);
    expect(await ledger.claim(claimOf(''))).toBe(false);
  });

  it.each([
    ['a round', roundOf],
    ['an input', inputOf],
  ])('gives %s again to the participation that has it', async (_, claimOf) => {
    const ledger = await open();
    await ledger.claim(claimOf('1'));
    await ledger.claim(claimOf('2'));
    expect(await ledger.claim(claimOf('1'))).toBe(true);
  });

  it('says what it would give, and gives nothing by that', async () => {
    const ledger = await open();
    expect(await ledger.admits(inputOf('1'))).toBe(true);
    expect(await ledger.admits(inputOf('2'))).toBe(true);
    await ledger.claim(inputOf('2'));
    expect(await ledger.admits(inputOf('1'))).toBe(false);
    expect(await ledger.admits(inputOf('2'))).toBe(true);
    expect(await ledger.claim(inputOf('1'))).toBe(false);
  });

  it('gives a thing once, however many ask at the same time', async () => {
    const ledgers = await Promise.all(Array.from({ length: 8 }, open));
    for (const claimOf of [roundOf, inputOf]) {
      const claims = ledgers.map((ledger, i) => ledger.claim(claimOf(`${i}`)));
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    }
  });

  it('takes no round and no input for another one', async () => {
    const ledger = await open();
    const different = [
      roundOf('1', { task: 'a', round: 1 }),
      roundOf('2', { task: 'a1', round: 1 }),
      roundOf('3', { task: 'a', round: 11 }),
      roundOf('4', { task: '"', round: 1 }),
      inputOf('5', { source: 'a', epoch: '1' }),
      inputOf('6', { source: 'a1', epoch: '' }),
      inputOf('7', { source: '', epoch: 'a1' }),
    ];
    for (const claim of different) expect(await ledger.claim(claim)).toBe(true);
  });
}
