import type { CoordinatorService } from '../service/coordinatorService.ts';
import type { HostedSession } from '../service/hostedSession.ts';

/** How a coordinator is reached. */
export interface ServerOptions {
  readonly service: CoordinatorService;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Requests with this token may open sessions and end phases; without one, nobody may over HTTP.
   */
  readonly operatorToken?: string | undefined;
  /** Opens a session as the operator's JSON says, or throws an error that says why not; without it nobody can over HTTP. */
  readonly openTask?: ((task: unknown) => Promise<HostedSession>) | undefined;
  /** Writes one line of JSON for each event of the server; nothing secret is in it. */
  readonly log?: ((line: string) => void) | undefined;
  /** Origins whose pages may use the interface, such as `https://sum.example.org`; none where it is left out. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Where messages that come in chunks are until they are whole; the system's folder for such things where it is left out. */
  readonly uploadFolder?: string | undefined;
  /** TLS, where no proxy does it. */
  readonly tls?: { readonly key: Uint8Array; readonly cert: Uint8Array } | undefined;
}
