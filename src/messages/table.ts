import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import type { SchemeSizes } from '../session/scheme.ts';
import type { Codec } from '../wire/codec.ts';
import { envelopeBytes } from '../wire/envelopeCodec.ts';
import { type AdvertiseBody, advertiseCodec, opaque } from './advertise.ts';
import {
  type CollectedBody,
  collectedCodec,
  type IncludedBody,
  includedCodec,
  type UnmaskingBody,
  unmaskingCodec,
} from './broadcasts.ts';
import { accusationsCodec } from './accusations.ts';
import { ACCUSATIONS_LENGTH_BYTES, type CommitBody, commitCodec } from './commit.ts';
import { type ConfirmBody, confirmCodec } from './confirm.ts';
import { type RecordBody, recordCodec } from './record.ts';
import { type ShareBody, shareCodec } from './share.ts';
import { type UnmaskBody, unmaskCodec } from './unmask.ts';

/** The numbers from which message sizes follow; every `Session` has them. */
export interface MessageSetting {
  readonly parameters: { readonly clients: number };
  /** The encoded session parameters, as received. */
  readonly bytes: Uint8Array;
  readonly schemeSizes: SchemeSizes;
  readonly rows: number;
  readonly commitmentBytes: number;
  readonly concealedBytes: number;
  readonly proofBytes: number;
  readonly sumBytes: number;
}

/**
 * The type of each message's body. An invitation's body is the session parameters, from which the
 * codecs of all others follow.
 */
interface MessageBodies {
  readonly invitation: SessionParametersBody;
  readonly advertise: AdvertiseBody;
  readonly advertised: CollectedBody;
  readonly share: ShareBody;
  readonly shared: CollectedBody;
  readonly commit: CommitBody;
  readonly included: IncludedBody;
  readonly confirm: ConfirmBody;
  readonly unmasking: UnmaskingBody;
  readonly unmask: UnmaskBody;
  readonly record: RecordBody;
}

/** Decoded before there is a session, by `readParameters`. */
type SessionParametersBody = never;

type MaxBytes = Pick<Codec<unknown>, 'maxBytes'>;

/** The name of a type of signed message. */
export type MessageType = keyof MessageBodies;

/** The decoded body of a message type. */
export type BodyOf<T extends MessageType> = MessageBodies[T];

/** A phase; also the type of the message that each client sends in it. */
export type ClientPhase = 'advertise' | 'share' | 'commit' | 'confirm' | 'unmask';

/** A message from the coordinator to clients, each of which opens a phase. */
export type BroadcastType = Exclude<MessageType, ClientPhase | 'record'>;

/** Properties of one type of signed message. */
interface MessageRow<T extends MessageType> {
  /** The number of the type in an envelope. */
  readonly number: number;
  readonly sender: T extends ClientPhase ? 'client' : 'coordinator';
  /** The type that comes before it; `undefined` for the invitation, the first. */
  readonly follows: MessageType | undefined;
  /** Codec of the body in a session. */
  readonly body: (session: MessageSetting) => T extends 'invitation' ? MaxBytes : Codec<BodyOf<T>>;
  /** Maximum size of the attachment to or from one client, in bytes; 0 if omitted. */
  readonly attachmentBytes?: (session: MessageSetting) => number;
}

/**
 * Every type of signed message, in the order of the protocol. A client sends one message in each
 * phase.
 */
const MESSAGES: { readonly [T in MessageType]: MessageRow<T> } = {
  invitation: {
    number: 16,
    sender: 'coordinator',
    follows: undefined,
    body: ({ bytes }) => ({ maxBytes: bytes.length }),
  },
  advertise: {
    number: 0,
    sender: 'client',
    follows: 'invitation',
    body: ({ schemeSizes }) => advertiseCodec(opaque(schemeSizes.keys)),
  },
  advertised: {
    number: 17,
    sender: 'coordinator',
    follows: 'advertise',
    body: (session) => collectedCodec(clientsOf(session), maxMessageBytes(session, 'advertise')),
  },
  share: {
    number: 1,
    sender: 'client',
    follows: 'advertised',
    body: ({ schemeSizes }) => shareCodec(opaque(schemeSizes.dealing)),
    attachmentBytes: ({ schemeSizes }) => schemeSizes.dealingAttachment,
  },
  shared: {
    number: 18,
    sender: 'coordinator',
    follows: 'share',
    body: (session) => collectedCodec(clientsOf(session), maxMessageBytes(session, 'share')),
    attachmentBytes: ({ schemeSizes }) => schemeSizes.deliveries,
  },
  commit: {
    number: 2,
    sender: 'client',
    follows: 'shared',
    body: ({ proofBytes }) => commitCodec(proofBytes > 0),
    attachmentBytes: ({ parameters, commitmentBytes, concealedBytes, proofBytes }) =>
      ACCUSATIONS_LENGTH_BYTES +
      accusationsCodec(parameters.clients).maxBytes +
      commitmentBytes +
      concealedBytes +
      proofBytes,
  },
  included: {
    number: 19,
    sender: 'coordinator',
    follows: 'commit',
    body: (session) => includedCodec(clientsOf(session)),
    attachmentBytes: ({ schemeSizes }) => schemeSizes.heads,
  },
  confirm: {
    number: 3,
    sender: 'client',
    follows: 'included',
    body: () => confirmCodec,
  },
  unmasking: {
    number: 20,
    sender: 'coordinator',
    follows: 'confirm',
    body: (session) =>
      unmaskingCodec(
        clientsOf(session),
        maxMessageBytes(session, 'confirm'),
        opaque(session.schemeSizes.request),
      ),
  },
  unmask: {
    number: 4,
    sender: 'client',
    follows: 'unmasking',
    body: ({ schemeSizes }) => unmaskCodec(opaque(schemeSizes.answer)),
    attachmentBytes: ({ schemeSizes }) => schemeSizes.answerAttachment,
  },
  record: {
    number: 21,
    sender: 'coordinator',
    follows: 'unmask',
    body: (session) =>
      recordCodec({
        clients: clientsOf(session),
        session: session.bytes.length,
        shared: maxMessageBytes(session, 'shared'),
        commit: maxMessageBytes(session, 'commit'),
        commitments: session.commitmentBytes,
        proofs: session.proofBytes,
        confirm: maxMessageBytes(session, 'confirm'),
        sum: session.sumBytes,
        blinders: session.rows * ELEMENT_BYTES,
      }),
  },
};

const NAMES = Object.keys(MESSAGES) as MessageType[];

/** The number of each message type in envelopes. */
export const MESSAGE_TYPES: Readonly<Record<MessageType, number>> = Object.fromEntries(
  NAMES.map((name) => [name, MESSAGES[name].number]),
) as Record<MessageType, number>;

/** The phases, in order. */
export const CLIENT_PHASES: readonly ClientPhase[] = NAMES.filter(isClientPhase);

/** The coordinator's messages to clients, in order. */
export const BROADCAST_TYPES: readonly BroadcastType[] = NAMES.filter(
  (name): name is BroadcastType => !isClientPhase(name) && name !== 'record',
);

/** The message type with a given number, or `undefined`. */
export function messageTypeOf(number: number): MessageType | undefined {
  return NAMES.find((name) => MESSAGES[name].number === number);
}

/** Whether clients send messages of this type. */
export function isClientPhase(type: MessageType): type is ClientPhase {
  return MESSAGES[type].sender === 'client';
}

/** The codec of a message type's body in a session. */
export function codecOf<T extends Exclude<MessageType, 'invitation'>>(
  type: T,
  session: MessageSetting,
): Codec<BodyOf<T>> {
  return sizedRow(session, type).body as Codec<BodyOf<T>>;
}

/** Maximum size of an envelope of this type in a session, in bytes. Known before any is read. */
export function maxMessageBytes(session: MessageSetting, type: MessageType): number {
  return sizedRow(session, type).maxBytes;
}

/**
 * Maximum size of any envelope between coordinator and clients, in bytes: the limit while the type
 * is not known.
 */
export function maxEnvelopeBytes(session: MessageSetting): number {
  const between = NAMES.filter((name) => name !== 'record');
  return Math.max(...between.map((name) => maxMessageBytes(session, name)));
}

/** Maximum size of the attachment of an envelope of this type, to or from one client, in bytes. */
export function maxAttachmentBytes(session: MessageSetting, type: MessageType): number {
  return MESSAGES[type].attachmentBytes?.(session) ?? 0;
}

/** A row of the table for one session. */
interface SizedRow {
  readonly body: MaxBytes;
  /** Maximum size of an envelope, in bytes. */
  readonly maxBytes: number;
}

/** Cache: codecs are built once for each session, not for each envelope. */
const SIZED = new WeakMap<MessageSetting, Map<MessageType, SizedRow>>();

function sizedRow(session: MessageSetting, type: MessageType): SizedRow {
  let rows = SIZED.get(session);
  if (!rows) SIZED.set(session, (rows = new Map<MessageType, SizedRow>()));
  let row = rows.get(type);
  if (!row) {
    const body = MESSAGES[type].body(session);
    rows.set(type, (row = { body, maxBytes: envelopeBytes(body) }));
  }
  return row;
}

function clientsOf({ parameters }: MessageSetting): number {
  return parameters.clients;
}
