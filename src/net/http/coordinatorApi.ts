import type { Identity } from '../../crypto/signing.ts';
import { MAX_INVITATION_BYTES } from '../../session/messageSizes.ts';
import type { Refusal } from '../../session/outcome.ts';
import type { ClientPhase } from '../../session/parameters.ts';
import type { Message } from '../../wire/message.ts';
import type { CoordinatorPhase } from '../service/sessionView.ts';
import { Arriving } from './arriving.ts';
import { FRAME_OVERHEAD, frameOf, messageIn } from './frame.ts';
import { type ApiOptions, ask, type Asked, jsonIn } from './requests.ts';
import type { SessionJson } from './sessionJson.ts';
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

/** What the coordinator says of an upload: how much of the frame it has, or what became of the message. */
export type UploadState =
  | { readonly kind: 'receiving'; readonly offset: number }
  | { readonly kind: 'accepted' | 'repeated' }
  | Refusal;

/** There will never be what was asked for: the session aborted, ended, or went on without this client. */
export interface Gone {
  readonly kind: 'gone';
  readonly code: string;
  readonly message: string;
}

/** A coordinator's list of sessions is smaller than this. */
const MOST_LIST_BYTES = 2 ** 24;

/** Seconds that a request waits at the coordinator for something to happen. */
const WAIT_SECONDS = 20;

/** A coordinator's HTTP interface, one method a request. Every method throws CoordinatorUnreachable. */
export class CoordinatorApi {
  readonly #options: ApiOptions;

  /**
   * Asks nothing yet.
   *
   * @param options - The service's address, and how to ask it.
   */
  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** All sessions that the coordinator says it has. */
  async sessions(): Promise<readonly SessionJson[]> {
    const asked = { method: 'GET', path: 'v1/sessions' } as const;
    const { sessions } = (await ask(this.#options, asked, (response) =>
      jsonIn(response, MOST_LIST_BYTES),
    )) as { sessions?: unknown };
    if (!Array.isArray(sessions)) throw oddAnswer('a list of sessions');
    return sessions as SessionJson[];
  }

  /** A session's invitation; nothing is checked of it here. */
  async invitation(digest: string): Promise<Message> {
    const arriving = new Arriving(MAX_INVITATION_BYTES + FRAME_OVERHEAD);
    const asked = { method: 'GET', path: `v1/sessions/${digest}/invitation` } as const;
    const bytes = await ask(this.#options, asked, (response, heard) =>
      arriving.take(response, heard),
    );
    return messageIn(bytes, bytes.length);
  }

  /** Sends a client's message; the refusal, where it was refused. */
  async send(digest: string, identity: Identity, message: Message): Promise<Refusal | undefined> {
    const path = `v1/sessions/${digest}/messages`;
    const body = frameOf(message);
    return ask(this.#options, { method: 'POST', path, identity, body }, async (response) =>
      response.ok ? undefined : ((await jsonIn(response)) as Refusal),
    );
  }

  /** How far a message has got that is sent in chunks. */
  async uploaded(upload: Upload): Promise<UploadState> {
    const { identity } = upload;
    const asked = { method: 'GET', path: uploadPath(upload), identity } as const;
    return ask(this.#options, asked, uploadStateIn);
  }

  /** Sends a chunk of a message. */
  async sendChunk(upload: Upload, offset: number, chunk: Uint8Array): Promise<UploadState> {
    const { identity, total } = upload;
    const path = `${uploadPath(upload)}?offset=${offset}&of=${total}`;
    const asked = { method: 'PUT', path, identity, body: chunk } as const;
    return ask(this.#options, asked, uploadStateIn);
  }

  /**
   * Waits a while for the coordinator's message of a phase; `undefined` where there is none yet.
   *
   * @param arriving - what has arrived of it, where it was asked for before
   */
  async message(
    digest: string,
    identity: Identity,
    phase: CoordinatorPhase,
    arriving: Arriving = new Arriving(),
  ): Promise<Message | Gone | undefined> {
    const path = `v1/sessions/${digest}/messages/${phase}?wait=${WAIT_SECONDS}`;
    const found = await this.#download({ method: 'GET', path, identity, arriving });
    return found instanceof Uint8Array ? messageIn(found, found.length) : found;
  }

  /** Waits a while for a session's record; `undefined` where there is none yet. `arriving` as above. */
  async record(
    digest: string,
    arriving: Arriving = new Arriving(),
  ): Promise<Uint8Array | Gone | undefined> {
    const path = `v1/records/${digest}?wait=${WAIT_SECONDS}`;
    return this.#download({ method: 'GET', path, arriving });
  }

  #download(
    asked: Asked & { readonly arriving: Arriving },
  ): Promise<Uint8Array | Gone | undefined> {
    return ask(this.#options, asked, async (response, heard) => {
      if (response.status === 204) return undefined;
      if (response.status === 410) return goneIn(response);
      return asked.arriving.take(response, heard);
    });
  }
}

function uploadPath({ session, phase, envelope }: Upload): string {
  return `v1/sessions/${session}/uploads/${phase}/${envelope}`;
}

async function uploadStateIn(response: Response): Promise<UploadState> {
  const state = (await jsonIn(response)) as UploadState;
  const known =
    state.kind === 'receiving'
      ? Number.isSafeInteger(state.offset)
      : ['accepted', 'repeated', 'refusal'].includes(state.kind);
  if (!known) throw oddAnswer('the state of an upload');
  return state;
}

async function goneIn(response: Response): Promise<Gone> {
  const { code, message } = (await jsonIn(response)) as Partial<Gone>;
  return { kind: 'gone', code: String(code), message: String(message) };
}
