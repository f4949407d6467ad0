import { UsageError } from '../../usage/usageError.ts';
import {
  type Argument,
  type Fields,
  hex32,
  integer,
  listOf,
  oneOfKinds,
  optional,
  positive,
  strictObject,
  text,
  word,
} from '../../usage/arguments.ts';
import { fromHex } from '../../crypto/hex.ts';
import { layoutArgument, type TensorLayout } from '../../session/layout/index.ts';
import { policyAdditions, type WrittenAdditions } from '../../session/tightenedPolicy.ts';
import { AgentError } from './agentError.ts';

/** A binary frame that follows a message. */
export interface FrameEntry {
  readonly name: string;
  readonly bytes: number;
}

/** What every request has. */
interface Common {
  /** Chosen by the client: what the agent says of the request has it, too. */
  readonly id: number;
  readonly frames?: readonly FrameEntry[] | undefined;
  /** Seconds after which the request is given up. */
  readonly timeout?: number | undefined;
}

/** Waits for a session of a task that admits clients, and checks it against the policy. */
export interface OpenRequest extends Common {
  readonly do: 'open';
  readonly task: string;
  readonly round?: number | undefined;
  readonly require?: WrittenAdditions | undefined;
  /** The tensors that the client will give, if it knows them already. */
  readonly layout?: TensorLayout | undefined;
}

/** The same for the next round of a task; with the verified sum of the last round before it that was published. */
export interface FollowRequest extends Common {
  readonly do: 'follow';
  readonly task: string;
  /** Only later rounds than this. */
  readonly after?: number | undefined;
  /** The round whose sum the client has already. */
  readonly have?: number | undefined;
  readonly require?: WrittenAdditions | undefined;
  /** As in `open`; the last sum must be of these tensors, too. */
  readonly layout?: TensorLayout | undefined;
}

/** Takes part in a session that was opened, with the values in the frame `values`. */
export interface AggregateRequest extends Common {
  readonly do: 'aggregate';
  /** Hex of the session's digest. */
  readonly session: string;
  readonly values: ValueType;
  /** The tensors in the frame; without it, the session must have no layout. */
  readonly layout?: TensorLayout | undefined;
  readonly weight?: number | undefined;
  readonly epoch?: string | undefined;
  readonly source?: string | undefined;
}

/** Verifies the record in the frame `record` under the policy; `receipt` is this client's, if it must be in it. */
export interface VerifyRequest extends Common {
  readonly do: 'verify';
  readonly task?: string | undefined;
  readonly round?: number | undefined;
  /** The tensors that its sum must be of; without it, the values are in the unit of the session's encoding. */
  readonly layout?: TensorLayout | undefined;
}

/** Ends the agent. */
export interface CloseRequest extends Common {
  readonly do: 'close';
}

/** Takes a request back. */
export interface CancelRequest extends Common {
  readonly do: 'cancel';
  readonly request: number;
}

/** Says that the outcome of an `aggregate` has arrived and is kept. */
export interface KeptRequest extends Common {
  readonly do: 'kept';
  readonly request: number;
}

/** What is worked on, one at a time. */
export type WorkRequest = OpenRequest | FollowRequest | AggregateRequest | VerifyRequest;

/** Everything that a client says. */
export type Request = WorkRequest | CloseRequest | CancelRequest | KeptRequest;

/** How the frame `values` is read: IEEE 754, little-endian. */
export type ValueType = 'float32' | 'float64';

/** Bytes of one value. */
export const VALUE_BYTES: Readonly<Record<ValueType, number>> = { float32: 4, float64: 8 };

/** Frames that follow one message at most. */
const MOST_FRAMES = 4;

const ids = integer(1);

const common: Fields<Common> = {
  id: ids,
  frames: optional(
    listOf(
      strictObject<FrameEntry>({ name: text(1, 40), bytes: integer(0, 2 ** 32 - 1) }),
      MOST_FRAMES,
    ),
  ),
  timeout: optional(positive),
};

const digestInHex: Argument<Uint8Array | undefined> = (value, at) =>
  value === undefined ? undefined : fromHex(hex32(value, at));

/** As in a policy; a digest is written in hexadecimal. */
const additions: Argument<WrittenAdditions | undefined> = optional(
  strictObject<WrittenAdditions>({ ...policyAdditions, modelDigest: digestInHex }),
);

const layout = optional(layoutArgument);

const task = text(1, 200);
const round = optional(integer(0));

const requestArgument: Argument<Request> = oneOfKinds<'do', Request>('do', {
  open: strictObject<OpenRequest>({
    ...common,
    do: word('open'),
    task,
    round,
    require: additions,
    layout,
  }),
  follow: strictObject<FollowRequest>({
    ...common,
    do: word('follow'),
    task,
    after: round,
    have: round,
    require: additions,
    layout,
  }),
  aggregate: strictObject<AggregateRequest>({
    ...common,
    do: word('aggregate'),
    session: hex32,
    values: word('float32', 'float64'),
    layout,
    weight: optional(integer(1)),
    epoch: optional(text(1, 200)),
    source: optional(text(1, 200)),
  }),
  verify: strictObject<VerifyRequest>({
    ...common,
    do: word('verify'),
    task: optional(task),
    round,
    layout,
  }),
  close: strictObject<CloseRequest>({ ...common, do: word('close') }),
  cancel: strictObject<CancelRequest>({ ...common, do: word('cancel'), request: ids }),
  kept: strictObject<KeptRequest>({ ...common, do: word('kept'), request: ids }),
});

/** Reads a request. @throws AgentError `bad-request` naming every field that is missing, unknown or of another kind */
export function readRequest(content: Readonly<Record<string, unknown>>): Request {
  try {
    return requestArgument(content, 'request');
  } catch (error) {
    if (error instanceof UsageError) throw new AgentError('bad-request', error.message);
    throw error;
  }
}

/** The id in something that need not be a request; 0 where there is none. */
export function idIn({ id }: Readonly<Record<string, unknown>>): number {
  return Number.isSafeInteger(id) ? (id as number) : 0;
}

/** The frames that something announces, which need not be a request. @throws AgentError `bad-frame` */
export function framesIn({ frames }: Readonly<Record<string, unknown>>): readonly FrameEntry[] {
  try {
    return common.frames(frames, 'frames') ?? [];
  } catch (error) {
    if (error instanceof UsageError) throw new AgentError('bad-frame', error.message);
    throw error;
  }
}
