/**
 * Error responses of the coordinator: problem details (RFC 9457), each of one of the types below.
 *
 *     { "type": "urn:veilsum:problem:refused", "title": …, "status": 422, "detail": …,
 *       "check": "well-formed" }
 */

/** Media type of a problem (RFC 9457 §6.1). */
export const PROBLEM_TYPE = 'application/problem+json';

const PREFIX = 'urn:veilsum:problem:';

/**
 * Every problem type, with its HTTP status and its title, which is the same for every occurrence.
 */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request is malformed' },
  'not-signed': { status: 401, title: 'The request is not signed by a client on the roster' },
  'wrong-signature': { status: 401, title: 'The request’s signature is not valid' },
  clock: { status: 401, title: 'The request’s time differs too much from the coordinator’s' },
  'operator-only': { status: 401, title: 'Only the operator may do this' },
  'not-found': { status: 404, title: 'Not found' },
  'wrong-method': { status: 405, title: 'This method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  /** `check` is `phase-bound`. */
  'wrong-phase': { status: 409, title: 'The session is in another phase' },
  /** `offset` is where to continue the upload. */
  'wrong-offset': { status: 409, title: 'The chunk does not start where the upload continues' },
  /** `check` is the one that the session was aborted with, or `phase-bound`. */
  gone: { status: 410, title: 'The session will never provide this' },
  'length-required': { status: 411, title: 'The request does not state the length of its body' },
  'too-large': { status: 413, title: 'The request’s body is too large' },
  'wrong-media-type': { status: 415, title: 'This media type is not accepted here' },
  /** `check` is the one that failed. */
  refused: { status: 422, title: 'The message was rejected' },
  'too-many': { status: 429, title: 'Too many requests of this client are in progress' },
  internal: { status: 500, title: 'Internal error of the coordinator' },
  unavailable: { status: 503, title: 'The coordinator is temporarily unavailable' },
} as const;

/** A problem type without its common prefix `urn:veilsum:problem:`. */
export type ProblemName = keyof typeof PROBLEMS;

/** Extension members of some problem types (RFC 9457 §3.2). */
export interface ProblemExtras {
  /** Name of the check that failed. */
  readonly check?: string | undefined;
  /** Party that the check names, if it does: `client 3`, or `the coordinator`. */
  readonly culprit?: string | undefined;
  /** Where to continue an upload, in bytes from the start of the frame. */
  readonly offset?: number | undefined;
}

/** A problem as it is sent, in JSON. */
export interface ProblemJson extends ProblemExtras {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong with this request, for people. */
  readonly detail: string;
}

/** Makes a problem of a type. */
export function problemJson(
  name: ProblemName,
  detail: string,
  extras: ProblemExtras = {},
): ProblemJson {
  const { title, status } = PROBLEMS[name];
  return { type: `${PREFIX}${name}`, title, status, detail, ...extras };
}

/** The name of the problem type in a `type` member; `undefined` if it is unknown. */
export function problemName(type: unknown): ProblemName | undefined {
  const name = typeof type === 'string' && type.startsWith(PREFIX) && type.slice(PREFIX.length);
  return typeof name === 'string' && Object.hasOwn(PROBLEMS, name)
    ? (name as ProblemName)
    : undefined;
}
