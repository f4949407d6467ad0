/** Evidence that a malicious coordinator makes up for a judge: messages that the accused has never seen. */
import { evidenceOf } from '../../record/evidence/evidence.ts';
import { verifyEvidenceUnder } from '../../record/evidence/verify.ts';
import type { ClientPhase } from '../../messages/table.ts';
import { codecOf } from '../../messages/table.ts';
import {
  type Delivery,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../schemes/masking/messages.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { COORDINATOR_SENDER, openEnvelope, sealEnvelope } from '../../wire/envelope.ts';
import { merkleTree } from '../../wire/merkle.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Outcome } from '../attack.ts';
import type { Joiner } from './participant.ts';
import { outcomeOf } from './events.ts';
import { bodyOf } from './forge.ts';
import { runRound } from './round.ts';
import type { Scenario } from './scenario.ts';

/** What a coordinator has seen and sent in a round. */
export interface Overheard {
  readonly sent: (phase: ClientPhase, by: ClientId) => Message;
  readonly told: (phase: ClientPhase, to: ClientId) => Message;
}

/** Runs a round, of which a malicious coordinator keeps everything. */
export async function overheard(
  scenario: Scenario,
  deviating: Readonly<Record<number, Joiner>> = {},
): Promise<Overheard> {
  const sent = new Map<string, Message>();
  const told = new Map<string, Message>();
  await runRound(scenario, {
    coordinator: scenario.testBed.checks,
    deviating,
    up: (phase, by, message) => {
      sent.set(`${phase} ${by}`, message);
      return [message];
    },
    down: (phase, to, message) => {
      told.set(`${phase} ${to}`, message);
      return message;
    },
  });
  return {
    sent: (phase, by) => sent.get(`${phase} ${by}`)!,
    told: (phase, to) => told.get(`${phase} ${to}`)!,
  };
}

/** A list with another envelope of one client, signed by the coordinator as if it had been sent. */
export function relisted(
  { coordinator, session }: Scenario,
  type: 'advertised' | 'shared',
  list: Message,
  client: ClientId,
  envelope: Uint8Array,
): Uint8Array {
  const codec = codecOf(type, session);
  const body = bodyOf(codec, list);
  const envelopes = body.envelopes.map((bytes) =>
    openEnvelope(bytes, bytes.length).sender === client ? envelope : bytes,
  );
  const bytes = toBytes(codec, { ...body, envelopes });
  return sealEnvelope(coordinator, session.digest, type, COORDINATOR_SENDER, bytes);
}

/** What a dealer dealt to one recipient of a `pairwise` session in which everyone advertised. */
export function dealtIn(scenario: Scenario, { attachment }: Message, to: ClientId): Delivery {
  const codec = shareLeavesCodec(scenario.roster.size);
  const leaves = fromBytes(codec, attachment!, codec.maxBytes, 'leaves');
  const digests = leaves.map((leaf, recipient) => shareLeafDigest(recipient, leaf));
  return { leaf: leaves[to]!, path: merkleTree(SHARE_TREE, digests).paths[to]! };
}

/** Shows evidence to a judge: whether an honest party is convicted by it. */
export async function frame(
  { testBed, session, roster }: Scenario,
  accused: ClientId,
  evidence: readonly Uint8Array[],
  attachment: Uint8Array,
): Promise<Outcome> {
  const { checks, kernel } = testBed;
  const file = evidenceOf(session, { message: '', culprit: accused, evidence, attachment })!;
  const verdict = await verifyEvidenceUnder(checks, file, { roster }, kernel);
  const succeeded = verdict.kind === 'proven' && verdict.culprit === accused;
  const code = verdict.kind === 'proven' ? undefined : verdict.code;
  return outcomeOf(code === undefined ? [] : [{ by: 'verifier', code }], {
    succeeded,
    gained: succeeded ? `evidence against an honest client: ${verdict.statement}` : 'nothing',
  });
}
