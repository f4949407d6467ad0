/** Range proofs at the client: what it asks for before it joins, and its work in phase 2. */
import { dealingIn } from '../../src/attacks/harness/corruptClient.ts';
import { broadcastIn } from '../support/pairwise.ts';
import { type Shared } from '../../src/client/states.ts';
import { describe, expect, it } from 'vitest';
import { commit } from '../../src/client/commit.ts';
import type { ClientContext } from '../../src/client/context.ts';
import { joinSession, type JoinOptions } from '../../src/client/join.ts';
import { share } from '../../src/client/share.ts';
import { openSession } from '../../src/coordinator/open.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Kernel, WorkOptions } from '../../src/kernel/kernel.ts';
import type { CircuitKind } from '../../src/proofs/groth16/sizes.ts';
import type { RangeProver, ProofWitness, StructuredSetup } from '../../src/proofs/system.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { OneShot } from '../../src/session/outcome.ts';
import type { ProofDemand } from '../../src/session/proofDemand.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { advanced, advertiseAs, exchange, type Exchange } from '../support/exchange.ts';
import {
  coordinator,
  kernel,
  policyFor,
  seedOf,
  testInput,
  testSession,
  type TestSession,
} from '../support/federation.ts';
import { roundOf } from '../support/ledgerBehaviour.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const SELF = 1;
const SIZES = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };

/** A session of four that asks for proofs, with what makes and checks them. */
function proven(
  kind: CircuitKind,
  {
    origin = 'ceremony',
    maxSquaredNorm = 2 ** 40,
  }: { origin?: StructuredSetup['origin']; maxSquaredNorm?: number } = {},
): TestSession {
  const { prover, checker } = transparentProofs(kind, origin);
  const keyDigest = checker.setup.digest;
  const checking = { mode: 'full' } as const;
  const statement = kind === 'l2' ? { kind, maxSquaredNorm } : { kind };
  const proofs: ProofDemand = { system: 'groth16', statement, setup: keyDigest, checking };
  return { ...testSession(4, { ...SIZES, proofs }), prover, checker };
}

function invitationTo({ session, roster, checker }: TestSession): Message {
  const host = { identity: coordinator, kernel, checker, allowDevelopmentKeys: true };
  return openSession({ session, roster, ...host }).output;
}

function join(
  setup: TestSession,
  changes: Partial<JoinOptions> = {},
): ReturnType<typeof joinSession> {
  return joinSession({
    invitation: invitationTo(setup),
    task: 'test',
    roster: setup.roster,
    identity: setup.identities[SELF]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: (session) => testInput(session, SELF),
    random: seededRandom(seedOf('join')),
    kernel,
    prover: setup.prover,
    ...changes,
  });
}

describe('a session that asks for proofs', () => {
  it('is joined with a prover under its keys', async () => {
    expect(await join(proven('linf'))).toMatchObject({ kind: 'advance' });
  });

  it('asks the host for a prover, before it asks for the input and uses up the round', async () => {
    const ledger = memoryLedger();
    let asked = false;
    const input = (): never => {
      asked = true;
      throw new Error('too early');
    };
    await expect(join(proven('linf'), { prover: undefined, ledger, input })).rejects.toMatchObject({
      name: 'UsageError',
      code: 'no-proof-system',
      message: expect.stringContaining('linf proofs') as unknown,
    });
    expect(asked).toBe(false);
    expect(await ledger.claim(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });

  const setup = proven('linf');
  const development = proven('linf', { origin: 'development' });
  const PINNED = { proofs: { setup: seedOf('another key') } };
  const cases: readonly [string, TestSession, Partial<JoinOptions>, RegExp][] = [
    [
      'keys of another kind',
      setup,
      { prover: proven('l2').prover },
      /keys that were passed are l2 keys/,
    ],
    [
      'a key that the policy does not pin',
      setup,
      { policy: { ...policyFor(setup), ...PINNED } },
      /not under the pinned one/,
    ],
    ['development keys', development, {}, /anyone can prove anything/],
  ];
  it.each(cases)('is refused under %s, and names nobody', async (_, session, changes, said) => {
    const ledger = memoryLedger();
    const joined = await join(session, { ...changes, ledger });
    expect(joined).toMatchObject({
      kind: 'abort',
      code: 'proof-setup',
      message: expect.stringMatching(said) as unknown,
    });
    expect(joined).not.toHaveProperty('culprit');
    expect(await ledger.claim(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });

  it('is joined under development keys where the policy allows them', async () => {
    const policy = { ...policyFor(development), proofs: { allowDevelopmentKeys: true } };
    expect(await join(development, { policy })).toMatchObject({ kind: 'advance' });
  });

  it('for the norm takes an input of just the norm, and tells the host of any beyond it', async () => {
    const { session } = proven('l2');
    const squares = testInput(session, SELF).reduce((sum, x) => sum + x * x, 0);
    expect(await join(proven('l2', { maxSquaredNorm: squares }))).toMatchObject({
      kind: 'advance',
    });
    const ledger = memoryLedger();
    const less = proven('l2', { maxSquaredNorm: squares - 1 });
    await expect(join(less, { ledger })).rejects.toMatchObject({
      name: 'UsageError',
      code: 'wrong-input',
      message: expect.stringContaining(`${squares} is beyond ${squares - 1}`) as unknown,
    });
    expect(await ledger.claim(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });
});

describe('the work of phase 2', () => {
  const withProofs = proven('linf');
  const without = testSession(4, SIZES);
  let runs: readonly Exchange[];
  prepare(async () => {
    runs = [await exchange(withProofs), await exchange(without)];
  });

  /** Client 1 as it waits for its boxes, with some of what its host gave replaced. */
  async function shared(
    setup: TestSession,
    changes: (context: ClientContext) => Partial<ClientContext>,
  ): Promise<{ state: Shared; commit: Message }> {
    const run = runs[setup === without ? 1 : 0]!;
    const first = advertiseAs(setup, SELF, run.invitation).state;
    const contents = advanced(
      await share(first, broadcastIn(run.received.share.get(SELF)!)),
    ).state.take();
    const context = { ...contents.context, ...changes(contents.context) };
    const state = new OneShot('shared', { ...contents, context });
    return { state, commit: run.received.commit.get(SELF)! };
  }

  /** What proving and masking were given to work with. */
  interface Watched {
    witness?: ProofWitness;
    random?: unknown;
    proving?: WorkOptions | undefined;
    masking?: WorkOptions | undefined;
  }

  /** A prover and a kernel that report progress from nothing to all, and say what they were given. */
  function watching(seen: Watched, { prover }: TestSession): Partial<ClientContext> {
    const prove: RangeProver['prove'] = (witness, random, work) => {
      Object.assign(seen, { witness: structuredClone(witness), random, proving: work });
      for (const fraction of [0, 0.5, 1]) work?.onProgress?.(fraction);
      return prover!.prove(witness, random);
    };
    const addMasks: Kernel['addMasks'] = (into, masks, work) => {
      seen.masking = work;
      for (const fraction of [0, 1]) work?.onProgress?.(fraction);
      return kernel.addMasks(into, masks);
    };
    return { prover: prover && { ...prover, prove }, kernel: { ...kernel, addMasks } };
  }

  it('is nearly all proving, where there are proofs: progress goes from 0 to 1 once', async () => {
    const heard: number[] = [];
    const { signal } = new AbortController();
    const work: WorkOptions = { signal, onProgress: (fraction) => heard.push(fraction) };
    const seen: Watched = {};
    const { state, commit: message } = await shared(withProofs, () => ({
      ...watching(seen, withProofs),
      work,
    }));
    advanced(await commit(state, broadcastIn(message)));
    expect(heard).toHaveLength(5);
    [0, 0.475, 0.95, 0.95, 1].forEach((fraction, i) => {
      expect(heard[i]).toBeCloseTo(fraction, 12);
    });
    expect(seen.proving?.signal).toBe(signal);
    expect(seen.masking?.signal).toBe(signal);
  });

  it('proves the input that was committed to, with the client’s own randomness', async () => {
    const seen: Watched = {};
    const { state, commit: message } = await shared(withProofs, () => watching(seen, withProofs));
    const { context, blinders, commitments } = state.peek();
    const expected = { blinders: blinders.slice(), commitments: commitments.slice() };
    advanced(await commit(state, broadcastIn(message)));
    expect(seen.witness).toMatchObject({
      ...expected,
      sessionDigest: withProofs.session.digest,
      client: SELF,
      values: testInput(withProofs.session, SELF),
    });
    expect(seen.random).toBe(context.random);
    // A host that asks for no progress is told of none.
    expect(seen.proving).toEqual({ signal: undefined, onProgress: undefined });
  });

  it('is all masking, where there are none', async () => {
    const work: WorkOptions = { onProgress: () => undefined };
    const seen: Watched = {};
    const { state, commit: message } = await shared(without, () => ({
      ...watching(seen, without),
      work,
    }));
    advanced(await commit(state, broadcastIn(message)));
    expect(seen.masking).toBe(work);
  });

  it('fails where the prover has gone, and leaves no secret', async () => {
    const { state, commit: message } = await shared(withProofs, () => ({ prover: undefined }));
    const contents = state.peek();
    const { input, blinders } = contents;
    const { maskKeys, peers } = dealingIn(contents);
    await expect(commit(state, broadcastIn(message))).rejects.toMatchObject({
      name: 'UsageError',
      code: 'no-proof-system',
    });
    const secrets = [maskKeys.secret, ...peers.agreed.values()];
    expect(secrets.every((secret) => secret.isWiped)).toBe(true);
    expect([...input, ...blinders].every((value) => value === 0)).toBe(true);
  });
});
