import type { CoordinatorService } from '../service/coordinatorService.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import type { Tracer } from '../service/tracer.ts';

/** A task that cannot be opened. The message says what to change, and is sent to the operator. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}

/** Options of the coordinator's HTTP server. */
export interface ServerOptions {
  readonly service: CoordinatorService;
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** The token with which requests may open sessions and end phases. If omitted, no request may. */
  readonly operatorToken?: string | undefined;
  /**
   * Opens a session from the operator's JSON. If omitted, sessions cannot be opened over HTTP.
   *
   * @throws TaskError if the task cannot be opened; any other error is an internal one
   */
  readonly openTask?: ((task: unknown) => Promise<HostedSession>) | undefined;
  /** Writes a line of JSON for each event of the server. It contains nothing secret. */
  readonly log?: ((line: string) => void) | undefined;
  /** Traces requests; default: none. */
  readonly tracer?: Tracer | undefined;
  /**
   * Origins whose pages may use the interface (CORS), such as `https://sum.example.org`; default
   * none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Folder for incomplete uploads; default: the system's folder for temporary files. */
  readonly uploadFolder?: string | undefined;
  /** TLS key and certificate, in PEM, unless a proxy provides TLS. */
  readonly tls?: { readonly key: Uint8Array; readonly cert: Uint8Array } | undefined;
}
