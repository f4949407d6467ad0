/** A lost round under `pairwise`, and the one under `coded` that follows it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionOf, type Task, taskIn } from '../../src/cli/files/taskFile.ts';
import { FollowUps } from '../../src/cli/followUps.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { ELEMENT_BYTES } from '../../src/kernel/kernel.ts';
import type { ClientId } from '../../src/session/party.ts';
import type { Session } from '../../src/session/session.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { recommitted } from '../support/commits.ts';
import { exchange } from '../support/exchange.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  coordinator,
  kernel,
  seedOf,
  testSession,
  type TestSession,
} from '../support/federation.ts';

const { roster, identities } = testSession(5);
const random = seededRandom(seedOf('follow-ups'));
const TASK = {
  task: 'test',
  round: 7,
  length: 5,
  bound: 1000,
  rowLength: 4,
  maxDropouts: 1,
  onFailure: 'coded',
  deadlines: { advertise: 0, share: 0, commit: 0, confirm: 0, unmask: 0 },
};

let folder: string;
let service: CoordinatorService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-follow-ups-'));
  service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: await openLevelStore(join(folder, 'store')),
    now: () => Date.now(),
    checkerFor: () => Promise.resolve(undefined),
  });
});

afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

function followUps(): FollowUps {
  return new FollowUps(service, async (task: Task) =>
    service.open(await sessionOf(task, roster, coordinator.publicKey, random), roster),
  );
}

/** Runs a session in which client 4 sends another payload than it committed to. */
async function spoil(hosted: HostedSession): Promise<void> {
  const { session } = hosted;
  const setup: TestSession = { ...testSession(5), session, roster, identities };
  const { sent } = await exchange(setup, {
    tamper: (phase, client, message) =>
      phase === 'commit' && client === 4 ? otherPayload(session, message) : message,
  });
  for (const phase of CLIENT_PHASES) {
    for (const message of sent[phase].values()) await hosted.receive(message);
    // The cheat itself leaves when it sees what the list says of it.
    if (hosted.view.phase === phase) await hosted.close(phase);
  }
}

/** A Commit with 1 added to the first element of its payload. */
function otherPayload(session: Session, message: Message): Message {
  return recommitted({ session, identities }, 4 as ClientId, message, ({ payload }) => {
    const one = payload.slice(0, ELEMENT_BYTES);
    kernel.add(
      one,
      Uint8Array.from({ length: ELEMENT_BYTES }, (_, i) => (i === 0 ? 1 : 0)),
    );
    const changed = payload.slice();
    changed.set(one);
    return { payload: changed };
  });
}

describe('a task with a scheme on failure', () => {
  it('has its next round opened under it where a round is lost unnamed, once', async () => {
    const rounds = followUps();
    const first = await rounds.open(taskIn(TASK));
    expect(await rounds.openDue()).toEqual([]);
    expect(rounds.pending).toBe(true);
    await spoil(first);
    expect(first.view.end).toMatchObject({ kind: 'aborted' });
    const [next, ...more] = await rounds.openDue();
    expect(more).toEqual([]);
    expect(next!.session.parameters).toMatchObject({ round: 8, scheme: { kind: 'coded' } });
    expect(await rounds.openDue()).toEqual([]);
    expect(rounds.pending).toBe(false);
    await spoil(next!);
    expect(next!.view.end).toMatchObject({ kind: 'published' });
    expect(next!.view.rejections).toMatchObject([{ code: 'payload-linked', culprit: 4 }]);
  });

  it('has it opened after a restart, too, and never twice', async () => {
    const first = await followUps().open(taskIn(TASK));
    await spoil(first);
    const again = followUps();
    await again.open(taskIn(TASK));
    const [next] = await again.openDue();
    const third = followUps();
    await third.open(taskIn(TASK));
    expect((await third.openDue()).map(({ id }) => id)).toEqual([next!.id]);
  });
});
