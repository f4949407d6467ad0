/** Sessions with proofs at the coordinator: payloads wait until their proofs are checked. */
import { partsOf } from '../support/commits.ts';
import { describe, expect, it } from 'vitest';
import { openRecord } from '../../src/record/record.ts';
import { coordinatorAt, exchange, type Exchange } from '../support/exchange.ts';
import { plainSum, testSession, type TestSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';

const { prover, checker } = transparentProofs('linf');
const setup: TestSession = {
  ...testSession(4, {
    threshold: 3,
    maxCorrupt: 1,
    maxDropouts: 1,
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
const { session } = setup;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup);
});

describe('a payload with proofs behind it', () => {
  it.each([
    ['the payload', 4 + session.commitmentBytes],
    ['the proofs', 4 + session.commitmentBytes + session.payloadBytes],
  ])('is refused where %s was changed on its way, and nobody is named', async (_, at) => {
    const one = await coordinatorAt(setup, run, 'commit');
    const message = run.sent.commit.get(2)!;
    const changed = { ...message, attachment: flipped(message.attachment!, at) };
    const rejection = await one.receive(changed);
    expect(rejection).toMatchObject({ kind: 'rejection', code: 'payload-digest' });
    expect(rejection).not.toMatchObject({ culprit: 2 });
    expect(await one.receive(message)).toEqual({ kind: 'accepted', client: 2 });
  });

  it('is added, and its proofs are published, as it was when it came', async () => {
    const one = await coordinatorAt(setup, run, 'commit');
    for (const { envelope, attachment } of run.sent.commit.values()) {
      const buffer = attachment!.slice();
      await one.receive({ envelope, attachment: buffer });
      buffer.fill(0);
    }
    await one.close();
    for (const phase of ['confirm', 'unmask'] as const) {
      for (const message of run.sent[phase].values()) await one.receive(message);
      const step = await one.close();
      if (step.kind !== 'finish') continue;
      expect(step.result.sum).toEqual(plainSum(session, [0, 1, 2, 3]));
      const sent = [...run.sent.commit.values()].map((message) =>
        partsOf(session, message).proofs.slice(),
      );
      expect(openRecord(step.result.record).body.proofs).toEqual(sent);
      return;
    }
    expect.fail('the session did not finish');
  });
});
