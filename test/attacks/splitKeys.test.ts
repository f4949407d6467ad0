import { pairwiseMaskKey } from '../../src/schemes/masking/secrets.ts';
import { describe, expect, it } from 'vitest';
import { generateAgreementKey } from '../../src/crypto/agreement.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { Caught } from '../../src/attacks/harness/events.ts';
import { resigned } from '../../src/attacks/harness/forge.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { MaliciousCoordinator } from '../../src/attacks/harness/maliciousCoordinator.ts';
import { everyone, ids, scenarioOf } from '../../src/attacks/harness/scenario.ts';
import { ALL_CHECKS, EnabledChecks } from '../../src/session/checks/enabledChecks.ts';

import { pairwiseAdvertiseCodec } from '../../src/schemes/pairwise/messages.ts';
import { readAccusations } from '../../src/messages/accusations.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import { kernel, seedOf } from '../support/federation.ts';

const [LEFT, RIGHT, OWNED] = ids(0, 1, 3);

/** A round up to the shares; with `apart`, client 1 alone is shown a second Advertise message of client 3’s. */
async function dealt(apart: boolean, checks = ALL_CHECKS): Promise<MaliciousCoordinator> {
  const scenario = scenarioOf({ kernel, checks }, { clients: 4, threshold: 3 });
  const attacker = new MaliciousCoordinator(scenario);
  await attacker.invite({ [OWNED!]: CorruptClient.joiner() });
  const { maskKey, boxKey } = attacker.advertOf(OWNED!);
  // The coordinator’s own client swaps its two keys: as good a pair as the first.
  const possession = new Uint8Array(64);
  const keys = { schemeKeys: { maskKey: boxKey }, boxKey: maskKey };
  const body = { ...keys, nonce: seedOf('second'), possession };
  const second = resigned(scenario, OWNED!, 'advertise', pairwiseAdvertiseCodec, body).envelope;
  await attacker.deal((to) =>
    [...attacker.adverts].map(([id, first]) =>
      apart && id === OWNED && to === RIGHT ? second : first,
    ),
  );
  return attacker;
}

/** Whether clients 0 and 1 derive one mask key from one agreed secret, each under the list that it was shown. */
function masksCancel(attacker: MaliciousCoordinator): boolean {
  const random = seededRandom(seedOf('split keys'));
  const [left, right] = [
    generateAgreementKey(kernel, random),
    generateAgreementKey(kernel, random),
  ];
  const session = attacker.scenario.session.digest;
  const under = (
    id: typeof LEFT,
  ): { kernel: typeof kernel; session: Uint8Array; transcriptHash: Uint8Array } => ({
    kernel,
    session,
    transcriptHash: attacker.transcriptOf(id!),
  });
  return equalBytes(
    pairwiseMaskKey(under(LEFT), left.secret, LEFT!, RIGHT!, right.publicKey).expose(),
    pairwiseMaskKey(under(RIGHT), right.secret, RIGHT!, LEFT!, left.publicKey).expose(),
  );
}

/** The check that ends the next phase, in which all open their boxes; nothing where it goes on. */
async function raisedNext(attacker: MaliciousCoordinator): Promise<string | undefined> {
  const all = everyone(attacker.scenario);
  try {
    for (const id of all) await attacker.commit(id, all);
    return undefined;
  } catch (error) {
    if (error instanceof Caught) return error.alarm.code;
    throw error;
  }
}

describe('two clients that are shown different keys of a third one', () => {
  it('derive other mask keys from what they agreed on, and cannot read each other’s boxes', async () => {
    const attacker = await dealt(true);
    expect(masksCancel(attacker)).toBe(false);
    // Each one’s Share names the list that it was shown.
    expect(await raisedNext(attacker)).toBe('transcript');
    const careless = await dealt(true, EnabledChecks.unsafeWithout('transcript', 'key-possession'));
    expect(await raisedNext(careless)).toBeUndefined();
    const { session } = careless.scenario;
    const { accusations } = splitAttachment(session, careless.commits.get(RIGHT!)!.attachment!);
    expect(readAccusations(4, accusations).map(({ dealer }) => dealer)).toContain(LEFT);
  });

  it('would go on with masks that cancel, were the keys the same', async () => {
    const attacker = await dealt(false);
    expect(masksCancel(attacker)).toBe(true);
    expect(await raisedNext(attacker)).toBeUndefined();
  });
});
