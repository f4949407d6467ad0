import type { Identity } from '../../crypto/signing.ts';
import { CBOR_TYPE } from './frame.ts';
import { authorizationOf } from './requestSignature.ts';
import { Arriving } from './arriving.ts';
import { CoordinatorUnreachable, oddAnswer } from './unreachable.ts';

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

/** One request. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Relative to the server, with the query. */
  readonly path: string;
  /** Who signs it. */
  readonly identity?: Identity;
  readonly body?: Uint8Array;
  /** What arrived of the answer before: only the rest is asked for. */
  readonly arriving?: Arriving;
}

/** A network that says nothing for this long has broken the connection; the coordinator waits for less. */
const SILENCE_MS = 60_000;

/** A request that was signed longer ago than this when it is turned down was held up: signed again, it may pass. */
const HELD_UP_MS = 30_000;

/** A body may take as long as the coordinator lets it. */
const SENDING_MS = 120_000;

/** Node's codes for a certificate that does not verify: asking again does not help. */
const UNTRUSTED = /CERT|^UNABLE_TO_VERIFY/;

/**
 * Makes one request, and reads its answer.
 *
 * @param read - reads a response that is a coordinator's verdict, and calls `heard` whenever some of it arrives
 * @throws CoordinatorUnreachable; the reason of `signal` when it stops
 */
export async function ask<T>(
  { server, fetch, now, signal }: ApiOptions,
  { method, path, identity, body, arriving }: Asked,
  read: (response: Response, heard: () => void) => Promise<T>,
): Promise<T> {
  const url = new URL(path, server.href.endsWith('/') ? server : `${server.href}/`);
  const headers: Record<string, string> = {};
  if (body) headers['content-type'] = CBOR_TYPE;
  const signedAt = now();
  if (identity) {
    const signed = { method, path: url.pathname + url.search };
    const content = body ?? new Uint8Array(0);
    headers['authorization'] = await authorizationOf(identity, signed, content, signedAt);
  }
  const before = arriving?.length ?? 0;
  if (before > 0) headers['range'] = `bytes=${before}-`;
  const patience = new Patience(signal, body ? SENDING_MS : SILENCE_MS);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ? (body as Uint8Array<ArrayBuffer>) : null,
      signal: patience.signal,
    });
    patience.heard();
    await demandVerdict(response, url, now() - signedAt > HELD_UP_MS);
    return await read(response, () => {
      patience.heard();
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof CoordinatorUnreachable) throw error;
    const reason = reasonOf(error);
    if (UNTRUSTED.test(reason)) {
      throw new CoordinatorUnreachable(
        `${url.origin} shows a certificate that is not trusted here (${reason}); in Node, NODE_EXTRA_CA_CERTS names a file with an authority to trust`,
        false,
        { cause: error },
      );
    }
    throw new CoordinatorUnreachable(
      `${url.origin} does not answer (${reason}); is the coordinator running there?`,
      true,
      { cause: error, progressed: (arriving?.length ?? 0) > before },
    );
  } finally {
    patience.over();
  }
}

/** What a coordinator says in JSON of one thing is smaller than this. */
const MOST_JSON_BYTES = 2 ** 16;

/** Reads an answer in JSON, of at most `mostBytes`. @throws CoordinatorUnreachable where it is none */
export async function jsonIn(
  response: Response,
  mostBytes: number = MOST_JSON_BYTES,
): Promise<unknown> {
  const bytes = await new Arriving(mostBytes).take(response, () => undefined);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw oddAnswer('JSON');
  }
}

/** Only what a coordinator says about what was asked is an answer; what else comes may be a proxy's. */
async function demandVerdict(response: Response, url: URL, heldUp: boolean): Promise<void> {
  if (response.ok || [409, 410, 422].includes(response.status)) return;
  const said = new Arriving(MOST_JSON_BYTES).take(response, () => undefined);
  const text = new TextDecoder().decode(await said.catch(() => new Uint8Array(0))).slice(0, 200);
  const passing =
    response.status >= 500 ||
    [408, 429].includes(response.status) ||
    (response.status === 401 && heldUp);
  throw new CoordinatorUnreachable(`${url.href}: ${response.status} ${text}`, passing);
}

/** Stops a request when nothing is heard for too long, or when its caller stops it. */
class Patience {
  readonly #stop = new AbortController();
  readonly #caller: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout>;

  constructor(caller: AbortSignal | undefined, firstMs: number) {
    this.#caller = caller;
    this.#timer = this.#wait(firstMs);
    caller?.addEventListener('abort', this.#stopped);
    if (caller?.aborted) this.#stopped();
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Something arrived: the patience begins anew. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait(SILENCE_MS);
  }

  over(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#stopped);
  }

  readonly #stopped = (): void => {
    this.#stop.abort(this.#caller?.reason);
  };

  #wait(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#stop.abort(new Error(`nothing was heard for ${milliseconds / 1000} s`));
    }, milliseconds);
  }
}

/** fetch hides why it failed one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? String(cause);
}
