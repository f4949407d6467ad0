/** Coordinators with a check off, as the attack suite has them: what the check stops goes through, and nothing breaks. */
import type { ClientId } from '../../src/session/party.ts';
import { begin } from '../../src/coordinator/open.ts';
import { maskingUnmaskCodec, type ShareKind } from '../../src/schemes/masking/messages.ts';
import { pairwiseCoordinator } from '../../src/schemes/pairwise/coordinator.ts';
import { recommitted } from '../support/commits.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';

import { type Message } from '../../src/wire/transcript.ts';
import { exchange, type Exchange } from '../support/exchange.ts';
import { coordinator, kernel, testSession, type TestSession } from '../support/federation.ts';
import { flipped, resigned } from '../support/forgery.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const SIZES = { threshold: 3, maxCorrupt: 0, maxDropouts: 2 };
const LIAR = 2;

/** A coordinator without some checks, which took the messages of an exchange up to the opening of a phase. */
async function coordinatorWithout(
  off: readonly CheckName[],
  { session, roster, checker }: TestSession,
  { sent }: Exchange,
  until: ClientPhase,
): Promise<CoordinatorSession> {
  const checks = EnabledChecks.unsafeWithout(...off);
  const context = { session, roster, checks, identity: coordinator, kernel, checker, work: {} };
  const { state } = begin({ ...context, scheme: pairwiseCoordinator });
  for (const phase of CLIENT_PHASES.slice(0, CLIENT_PHASES.indexOf(until))) {
    for (const message of sent[phase].values()) await state.receive(message);
    await state.close();
  }
  expect(state.phase).toBe(until);
  return state;
}

describe('without `proof`, a coordinator', () => {
  const { prover, checker } = transparentProofs('linf');
  const keyDigest = checker.setup.digest;
  const proofs = {
    system: 'groth16',
    statement: { kind: 'linf' },
    setup: keyDigest,
    checking: { mode: 'full' },
  } as const;
  const setup = { ...testSession(5, { ...SIZES, proofs }), prover, checker };
  const { session, identities } = setup;

  /** The liar’s last value is another in its proof than in its commitment: behind a digest, and the blinders of two rows. */
  function tamper(phase: ClientPhase, client: number, message: Message): Message {
    if (phase !== 'commit' || client !== LIAR) return message;
    return recommitted({ session, identities }, LIAR as ClientId, message, ({ proofs }) => ({
      proofs: flipped(proofs, 3 * 32 + 4 * 4),
    }));
  }

  it.each([
    ['leaves nobody out', ['proof'], []],
    ['and one with it leaves out who lies', [], [LIAR]],
  ] as const)('%s', async (_, off, left) => {
    const run = await exchange(setup, { tamper });
    const state = await coordinatorWithout(off, setup, run, 'confirm');
    expect(state.excluded.map(({ culprit }) => culprit)).toEqual(left);
  });
});

describe('without `answer-exact` and `share-matches`, a coordinator', () => {
  const kinds: readonly ShareKind[] = ['self-mask-seed', 'mask-secret'];
  it.each(kinds)('takes a %s of a client that dealt none, and what is no share', async (kind) => {
    const setup = testSession(5, SIZES);
    const { session, identities } = setup;
    const run = await exchange(setup, { drops: { 3: 'commit', 4: 'advertise' } });
    const off = ['answer-exact', 'share-matches'] as const;
    const state = await coordinatorWithout(off, setup, run, 'unmask');
    const codec = maskingUnmaskCodec(identities.length);
    const answer = run.sent.unmask.get(LIAR)!;
    const message = resigned(session, identities[LIAR]!, codec, answer, (body) => {
      const shares = body.schemeBody;
      const schemeBody = [
        { ...shares[0]!, share: new Uint8Array(32).fill(255) },
        ...shares.slice(1),
        { ...shares[0]!, client: 4, kind },
      ];
      return { ...body, schemeBody };
    });
    expect(await state.receive(message)).toEqual({ kind: 'accepted', client: LIAR });
  });
});
