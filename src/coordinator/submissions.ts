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
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { CoordinatorContext } from './context.ts';

/** Outcome of submitting a client message. */
export type SubmissionOutcome =
  | { readonly kind: 'accepted'; readonly client: ClientId }
  /** The same envelope was accepted before. Nothing changed. */
  | { readonly kind: 'repeated'; readonly client: ClientId }
  | Rejection;

/** Accepted messages of one phase, one for each client. The first message of a client counts. */
export type Submissions<Contents> = Map<ClientId, Accepted<Contents>>;

/** An accepted envelope, with what was read from it. */
export interface Accepted<Contents> {
  readonly signed: Signed;
  readonly contents: Contents;
}

/** Reader of the attachment in phases whose messages have none: it must be empty. */
export const WITHOUT_ATTACHMENT: {
  readonly prepare: (submission: { readonly attachment: Uint8Array }) => {
    readonly empty: boolean;
  };
  readonly covers: (prepared: { readonly empty: boolean }) => boolean;
} = {
  prepare: ({ attachment }) => ({ empty: attachment.length === 0 }),
  covers: ({ empty }) => empty,
};

/**
 * How the messages of one phase are read. `Contents` is what the state keeps of an accepted
 * message, `Prepared` the parsed attachment.
 */
export interface PhaseReader<P extends ClientPhase, Contents, Prepared> {
  readonly phase: P;
  readonly context: CoordinatorContext;
  readonly submissions: Submissions<Contents>;
  /** The transcript hash that messages of this phase must contain; `undefined` in phase 0. */
  readonly transcriptHash?: Uint8Array | undefined;
  /** Whether a client takes part in this phase. */
  readonly expects: (client: ClientId) => boolean;
  /**
   * Parses the attachment, and compares it with the signed body.
   *
   * @throws CheckFailure `well-formed`
   */
  readonly prepare: (submission: Submission<P>) => Prepared | Promise<Prepared>;
  /** Whether the attachment is the one that the client's signature covers. */
  readonly covers: (prepared: Prepared) => boolean;
  /**
   * Checks the message, and returns what to keep of it.
   *
   * @throws CheckFailure
   */
  readonly read: (submission: Submission<P>, prepared: Prepared) => Contents | Promise<Contents>;
}

/**
 * An authenticated message of the open phase, with the results of the checks, so that they need not
 * be repeated when it is received.
 */
export interface Examined extends AuthenticatedMessage {
  /** The state in which the message was examined. */
  readonly state: OneShot<string, unknown>;
  /**
   * Promise<SubmissionOutcome>; => Accepts or rejects the message; valid only while `state` is the
   * open state.
   */
  readonly receive: () => Promise<SubmissionOutcome>;
}

/** Takes the messages of one phase, whatever their contents. */
export interface PhaseIntake {
  /**
   * Examines a message before it is stored.
   *
   * @throws CheckFailure
   */
  readonly examine: (
    envelope: Envelope,
    attachment: Uint8Array | undefined,
    from: ClientId | undefined,
  ) => Promise<Omit<Examined, 'state'>>;
  /**
   * Receives a message that was not examined.
   *
   * @throws CheckFailure
   */
  readonly receive: (
    envelope: Envelope,
    attachment: Uint8Array | undefined,
  ) => Promise<SubmissionOutcome>;
}

/** The intake of a phase, from its reader. */
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
 * Authenticates a message, checks that its sender delivered it, and compares the attachment with
 * the signed body. The attachment of a second message from the same client is not compared: that
 * envelope is a duplicate or equivocation either way.
 *
 * @param from - the client that delivered the message, if the transport knows
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

/**
 * The parsed attachment, or `undefined` if it is malformed or not the one that the client signed.
 */
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
 * Accepts or rejects an authenticated message: its sender must take part in the phase and must not
 * have sent another message, the body must contain the current transcript hash, and the phase's own
 * checks must pass.
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
      // An honest client answers only lists that name it, so elsewhere the sender is at fault. The
      // `unmasking` broadcast names only dropouts: a client whose Confirm was lost may answer it
      // honestly.
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
    submissions.set(client, { signed: detached(signed), contents });
    return { kind: 'accepted', client };
  });
}

/** An envelope with its own bytes: as part of a message it would keep all that came with it in memory. */
function detached(signed: Signed): Signed {
  const bytes = signed.bytes.slice();
  return { ...openEnvelope(bytes, bytes.length), client: signed.client };
}

/**
 * Requires the transcript hash in a body to be this coordinator's.
 *
 * @throws CheckFailure `client-transcript`
 */
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
    // No culprit: the coordinator might have sent this client a different list.
    message: `client ${signed.client} answers another message with its ${phase} than the one that was sent`,
  }));
}

/** The accepted messages, ascending by client. */
export function sortedByClient<Contents>(
  submissions: Submissions<Contents>,
): readonly (readonly [ClientId, Accepted<Contents>])[] {
  return [...submissions].sort(([a], [b]) => a - b);
}
