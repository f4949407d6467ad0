import type { Identity } from '../../crypto/signing.ts';
import type { Refusal } from '../../session/outcome.ts';
import type { Message } from '../../wire/message.ts';
import type { CoordinatorPhase } from '../service/sessionView.ts';
import { authorizationOf } from './requestSignature.ts';
import { CBOR_TYPE, frameOf, messageIn } from './frame.ts';
import type { SessionJson } from './sessionJson.ts';

/** The coordinator could not be asked, or answered what no coordinator answers. */
export class CoordinatorUnreachable extends Error {
  override readonly name = 'CoordinatorUnreachable';
  /** Whether asking again may help. */
  readonly passing: boolean;

  /**
   * A request without an answer.
   *
   * @param message - What was asked, and what came back.
   * @param passing - Whether asking again may help.
   * @param options - The error underneath, as its cause.
   */
  constructor(message: string, passing: boolean, options?: ErrorOptions) {
    super(message, options);
    this.passing = passing;
  }
}

/** There will never be what was asked for: the session aborted, ended, or went on without this client. */
export interface Gone {
  readonly kind: 'gone';
  readonly code: string;
  readonly message: string;
}

/** How a coordinator is asked. */
export interface ApiOptions {
  /** Where it is: everything below is relative to this. */
  readonly server: URL;
  /** As the platform's; a proxy's or a test's. */
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds that a request waits at the coordinator for something to happen. */
const WAIT_SECONDS = 20;

/** Records and frames are smaller than this. */
const MOST_BYTES = 2 ** 30;

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
    const response = await this.#ask('GET', 'v1/sessions');
    const { sessions } = (await response.json()) as { sessions?: unknown };
    if (!Array.isArray(sessions)) throw oddAnswer('a list of sessions');
    return sessions as SessionJson[];
  }

  /** A session's invitation; nothing is checked of it here. */
  async invitation(digest: string): Promise<Message> {
    const response = await this.#ask('GET', `v1/sessions/${digest}/invitation`);
    return messageIn(await bodyOf(response), MOST_BYTES);
  }

  /** Sends a client's message; the refusal, where it was refused. */
  async send(digest: string, identity: Identity, message: Message): Promise<Refusal | undefined> {
    const path = `v1/sessions/${digest}/messages`;
    const response = await this.#ask('POST', path, { identity, body: frameOf(message) });
    return response.ok ? undefined : ((await response.json()) as Refusal);
  }

  /** Waits a while for the coordinator's message of a phase; `undefined` where there is none yet. */
  async message(
    digest: string,
    identity: Identity,
    phase: CoordinatorPhase,
  ): Promise<Message | Gone | undefined> {
    const path = `v1/sessions/${digest}/messages/${phase}?wait=${WAIT_SECONDS}`;
    const response = await this.#ask('GET', path, { identity });
    if (response.status === 204) return undefined;
    if (response.status === 410) return goneIn(response);
    return messageIn(await bodyOf(response), MOST_BYTES);
  }

  /** Waits a while for a session's record; `undefined` where there is none yet. */
  async record(digest: string): Promise<Uint8Array | Gone | undefined> {
    const response = await this.#ask('GET', `v1/records/${digest}?wait=${WAIT_SECONDS}`);
    if (response.status === 204) return undefined;
    return response.status === 410 ? goneIn(response) : bodyOf(response);
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    { identity, body }: { identity?: Identity; body?: Uint8Array } = {},
  ): Promise<Response> {
    const { server, fetch, now, signal } = this.#options;
    const url = new URL(path, server.href.endsWith('/') ? server : `${server.href}/`);
    const headers: Record<string, string> = {};
    if (body) headers['content-type'] = CBOR_TYPE;
    if (identity) {
      const signed = { method, path: url.pathname + url.search };
      const content = body ?? new Uint8Array(0);
      headers['authorization'] = await authorizationOf(identity, signed, content, now());
    }
    const response = await fetch(url, {
      method,
      headers,
      body: body ? (body as Uint8Array<ArrayBuffer>) : null,
      signal: signal ?? null,
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new CoordinatorUnreachable(
        `${url.origin} does not answer (${reasonOf(error)}); is the coordinator running there?`,
        true,
        { cause: error },
      );
    });
    const judged = response.ok || [409, 410, 422].includes(response.status);
    if (!judged) {
      const text = (await response.text().catch(() => '')).slice(0, 200);
      const passing = response.status >= 500 || response.status === 429;
      throw new CoordinatorUnreachable(`${url.href}: ${response.status} ${text}`, passing);
    }
    return response;
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

async function goneIn(response: Response): Promise<Gone> {
  const { code, message } = (await response.json()) as Partial<Gone>;
  return { kind: 'gone', code: String(code), message: String(message) };
}

function oddAnswer(wanted: string): CoordinatorUnreachable {
  return new CoordinatorUnreachable(
    `the answer is not ${wanted}; is this a veilsum coordinator?`,
    false,
  );
}

/** fetch hides why it failed one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? String(cause);
}
