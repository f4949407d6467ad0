/** The coordinator could not be asked, or answered what no coordinator answers. */
export class CoordinatorUnreachable extends Error {
  override readonly name = 'CoordinatorUnreachable';
  /** Whether asking again may help. */
  readonly passing: boolean;
  /** Whether some of the answer arrived, so that asking again gets the rest. */
  readonly progressed: boolean;

  /**
   * A request without an answer.
   *
   * @param message - What was asked, and what came back.
   * @param passing - Whether asking again may help.
   * @param options - The error underneath, as its cause; and whether some of the answer arrived.
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

/** What is thrown where a server answers as no coordinator does. */
export function oddAnswer(wanted: string): CoordinatorUnreachable {
  return new CoordinatorUnreachable(
    `the answer is not ${wanted}; is this a veilsum coordinator?`,
    false,
  );
}

/** Node's codes for a certificate that does not verify. */
const UNTRUSTED = /CERT|^UNABLE_TO_(GET|VERIFY)/;

/** What answers speaks another protocol: TLS where none is, none where TLS is, or nothing like HTTP. */
const OTHER_PROTOCOL = /^(EPROTO|ERR_SSL_|ERR_TLS_|HPE_)|^other side closed$/;

/** Platforms do not connect to ports that belong to other services. */
const BAD_PORT = /bad port|unsafe port/i;

/**
 * Why a request failed, as a sentence; and whether asking again may help. What cannot pass by waiting ends at once.
 *
 * @param reached - whether this server has answered before: then its name and its protocol were right
 * @param progressed - whether some of the answer arrived
 */
export function networkFailure(
  { origin, protocol }: URL,
  error: unknown,
  { reached, progressed }: { readonly reached: boolean; readonly progressed: boolean },
): CoordinatorUnreachable {
  const reason = reasonOf(error);
  const lasting = (sentence: string): CoordinatorUnreachable =>
    new CoordinatorUnreachable(`${origin} ${sentence}`, false, { cause: error });
  if (UNTRUSTED.test(reason)) {
    return lasting(
      `shows a certificate that is not trusted here (${reason}); in Node, NODE_EXTRA_CA_CERTS names a file with an authority to trust`,
    );
  }
  if (BAD_PORT.test(reason)) return lasting('has a port that is not for HTTP; check the address');
  if (!reached && OTHER_PROTOCOL.test(reason)) {
    const other = protocol === 'https:' ? 'http:' : 'https:';
    return lasting(
      `does not speak ${protocol.slice(0, -1)} (${reason}); check the address, perhaps it begins with ${other}//`,
    );
  }
  if (!reached && reason === 'ENOTFOUND') {
    return lasting('is nowhere: no machine has this name; check the address');
  }
  return new CoordinatorUnreachable(
    `${origin} does not answer (${reason}); is the coordinator running there?`,
    true,
    { cause: error, progressed },
  );
}

/** fetch hides why it failed one level down. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  // This one code stands for many things.
  const known = code === 'UND_ERR_SOCKET' ? message : code;
  return known ?? message ?? String(cause);
}
