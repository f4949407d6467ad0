import { CheckFailure } from '../session/checks/enabledChecks.ts';
import { authenticate, type Signed } from '../messages/signed.ts';
import {
  type AuthenticatedMessage,
  readSubmission,
  type Submission,
} from '../messages/submission.ts';
import type { ClientPhase } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { type OneShot, orReject, type Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Envelope } from '../wire/envelope.ts';
import type { CoordinatorContext } from './context.ts';

/** Outcome of submitting a client message. */
export type SubmissionOutcome =
  | { readonly kind: 'accepted'; readonly client: ClientId }
  /** The same message was accepted before: nothing changed. */
  | { readonly kind: 'repeated'; readonly client: ClientId }
  | Rejection;

/** Accepted messages of one phase: one a client, and the first stands. */
export type Submissions<Contents> = Map<ClientId, Accepted<Contents>>;

/** An accepted envelope with what was read from it. */
export interface Accepted<Contents> {
  readonly signed: Signed;
  readonly contents: Contents;
}

/** For phases whose messages are sent with nothing else. */
export const WITHOUT_ATTACHMENT: {
  readonly prepare: (submission: { readonly attachment: Uint8Array }) => {
    readonly empty: boolean;
  };
  readonly covers: (prepared: { readonly empty: boolean }) => boolean;
} = {
  prepare: ({ attachment }) => ({ empty: attachment.length === 0 }),
  covers: ({ empty }) => empty,
};

/** How the messages of a phase are read. */
export interface PhaseReader<P extends ClientPhase, Contents, Prepared> {
  readonly phase: P;
  readonly context: CoordinatorContext;
  readonly submissions: Submissions<Contents>;
  /** The transcript hash that messages of this phase name; none in Advertise. */
  readonly transcriptHash?: Uint8Array | undefined;
  /** Whether a client takes part in this phase. */
  readonly expects: (client: ClientId) => boolean;
  /** Reads what was sent with the envelope, and compares it with what was signed. @throws CheckFailure `well-formed` */
  readonly prepare: (submission: Submission<P>) => Prepared | Promise<Prepared>;
  /** Whether it is what was signed. */
  readonly covers: (prepared: Prepared) => boolean;
  /** Checks and reads the rest. @throws CheckFailure */
  readonly read: (submission: Submission<P>, prepared: Prepared) => Contents | Promise<Contents>;
}

/**
 * A message of the open phase that was authenticated and compared with what was sent with it, so that neither is done a second time
 * when it is received.
 */
export interface Examined extends AuthenticatedMessage {
  /** The state that it was examined in. */
  readonly state: OneShot<string, unknown>;
  readonly receive: () => Promise<SubmissionOutcome>;
}

/** Takes the messages of one phase, whatever they hold. */
export interface PhaseIntake {
  /** Examines a message before it is kept. @throws CheckFailure */
  readonly examine: (
    envelope: Envelope,
    attachment: Uint8Array | undefined,
    from: ClientId | undefined,
  ) => Promise<Omit<Examined, 'state'>>;
  /** Receives a message that was not examined. @throws CheckFailure */
  readonly receive: (
    envelope: Envelope,
    attachment: Uint8Array | undefined,
  ) => Promise<SubmissionOutcome>;
}

/** The intake of a phase whose messages are read so. */
export function intakeFor<P extends ClientPhase, Contents, Prepared>(
  reader: PhaseReader<P, Contents, Prepared>,
): PhaseIntake {
  return {
    examine: (envelope, attachment, from) => examineFor(reader, envelope, attachment, from),
    receive: async (envelope, attachment) =>
      acceptSubmission(reader, await authenticated(reader, envelope, attachment)),
  };
}

/**
 * Tells whose message this is, and whether it is one of the phase, comes from its sender, and was sent with what its signature
 * covers: what can be said before it is kept. Only what a client signed counts as said by it; where it has filled its place,
 * another envelope says enough.
 *
 * @param from - who brought it, if known
 * @throws CheckFailure
 */
async function examineFor<P extends ClientPhase, Contents, Prepared>(
  reader: PhaseReader<P, Contents, Prepared>,
  envelope: Envelope,
  attachment: Uint8Array | undefined,
  from: ClientId | undefined,
): Promise<Omit<Examined, 'state'>> {
  const { context, phase, submissions } = reader;
  const { checks } = context;
  const message = await authenticated(reader, envelope, attachment);
  const { client } = message.signed;
  checks.require('sender-bound', from === undefined || from === client, () => ({
    message: `client ${from} brought a message of client ${client}; let that client send it`,
  }));
  if (submissions.has(client) || !checks.isOn('sender-bound')) {
    return { ...message, receive: () => acceptSubmission(reader, message) };
  }
  const submission = readSubmission(context, phase, message);
  const prepared = await preparedIfCovered(reader, submission);
  checks.require('sender-bound', prepared !== undefined, () => ({
    message: `what came with the message of client ${client} is not what it signed; let it be sent again`,
  }));
  const examined = { submission, prepared: prepared! };
  return { ...message, receive: () => acceptSubmission(reader, message, examined) };
}

/** What was sent with an envelope, or `undefined` where it is not what was signed, or cannot be read at all. */
async function preparedIfCovered<P extends ClientPhase, Contents, Prepared>(
  reader: PhaseReader<P, Contents, Prepared>,
  submission: Submission<P>,
): Promise<Prepared | undefined> {
  try {
    const prepared = await reader.prepare(submission);
    return reader.covers(prepared) ? prepared : undefined;
  } catch (error) {
    if (error instanceof CheckFailure && error.check === 'well-formed') return undefined;
    throw error;
  }
}

async function authenticated(
  { context, phase }: { readonly context: CoordinatorContext; readonly phase: ClientPhase },
  envelope: Envelope,
  attachment: Uint8Array = new Uint8Array(0),
): Promise<AuthenticatedMessage> {
  return { signed: await authenticate(context, envelope, phase), attachment };
}

/**
 * Accepts a message of a phase: checks that its sender belongs to the phase and has not filled its place, then what the
 * phase requires of the contents. What fails is rejected, and the session goes on without it.
 */
function acceptSubmission<P extends ClientPhase, Contents, Prepared>(
  reader: PhaseReader<P, Contents, Prepared>,
  message: AuthenticatedMessage,
  examined?: { readonly submission: Submission<P>; readonly prepared: Prepared },
): Promise<SubmissionOutcome> {
  const { phase, context, submissions } = reader;
  return orReject(async () => {
    const { signed } = message;
    const { client } = signed;
    context.checks.require('subset', reader.expects(client), () => ({
      message: `client ${client} did not take part in the phase before`,
      // An honest client answers lists that name it. Requests for shares name only who dropped out: its Confirm may
      // have been lost, and the request reached it all the same.
      culprit: phase === 'unmask' ? undefined : client,
    }));
    const first = submissions.get(client);
    if (first && equalBytes(first.signed.bytes, signed.bytes)) return { kind: 'repeated', client };
    context.checks.require('one-envelope', first === undefined, () => ({
      message: `client ${client} sent two different messages for ${phase}; the first stands`,
      culprit: client,
      evidence: [first!.signed.bytes, signed.bytes],
    }));
    const submission = examined?.submission ?? readSubmission(context, phase, message);
    requireTranscript(reader, submission);
    const prepared = examined?.prepared ?? (await reader.prepare(submission));
    const contents = await reader.read(submission, prepared);
    submissions.set(client, { signed, contents });
    return { kind: 'accepted', client };
  });
}

/** Requires that a message answers what this coordinator sent. */
function requireTranscript<P extends ClientPhase>(
  {
    context,
    phase,
    transcriptHash,
  }: Pick<PhaseReader<P, unknown, unknown>, 'context' | 'phase' | 'transcriptHash'>,
  { signed, body }: Submission<P>,
): void {
  if (transcriptHash === undefined || !('transcriptHash' in body)) return;
  const answers = equalBytes(body.transcriptHash, transcriptHash);
  context.checks.require('client-transcript', answers, () => ({
    // No culprit: a coordinator could have sent it another list.
    message: `client ${signed.client} answers another message with its ${phase} than the one that was sent`,
  }));
}

/** Clients that filled their places, ascending, with what they sent. */
export function sortedByClient<Contents>(
  submissions: Submissions<Contents>,
): readonly (readonly [ClientId, Accepted<Contents>])[] {
  return [...submissions].sort(([a], [b]) => a - b);
}
