import type { Identity } from '../../crypto/signing.ts';
import { CBOR_TYPE } from '../wire/frame.ts';
import { authorizationOf } from '../wire/requestSignature.ts';
import { type Problem, problemIn } from './answers.ts';
import { signalArgument } from '../../session/partyArguments.ts';
import { callable, type Fields, having, optional } from '../../usage/arguments.ts';
import type { PartialDownload } from './partialDownload.ts';
import { type Contact, CoordinatorUnreachable, networkFailure } from './unreachable.ts';
import { PROBLEMS } from '../wire/problem.ts';

/** How requests are sent to a coordinator. */
export interface ApiOptions {
  /**
   * The coordinator's address, `http:` or `https:`, without user and password. Its path is
   * prepended to the path of every request.
   */
  readonly server: URL;
  /** The platform's `fetch`, or one that behaves like it. */
  readonly fetch: typeof globalThis.fetch;
  /** The current time in milliseconds since 1970, to sign requests with. */
  readonly now: () => number;
  /** Stops the request that is running, and everything that waits for it. */
  readonly signal?: AbortSignal | undefined;
}

/** Argument readers for {@link ApiOptions}. */
export const apiFields: Fields<ApiOptions> = {
  server: having<URL>("a URL: new URL('https://sum.example.org/')", [], ({ href }) =>
    /^https?:/.test(href),
  ),
  fetch: callable('a function like fetch'),
  now: callable('a clock, such as () => Date.now()'),
  signal: optional(signalArgument),
};

/** A request to the coordinator. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, relative to the server's address. */
  readonly path: string;
  /** Signs the request; without it, the request is not signed. */
  readonly identity?: Identity;
  readonly body?: Uint8Array;
  /** What has arrived of the response so far; only the rest is requested. */
  readonly partial?: PartialDownload;
}

/**
 * Time without any data after which a connection counts as broken, in milliseconds. It is longer
 * than the coordinator holds a request.
 */
const SILENCE_MS = 60_000;

/**
 * If a request is rejected this long after it was signed, in milliseconds, it was held up on the
 * way: signed again, it may pass.
 */
const HELD_UP_MS = 30_000;

/** Time for sending a body, in milliseconds: as long as the coordinator allows. */
const SENDING_MS = 120_000;

/** How a response is read. */
export interface Reading<T> {
  /** Reads a successful response, and calls `heard` with each piece that arrives. */
  readonly read: (response: Response, heard: () => void) => Promise<T>;
  /** Turns a problem into a result; `undefined` if it is a failure. */
  readonly readProblem?: ((problem: Problem) => T | undefined) | undefined;
}

/**
 * Makes one request and reads its response.
 *
 * @param contact - What earlier requests to this server have shown; kept up to date.
 * @throws CoordinatorUnreachable if there is no response, it is not understood, or it is a problem
 *   that `readProblem` does not handle; the reason of `signal` if that aborts; and what `read`
 *   throws
 */
export async function ask<T>(
  { server, fetch, now, signal }: ApiOptions,
  { method, path, identity, body, partial }: Asked,
  { read, readProblem }: Reading<T>,
  contact: Contact,
): Promise<T> {
  requirePlainAddress(server);
  const url = new URL(path, server.href.endsWith('/') ? server : `${server.href}/`);
  const headers: Record<string, string> = {};
  if (body) headers['content-type'] = CBOR_TYPE;
  const signedAt = now();
  if (identity) {
    const signed = { method, path: url.pathname + url.search };
    const content = body ?? new Uint8Array(0);
    headers['authorization'] = await authorizationOf(identity, signed, content, signedAt);
  }
  const before = partial?.length ?? 0;
  if (before > 0) headers['range'] = `bytes=${before}-`;
  const patience = new Patience(signal, body ? SENDING_MS : SILENCE_MS);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ? (body as Uint8Array<ArrayBuffer>) : null,
      redirect: 'manual',
      signal: patience.signal,
    });
    patience.heard();
    contact.reached = true;
    if (response.ok) {
      return await read(response, () => {
        patience.heard();
      });
    }
    const problem = await problemIn(response, url);
    const answer = readProblem?.(problem);
    if (answer !== undefined) return answer;
    throw failure(problem, url, signedAt, { heldUp: now() - signedAt > HELD_UP_MS, response });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof CoordinatorUnreachable) throw error;
    const failed = networkFailure(url, error, contact, (partial?.length ?? 0) > before);
    contact.failures += 1;
    throw failed;
  } finally {
    patience.over();
  }
}

/** Rejects addresses that `fetch` would reject with a message that repeats the password. */
function requirePlainAddress({ username, password, origin, protocol }: URL): void {
  if (username === '' && password === '' && /^https?:$/.test(protocol)) return;
  throw new CoordinatorUnreachable(
    `the coordinator’s address must be http:// or https://, without a user and a password${/^https?:$/.test(protocol) ? `, such as ${origin}/` : ''}`,
    false,
  );
}

/** What to do about a problem, in addition to what the coordinator says. */
const ADVICE: Partial<Record<Problem['name'], string>> = {
  'wrong-signature': '; if a proxy changes paths, use an address under which they arrive unchanged',
  'not-found': '; check that this is the coordinator’s address',
};

/** The error for a problem that is not a result. */
function failure(
  { name, detail }: Problem,
  url: URL,
  signedAt: number,
  { heldUp, response }: { readonly heldUp: boolean; readonly response: Response },
): CoordinatorUnreachable {
  if (name === 'clock') {
    const off = Math.round((signedAt - Date.parse(response.headers.get('date') ?? '')) / 1000);
    const by = Number.isNaN(off)
      ? 'differs from'
      : `is ${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'}`;
    return new CoordinatorUnreachable(
      `${url.origin}: the clock of this machine ${by} the coordinator’s; set it to within two minutes`,
      heldUp,
    );
  }
  const advice = ADVICE[name] ?? '';
  const { status } = PROBLEMS[name];
  const passing = status >= 500 || name === 'request-timeout' || name === 'too-many';
  return new CoordinatorUnreachable(`${url.href}: ${status} ${detail}${advice}`, passing);
}

/** Aborts a request if nothing arrives for too long, or if its caller aborts it. */
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

  /** Restarts the timeout, because something has arrived. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait(SILENCE_MS);
  }

  /** Stops the timeout and forgets the caller's signal. */
  over(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#stopped);
  }

  readonly #stopped = (): void => {
    this.#stop.abort(this.#caller?.reason);
  };

  #wait(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#stop.abort(new Error(`nothing arrived for ${milliseconds / 1000} s`));
    }, milliseconds);
  }
}
