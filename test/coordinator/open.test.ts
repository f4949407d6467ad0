/** What a coordinator's host has to bring to a session, and what it gets: the invitation. */
import { describe, expect, it } from 'vitest';
import { openSession, type OpenOptions } from '../../src/coordinator/open.ts';
import { isFromCoordinator } from '../../src/messages/signed.ts';
import type { RangeVerifier, ProofKeys } from '../../src/proofs/system.ts';
import { openEnvelope, MESSAGE_TYPES } from '../../src/wire/envelope.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

function open(
  checker: RangeVerifier | undefined,
  changes: Partial<OpenOptions> = {},
): ReturnType<typeof openSession> {
  const proofs = checker && {
    kind: 'linf' as const,
    keyDigest: checker.keyDigest,
    checking: { mode: 'full' as const },
  };
  const { session, roster } = testSession(4, proofs ? { proofs } : {});
  return openSession({ session, roster, identity: coordinator, kernel, checker, ...changes });
}

function checkerOf(origin: ProofKeys['origin'] = 'ceremony'): RangeVerifier {
  return transparentProofs('linf', origin).checker;
}

function hostError(code: string, said: RegExp): unknown {
  return expect.objectContaining({
    name: 'UsageError',
    code,
    message: expect.stringMatching(said) as unknown,
  });
}

describe('a session is opened', () => {
  it.each([
    ['without proofs', undefined],
    ['with proofs, and a checker under their keys', checkerOf()],
  ])('%s: everyone is invited under its parameters', async (_, checker) => {
    const { kind, state, output } = open(checker);
    expect(kind).toBe('advance');
    expect(state.phase).toBe('advertise');
    expect(state.excluded).toEqual([]);
    const invitation = openEnvelope(output.envelope, output.envelope.length);
    expect(invitation.type).toBe(MESSAGE_TYPES.invitation);
    expect(invitation.body).toEqual(state.session.bytes);
    expect(await isFromCoordinator(state.session, invitation)).toBe(true);
    expect(output).not.toHaveProperty('attachment');
  });

  it('without proofs, whatever checker lies about', () => {
    const { session } = testSession(4);
    expect(open(undefined, { session, checker: checkerOf('unfinished') }).kind).toBe('advance');
  });

  it('under development keys where the host allows them', () => {
    expect(open(checkerOf('development'), { allowDevelopmentKeys: true }).kind).toBe('advance');
  });
});

describe('the host is told that', () => {
  it('a session with proofs needs a checker', () => {
    expect(() => open(checkerOf(), { checker: undefined })).toThrow(
      hostError('no-proof-system', /asks for linf proofs/),
    );
  });

  const wrong: readonly [string, RangeVerifier, Partial<OpenOptions>, RegExp][] = [
    [
      'the checker has keys of another kind',
      checkerOf(),
      { checker: transparentProofs('l2').checker },
      /given keys are l2 keys/,
    ],
    ['anyone can prove anything under development keys', checkerOf('development'), {}, /anyone/],
    [
      'nobody is to allow keys without a contribution',
      checkerOf('unfinished'),
      { allowDevelopmentKeys: true },
      /γ₂ = δ₂/,
    ],
  ];
  it.each(wrong)('%s', (_, checker, changes, said) => {
    expect(() => open(checker, changes)).toThrow(hostError('wrong-input', said));
  });
});
