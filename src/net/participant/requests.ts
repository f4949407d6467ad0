import type { Identity } from '../../crypto/signing.ts';
import { CBOR_TYPE } from '../wire/frame.ts';
import { authorizationOf } from '../wire/requestSignature.ts';
import { type Problem, problemIn } from './answers.ts';
import { signalArgument } from '../../session/partyArguments.ts';
import { callable, type Fields, having, optional } from '../../usage/arguments.ts';
import type { PartialDownload } from './partialDownload.ts';
import { CoordinatorUnreachable, networkFailure } from './unreachable.ts';
import { PROBLEMS } from '../wire/problem.ts';

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

/** Readers of {@link ApiOptions}. */
export const apiFields: Fields<ApiOptions> = {
  server: having<URL>("a URL: new URL('https://sum.example.org/')", [], ({ href }) =>
    /^https?:/.test(href),
  ),
  fetch: callable('a function like fetch'),
  now: callable('a clock, such as () => Date.now()'),
  signal: optional(signalArgument),
};

/** One request. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Relative to the server, with the query. */
  readonly path: string;
  /** Who signs it. */
  readonly identity?: Identity;
  readonly body?: Uint8Array;
  /** What arrived of the answer before: only the rest is asked for. */
  readonly partial?: PartialDownload;
}

/** A network that says nothing for this long has broken the connection; the coordinator waits for less. */
const SILENCE_MS = 60_000;

/** A request that was signed longer ago than this when it is turned down was held up: signed again, it may pass. */
const HELD_UP_MS = 30_000;

/** A body may take as long as the coordinator lets it. */
const SENDING_MS = 120_000;

/** How an answer is read. */
export interface Reading<T> {
  /** Reads a success, and calls `heard` whenever some of it arrives. */
  readonly read: (response: Response, heard: () => void) => Promise<T>;
  /** What a problem answers to what was asked; `undefined` where it is a failure. */
  readonly readProblem?: ((problem: Problem) => T | undefined) | undefined;
}

/**
 * Makes one request, and reads its answer.
 *
 * @param reached - whether the server has answered before
 * @throws CoordinatorUnreachable; the reason of `signal` when it stops
 */
export async function ask<T>(
  { server, fetch, now, signal }: ApiOptions,
  { method, path, identity, body, partial }: Asked,
  { read, readProblem }: Reading<T>,
  reached: boolean,
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
    throw networkFailure(url, error, { reached, progressed: (partial?.length ?? 0) > before });
  } finally {
    patience.over();
  }
}

/** What fetch refuses anyway, with a sentence that repeats the password. */
function requirePlainAddress({ username, password, origin, protocol }: URL): void {
  if (username === '' && password === '' && /^https?:$/.test(protocol)) return;
  throw new CoordinatorUnreachable(
    `the coordinator’s address must be http:// or https://, without a user and a password${/^https?:$/.test(protocol) ? `, such as ${origin}/` : ''}`,
    false,
  );
}

/** A problem that answers nothing, as a sentence. */
function failure(
  { name, detail }: Problem,
  url: URL,
  signedAt: number,
  { heldUp, response }: { readonly heldUp: boolean; readonly response: Response },
): CoordinatorUnreachable {
  if (name === 'clock') {
    const off = Math.round((signedAt - Date.parse(response.headers.get('date') ?? '')) / 1000);
    const by = Number.isNaN(off)
      ? 'is not'
      : `is ${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'}`;
    return new CoordinatorUnreachable(
      `${url.origin}: the clock of this machine ${by} the coordinator’s; set it, to within two minutes`,
      heldUp,
    );
  }
  const advice =
    name === 'wrong-signature'
      ? '; if a proxy changes paths on the way, name the address under which the coordinator answers them as they are'
      : '';
  const { status } = PROBLEMS[name];
  const passing = status >= 500 || name === 'request-timeout' || name === 'too-many';
  return new CoordinatorUnreachable(`${url.href}: ${status} ${detail}${advice}`, passing);
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

  /** Something arrived: the timeout starts again. */
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
