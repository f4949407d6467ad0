import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import {
  ALL_CHECKS,
  CheckFailure,
  EnabledChecks,
  type Finding,
  readingUnder,
  wellFormed,
} from '../../src/session/checks/enabledChecks.ts';
import { UsageError, orAbort, orReject, OneShot } from '../../src/session/outcome.ts';
import { clientId, partyName } from '../../src/session/party.ts';
import { WireError } from '../../src/wire/errors.ts';
import { failureOf } from '../support/checkFailure.ts';

const FINDING: Finding = {
  message: 'found',
  culprit: clientId(2, 3)!,
  evidence: [Uint8Array.of(1)],
  attachment: Uint8Array.of(2),
};
const failed = (): Promise<never> => Promise.reject(new CheckFailure('opening', FINDING));
const broken = (): Promise<never> => Promise.reject(new Error('out of memory'));

describe('a phase’s state', () => {
  it('is taken once, and then spent', () => {
    const contents = { secret: 1 };
    const state = new OneShot('share', contents);
    expect(state.peek()).toBe(contents);
    expect(state.peek()).toBe(contents);
    expect(state.take()).toBe(contents);
    for (const use of [() => state.take(), () => state.peek()]) {
      expect(use).toThrow(UsageError);
      expect(use).toThrow(
        expect.objectContaining({
          code: 'state-spent',
          message: expect.stringMatching(/the state of phase share was used before/) as string,
        }),
      );
    }
    expect(state.phase).toBe('share');
  });

  it('is taken again and again only where it is told so', () => {
    const contents = {};
    const state = new OneShot('share', contents, false);
    expect([state.take(), state.take()]).toEqual([contents, contents]);
  });

  it('does not print or serialise what is inside', () => {
    const state = new OneShot('share', { secret: 'the seed' });
    expect(inspect(state, { depth: 9, showHidden: true })).not.toContain('the seed');
    expect(JSON.stringify(state)).toBe('{"phase":"share"}');
  });
});

describe('a transition', () => {
  it('passes its outcome on, and wipes nothing', async () => {
    const wipe = vi.fn();
    expect(await orAbort(() => Promise.resolve('next'), wipe)).toBe('next');
    expect(wipe).not.toHaveBeenCalled();
  });

  it('ends in an abort with all of a finding, after the wiping', async () => {
    const wipe = vi.fn();
    expect(await orAbort(failed, wipe)).toEqual({ kind: 'abort', code: 'opening', ...FINDING });
    expect(wipe).toHaveBeenCalledTimes(1);
  });

  it('wipes as well where something else fails, and lets that through', async () => {
    const wipe = vi.fn();
    await expect(orAbort(broken, wipe)).rejects.toThrow('out of memory');
    expect(wipe).toHaveBeenCalledTimes(1);
  });
});

describe('the reception of a message', () => {
  it('passes its outcome on', async () => {
    expect(await orReject(() => Promise.resolve('accepted'))).toBe('accepted');
  });

  it('ends in a rejection with all of a finding; other errors go through', async () => {
    expect(await orReject(failed)).toEqual({ kind: 'rejection', code: 'opening', ...FINDING });
    await expect(orReject(broken)).rejects.toThrow('out of memory');
  });
});

describe('a check', () => {
  it('that holds asks for no finding', () => {
    const finding = vi.fn(() => FINDING);
    ALL_CHECKS.require('opening', true, finding);
    expect(finding).not.toHaveBeenCalled();
  });

  it('that fails is raised with its finding, unless it is off', async () => {
    const raise = (checks: EnabledChecks) => (): void => {
      checks.require('opening', false, () => FINDING);
    };
    expect(await failureOf(raise(ALL_CHECKS))).toEqual({ check: 'opening', finding: FINDING });
    expect(raise(ALL_CHECKS)).toThrow('opening: found');
    expect(await failureOf(raise(EnabledChecks.unsafeWithout('opening', 'proof')))).toBeUndefined();
    expect(await failureOf(raise(EnabledChecks.unsafeWithout('proof')))).toMatchObject({
      check: 'opening',
    });
  });

  it('is on, or it is off', () => {
    const some = EnabledChecks.unsafeWithout('opening', 'well-formed');
    expect([some.isOn('opening'), some.isOn('proof')]).toEqual([false, true]);
    expect(ALL_CHECKS.isOn('opening')).toBe(true);
    expect([readingUnder(some), readingUnder(ALL_CHECKS)]).toEqual(['lenient', 'canonical']);
  });
});

describe('a decoder', () => {
  const culprit = clientId(1, 3);

  it('gives what it read', () => {
    expect(wellFormed(() => 7, culprit)).toBe(7);
  });

  it('that refuses bytes fails the check `well-formed`, with whom it is told', async () => {
    const refuses = (): never => {
      throw new WireError('wrong-shape', 'no list');
    };
    expect(await failureOf(() => wellFormed(refuses, culprit))).toEqual({
      check: 'well-formed',
      finding: { message: 'no list', culprit },
    });
  });

  it('that fails otherwise is not taken for a rejection', () => {
    const breaks = (): never => {
      throw new RangeError('a bug');
    };
    expect(() => wellFormed(breaks, culprit)).toThrow(RangeError);
  });
});

describe('a party', () => {
  it('is named in words', () => {
    expect(partyName('coordinator')).toBe('the coordinator');
    expect(partyName(clientId(4, 5)!)).toBe('client 4');
  });
});
