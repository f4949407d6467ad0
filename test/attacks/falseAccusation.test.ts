import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { evidenceOf, verifyEvidence, type EvidenceVerdict } from '../../src/record/index.ts';

import { clientId, type Party } from '../../src/session/party.ts';
import { confirmCodec } from '../../src/messages/confirm.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { identity, kernel, testSession } from '../support/federation.ts';
import { flipped, resigned } from '../support/forgery.ts';

const SIZES = { threshold: 3, maxCorrupt: 1, length: 3, rowLength: 2 };
const setup = testSession(4, SIZES);
const { session, roster, identities } = setup;
const VICTIM = 0;
const ACCUSER = 3;
const run = await exchange(setup);

/** What a file says that accuses somebody with these envelopes. */
function accuse(
  culprit: Party,
  evidence: readonly Uint8Array[],
  attachment?: Uint8Array,
): Promise<EvidenceVerdict> {
  const file = evidenceOf(session, { message: 'guilty', culprit, evidence, attachment });
  return verifyEvidence(file!, { roster }, kernel);
}

const victim = clientId(VICTIM, roster.size)!;
const sent = CLIENT_PHASES.map((phase) => run.sent[phase].get(VICTIM)!);
const told = CLIENT_PHASES.map((phase) => run.received[phase].get(VICTIM)!);

describe('whoever accuses an honest client proves nothing', () => {
  it('with any two of its messages, in any order, and anything that travelled beside one', async () => {
    const things = [undefined, ...sent, ...told].map((message) => message?.attachment);
    for (const first of sent) {
      for (const second of [...sent, ...told]) {
        for (const attachment of new Set(things)) {
          const verdict = await accuse(victim, [first.envelope, second.envelope], attachment);
          expect(verdict.kind).toBe('not-proven');
        }
      }
    }
  });

  it('with one of its messages changed on the way', async () => {
    for (const { envelope } of sent) {
      const verdict = await accuse(victim, [envelope, flipped(envelope, -80)]);
      expect(verdict.kind).toBe('not-proven');
    }
  });

  it('with a message in its name that somebody else signed', async () => {
    const { body } = openEnvelope(sent[0]!.envelope, sent[0]!.envelope.length);
    for (const signer of [identity('nobody'), identities[ACCUSER]!]) {
      const forged = sealEnvelope(signer, session.digest, 'advertise', VICTIM, flipped(body, -1));
      const verdict = await accuse(victim, [sent[0]!.envelope, forged]);
      expect(verdict).toMatchObject({ kind: 'not-proven' });
    }
  });

  it('with its message of another session beside the one of this', async () => {
    const other = await exchange(testSession(4, { ...SIZES, round: 2 }));
    for (const phase of CLIENT_PHASES) {
      const pair = [run, other].map(({ sent }) => sent[phase].get(VICTIM)!.envelope);
      expect(await accuse(victim, pair)).toMatchObject({ kind: 'not-proven' });
    }
  });

  it('and so does whoever accuses the coordinator of what it published', async () => {
    const { record } = publishedBy(run);
    expect(await accuse('coordinator', [record])).toMatchObject({ kind: 'not-proven' });
  });
});

describe('an accuser that signs a lie for it', () => {
  it('is the one who is proven guilty, whomever its file names', async () => {
    const first = run.sent.confirm.get(ACCUSER)!;
    const lie = resigned(session, identities[ACCUSER]!, confirmCodec, first, (body) => ({
      ...body,
      root: flipped(body.root, 0),
    }));
    const verdict = await accuse(victim, [first.envelope, lie.envelope, sent[3]!.envelope]);
    expect(verdict).toMatchObject({
      kind: 'proven',
      misbehaviour: 'equivocation',
      culprit: ACCUSER,
    });
  });
});
