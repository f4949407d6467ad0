/** What the host's own parts answer: a ledger, a checker, a source of randomness. Nothing but the right answer is one. */
import { describe, expect, it } from 'vitest';
import { generateIdentity, joinSession, systemRandom, verifyAggregate } from '../../src/index.ts';
import { verdictsOf } from '../../src/proofs/system.ts';
import { exchange, openAs, publishedBy } from '../support/exchange.ts';
import { kernel, policyFor, testInput, testSession } from '../support/federation.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const { prover, checker } = transparentProofs('linf');
const plain = testSession(4);
const proven = {
  ...testSession(4, {
    rowLength: 8,
    proofs: {
      system: 'groth16',
      statement: { kind: 'linf' },
      setup: checker.setup.digest,
      checking: { mode: 'full' },
    },
  }),
  prover,
  checker,
};

describe('a ledger', () => {
  it.each([undefined, null, 'yes', 1, { claimed: false }])(
    'has claimed nothing where it answers %o',
    async (answer) => {
      const joined = await joinSession({
        invitation: openAs(plain).output,
        roster: plain.roster,
        identity: plain.identities[0]!,
        policy: policyFor(plain),
        task: plain.session.parameters.task,
        ledger: {
          admits: () => Promise.resolve(true),
          claim: () => Promise.resolve(answer as unknown as boolean),
        },
        input: (session) => testInput(session, 0),
        random: systemRandom,
        kernel,
      });
      expect(joined).toMatchObject({ kind: 'abort', code: 'ledger' });
    },
  );
});

describe('a checker of proofs', () => {
  const answers: readonly unknown[] = [undefined, [], [undefined], [true, true, true, true], 'yes'];

  it.each(answers)('says nothing of four claims where it answers %o', async (answer) => {
    const { record } = publishedBy(await exchange(proven));
    const odd = { ...checker, verify: () => Promise.resolve(answer as undefined[]) };
    const policy = { rosterDigest: proven.roster.digest };
    await expect(verifyAggregate(record, policy, kernel, { checker: odd })).rejects.toThrow(
      /^checker.verify: expected a list of 4 verdicts/,
    );
  });

  it('has one verdict for each claim, in its order', async () => {
    const odd = { ...checker, verify: () => Promise.resolve([undefined, 'no']) };
    const claims = [{}, {}] as unknown as Parameters<typeof checker.verify>[0];
    expect(await verdictsOf(odd, claims)).toEqual([undefined, 'no']);
  });
});

describe('a source of randomness', () => {
  it.each([undefined, new Uint8Array(0), new Uint8Array(31), [], new Int32Array(8)])(
    'gives as many bytes as are asked for, not %o',
    (answer) => {
      expect(() => generateIdentity(() => answer as Uint8Array)).toThrow(
        /^random: expected 32 bytes/,
      );
    },
  );
});
