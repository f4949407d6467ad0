import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  type ClientPhase,
} from '../../messages/table.ts';
import type { Identity } from '../../crypto/signing.ts';
import { CHECK_NAMES } from '../../session/checks/table.ts';
import { MAX_INVITATION_BYTES } from '../../session/parameters.ts';
import type { Rejection } from '../../session/outcome.ts';

import { identityArgument, messageArgument } from '../../session/partyArguments.ts';
import { bytes, hex32, integer, strictObject, word } from '../../usage/arguments.ts';
import type { Message } from '../../wire/transcript.ts';

import { PartialDownload } from './partialDownload.ts';
import { FRAME_OVERHEAD, frameOf, messageIn } from '../wire/frame.ts';
import { jsonIn, type Problem } from './answers.ts';
import { apiFields, type ApiOptions, ask, type Asked, type Reading } from './requests.ts';
import type { SessionJson } from '../wire/sessionJson.ts';
import { oddAnswer } from './unreachable.ts';

/** A message that is sent in chunks. */
export interface Upload {
  /** The session's digest in hexadecimal. */
  readonly session: string;
  readonly identity: Identity;
  readonly phase: ClientPhase;
  /** The digest of the message's envelope in hexadecimal. */
  readonly envelope: string;
  /** Bytes of its frame. */
  readonly total: number;
}

/**
 * The coordinator's status of an upload: how much of the frame it has, or the outcome of the
 * message.
 */
export type UploadState =
  | { readonly kind: 'receiving'; readonly offset: number }
  | { readonly kind: 'accepted' | 'repeated' }
  | Rejection;

/** There will never be what was asked for: the session aborted, ended, or went on without this client. */
export interface SessionGone {
  readonly kind: 'gone';
  readonly code: string;
  readonly message: string;
}

/** Seconds that a request waits at the coordinator for something to happen. */
const WAIT_SECONDS = 20;

const apiOptions = strictObject<ApiOptions>(apiFields);
const place = integer(0);
const chunkBytes = bytes();
const awaitedPhase = word(...BROADCAST_TYPES);
const uploadArgument = strictObject<Upload>({
  session: hex32,
  identity: identityArgument,
  phase: word(...CLIENT_PHASES),
  envelope: hex32,
  total: place,
});

/** Whether an entry of a list of sessions has what a participant looks for, of a form that can be asked for. */
function isListed(value: unknown): value is SessionJson {
  const { digest, task, round, state } = (value ?? {}) as Partial<SessionJson>;
  return (
    /^[0-9a-f]{64}$/.test(digest ?? '') &&
    typeof task === 'string' &&
    Number.isSafeInteger(round) &&
    typeof state === 'string'
  );
}

/**
 * A coordinator's HTTP interface, one method a request. Every method throws CoordinatorUnreachable, and UsageError `wrong-input` for
 * arguments that are not as they should be.
 */
export class CoordinatorApi {
  readonly #options: ApiOptions;
  /** Whether it has answered anything yet. */
  #reached = false;

  /**
   * Asks nothing yet.
   *
   * @param options - The service's address, and how to ask it.
   * @throws UsageError `wrong-input` for options that are missing, unknown or of another kind
   */
  constructor(options: ApiOptions) {
    this.#options = apiOptions(options, '');
  }

  /** All sessions that the coordinator says it has. */
  async sessions(): Promise<readonly SessionJson[]> {
    const asked = { method: 'GET', path: 'v1/sessions' } as const;
    const { sessions } = ((await this.#ask(asked, { read: jsonIn })) ?? {}) as {
      sessions?: unknown;
    };
    if (!Array.isArray(sessions) || !sessions.every(isListed)) {
      throw oddAnswer('a list of sessions');
    }
    return sessions;
  }

  /**
   * Asks for nothing but whether the coordinator takes this client's requests: whether it knows the key, reads the same time on its
   * clock, and sees the path that was signed.
   */
  async probe(digest: string, identity: Identity): Promise<void> {
    const path = `v1/sessions/${hex32(digest, 'digest')}/me`;
    identityArgument(identity, 'identity');
    const asked = { method: 'GET', path, identity } as const;
    await this.#ask(asked, { read: jsonIn });
  }

  /** A session's invitation; nothing is checked of it here. */
  async invitation(digest: string): Promise<Message> {
    const partial = new PartialDownload(MAX_INVITATION_BYTES + FRAME_OVERHEAD);
    const asked = {
      method: 'GET',
      path: `v1/sessions/${hex32(digest, 'digest')}/invitation`,
    } as const;
    const bytes = await this.#ask(asked, {
      read: (response, heard) => partial.take(response, heard),
    });
    return messageIn(bytes, bytes.length);
  }

  /** Sends a client's message; the rejection, where it was refused. */
  async send(digest: string, identity: Identity, message: Message): Promise<Rejection | undefined> {
    const path = `v1/sessions/${hex32(digest, 'digest')}/messages`;
    identityArgument(identity, 'identity');
    const body = frameOf(messageArgument(message, 'message'));
    const outcome = await this.#ask<Rejection | 'taken'>(
      { method: 'POST', path, identity, body },
      { read: () => Promise.resolve('taken'), readProblem: rejectionIn },
    );
    return outcome === 'taken' ? undefined : outcome;
  }

  /** How far a message has got that is sent in chunks. */
  async uploaded(upload: Upload): Promise<UploadState> {
    const { identity } = uploadArgument(upload, 'upload');
    const asked = { method: 'GET', path: uploadPath(upload), identity } as const;
    return this.#ask(asked, UPLOAD_STATE);
  }

  /** Sends a chunk of a message. */
  async sendChunk(upload: Upload, offset: number, chunk: Uint8Array): Promise<UploadState> {
    const { identity, total } = uploadArgument(upload, 'upload');
    const path = `${uploadPath(upload)}?offset=${place(offset, 'offset')}&of=${total}`;
    const body = chunkBytes(chunk, 'chunk');
    const asked = { method: 'PUT', path, identity, body } as const;
    return this.#ask(asked, UPLOAD_STATE);
  }

  /**
   * Waits a while for the coordinator's message of a phase; `undefined` where there is none yet.
   *
   * @param partial - what has arrived of it, where it was asked for before
   */
  async message(
    digest: string,
    identity: Identity,
    phase: BroadcastType,
    partial: PartialDownload = new PartialDownload(),
  ): Promise<Message | SessionGone | undefined> {
    const named = awaitedPhase(phase, 'phase');
    const path = `v1/sessions/${hex32(digest, 'digest')}/messages/${named}?wait=${WAIT_SECONDS}`;
    identityArgument(identity, 'identity');
    const found = await this.#download({ method: 'GET', path, identity, partial });
    return found instanceof Uint8Array ? messageIn(found, found.length) : found;
  }

  /** Waits a while for a session's record; `undefined` where there is none yet. `partial` as above. */
  async record(
    digest: string,
    partial: PartialDownload = new PartialDownload(),
  ): Promise<Uint8Array | SessionGone | undefined> {
    const path = `v1/records/${hex32(digest, 'digest')}?wait=${WAIT_SECONDS}`;
    return this.#download({ method: 'GET', path, partial });
  }

  async #download(
    asked: Asked & { readonly partial: PartialDownload },
  ): Promise<Uint8Array | SessionGone | undefined> {
    const found = await this.#ask<Uint8Array | SessionGone | 'nothing yet'>(asked, {
      read: async (response, heard) =>
        response.status === 204 ? 'nothing yet' : asked.partial.take(response, heard),
      readProblem: goneIn,
    });
    return found === 'nothing yet' ? undefined : found;
  }

  async #ask<T>(asked: Asked, reading: Reading<T>): Promise<T> {
    const answer = await ask(this.#options, asked, reading, this.#reached);
    this.#reached = true;
    return answer;
  }
}

function uploadPath({ session, phase, envelope }: Upload): string {
  return `v1/sessions/${session}/uploads/${phase}/${envelope}`;
}

const UPLOAD_STATE: Reading<UploadState> = {
  read: async (response) => {
    const state = (await jsonIn(response)) as UploadState | null;
    const known =
      state?.kind === 'receiving'
        ? Number.isSafeInteger(state.offset)
        : ['accepted', 'repeated'].includes(state?.kind ?? '');
    if (!state || !known) throw oddAnswer('the state of an upload');
    return state;
  },
  readProblem: (problem) => {
    const { name, offset } = problem;
    if (name === 'wrong-offset' && offset !== undefined) return { kind: 'receiving', offset };
    return rejectionIn(problem);
  },
};

/** A problem that says that a message was turned down. */
function rejectionIn({ name, check, detail }: Problem): Rejection | undefined {
  if (name !== 'refused' && name !== 'wrong-phase') return undefined;
  const code = CHECK_NAMES.find((known) => known === check);
  if (!code) throw oddAnswer('a rejection by a check that this version knows');
  return { kind: 'rejection', code, message: detail };
}

function goneIn({ name, check = name, detail }: Problem): SessionGone | undefined {
  return name === 'gone' ? { kind: 'gone', code: check, message: detail } : undefined;
}
