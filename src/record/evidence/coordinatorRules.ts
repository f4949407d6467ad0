import { equalBytes } from '../../crypto/tupleHash.ts';
import { confirmCodec, includedRoot } from '../../messages/confirm.ts';
import {
  bodyOf,
  type EvidenceRule,
  partBy,
  type SignedPart,
  type SignedParts,
} from '../../messages/misbehaviour.ts';
import {
  BROADCAST_TYPES,
  type BroadcastType,
  codecOf,
  MESSAGE_TYPES,
} from '../../messages/table.ts';
import { clientId, sameClients } from '../../session/party.ts';
import { readable } from '../../session/checks/enabledChecks.ts';
import type { CheckName } from '../../session/checks/table.ts';

import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { envelopeDigest, hasValidSignature, openEnvelope } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import { clientsIn } from '../partChecks.ts';
import { type Report, verifyAggregate } from '../verify.ts';

/**
 * A broadcast names another transcript hash than the one that results from the broadcast before it.
 */
export const brokenTranscript: EvidenceRule = (evidence) => {
  for (const [i, type] of BROADCAST_TYPES.slice(1).entries()) {
    const [before, after] = [partBy(evidence, BROADCAST_TYPES[i]!), partBy(evidence, type)];
    if (!before || !after) continue;
    const seen = i === 0 ? undefined : transcriptIn(evidence, before);
    if (!equalBytes(extendTranscript(seen, before.bytes), transcriptIn(evidence, after))) {
      return {
        misbehaviour: 'broken-transcript',
        culprit: 'coordinator',
        detail: `its ${type} follows another message than its ${before.type}`,
      };
    }
  }
  return undefined;
};

/** The `shared` list contains a Share that answers another list of keys than the coordinator's. */
export const foreignShare: EvidenceRule = (evidence) => {
  const { session } = evidence;
  const shared = partBy(evidence, 'shared');
  if (!shared) return undefined;
  const { transcriptHash, envelopes } = bodyOf(evidence.session, 'shared', shared);
  for (const bytes of envelopes) {
    const { sender, body } = openEnvelope(bytes, bytes.length);
    const share = readable(() => fromBytes(codecOf('share', session), body, body.length, 'share'));
    if (share && !equalBytes(share.transcriptHash, transcriptHash)) {
      return {
        misbehaviour: 'broken-transcript',
        culprit: 'coordinator',
        detail: `the Share of client ${sender} in its list answers another list of keys`,
      };
    }
  }
  return undefined;
};

/**
 * The included set has the digest of a Commit that answers another list of dealers than the set does. It does not matter who signed the Commit: an
 * honest coordinator accepts none that names another transcript hash than its own, and lists those alone that it accepted.
 */
export const foreignCommit: EvidenceRule = (evidence) => {
  const { session, parts } = evidence;
  const announced = partBy(evidence, 'included');
  if (!announced) return undefined;
  const { transcriptHash, included } = bodyOf(session, 'included', announced);
  for (const part of parts) {
    if (part.type !== 'commit') continue;
    const digest = envelopeDigest(part.bytes);
    if (!included.some(({ commitDigest }) => equalBytes(commitDigest, digest))) continue;
    if (!equalBytes(bodyOf(session, 'commit', part).transcriptHash, transcriptHash)) {
      return {
        misbehaviour: 'broken-transcript',
        culprit: 'coordinator',
        detail: `the Commit of client ${part.by} in its set answers another list of dealers`,
      };
    }
  }
  return undefined;
};

/** A list names a client that is not in the list before it. */
export const unknownClient: EvidenceRule = (evidence) => {
  // Not applied to the clients whose mask secrets are requested last: they are not included, and
  // come from the list before.
  for (const [earlier, later] of [
    ['advertised', 'shared'],
    ['shared', 'included'],
  ] as const) {
    const [before, after] = [partBy(evidence, earlier), partBy(evidence, later)];
    if (!before || !after) continue;
    const known = clientsNamed(evidence, before);
    const stranger = clientsNamed(evidence, after).find((client) => !known.includes(client));
    if (stranger !== undefined) {
      return {
        misbehaviour: 'unknown-client',
        culprit: 'coordinator',
        detail: `client ${stranger} is in its ${later} and not in its ${earlier}`,
      };
    }
  }
  return undefined;
};

/** The coordinator requested shares without t included clients having signed the announced set. */
export const falseQuorum: EvidenceRule = async (evidence) => {
  const { session, roster } = evidence;
  const [announced, request] = [partBy(evidence, 'included'), partBy(evidence, 'unmasking')];
  if (!announced || !request) return undefined;
  const { included } = bodyOf(evidence.session, 'included', announced);
  const { transcriptHash, confirms } = bodyOf(evidence.session, 'unmasking', request);
  const expected = toBytes(confirmCodec, { transcriptHash, root: includedRoot(included) });
  const agreeing = new Set<number>();
  for (const bytes of confirms) {
    const sender = await agreeingClient(session, roster, bytes, expected);
    if (included.some(({ client }) => client === sender)) agreeing.add(sender!);
  }
  const { threshold } = session.parameters;
  return agreeing.size >= threshold
    ? undefined
    : {
        misbehaviour: 'false-quorum',
        culprit: 'coordinator',
        detail: `${agreeing.size} included clients signed the set, fewer than the threshold ${threshold}`,
      };
};

/** The lists of included clients of two parts of one vector, or the records of these parts, have different clients. */
export const differentParts: EvidenceRule = ({ session, parts, siblings }) => {
  const [one, ...others] = [{ session, parts }, ...siblings].flatMap(
    ({ session: of, parts: signed }) =>
      signed.flatMap((part) => {
        const clients = clientsIncluded(of, part);
        return clients ? [{ index: of.parameters.part?.index, clients }] : [];
      }),
  );
  const other = others.find(
    ({ index, clients }) => index !== one!.index && !sameClients(clients, one!.clients),
  );
  return (
    other && {
      misbehaviour: 'different-parts',
      culprit: 'coordinator',
      detail: `part ${other.index} includes other clients than part ${one!.index}`,
    }
  );
};

/** The included clients according to a list of them or to a record; `undefined` for other messages. */
function clientsIncluded(session: Session, part: SignedPart): readonly number[] | undefined {
  if (part.type === 'record') return clientsIn(bodyOf(session, 'record', part));
  if (part.type !== 'included') return undefined;
  return bodyOf(session, 'included', part).included.map(({ client }) => client);
}

/** A signed record fails a check that an honest coordinator makes before it signs. */
export const falseRecord: EvidenceRule = async (evidence) => {
  const part = partBy(evidence, 'record');
  if (!part) return undefined;
  const { session, roster, kernel } = evidence;
  let report: Report;
  try {
    const policy = { rosterDigest: session.parameters.rosterDigest, roster };
    report = await verifyAggregate(part.bytes, policy, kernel);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { misbehaviour: 'false-record', culprit: 'coordinator', detail: error.message };
  }
  const failed = report.checks.find(
    ({ check, verdict }) => verdict === 'failed' && !NOT_ITS_FAULT.has(check),
  );
  return (
    failed && {
      misbehaviour: 'false-record',
      culprit: 'coordinator',
      detail: `${failed.check}: ${failed.detail}`,
    }
  );
};

/**
 * Checks that are not made here: those that need a verifier of range proofs, and that a record is of a whole vector, because the
 * coordinator rightly signs one for each part. All others can be made if the session's roster is pinned.
 */
const NOT_ITS_FAULT: ReadonlySet<CheckName> = new Set<CheckName>([
  'proof',
  'proof-setup',
  'parts-complete',
]);

/** The client that signed a Confirm envelope with exactly this body, or `undefined`. */
async function agreeingClient(
  session: Session,
  roster: Roster,
  bytes: Uint8Array,
  expected: Uint8Array,
): Promise<number | undefined> {
  try {
    const envelope = openEnvelope(bytes, bytes.length);
    const client = clientId(envelope.sender, roster.size);
    const agrees =
      client !== undefined &&
      envelope.type === MESSAGE_TYPES.confirm &&
      equalBytes(envelope.session, session.digest) &&
      equalBytes(envelope.body, expected) &&
      (await hasValidSignature(envelope, roster.entry(client).key));
    return agrees ? client : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function transcriptIn({ session }: SignedParts, part: SignedPart): Uint8Array {
  return bodyOf(session, part.type as Exclude<BroadcastType, 'invitation'>, part).transcriptHash;
}

/**
 * The clients in a list, in its order. `brokenMessage` has checked the body, but not the envelopes
 * in it.
 */
function clientsNamed(evidence: SignedParts, part: SignedPart): readonly number[] {
  if (part.type === 'included') {
    return bodyOf(evidence.session, 'included', part).included.map(({ client }) => client);
  }
  return bodyOf(evidence.session, part.type as 'advertised' | 'shared', part).envelopes.map(
    (bytes) => openEnvelope(bytes, bytes.length).sender,
  );
}
