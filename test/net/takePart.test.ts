import { describe, expect, it } from 'vitest';
import { MemoryNotes } from '../../src/attacks/harness/memoryNotes.ts';
import {
  closeWithout,
  type Served,
  sumOf,
  whileServed,
} from '../../src/attacks/harness/service.ts';
import type { Journal, JournalEntry } from '../../src/net/participant/journal/journal.ts';
import { type Visit, visit, type Visited } from '../../src/attacks/harness/visit.ts';
import {
  breaking,
  listedAs,
  pathOf,
  swallowing,
  type Wire,
} from '../../src/attacks/harness/wire.ts';
import {
  allBut,
  another,
  everyone,
  ids,
  plainSum,
  type Scenario,
  scenarioOf,
} from '../../src/attacks/harness/scenario.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { type Claim, type Ledger, memoryLedger } from '../../src/session/ledger.ts';
import { kernel, seedOf } from '../support/federation.ts';

const testBed = { kernel, checks: ALL_CHECKS };
const steps = scenarioOf(testBed, { clients: 4, threshold: 3, task: 'steps', maxCorrupt: 0 });
const sleep = another(steps, { task: 'sleep', nonce: seedOf('sleep') });
const [VICTIM] = ids(3);
const OTHERS = allBut(steps, VICTIM!);

/** The others take part as they should; nobody waits for them. */
function othersIn(
  scenario: Scenario,
  served: Served,
  visits: Visit = {},
): Promise<readonly Visited[]> {
  return Promise.all(OTHERS.map((id) => visit(scenario, id, served, visits)));
}

function policy(of: Scenario): Visit['policy'] {
  return {
    rosterDigest: of.roster.digest,
    coordinatorKey: of.coordinator.publicKey.bytes,
    minClients: 4,
    minThreshold: 3,
    maxCorrupt: 0,
    bound: { min: 1, max: 1000 },
  };
}

describe('what a caller asks for', () => {
  const cases: readonly [string, Visit, Required<Pick<Visit, 'task' | 'round'>>, string][] = [
    [
      'another task',
      { task: 'sleep', round: 1 },
      { task: 'sleep', round: 1 },
      'the session is round 1 of "steps", and round 1 of "sleep" was asked for',
    ],
    [
      'another task, in any round',
      { task: 'sleep', round: undefined },
      { task: 'sleep', round: 1 },
      'the session is round 1 of "steps", and a round of "sleep" was asked for',
    ],
    [
      'another round',
      { task: 'steps', round: 2 },
      { task: 'steps', round: 2 },
      'the session is round 1 of "steps", and round 2 of "steps" was asked for',
    ],
  ];
  it.each(cases)('is not got by listing the session as %s', (_, asked, listed, message) =>
    whileServed(testBed, async (served) => {
      await served.open(steps);
      const claims: Claim[] = [];
      const { end } = await visit(steps, VICTIM!, served, {
        ...asked,
        wire: listedAs(listed),
        onClaim: (claim) => claims.push(claim),
        input: () => {
          throw new Error('asked for');
        },
      });
      expect(end).toMatchObject({ kind: 'abort', code: 'policy-task', message });
      expect(claims).toEqual([]);
    }),
  );

  it('is any round of its task where it names none', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(another(steps, { round: 5 }));
      await Promise.all(
        everyone(steps).map((id) => visit(steps, id, served, { round: undefined })),
      );
      expect(sumOf(hosted)).toEqual(plainSum(steps, everyone(steps)));
    }));

  it('is the listed session, and not one whose invitation comes in its place', () =>
    whileServed(testBed, async (served) => {
      const listed = await served.open(steps);
      const other = await served.open(another(steps, { round: 2, nonce: seedOf('round 2') }));
      const swapped: Wire = (next) => (request, init) => {
        const asked = pathOf(request).endsWith(`${listed.id}/invitation`);
        const url = `http://coordinator.invalid/v1/sessions/${other.id}/invitation`;
        return next(asked ? url : request, init);
      };
      const { end } = await visit(steps, VICTIM!, served, { round: 1, wire: swapped });
      expect(end).toMatchObject({ kind: 'abort', code: 'session-bound' });
    }));

  it('is no path on the coordinator, whatever the list calls a session', () =>
    whileServed(testBed, async (served) => {
      await served.open(steps);
      const renamed: Wire = (next) => async (request, init) => {
        const answer = await next(request, init);
        if (pathOf(request) !== '/v1/sessions') return answer;
        const { sessions } = (await answer.json()) as { sessions: object[] };
        return Response.json({ sessions: sessions.map((one) => ({ ...one, digest: '../x' })) });
      };
      const visiting = visit(steps, VICTIM!, served, { wire: renamed });
      await expect(visiting).rejects.toThrow('not a list of sessions');
    }));
});

describe('notes of a session', () => {
  interface Kept {
    readonly ledger: Ledger;
    readonly notes: MemoryNotes;
  }

  /** What a process begins with. */
  async function opened({ ledger, notes }: Kept): Promise<Visit & { readonly journal: Journal }> {
    return { ledger, journal: await notes.open(steps, VICTIM!) };
  }

  async function entriesIn(kept: Kept): Promise<readonly JournalEntry[]> {
    return (await opened(kept)).journal.entries();
  }

  /** A first process that ends with its first message unsent. */
  async function stopped(served: Served, kept: Kept): Promise<void> {
    const stop = new AbortController();
    const cut = { ...(await opened(kept)), signal: stop.signal, wire: breaking(stop) };
    expect((await visit(steps, VICTIM!, served, cut)).end).toBeUndefined();
  }

  it('are kept where another task is asked for, and gone on with where that one is', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(steps);
      const others = othersIn(steps, served);
      const kept = { ledger: memoryLedger(), notes: new MemoryNotes() };
      await stopped(served, kept);
      const noted = await entriesIn(kept);
      const { end } = await visit(sleep, VICTIM!, served, await opened(kept));
      expect(end).toMatchObject({
        kind: 'abort',
        code: 'policy-task',
        message: expect.stringContaining('which is kept') as unknown,
      });
      expect(await entriesIn(kept)).toEqual(noted);

      const again = await visit(steps, VICTIM!, served, await opened(kept));
      expect(again.end).toMatchObject({ kind: 'published', report: { valid: true } });
      expect(await entriesIn(kept)).toEqual([]);
      await others;
      expect(sumOf(hosted)).toEqual(plainSum(steps, everyone(steps)));
    }));

  it('are gone on with by a process after one that ended before its claim was kept', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(steps);
      const others = othersIn(steps, served);
      const kept = { ledger: memoryLedger(), notes: new MemoryNotes() };
      const dying: Ledger = { ...kept.ledger, claim: () => Promise.reject(new Error('killed')) };
      const killed = visit(steps, VICTIM!, served, { ...(await opened(kept)), ledger: dying });
      await expect(killed).rejects.toThrow('killed');
      await visit(steps, VICTIM!, served, await opened(kept));
      await others;
      expect(sumOf(hosted)).toEqual(plainSum(steps, everyone(steps)));
    }));

  it('are gone on with by a process after one that ended between the claim of the input and Commit', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(steps);
      const others = othersIn(steps, served);
      const kept = { ledger: memoryLedger(), notes: new MemoryNotes() };
      const dying: Ledger = {
        ...kept.ledger,
        claim: async (claim) => {
          const given = await kept.ledger.claim(claim);
          if (claim.kind === 'input') throw new Error('killed');
          return given;
        },
      };
      const killed = visit(steps, VICTIM!, served, { ...(await opened(kept)), ledger: dying });
      await expect(killed).rejects.toThrow('killed');
      await visit(steps, VICTIM!, served, await opened(kept));
      await others;
      expect(sumOf(hosted)).toEqual(plainSum(steps, everyone(steps)));
    }));

  it('are of no use under a policy that the session does not pass', () =>
    whileServed(testBed, async (served) => {
      await served.open(steps);
      const kept = { ledger: memoryLedger(), notes: new MemoryNotes() };
      await stopped(served, kept);
      for (const [change, code] of [
        [{ coordinatorKey: seedOf('another coordinator') }, 'policy-coordinator'],
        [{ rosterDigest: seedOf('another roster') }, 'policy-roster'],
      ] as const) {
        const strict = { ...policy(steps)!, ...change };
        const { end } = await visit(steps, VICTIM!, served, {
          ...(await opened(kept)),
          policy: strict,
        });
        expect(end).toMatchObject({ kind: 'abort', code });
      }
      expect(await entriesIn(kept)).toHaveLength(1);
    }));
});

describe('the report of a participation', () => {
  it('names all that the caller and its policy asked for', () =>
    whileServed(testBed, async (served) => {
      const session = another(steps, { modelDigest: seedOf('model') });
      await served.open(session);
      const strict = { ...policy(session)!, modelDigest: seedOf('model') };
      const visits = everyone(session).map((id) => visit(session, id, served, { policy: strict }));
      const [{ end }] = (await Promise.all(visits)) as [Visited];
      if (end?.kind !== 'published') throw new Error('no record');
      const lines = new Map(end.report.checks.map((line) => [line.check, line]));
      for (const check of [
        'policy-roster',
        'policy-coordinator',
        'policy-task',
        'policy-model',
        'policy-clients',
        'policy-corrupt',
      ] as const) {
        expect(lines.get(check)?.verdict).toBe('passed');
      }
      expect(lines.get('policy-clients')?.detail).toBe(
        'the session is over 4 clients, and at least 4 were asked for; the sum covers 4 inputs, and at least 3 were asked for',
      );
    }));
});

describe('an input', () => {
  it('goes into one of two sessions that run at once', () =>
    whileServed(testBed, async (served) => {
      const hosted = [await served.open(steps), await served.open(sleep)] as const;
      const ledger = memoryLedger();
      const visits = [steps, sleep].map((scenario) => visit(scenario, VICTIM!, served, { ledger }));
      const others = [steps, sleep].map((scenario) => othersIn(scenario, served));
      const all = Promise.all([...visits, ...others.flat()]);
      // The session that did not get the input goes on without this client.
      const refused = await Promise.any(
        visits.map(async (one, i) => {
          if ((await one).end?.kind !== 'abort') throw new Error('it was not refused');
          return i;
        }),
      );
      await closeWithout(hosted[refused]!, 'commit', VICTIM!, all);
      const [one, two] = await Promise.all(visits);
      const ends = [one!.end, two!.end].map((end) =>
        end?.kind === 'abort' ? end.code : end?.kind,
      );
      expect([...ends].sort()).toEqual(['input-once', 'published']);
      const sums = [steps, sleep].map((scenario, i) =>
        plainSum(scenario, ends[i] === 'published' ? everyone(scenario) : OTHERS),
      );
      expect(hosted.map(sumOf)).toEqual(sums);
    }));

  it('may go into the next round where a round failed before Commit', () =>
    whileServed(testBed, async (served) => {
      const first = await served.open(steps);
      const ledgers = everyone(steps).map(() => memoryLedger());
      const claims: Claim[] = [];
      const failing = Promise.all(
        everyone(steps).map((id) =>
          visit(steps, id, served, {
            ledger: ledgers[id]!,
            onClaim: (claim) => claims.push(claim),
            wire: swallowing('share'),
          }),
        ),
      );
      while (first.view.phase !== 'share') await new Promise((resolve) => setTimeout(resolve, 1));
      await first.close('share');
      for (const { end } of await failing) expect(end).toMatchObject({ kind: 'gone' });
      expect(claims.map(({ kind }) => kind)).toEqual(['round', 'round', 'round', 'round']);

      const next = another(steps, { round: 2, nonce: seedOf('round 2') });
      const second = await served.open(next);
      await Promise.all(
        everyone(next).map((id) => visit(next, id, served, { ledger: ledgers[id]! })),
      );
      expect(sumOf(second)).toEqual(plainSum(next, everyone(next)));
    }));

  it('is refused when joining where it was sent before, and uses up no round', () =>
    whileServed(testBed, async (served) => {
      await served.open(steps);
      await served.open(sleep);
      const ledgers = everyone(steps).map(() => memoryLedger());
      await Promise.all(
        everyone(steps).map((id) => visit(steps, id, served, { ledger: ledgers[id]! })),
      );
      const claims: Claim[] = [];
      const call = { ledger: ledgers[0]!, onClaim: (claim: Claim) => claims.push(claim) };
      const { end } = await visit(sleep, 0 as never, served, call);
      expect(end).toMatchObject({ kind: 'abort', code: 'input-once' });
      expect(claims).toEqual([]);
    }));

  it('that an epoch is named for is sent once in it, whatever its values, and again in another one', () =>
    whileServed(testBed, async (served) => {
      const rounds = [1, 2, 3].map((round) =>
        another(steps, { round, nonce: seedOf(`round ${round}`) }),
      );
      for (const scenario of rounds) await served.open(scenario);
      const ledgers = everyone(steps).map(() => memoryLedger());
      const run = (scenario: Scenario, epoch: string, plus = 0): Promise<readonly Visited[]> =>
        Promise.all(
          everyone(scenario).map((id) => {
            const input = (): Int32Array => scenario.inputs[id]!.map((x) => x + plus);
            return visit(scenario, id, served, { ledger: ledgers[id]!, epoch, input });
          }),
        );
      expect((await run(rounds[0]!, 'week 30'))[0]!.end).toMatchObject({ kind: 'published' });
      const refused = await run(rounds[1]!, 'week 30', 1);
      expect(refused[0]!.end).toMatchObject({ kind: 'abort', code: 'input-once' });
      expect((await run(rounds[2]!, 'week 31'))[0]!.end).toMatchObject({ kind: 'published' });
    }));

  it('is not sent where the ledger cannot keep it', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(steps);
      const inner = memoryLedger();
      const full: Ledger = {
        admits: (claim) => inner.admits(claim),
        claim: (claim) =>
          claim.kind === 'input' ? Promise.reject(new Error('no space left')) : inner.claim(claim),
      };
      const others = othersIn(steps, served);
      const failing = expect(visit(steps, VICTIM!, served, { ledger: full })).rejects.toThrow(
        'no space left',
      );
      await Promise.all([failing, closeWithout(hosted, 'commit', VICTIM!, others)]);
      expect(sumOf(hosted)).toEqual(plainSum(steps, OTHERS));
    }));
});
