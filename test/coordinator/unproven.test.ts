/** Clients whose proofs do not hold: they are left out as phase 2 ends, and the sum is that of the others. */
import type { ClientId } from '../../src/session/party.ts';
import type { StoredAttachments } from '../../src/coordinator/index.ts';
import { partsOf, recommitted } from '../support/commits.ts';
import { concatBytes } from '@noble/hashes/utils.js';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { openSession } from '../../src/coordinator/open.ts';
import type { WorkOptions } from '../../src/kernel/kernel.ts';
import type { RangeVerifier } from '../../src/proofs/system.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';

import type { Message } from '../../src/wire/transcript.ts';
import { exchange, type Exchange, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, plainSum, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const { prover, checker } = transparentProofs('linf');
const proofs = {
  system: 'groth16',
  statement: { kind: 'linf' },
  setup: checker.setup.digest,
  checking: { mode: 'full' },
} as const;
const setup = {
  ...testSession(5, { threshold: 3, maxCorrupt: 0, maxDropouts: 2, proofs }),
  prover,
  checker,
};
const { session, roster, identities } = setup;

type Change = (proofs: Uint8Array) => Uint8Array;
/** The last byte of the values that a transparent proof shows. */
const OTHER_VALUES: Change = (bytes) => flipped(bytes, 32 + 2 * 32 + 4 * 4);
const TOO_SHORT: Change = (bytes) => bytes.slice(1);
const TOO_LONG: Change = (bytes) => Uint8Array.of(...bytes, 0);

/** Commit messages of some clients with other proofs behind the payload, whose digest they signed. */
function unproven(changes: Readonly<Record<number, Change>>) {
  return (phase: ClientPhase, client: number, message: Message): Message => {
    const change = changes[client];
    if (phase !== 'commit' || !change) return message;
    return recommitted({ session, identities }, client as ClientId, message, ({ proofs }) => ({
      proofs: change(proofs.slice()),
    }));
  };
}

function saying(what: string): unknown {
  return expect.stringMatching(
    new RegExp(`did not prove that its input is within the bounds: ${what}`),
  );
}

describe('a client whose proofs do not hold', () => {
  let run: Exchange;
  let batches: readonly number[];
  prepare(async () => {
    checker.batches.length = 0;
    run = await exchange(setup, { tamper: unproven({ 0: TOO_SHORT, 2: OTHER_VALUES }) });
    batches = [...checker.batches];
  });

  it('is left out, with its envelope and its proofs for evidence', () => {
    expect(run.rejections).toEqual([]);
    const shown = (client: number): object => {
      const commit = run.sent.commit.get(client)!;
      const { commitments, proofs } = partsOf(session, commit);
      const evidence = [commit.envelope, run.sent.share.get(client)!.envelope];
      const attachment = concatBytes(commitments, proofs);
      return { kind: 'rejection', code: 'proof', evidence, attachment };
    };
    const { proofBytes } = session;
    const sizes = `its proofs have ${proofBytes - 1} bytes instead of ${proofBytes}`;
    expect(run.excluded).toEqual([
      { ...shown(0), culprit: 0, message: saying(sizes) },
      { ...shown(2), culprit: 2, message: saying('the proof opens another commitment') },
    ]);
  });

  it('is convicted by it', async () => {
    expect(run.excluded).toHaveLength(2);
    for (const rejection of run.excluded) {
      const file = evidenceOf(session, rejection)!;
      expect(await verifyEvidence(file, { roster, checker }, kernel)).toMatchObject({
        kind: 'proven',
        misbehaviour: 'unproven-bounds',
        culprit: rejection.culprit,
      });
    }
  });

  it('counts as dropped out: its masks come off, and its input is not in the sum', () => {
    const { included, sum } = publishedBy(run);
    expect(included).toEqual([1, 3, 4]);
    expect(sum).toEqual(plainSum(session, [1, 3, 4]));
  });

  it('has its payload taken off again where a host gives it back, which gives the same record', async () => {
    const asked: number[] = [];
    const storedAttachments: StoredAttachments = (wanted) =>
      Promise.resolve(
        wanted.map(({ phase, client, from, to }) => {
          if (phase === 'commit') asked.push(client);
          return run.sent[phase].get(client)!.attachment!.subarray(from, to);
        }),
      );
    const host = { identity: coordinator, kernel, checker, storedAttachments };
    const { state } = openSession({ session, roster, ...host });
    let record: Uint8Array | undefined;
    for (const phase of CLIENT_PHASES) {
      for (const message of run.sent[phase].values()) await state.receive(message);
      const step = await state.close();
      if (step.kind === 'finish') ({ record } = step.result);
    }
    expect(asked).toEqual([0, 2]);
    expect(state.excluded).toEqual(run.excluded);
    expect(record).toEqual(publishedBy(run).record);
  });

  it('had its proofs checked in one batch with all that have their size', () => {
    expect(batches).toEqual([4]);
  });
});

describe('proofs that are too long', () => {
  it('are none', async () => {
    const run = await exchange(setup, { tamper: unproven({ 4: TOO_LONG }) });
    expect(run.excluded).toMatchObject([{ culprit: 4, message: saying('its proofs have') }]);
    expect(publishedBy(run).included).toEqual([0, 1, 2, 3]);
  });
});

describe('where fewer than t are left', () => {
  it('the session ends', async () => {
    const changes = { 0: OTHER_VALUES, 1: OTHER_VALUES, 2: OTHER_VALUES };
    const run = await exchange(setup, { tamper: unproven(changes) });
    expect(run.excluded.map(({ culprit }) => culprit)).toEqual([0, 1, 2]);
    expect(run.end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
  });

  it('without anybody’s proofs, nothing is checked', async () => {
    checker.batches.length = 0;
    const drops = { 0: 'commit', 1: 'commit', 2: 'commit', 3: 'commit', 4: 'commit' } as const;
    const run = await exchange(setup, { drops });
    expect(run.end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
    expect(checker.batches).toEqual([]);
  });
});

/** Takes the messages of an exchange, phase by phase, up to the end of the phase before `until`. */
async function replay(
  state: CoordinatorSession,
  { sent }: Exchange,
  until: ClientPhase | 'end',
): Promise<void> {
  for (const phase of CLIENT_PHASES) {
    if (phase === until) return;
    for (const message of sent[phase].values()) await state.receive(message);
    await state.close();
  }
}

describe('a checker', () => {
  let run: Exchange;
  prepare(async () => {
    run = await exchange(setup);
  });

  it('that fails inside loses nothing: the phase stays open, and is closed once it works', async () => {
    let failing = true;
    const flaky: RangeVerifier['verify'] = (claims, work) =>
      failing ? Promise.reject(new Error('out of memory')) : checker.verify(claims, work);
    const host = { identity: coordinator, kernel, checker: { ...checker, verify: flaky } };
    const { state } = openSession({ session, roster, ...host });
    await replay(state, run, 'commit');
    for (const message of run.sent.commit.values()) await state.receive(message);
    await expect(state.close()).rejects.toThrow('out of memory');
    expect(state.phase).toBe('commit');
    failing = false;
    expect(await state.close()).toMatchObject({ kind: 'send' });
    expect(state.excluded).toEqual([]);
    for (const message of run.sent.confirm.values()) await state.receive(message);
    await state.close();
    for (const message of run.sent.unmask.values()) await state.receive(message);
    const end = await state.close();
    if (end.kind !== 'finish') throw new Error(`expected the end, and no ${end.kind}`);
    expect(end.result.sum).toEqual(plainSum(session, [0, 1, 2, 3, 4]));
  });

  it('is given each client’s claim, and what the host wants to hear of the work', async () => {
    const work: WorkOptions = { onProgress: () => undefined };
    const heard: Parameters<RangeVerifier['verify']>[] = [];
    const verify: RangeVerifier['verify'] = (...args) => {
      heard.push(args);
      return checker.verify(...args);
    };
    const host = { identity: coordinator, kernel, checker: { ...checker, verify }, work };
    const { state } = openSession({ session, roster, ...host });
    await replay(state, run, 'commit');
    // They come in no order, and are checked by ascending clients.
    for (const message of [...run.sent.commit.values()].reverse()) await state.receive(message);
    await state.close();
    expect(heard).toHaveLength(1);
    const [claims, given] = heard[0]!;
    expect(given).toEqual(work);
    expect(claims.map(({ client }) => client)).toEqual([0, 1, 2, 3, 4]);
    const behind = [...run.sent.commit.values()].map((message) =>
      partsOf(session, message).proofs.slice(),
    );
    expect(claims.map((claim) => claim.proof)).toEqual(behind);
  });
});
