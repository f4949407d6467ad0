import { BROADCAST_TYPES, type BroadcastType } from '../../src/messages/table.ts';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom, systemRandom } from '../../src/crypto/random.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import { type Participated, takePart } from '../../src/net/participant/takePart.ts';
import { type Journal, JournalError } from '../../src/net/participant/journal/journal.ts';
import { openLevelJournal } from '../../src/net/participant/journal/levelJournal.ts';

import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { RangeProver } from '../../src/proofs/system.ts';
import { type Ledger, memoryLedger } from '../../src/session/ledger.ts';
import {
  identity,
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  type TestSession,
  testSession,
} from '../support/federation.ts';
import { redealt, shut } from '../../src/attacks/harness/redealt.ts';
import type { ClientId } from '../../src/session/party.ts';
import { joinAs } from '../support/exchange.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const DEADLINES = [0, 20_000, 20_000, 20_000, 20_000];
const plain = testSession(4, { deadlines: DEADLINES });
const coded = testSession(4, { deadlines: DEADLINES, scheme: { kind: 'coded' } });
const sparse = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  deadlines: DEADLINES,
  scheme: { kind: 'sparse' },
});
const SELF = 3;

let folder: string;
let coordinator: HttpCoordinator;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-journal-'));
});

afterEach(async () => {
  await coordinator.stop();
  await rm(folder, { recursive: true });
});

interface Life {
  readonly setup?: TestSession;
  readonly ledger?: Ledger;
  readonly input?: Int32Array;
  readonly journal?: Journal;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  readonly prover?: RangeProver | undefined;
  readonly seed?: string;
}

function participate(client: number, life: Life = {}): Promise<Participated> {
  const { setup = plain, seed = 'first life', ...rest } = life;
  const { session, roster, identities, prover, checker } = setup;
  return takePart({
    server: coordinator.server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: { ...policyFor(setup), proofs: { allowDevelopmentKeys: true } },
    ledger: memoryLedger(),
    random: seededRandom(seedOf(`${seed} ${client}`)),
    kernel,
    prover,
    checker,
    ...rest,
    input: () => life.input ?? testInput(session, client),
  });
}

function notes(by: Identity = plain.identities[SELF]!): Promise<Journal> {
  return openLevelJournal(join(folder, 'state'), by, systemRandom);
}

class Crash extends Error {}

/** A network that ends the process with the first request after the message that a phase answers was fetched, or after the answer got through. */
function crashing(phase: BroadcastType, when: 'unsent' | 'unheard'): typeof fetch {
  let fetched = phase === 'invitation';
  return async (request, init) => {
    const post = init?.method === 'POST';
    if (post && fetched && when === 'unsent') throw new Crash('crash');
    const response = await fetch(request, init);
    if (post && fetched) throw new Crash('crash');
    const { pathname } = new URL(request as URL);
    if (response.status === 200 && pathname.endsWith(`/messages/${phase}`)) fetched = true;
    return response;
  };
}

/** A life that a crash ends; what is kept in its folder is let go of, as the end of a process would. */
async function die(life: Life & { readonly fetch: typeof fetch }): Promise<void> {
  const stop = new AbortController();
  const stopping: typeof fetch = (request, init) =>
    life.fetch(request, init).catch((error: unknown) => {
      if (error instanceof Crash) stop.abort(error);
      throw error;
    });
  const journal = await notes();
  const { signal } = stop;
  await expect(participate(SELF, { ...life, journal, signal, fetch: stopping })).rejects.toThrow();
  await journal.close();
}

/** A network that keeps what is posted. */
function watching(inner: typeof fetch): { fetch: typeof fetch; posts: Uint8Array[] } {
  const posts: Uint8Array[] = [];
  return {
    posts,
    fetch: (request, init) => {
      if (init?.method === 'POST') posts.push((init.body as Uint8Array).slice());
      return inner(request, init);
    },
  };
}

describe('a participant that is killed and started again', () => {
  const cases = BROADCAST_TYPES.flatMap((phase) =>
    (['unsent', 'unheard'] as const).flatMap((when) =>
      [plain, coded, sparse].map(
        (setup) => [phase, when, setup.session.parameters.scheme.kind, setup] as const,
      ),
    ),
  );
  it.each(cases)(
    'answering %s, its answer %s, in a %s session: goes on, and its input is in the sum',
    async (phase, when, _, setup) => {
      coordinator = await httpCoordinator(setup);
      const others = [0, 1, 2].map((client) => participate(client, { setup }));
      const ledger = memoryLedger();
      await die({ setup, ledger, fetch: crashing(phase, when) });
      const second = { setup, ledger, journal: await notes(), seed: 'second life' };
      const end = await participate(SELF, second);
      if (end.kind !== 'published') throw new Error(end.message);
      expect(end.report.valid && end.report.included).toEqual([0, 1, 2, 3]);
      expect(end.report.valid && [...end.report.sum]).toEqual([
        ...plainSum(setup.session, [0, 1, 2, 3]),
      ]);
      expect(end.report.checks.find(({ check }) => check === 'mine')?.verdict).toBe('passed');
      expect(coordinator.hosted.view.rejections).toEqual([]);
      await Promise.all(others);
      // What unmasks the input is gone with the session.
      expect(await readdir(join(folder, 'state'))).toEqual([]);
    },
  );

  it('proves its input once: what it sent is the proof that it sends again', async () => {
    const { prover, checker } = transparentProofs('linf');
    const keyDigest = prover.setup.digest;
    const proofs = {
      system: 'groth16',
      statement: { kind: 'linf' },
      setup: keyDigest,
      checking: { mode: 'full' },
    } as const;
    const setup = { ...testSession(4, { deadlines: DEADLINES, proofs }), prover, checker };
    coordinator = await httpCoordinator(setup);
    const others = [0, 1, 2].map((client) => participate(client, { setup }));
    const ledger = memoryLedger();
    await die({ setup, ledger, fetch: crashing('shared', 'unheard') });
    const spent = { ...prover, prove: () => Promise.reject(new Error('proven twice')) };
    const journal = await notes();
    const end = await participate(SELF, {
      setup,
      ledger,
      journal,
      prover: spent,
      seed: 'second life',
    });
    if (end.kind !== 'published') throw new Error(end.message);
    expect(end.report.valid && end.report.included).toEqual([0, 1, 2, 3]);
    expect(coordinator.hosted.view.rejections).toEqual([]);
    await Promise.all(others);
  });

  it.each(['unsent', 'unheard'] as const)(
    'sends a proof by planes that was %s again, byte for byte, and proves no other',
    async (when) => {
      let proofs = 0;
      const planes = planesProver(kernel);
      const counted: RangeProver = {
        ...planes,
        prove: (...given) => {
          proofs += 1;
          return planes.prove(...given);
        },
      };
      const demand = { system: 'planes', statement: { kind: 'linf' } } as const;
      const proven = testSession(4, {
        deadlines: DEADLINES,
        rowLength: 512,
        proofs: { ...demand, checking: { mode: 'full' } },
      });
      const setup = { ...proven, prover: planes, checker: planesVerifier(kernel) };
      coordinator = await httpCoordinator(setup);
      const others = [0, 1, 2].map((client) => participate(client, { setup }));
      const ledger = memoryLedger();
      const first = watching(crashing('shared', when));
      await die({ setup, ledger, prover: counted, fetch: first.fetch });
      expect(proofs).toBe(1);

      // A prover that has nothing left to prove.
      const spent = { ...planes, prove: () => Promise.reject(new Error('proven twice')) };
      const second = watching(globalThis.fetch);
      const end = await participate(SELF, {
        setup,
        ledger,
        journal: await notes(),
        prover: spent,
        seed: 'second life',
        fetch: second.fetch,
      });
      if (end.kind !== 'published') throw new Error(end.message);
      expect(end.report.valid && end.report.included).toEqual([0, 1, 2, 3]);
      expect(coordinator.hosted.view.rejections).toEqual([]);
      const commit = first.posts.at(-1);
      expect(commit.length).toBeGreaterThan(setup.session.proofBytes);
      // The same message, and no second one with a proof.
      expect(second.posts.some((bytes) => Buffer.compare(bytes, commit) === 0)).toBe(true);
      const sizes = second.posts.filter(({ length }) => length > setup.session.proofBytes);
      expect(sizes).toHaveLength(1);
      await Promise.all(others);
    },
  );

  it('accuses a dealer again by the same bytes', async () => {
    const setup = testSession(5, { deadlines: DEADLINES, threshold: 3, maxCorrupt: 0 });
    coordinator = await httpCoordinator(setup);
    const { hosted } = coordinator;
    const dealer = 4 as ClientId;
    const others = [0, 1, 2].map((client) => participate(client, { setup }));
    const first = await joinAs(setup, dealer, hosted.view.invitations[0]!);
    await hosted.receive(first.output, dealer);
    const ledger = memoryLedger();
    const dying = die({ setup, ledger, fetch: crashing('shared', 'unheard') });
    while (hosted.view.phase === 'advertise') await setTimeout(5);
    const step = await first.state.receive(hosted.view.messageFor(dealer, 'advertised')!.message);
    if (step.kind !== 'send') throw new Error('it has dealt nothing');
    const dealt = redealt(setup, dealer, step.message, (leaf, to) =>
      to === SELF ? shut(leaf) : leaf,
    );
    await hosted.receive(dealt, dealer);
    await dying;
    const second = participate(SELF, {
      setup,
      ledger,
      journal: await notes(),
      seed: 'second life',
    });
    while (hosted.view.missing.length > 1) await setTimeout(5);
    await hosted.close('commit');
    const end = await second;
    if (end.kind !== 'published') throw new Error(end.message);
    expect(end.report.valid && end.report.included).toEqual([0, 1, 2, 3]);
    expect(hosted.view.rejections).toMatchObject([{ code: 'share-matches', culprit: dealer }]);
    await Promise.all(others);
  });

  it('with another input stops, and sends nothing', async () => {
    coordinator = await httpCoordinator(plain);
    const others = [0, 1, 2].map((client) => participate(client).catch((error: unknown) => error));
    const ledger = memoryLedger();
    const crash = crashing('shared', 'unsent');
    await die({ ledger, fetch: crash });
    let posts = 0;
    const watched: typeof fetch = (request, init) => {
      if (init?.method === 'POST') posts += 1;
      return fetch(request, init);
    };
    const input = testInput(plain.session, SELF).map((x) => -x);
    const journal = await notes();
    await expect(participate(SELF, { ledger, journal, input, fetch: watched })).rejects.toThrow(
      JournalError,
    );
    expect(posts).toBe(0);
    await coordinator.hosted.close('commit');
    await Promise.all(others);
  });

  it('without its notes is stopped by its ledger', async () => {
    coordinator = await httpCoordinator(plain);
    const ledger = memoryLedger();
    const crash = crashing('invitation', 'unsent');
    await die({ ledger, fetch: crash });
    const end = await participate(SELF, { ledger });
    expect(end).toMatchObject({ kind: 'abort', code: 'ledger' });
  });
});

describe('a participant’s notes', () => {
  beforeEach(async () => {
    coordinator = await httpCoordinator(plain);
    const crash = crashing('invitation', 'unheard');
    await die({ ledger: memoryLedger(), fetch: crash });
  });

  it('are of one identity', async () => {
    const journal = await notes(identity('a stranger'));
    await expect(journal.entries()).rejects.toThrow(/another identity/);
    await journal.close();
  });

  it('are held by one process at a time', async () => {
    const journal = await notes();
    await expect(notes()).rejects.toThrow(/another process/);
    await journal.close();
  });

  it('are encrypted', async () => {
    const journal = await notes();
    const [begun] = await journal.entries();
    if (begun?.kind !== 'begun') throw new Error('no beginning');
    await journal.close();
    const files = await readdir(join(folder, 'state'), { recursive: true, withFileTypes: true });
    expect(files.some(({ name }) => name.endsWith('.log'))).toBe(true);
    for (const { parentPath, name } of files.filter((file) => file.isFile())) {
      const bytes = await readFile(join(parentPath, name));
      for (const part of [begun.seed, begun.session, begun.invitations[0]!.subarray(0, 64)]) {
        expect(bytes.includes(Buffer.from(part))).toBe(false);
      }
    }
  });
});
