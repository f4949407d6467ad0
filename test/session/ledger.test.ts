import { beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { claimName, type Ledger, memoryLedger, roundClaim } from '../../src/session/ledger.ts';
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

  it('of a session names its task, its round and itself', () => {
    const { session } = testSession(3);
    expect(roundClaim(session, Uint8Array.of(1, 255))).toEqual({
      kind: 'round',
      task: 'test',
      round: 1,
      session: toHex(session.digest),
      participation: '01ff',
    });
  });
});
