/** Vectors that are summed in parts over HTTP: service, participants, and what is kept by both. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryNotes } from '../../src/attacks/harness/memoryNotes.ts';
import { MemoryStore } from '../../src/attacks/harness/memoryStore.ts';
import { messageOf, phaseOf, type Wire } from '../../src/attacks/harness/wire.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import type { ClientPhase } from '../../src/messages/table.ts';
import type { Journal } from '../../src/net/participant/journal/journal.ts';
import { SealedJournal } from '../../src/net/participant/journal/sealedJournal.ts';
import type { Participated } from '../../src/net/participant/takePart.ts';
import { inProcessFetch } from '../../src/net/server/inProcessFetch.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { StoreError } from '../../src/net/service/eventStore.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { type Claim, memoryLedger } from '../../src/session/ledger.ts';
import { planDigest } from '../../src/session/parts.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { coordinator as identity, kernel, seedOf } from '../support/federation.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';
import { sessions, setup as base } from '../support/parts.ts';
import { participateInParts, requireSumOfParts } from '../support/partsRound.ts';

const CLIENTS = [0, 1, 2, 3] as const;
const setup = { ...base, session: sessions[1]! };
const PLAN = toHex(planDigest(sessions[0]!));
const PARTS = sessions.length;

let coordinator: HttpCoordinator;
let closing: (() => void)[];

beforeEach(async () => {
  coordinator = await httpCoordinator(setup);
  closing = [];
});

afterEach(async () => {
  for (const stop of closing) stop();
  await coordinator.stop();
});

interface Life {
  readonly wire?: Wire;
  readonly journal?: Journal;
  readonly signal?: AbortSignal;
  readonly onClaim?: (claim: Claim) => void;
  readonly ledger?: ReturnType<typeof memoryLedger>;
}

function participate(client: number, { wire, ...life }: Life = {}): Promise<Participated> {
  const { server } = coordinator;
  return participateInParts(client, { server, ...life, fetch: wire ? wire(fetch) : fetch });
}

/** Closes Commit as soon as nobody but one client is missing. */
function closingWithout(client: number, hosted = coordinator.hosted): void {
  const timer = setInterval(() => {
    const { view } = hosted;
    const { phase, missing } = view;
    if (phase === 'commit' && missing.length === 1 && missing[0] === client) {
      hosted.close(phase).catch(() => undefined);
    }
  }, 5);
  closing.push(() => {
    clearInterval(timer);
  });
}

/** The part and the phase of a message that a request posts. */
function placeOf(init: RequestInit | undefined): readonly [string, number] | undefined {
  const sent = messageOf(init);
  if (!sent) return undefined;
  const named = openEnvelope(sent.envelope, sent.envelope.length).session;
  return [phaseOf(sent)!, sessions.findIndex(({ digest }) => equalBytes(digest, named))];
}

describe('a vector in parts, over HTTP', () => {
  it('is one session in the list, one claim of the round, and one record', async () => {
    const claims: Claim[] = [];
    const ends = CLIENTS.map((client) =>
      participate(client, { onClaim: (claim) => claims.push(claim) }),
    );
    await requireSumOfParts(await Promise.all(ends), CLIENTS);
    const { hosted } = coordinator;
    expect(hosted.id).toBe(PLAN);
    expect(hosted.session.parameters.length).toBe(11);
    const listed = (await (await fetch(new URL('v1/sessions', coordinator.server))).json()) as {
      readonly sessions: readonly object[];
    };
    expect(listed.sessions).toMatchObject([
      { digest: PLAN, length: 11, parts: PARTS, state: 'published', clients: 4 },
    ]);
    const rounds = claims.filter(({ kind }) => kind === 'round');
    expect(rounds).toHaveLength(CLIENTS.length);
    expect(new Set(rounds.map(({ session }) => session))).toEqual(new Set([PLAN]));
    // The input is asked for in every part, by the same participation.
    const inputs = claims.filter(({ kind }) => kind === 'input');
    expect(new Set(inputs.map(({ participation }) => participation)).size).toBe(CLIENTS.length);
  });

  it('leaves out of all parts who is not in all', async () => {
    closingWithout(3);
    const losing: Wire = (next) => (request, init) => {
      const [phase, part] = placeOf(init) ?? [];
      return phase === 'commit' && part === 1
        ? Promise.resolve(Response.json({ kind: 'accepted' }))
        : next(request, init);
    };
    const left = participate(3, { wire: losing });
    await requireSumOfParts(
      await Promise.all([0, 1, 2].map((client) => participate(client))),
      [0, 1, 2],
    );
    expect(await left).toMatchObject({ kind: 'gone', code: 'phase-bound' });
  });

  it('has no part that the coordinator did not sign', async () => {
    const path = `v1/sessions/${PLAN}/invitation?part=${PARTS}`;
    const answer = await fetch(new URL(path, coordinator.server));
    expect(answer.status).toBe(404);
    const other: Wire = (next) => (request, init) => {
      const url = new URL(request as URL);
      if (url.searchParams.get('part') === '2') url.searchParams.set('part', '1');
      return next(url, init);
    };
    expect(await participate(0, { wire: other })).toMatchObject({
      kind: 'abort',
      code: 'parts-complete',
    });
    const absent: Wire = (next) => (request, init) => {
      const url = new URL(request as URL);
      url.searchParams.delete('part');
      return next(url, init);
    };
    expect(await participate(0, { wire: absent })).toMatchObject({
      kind: 'abort',
      code: 'parts-complete',
    });
  });

  it('survives a coordinator that ends in every phase', async () => {
    const ends = Promise.all(CLIENTS.map((client) => participate(client)));
    const restarted = new Set<ClientPhase>();
    const progress = { over: false };
    void ends.finally(() => (progress.over = true));
    while (!progress.over) {
      const { phase, missing } = coordinator.hosted.view;
      // In the middle of it, with some parts there and others not.
      if (phase !== 'ended' && !restarted.has(phase) && missing.length < CLIENTS.length) {
        restarted.add(phase);
        await coordinator.restart();
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await requireSumOfParts(await ends, CLIENTS);
    expect(restarted.size).toBeGreaterThan(1);
    await coordinator.restart();
    expect(coordinator.hosted.view.end).toMatchObject({ kind: 'published' });
  });
});

describe('notes of a participation in all parts', () => {
  class Crash extends Error {}

  /** Ends the process at a message of a part: before it is sent, or after it got through. */
  function crashing(
    at: readonly [ClientPhase, number],
    sent: boolean,
    stop: AbortController,
  ): Wire {
    return (next) => async (request, init) => {
      const place = placeOf(init);
      const here = place?.[0] === at[0] && place[1] === at[1];
      if (here && sent) await next(request, init);
      if (here) stop.abort(new Crash('the process ended'));
      stop.signal.throwIfAborted();
      return next(request, init);
    };
  }

  const notes = (storage: MemoryNotes): Promise<Journal> =>
    SealedJournal.open(storage, ALL_CHECKS, base.identities[3]!, seededRandom(seedOf('notes')));

  it.each([
    ['advertise', 1, true],
    ['share', 2, false],
    ['commit', 1, true],
    ['confirm', 0, false],
    ['confirm', 1, true],
    ['unmask', 1, false],
  ] as const)('go on after the %s of part %i, sent: %s', async (phase, part, sent) => {
    const others = Promise.all([0, 1, 2].map((client) => participate(client)));
    const storage = new MemoryNotes();
    const ledger = memoryLedger();
    const stop = new AbortController();
    const wire = crashing([phase, part], sent, stop);
    const { signal } = stop;
    const first = participate(3, { wire, journal: await notes(storage), ledger, signal });
    await expect(first).rejects.toThrow(Crash);
    const journal = await notes(storage);
    const second = participate(3, { journal, ledger });
    await requireSumOfParts([await second, ...(await others)], CLIENTS);
  });
});

describe('a store that fails while Commit is closed', () => {
  it('is asked again, and no part goes on without the others', async () => {
    const store = new FailingStore();
    const now = (): number => Date.now();
    const service = await CoordinatorService.start({ identity, kernel, store, now });
    const app = await coordinatorServer({ service, now });
    const ticking = setInterval(() => void service.closeDue(), 20);
    closing.push(() => {
      clearInterval(ticking);
    });
    const hosted = await service.open(sessions[0]!, base.roster);
    closingWithout(3, hosted);
    // Its other payloads are read back, and taken off.
    const stop = new AbortController();
    const over: { fetch: typeof fetch } = { fetch: inProcessFetch(app) };
    const losing: Wire = () => (request, init) => {
      const [phase, part] = placeOf(init) ?? [];
      if (phase !== 'commit' || part !== 2) return over.fetch(request, init);
      return Promise.resolve(Response.json({ kind: 'accepted' }));
    };
    const left = participate(3, { wire: losing, signal: stop.signal }).catch(() => undefined);
    const ends = [0, 1, 2].map((client) => participate(client, { wire: () => over.fetch }));
    store.failing = (): boolean => hosted.view.phase === 'commit';
    await requireSumOfParts(await Promise.all(ends), [0, 1, 2]);
    expect(store.failures).toBeGreaterThan(1);
    stop.abort(new Error('over'));
    await left;
    await app.close();
    await service.stop();
  });
});

/** A store whose attachments cannot be read for a while. */
class FailingStore extends MemoryStore {
  failing: () => boolean = () => false;
  failures = 0;

  override ranges(...wanted: Parameters<MemoryStore['ranges']>): ReturnType<MemoryStore['ranges']> {
    if (!this.failing() || this.failures >= 3) return super.ranges(...wanted);
    this.failures += 1;
    return Promise.reject(new StoreError('the store cannot be read', { passing: true }));
  }
}
