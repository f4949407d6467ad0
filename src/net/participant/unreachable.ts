/** The coordinator could not be reached, or did not respond like a coordinator. */
export class CoordinatorUnreachable extends Error {
  override readonly name = 'CoordinatorUnreachable';
  /** Whether a later request may succeed. */
  readonly passing: boolean;
  /** Whether part of the response arrived, so that the next request only asks for the rest. */
  readonly progressed: boolean;

  /**
   * Describes a failed request.
   *
   * @param message - What was requested, what came back, and what to do next.
   * @param passing - Whether a later request may succeed.
   * @param options - `cause`, the underlying error; `progressed`, whether part of the response
   *   arrived (default false).
   */
  constructor(
    message: string,
    passing: boolean,
    { progressed = false, ...options }: ErrorOptions & { readonly progressed?: boolean } = {},
  ) {
    super(message, options);
    this.passing = passing;
    this.progressed = progressed;
  }
}

/** The error for a response that no coordinator sends. `wanted` completes “the response is not …”. */
export function oddAnswer(wanted: string): CoordinatorUnreachable {
  return new CoordinatorUnreachable(
    `the response is not ${wanted}; check that this is the address of a veilsum coordinator`,
    false,
  );
}

/** Node's error codes for certificates that do not verify. */
const UNTRUSTED = /CERT|^UNABLE_TO_(GET|VERIFY)/;

/**
 * Error codes when the server speaks another protocol: TLS instead of plain HTTP, the reverse, or
 * something that is not HTTP.
 */
const OTHER_PROTOCOL = /^(EPROTO|ERR_SSL_|ERR_TLS_|HPE_)/;

/**
 * Error message when the server closed the connection without an answer: it speaks another protocol,
 * or it is overloaded.
 */
const CLOSED = 'other side closed';

/** Failures before a server that only closes connections is said to speak another protocol. */
const CLOSED_AT_FIRST = 4;

/**
 * Messages of `fetch` for ports that it does not connect to because they belong to other services.
 */
const BAD_PORT = /bad port|unsafe port/i;

/** What earlier requests have shown of a server. */
export interface Contact {
  /** Whether it has answered, so that its name and protocol are right. */
  reached: boolean;
  /** How many requests have failed without an answer. */
  failures: number;
}

/**
 * Turns an error of `fetch` into a sentence, and decides whether a later request may succeed.
 *
 * @param contact - What earlier requests to the server have shown.
 * @param progressed - Whether part of the response arrived.
 */
export function networkFailure(
  { origin, protocol }: URL,
  error: unknown,
  { reached, failures }: Readonly<Contact>,
  progressed: boolean,
): CoordinatorUnreachable {
  const reason = reasonOf(error);
  const speaksAnother =
    OTHER_PROTOCOL.test(reason) || (reason === CLOSED && failures >= CLOSED_AT_FIRST);
  const lasting = (sentence: string): CoordinatorUnreachable =>
    new CoordinatorUnreachable(`${origin} ${sentence}`, false, { cause: error });
  if (UNTRUSTED.test(reason)) {
    return lasting(
      `has a certificate that is not trusted here (${reason}); in Node, set NODE_EXTRA_CA_CERTS to a file with its certificate authority`,
    );
  }
  if (BAD_PORT.test(reason))
    return lasting('has a port that belongs to another service; check the address');
  if (!reached && speaksAnother) {
    const other = protocol === 'https:' ? 'http:' : 'https:';
    return lasting(
      `does not speak ${protocol.slice(0, -1)} (${reason}); check the address, which may start with ${other}//`,
    );
  }
  if (!reached && reason === 'ENOTFOUND') {
    return lasting('does not exist: no machine has this name; check the address');
  }
  return new CoordinatorUnreachable(
    `${origin} does not answer (${reason}); is the coordinator running there?`,
    true,
    { cause: error, progressed },
  );
}

/** The code or message of an error. `fetch` puts the reason into `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  // undici uses this code for many failures; its message is more precise.
  const known = code === 'UND_ERR_SOCKET' ? message : code;
  return known ?? message ?? String(cause);
}
