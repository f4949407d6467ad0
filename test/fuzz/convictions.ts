import { splitAttachment } from '../../src/messages/commit.ts';
import { MESSAGE_TYPES } from '../../src/messages/table.ts';
import { verifyEvidence } from '../../src/record/evidence/verify.ts';
import { evidenceOf } from '../../src/record/evidence/evidence.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import type { Party } from '../../src/session/party.ts';
import type { Session } from '../../src/session/session.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import type { Dice } from './dice.ts';
import type { Pool } from './pool.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;
const NOTHING = new Uint8Array(0);

/** Whom files of evidence convict that anybody could put together of what the network carried in a session. */
export async function convictions(
  dice: Dice,
  scenario: Scenario,
  pool: Pool,
  files: number,
): Promise<{ readonly culprit: Party; readonly detail: string }[]> {
  const { session, roster, testBed } = scenario;
  const own = pool.messages.filter(({ envelope }) =>
    equalBytes(openEnvelope(envelope, ANY_SIZE).session, session.digest),
  );
  if (own.length === 0) return [];
  const found: { culprit: Party; detail: string }[] = [];
  for (let i = 0; i < files; i++) {
    const picked = Array.from({ length: dice.between(1, 8) }, () => dice.pick(own));
    const attachment = dice.chance(0.5) ? besideOf(dice, session, dice.pick(picked)) : NOTHING;
    const evidence = picked.map(({ envelope }) => envelope);
    const bytes = evidenceOf(session, {
      message: '',
      culprit: 'coordinator',
      evidence,
      attachment,
    });
    const verdict = await verifyEvidence(bytes!, { roster }, testBed.kernel);
    if (verdict.kind === 'proven') {
      const { culprit, misbehaviour, detail } = verdict;
      found.push({ culprit, detail: `${misbehaviour}: ${detail}` });
    }
  }
  return found;
}

/** What was sent with a message, whole or the part of it that a digest was signed of. */
function besideOf(dice: Dice, session: Session, { envelope, attachment }: Message): Uint8Array {
  if (attachment === undefined) return NOTHING;
  if (openEnvelope(envelope, ANY_SIZE).type !== MESSAGE_TYPES.commit) return attachment;
  const { commitments, payload } = splitAttachment(session, attachment);
  return dice.pick([commitments, payload, attachment]);
}
