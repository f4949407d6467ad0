/** Cheaters before a service that keeps its messages: payloads are not held, and what it had added of them is taken off again. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainSum } from '../../src/attacks/harness/scenario.ts';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { provenFindings } from '../../src/net/server/describeSession.ts';
import type { EventStore } from '../../src/net/service/eventStore.ts';
import { HostedSession } from '../../src/net/service/hostedSession.ts';
import type { GuardedOptions } from '../../src/net/service/hostOptions.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import {
  ACCUSER,
  cheatedSession,
  type CheatedSession,
  DEALER,
  HONEST,
  SCHEMES,
} from '../support/cheaters.ts';
import { kernel } from '../support/federation.ts';
import { STORE_KINDS, type StorePlace } from '../support/stores.ts';

const ENOUGH = 1e9;

describe.each(SCHEMES)('a $kind session with cheaters', (scheme) => {
  let cheated: CheatedSession;
  beforeAll(async () => {
    cheated = await cheatedSession(scheme);
  });

  it('gives the sum of the honest in memory', () => {
    const { outcome, scenario } = cheated;
    expect(outcome.published?.included).toEqual(HONEST);
    expect(outcome.published?.sum).toEqual(plainSum(scenario, HONEST));
  });

  describe.each(STORE_KINDS)('over $name', (kind) => {
    describe.skipIf(kind.skipped)('', () => {
      let place: StorePlace;
      let store: EventStore;
      beforeAll(() => kind.setUp());
      afterAll(() => kind.tearDown());
      beforeEach(async () => {
        place = await kind.fresh();
        store = await place.open();
      });
      afterEach(async () => {
        await store.close();
        await place.remove();
      });

      const options = (): GuardedOptions => ({
        identity: cheated.scenario.coordinator,
        kernel,
        store,
        now: () => ENOUGH,
        checks: ALL_CHECKS,
      });

      it('gives the same record, with a restart before each phase is closed, and names the cheaters', async () => {
        const { scenario, outcome, sent } = cheated;
        const { id } = await HostedSession.open(options(), scenario.session, scenario.roster);
        for (const phase of CLIENT_PHASES) {
          const hosted = await HostedSession.resume(options(), id);
          for (const message of sent[phase].slice(0, -1)) await hosted.receive(message);
          await store.close();
          store = await place.open();
          const again = await HostedSession.resume(options(), id);
          await again.receive(sent[phase].at(-1)!);
          if (again.view.phase === phase) await again.close(phase);
        }
        const last = await HostedSession.resume(options(), id);
        const { record } = outcome.published!;
        expect(last.view.end).toMatchObject({ kind: 'published', record });
        const { roster, session } = scenario;
        const verdicts = await Promise.all(
          provenFindings(last.view).map((found) =>
            verifyEvidence(evidenceOf(session, found)!, { roster }, kernel),
          ),
        );
        expect(verdicts).toMatchObject([
          { kind: 'proven', misbehaviour: 'broken-box', culprit: DEALER },
          { kind: 'proven', misbehaviour: 'false-accusation', culprit: ACCUSER },
        ]);
      });

      it('waits where the store gives nothing back, and goes on once it does', async () => {
        const { scenario, outcome, sent } = cheated;
        let away = false;
        const failing = new Proxy(store, {
          get(target, name) {
            const member: unknown = Reflect.get(target, name);
            if (typeof member !== 'function') return member;
            return (...args: unknown[]): unknown => {
              if (away && name === 'ranges') throw new Error('the store is away');
              return Reflect.apply(member, target, args);
            };
          },
        });
        const hosted = await HostedSession.open(
          { ...options(), store: failing },
          scenario.session,
          scenario.roster,
        );
        for (const phase of CLIENT_PHASES) {
          away = phase === 'commit';
          for (const message of sent[phase]) {
            await hosted.receive(message).catch((error: unknown) => {
              expect(error).toMatchObject({ message: 'the store is away' });
            });
          }
          if (away) expect(hosted.view.phase).toBe('commit');
          away = false;
          await hosted.follow();
          if (hosted.view.phase === phase) await hosted.close(phase);
        }
        const { record } = outcome.published!;
        expect(hosted.view.end).toMatchObject({ kind: 'published', record });
      });
    });
  });
});
