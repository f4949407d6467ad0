import type { CoordinatorService } from '../service/coordinatorService.ts';
import type { HostedSession } from '../service/hostedSession.ts';

/** Options of the coordinator's HTTP server. */
export interface ServerOptions {
  readonly service: CoordinatorService;
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** The token with which requests may open sessions and end phases. If omitted, no request may. */
  readonly operatorToken?: string | undefined;
  /**
   * Opens a session from the operator's JSON, or throws an Error whose message is sent to the
   * operator. If omitted, sessions cannot be opened over HTTP.
   */
  readonly openTask?: ((task: unknown) => Promise<HostedSession>) | undefined;
  /** Writes a line of JSON for each event of the server. It contains nothing secret. */
  readonly log?: ((line: string) => void) | undefined;
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
