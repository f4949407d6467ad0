import { beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import {
  claimName,
  inputClaim,
  type Ledger,
  memoryLedger,
  roundClaim,
} from '../../src/session/ledger.ts';
import { testSession } from '../support/federation.ts';
import { behavesAsLedger, inputOf, roundOf } from '../support/ledgerBehaviour.ts';

describe('a ledger in memory', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = memoryLedger();
  });
  behavesAsLedger(() => Promise.resolve(ledger));
});

describe('a claim', () => {
  it('has a name for what is claimed, whoever claims it and in whatever session', () => {
    expect(claimName(roundOf('1'))).toBe(claimName(roundOf('2', { session: 'cd' })));
    expect(claimName(inputOf('1'))).toBe(claimName(inputOf('2', { session: 'cd' })));
    expect(claimName(roundOf('1'))).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names what is claimed, the session, and the participation by its first message', () => {
    const { session } = testSession(3);
    const [one, other] = [Uint8Array.of(1), Uint8Array.of(2)];
    const round = roundClaim(session, one);
    expect(round).toMatchObject({ kind: 'round', task: 'test', round: 1 });
    const input = inputClaim(session, { source: 'watch', epoch: 'week 30' }, one);
    expect(input).toMatchObject({ kind: 'input', source: 'watch', epoch: 'week 30' });
    for (const claim of [round, input]) expect(claim.session).toBe(toHex(session.digest));
    expect(round.participation).toMatch(/^[0-9a-f]{64}$/);
    expect(input.participation).toBe(round.participation);
    expect(roundClaim(session, other).participation).not.toBe(round.participation);
  });
});
