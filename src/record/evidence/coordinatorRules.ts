import { equalBytes } from '../../crypto/tupleHash.ts';
import type { CheckName } from '../../session/checks/table.ts';
import { clientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { confirmCodec, includedRoot } from '../../messages/confirm.ts';
import {
  type CollectedBody,
  collectedCodec,
  type IncludedBody,
  includedCodec,
  type UnmaskingBody,
  unmaskingCodec,
} from '../../messages/broadcasts.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { hasValidSignature, openEnvelope, MESSAGE_TYPES } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import { type Report, verifyAggregate } from '../verify.ts';
import { type SignedParts, partBy, type EvidenceRule, type SignedPart } from './misbehaviour.ts';

/** The coordinator's messages to clients, each of which follows the one before. */
const IN_ORDER = ['invitation', 'advertised', 'shared', 'included', 'unmasking'] as const;

/**
 * Messages that name a different transcript hash than the one that results from the message before.
 */
export const brokenTranscript: EvidenceRule = (evidence) => {
  for (const [i, phase] of IN_ORDER.slice(1).entries()) {
    const [before, after] = [partBy(evidence, IN_ORDER[i]!), partBy(evidence, phase)];
    if (!before || !after) continue;
    const seen = i === 0 ? undefined : transcriptIn(evidence, before);
    if (!equalBytes(extendTranscript(seen, before.bytes), transcriptIn(evidence, after))) {
      return {
        misbehaviour: 'broken-transcript',
        culprit: 'coordinator',
        detail: `its ${phase} follows another message than its ${before.type}`,
      };
    }
  }
  return undefined;
};

/** A list with a client that the list before it does not have. */
export const unknownClient: EvidenceRule = (evidence) => {
  // Does not apply to clients whose mask secrets are requested last: they were not included, and
  // come from the list before that.
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

/** A request for shares without t included clients that signed the announced set. */
export const falseQuorum: EvidenceRule = async (evidence) => {
  const { session, roster } = evidence;
  const [announced, request] = [partBy(evidence, 'included'), partBy(evidence, 'unmasking')];
  if (!announced || !request) return undefined;
  const { included } = includedIn(evidence, announced);
  const { transcriptHash, confirms } = unmaskingIn(evidence, request);
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

/** An announced set and a request for mask secrets that overlap: both secrets of one client would be known. */
export const contradictoryRequest: EvidenceRule = (evidence) => {
  const [announced, request] = [partBy(evidence, 'included'), partBy(evidence, 'unmasking')];
  if (!announced || !request) return undefined;
  const { dropped } = unmaskingIn(evidence, request);
  const both = includedIn(evidence, announced).included.find(({ client }) =>
    dropped.includes(client),
  );
  return (
    both && {
      misbehaviour: 'contradictory-request',
      culprit: 'coordinator',
      detail: `client ${both.client} is named as included and as dropped`,
    }
  );
};

/** A signed record that fails a check which an honest coordinator makes itself. */
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
    ({ check, verdict }) => verdict === 'failed' && !TAKES_KEYS.has(check),
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
 * Checks that need more than the record, and are not made. All others can be: a verifier that pins
 * the session's roster requires nothing more.
 */
const TAKES_KEYS: ReadonlySet<CheckName> = new Set<CheckName>(['proof', 'proof-setup']);

/** The client that signed a Confirm with exactly this body, or `undefined`. */
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

function transcriptIn(evidence: SignedParts, part: SignedPart): Uint8Array {
  if (part.type === 'included') return includedIn(evidence, part).transcriptHash;
  return part.type === 'unmasking'
    ? unmaskingIn(evidence, part).transcriptHash
    : collectedIn(evidence, part).transcriptHash;
}

/**
 * The clients in a list, in its order; `broken-message` comes first, but does not check the
 * envelopes inside.
 */
function clientsNamed(evidence: SignedParts, part: SignedPart): readonly number[] {
  if (part.type === 'included') {
    return includedIn(evidence, part).included.map(({ client }) => client);
  }
  return collectedIn(evidence, part).envelopes.map(
    (bytes) => openEnvelope(bytes, bytes.length).sender,
  );
}

function collectedIn({ session }: SignedParts, { body, type }: SignedPart): CollectedBody {
  return fromBytes(collectedCodec(session.parameters.clients), body, body.length, type);
}

function includedIn({ session }: SignedParts, { body, type }: SignedPart): IncludedBody {
  return fromBytes(includedCodec(session.parameters.clients), body, body.length, type);
}

function unmaskingIn({ session }: SignedParts, { body, type }: SignedPart): UnmaskingBody {
  return fromBytes(unmaskingCodec(session.parameters.clients), body, body.length, type);
}
