import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  type ClientPhase,
} from '../../messages/table.ts';
import type { Identity } from '../../crypto/signing.ts';
import { CHECK_NAMES } from '../../session/checks/table.ts';
import { MAX_PARTS } from '../../session/limits.ts';
import { MAX_INVITATION_BYTES } from '../../session/parameters.ts';
import type { Rejection } from '../../session/outcome.ts';

import { identityArgument, messageArgument } from '../../session/partyArguments.ts';
import { bytes, hex32, integer, strictObject, word } from '../../usage/arguments.ts';
import type { Message } from '../../wire/transcript.ts';

import { PartialDownload } from './partialDownload.ts';
import { FRAME_OVERHEAD, frameOf, messageIn } from '../wire/frame.ts';
import { isOffset, jsonIn, type Problem } from './answers.ts';
import { apiFields, type ApiOptions, ask, type Asked, type Reading } from './requests.ts';
import type { SessionJson } from '../wire/sessionJson.ts';
import { type Contact, oddAnswer } from './unreachable.ts';

/** A client message that is uploaded in chunks. */
export interface Upload {
  /** The session's digest, as 64 hexadecimal digits. */
  readonly session: string;
  readonly identity: Identity;
  readonly phase: ClientPhase;
  /** The digest of the message's envelope, as 64 hexadecimal digits. It names the upload. */
  readonly envelope: string;
  /** Length of the whole frame, in bytes. */
  readonly total: number;
}

/**
 * The state of an upload at the coordinator: `receiving` with the number of bytes it has, counted
 * from the start of the frame, or the outcome of the complete message.
 */
export type UploadState =
  | { readonly kind: 'receiving'; readonly offset: number }
  | { readonly kind: 'accepted' | 'repeated' }
  | Rejection;

/**
 * The coordinator will never send what was requested: the session ended or was aborted, or it went
 * on without this client.
 */
export interface SessionGone {
  readonly kind: 'gone';
  /**
   * The check that the session was aborted with, `phase-bound`, or `gone` if no check was named.
   */
  readonly code: string;
  readonly message: string;
}

/** How long the coordinator may hold a request until there is something to send, in seconds. */
const WAIT_SECONDS = 20;

const apiOptions = strictObject<ApiOptions>(apiFields);
const place = integer(0);
const partNumber = integer(0, MAX_PARTS - 1);
const chunkBytes = bytes();
const awaitedPhase = word(...BROADCAST_TYPES);
const uploadArgument = strictObject<Upload>({
  session: hex32,
  identity: identityArgument,
  phase: word(...CLIENT_PHASES),
  envelope: hex32,
  total: place,
});

/**
 * Whether an entry of the list of sessions has the fields that a participant reads, with valid
 * values.
 */
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
 * Client for a coordinator's HTTP interface, with one method per request. Methods that take an
 * identity sign the request with it.
 *
 * Every method throws CoordinatorUnreachable if the coordinator cannot be reached or its response
 * is not understood, UsageError `wrong-input` for invalid arguments, and the reason of `signal`
 * when that aborts.
 */
export class CoordinatorApi {
  readonly #options: ApiOptions;
  /** What requests have shown of the server; see `networkFailure`. */
  readonly #contact: Contact = { reached: false, failures: 0 };

  /**
   * Stores the options; no request is made.
   *
   * @param options - The server's address, and how to send requests to it.
   * @throws UsageError `wrong-input` for options that are missing, unknown or of the wrong type
   */
  constructor(options: ApiOptions) {
    this.#options = apiOptions(options, '');
  }

  /** Lists all sessions, the oldest first. Nothing in the list is authenticated. */
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
   * Checks that the coordinator accepts requests signed by this client: that the key is on the
   * session's roster, the clocks agree, and the path arrives as it was signed.
   */
  async probe(digest: string, identity: Identity): Promise<void> {
    const path = `v1/sessions/${hex32(digest, 'digest')}/me`;
    identityArgument(identity, 'identity');
    const asked = { method: 'GET', path, identity } as const;
    await this.#ask(asked, { read: jsonIn });
  }

  /**
   * Fetches a session's invitation. The envelope is not verified here; `joinSession` does that.
   *
   * @param part - The part of a vector that is summed in parts, from 0.
   * @throws WireError if the response is not a frame
   */
  async invitation(digest: string, part = 0): Promise<Message> {
    const partial = new PartialDownload(MAX_INVITATION_BYTES + FRAME_OVERHEAD);
    const asked = {
      method: 'GET',
      path: `v1/sessions/${hex32(digest, 'digest')}/invitation${partQuery(part, '?')}`,
    } as const;
    const bytes = await this.#ask(asked, {
      read: (response, heard) => partial.take(response, heard),
    });
    return messageIn(bytes, bytes.length);
  }

  /**
   * Sends a client's message in one request.
   *
   * @returns `undefined` if the message was accepted, now or before; otherwise the rejection
   */
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

  /** Asks for the state of an upload. `total` is not compared with what the coordinator has. */
  async uploaded(upload: Upload): Promise<UploadState> {
    const { identity, total } = uploadArgument(upload, 'upload');
    const asked = { method: 'GET', path: uploadPath(upload), identity } as const;
    return this.#uploadState(asked, total);
  }

  /**
   * Sends one chunk of a message.
   *
   * @param offset - Where the chunk begins in the frame, in bytes.
   * @param chunk - 1 byte to 4 MiB; the coordinator rejects other lengths.
   * @returns the state after this chunk; if it was not the expected one, the offset to continue
   *   from
   */
  async sendChunk(upload: Upload, offset: number, chunk: Uint8Array): Promise<UploadState> {
    const { identity, total } = uploadArgument(upload, 'upload');
    const path = `${uploadPath(upload)}?offset=${place(offset, 'offset')}&of=${total}`;
    const body = chunkBytes(chunk, 'chunk');
    const asked = { method: 'PUT', path, identity, body } as const;
    return this.#uploadState(asked, total);
  }

  /**
   * Waits up to 20 seconds for the coordinator's message of a phase to this client.
   *
   * @param partial - What has arrived of it so far; only the rest is requested.
   * @param part - The part of a vector that is summed in parts, from 0.
   * @returns `undefined` if the coordinator has not sent it yet
   * @throws WireError if the response is not a frame
   */
  async message(
    digest: string,
    identity: Identity,
    phase: BroadcastType,
    partial: PartialDownload = new PartialDownload(),
    part = 0,
  ): Promise<Message | SessionGone | undefined> {
    const named = awaitedPhase(phase, 'phase');
    const query = `?wait=${WAIT_SECONDS}${partQuery(part, '&')}`;
    const path = `v1/sessions/${hex32(digest, 'digest')}/messages/${named}${query}`;
    identityArgument(identity, 'identity');
    const found = await this.#download({ method: 'GET', path, identity, partial });
    return found instanceof Uint8Array ? messageIn(found, found.length) : found;
  }

  /**
   * Waits up to 20 seconds for a session's record. The record is not verified.
   *
   * @param partial - What has arrived of it so far; only the rest is requested.
   * @returns `undefined` if it has not been published yet
   */
  async record(
    digest: string,
    partial: PartialDownload = new PartialDownload(),
  ): Promise<Uint8Array | SessionGone | undefined> {
    const path = `v1/records/${hex32(digest, 'digest')}?wait=${WAIT_SECONDS}`;
    return this.#download({ method: 'GET', path, partial });
  }

  async #uploadState(asked: Asked, total: number): Promise<UploadState> {
    const state = await this.#ask(asked, UPLOAD_STATE);
    // A coordinator that has the whole message answers with its outcome instead.
    if (state.kind === 'receiving' && state.offset >= total) throw oddAnswer('an upload’s state');
    return state;
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

  #ask<T>(asked: Asked, reading: Reading<T>): Promise<T> {
    return ask(this.#options, asked, reading, this.#contact);
  }
}

/** A query parameter that names a part; none for the first one. */
function partQuery(part: number, before: '?' | '&'): string {
  const named = partNumber(part, 'part');
  return named === 0 ? '' : `${before}part=${named}`;
}

function uploadPath({ session, phase, envelope }: Upload): string {
  return `v1/sessions/${session}/uploads/${phase}/${envelope}`;
}

const UPLOAD_STATE: Reading<UploadState> = {
  read: async (response) => {
    const state = (await jsonIn(response)) as UploadState | null;
    const known =
      state?.kind === 'receiving'
        ? isOffset(state.offset)
        : ['accepted', 'repeated'].includes(state?.kind ?? '');
    if (!state || !known) throw oddAnswer('an upload’s state');
    return state;
  },
  readProblem: (problem) => {
    const { name, offset } = problem;
    if (name === 'wrong-offset' && offset !== undefined) return { kind: 'receiving', offset };
    return rejectionIn(problem);
  },
};

/** The rejection of a message that a problem reports; `undefined` for a problem of another type. */
function rejectionIn({ name, check, detail }: Problem): Rejection | undefined {
  if (name !== 'refused' && name !== 'wrong-phase') return undefined;
  const code = CHECK_NAMES.find((known) => known === check);
  if (!code) throw oddAnswer('a rejection by a check that this version knows');
  return { kind: 'rejection', code, message: detail };
}

/** The end of the session that a problem reports; `undefined` for a problem of another type. */
function goneIn({ name, check = name, detail }: Problem): SessionGone | undefined {
  return name === 'gone' ? { kind: 'gone', code: check, message: detail } : undefined;
}
