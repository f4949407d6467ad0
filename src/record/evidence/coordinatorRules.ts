import { equalBytes } from '../../crypto/tupleHash.ts';
import type { CheckName } from '../../session/checks.ts';
import { clientId } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import type { Session } from '../../session/session.ts';
import { confirmCodec, includedRoot } from '../../wire/bodies/confirm.ts';
import {
  type CollectedBody,
  collectedCodec,
  type IncludedBody,
  includedCodec,
  type UnmaskingBody,
  unmaskingCodec,
} from '../../wire/bodies/coordinator.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { hasValidSignature, openEnvelope, PHASES } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import { historyAfter } from '../../wire/history.ts';
import { type Report, verifyAggregate } from '../verify.ts';
import { type Exhibit, partBy, type Rule, type SignedPart } from './offence.ts';

/** The coordinator's messages to clients, each of which follows on the one before. */
const IN_ORDER = ['invitation', 'advertised', 'shared', 'included', 'unmasking'] as const;

/** Messages that name another history than the one before them leads to. */
export const brokenHistory: Rule = (exhibit) => {
  for (const [i, phase] of IN_ORDER.slice(1).entries()) {
    const [before, after] = [partBy(exhibit, IN_ORDER[i]!), partBy(exhibit, phase)];
    if (!before || !after) continue;
    const seen = i === 0 ? undefined : historyIn(exhibit, before);
    if (!equalBytes(historyAfter(seen, before.bytes), historyIn(exhibit, after))) {
      return {
        offence: 'broken-history',
        culprit: 'coordinator',
        detail: `its ${phase} follows on another message than its ${before.phase}`,
      };
    }
  }
  return undefined;
};

/** A list with a client that the list before it does not have. */
export const unknownClient: Rule = (exhibit) => {
  // Not for those whose secrets are asked for last: they were not included, and come from the list before that.
  for (const [earlier, later] of [
    ['advertised', 'shared'],
    ['shared', 'included'],
  ] as const) {
    const [before, after] = [partBy(exhibit, earlier), partBy(exhibit, later)];
    if (!before || !after) continue;
    const known = clientsNamed(exhibit, before);
    const stranger = clientsNamed(exhibit, after).find((client) => !known.includes(client));
    if (stranger !== undefined) {
      return {
        offence: 'unknown-client',
        culprit: 'coordinator',
        detail: `client ${stranger} is in its ${later} and not in its ${earlier}`,
      };
    }
  }
  return undefined;
};

/** A request for shares that t included clients have not signed the announced set for. */
export const falseQuorum: Rule = async (exhibit) => {
  const { session, roster } = exhibit;
  const [announced, request] = [partBy(exhibit, 'included'), partBy(exhibit, 'unmasking')];
  if (!announced || !request) return undefined;
  const { included } = includedIn(exhibit, announced);
  const { history, confirms } = unmaskingIn(exhibit, request);
  const expected = toBytes(confirmCodec, { history, root: includedRoot(included) });
  const agreeing = new Set<number>();
  for (const bytes of confirms) {
    const sender = await agreeingClient(session, roster, bytes, expected);
    if (included.some(({ client }) => client === sender)) agreeing.add(sender!);
  }
  const { threshold } = session.parameters;
  return agreeing.size >= threshold
    ? undefined
    : {
        offence: 'false-quorum',
        culprit: 'coordinator',
        detail: `${agreeing.size} included clients signed the set, fewer than the threshold ${threshold}`,
      };
};

/** An announced set and a request for mask secrets that overlap: both secrets of one client would be known. */
export const contradictoryRequest: Rule = (exhibit) => {
  const [announced, request] = [partBy(exhibit, 'included'), partBy(exhibit, 'unmasking')];
  if (!announced || !request) return undefined;
  const { dropped } = unmaskingIn(exhibit, request);
  const both = includedIn(exhibit, announced).included.find(({ client }) =>
    dropped.includes(client),
  );
  return (
    both && {
      offence: 'contradictory-request',
      culprit: 'coordinator',
      detail: `client ${both.client} is named as included and as dropped`,
    }
  );
};

/** A signed record that fails a check which an honest coordinator has made itself. */
export const falseRecord: Rule = async (exhibit) => {
  const part = partBy(exhibit, 'record');
  if (!part) return undefined;
  const { session, roster, kernel } = exhibit;
  let report: Report;
  try {
    const policy = { rosterDigest: session.parameters.rosterDigest, roster };
    report = await verifyAggregate(part.bytes, policy, kernel);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { offence: 'false-record', culprit: 'coordinator', detail: error.message };
  }
  const failed = report.checks.find(
    ({ check, verdict }) => verdict === 'failed' && !TAKES_KEYS.has(check),
  );
  return (
    failed && {
      offence: 'false-record',
      culprit: 'coordinator',
      detail: `${failed.check}: ${failed.detail}`,
    }
  );
};

/** What can't be judged by the record alone, and is not tried. All else can: a verifier that pins the session's own roster demands nothing more. */
const TAKES_KEYS: ReadonlySet<CheckName> = new Set<CheckName>(['proof', 'proof-key']);

/** The client that signed a Confirm with just this body, or `undefined`. */
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
      envelope.phase === PHASES.confirm &&
      equalBytes(envelope.session, session.digest) &&
      equalBytes(envelope.body, expected) &&
      (await hasValidSignature(envelope, roster.entry(client).key));
    return agrees ? client : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function historyIn(exhibit: Exhibit, part: SignedPart): Uint8Array {
  if (part.phase === 'included') return includedIn(exhibit, part).history;
  return part.phase === 'unmasking'
    ? unmaskingIn(exhibit, part).history
    : collectedIn(exhibit, part).history;
}

/** Whom a list names, in its order; `broken-message` was asked before, but says nothing of the envelopes inside. */
function clientsNamed(exhibit: Exhibit, part: SignedPart): readonly number[] {
  if (part.phase === 'included') {
    return includedIn(exhibit, part).included.map(({ client }) => client);
  }
  return collectedIn(exhibit, part).envelopes.map(
    (bytes) => openEnvelope(bytes, bytes.length).sender,
  );
}

function collectedIn({ session }: Exhibit, { body, phase }: SignedPart): CollectedBody {
  return fromBytes(collectedCodec(session.parameters.clients), body, body.length, phase);
}

function includedIn({ session }: Exhibit, { body, phase }: SignedPart): IncludedBody {
  return fromBytes(includedCodec(session.parameters.clients), body, body.length, phase);
}

function unmaskingIn({ session }: Exhibit, { body, phase }: SignedPart): UnmaskingBody {
  return fromBytes(unmaskingCodec(session.parameters.clients), body, body.length, phase);
}
