import {
  PROBLEM_TYPE,
  type ProblemExtras,
  problemName,
  type ProblemName,
  PROBLEMS,
} from '../wire/problem.ts';
import { CoordinatorUnreachable, oddAnswer } from './unreachable.ts';

/** Limit on a JSON response, in bytes. The largest is the list of sessions. */
const MOST_JSON_BYTES = 2 ** 24;

/** Limit on the body of an error response, in bytes. */
const MOST_PROBLEM_BYTES = 2 ** 14;

/** Characters of an unrecognised error body that are quoted in the error message. */
const SHOWN = 200;

/** A problem that the coordinator reported (RFC 9457). `detail` is the coordinator's own text. */
export interface Problem extends ProblemExtras {
  readonly name: ProblemName;
  readonly detail: string;
}

/**
 * Parses the body of a response as JSON.
 *
 * @throws CoordinatorUnreachable if the body is larger than 16 MiB or is not valid JSON
 */
export async function jsonIn(response: Response): Promise<unknown> {
  const text = await textIn(response, MOST_JSON_BYTES);
  if (text === undefined) throw oddAnswer('of a size that coordinators send');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw oddAnswer('valid JSON');
  }
}

/**
 * Reads the problem from an unsuccessful response.
 *
 * @throws CoordinatorUnreachable if the response is a redirect, or is not a problem of a known type
 */
export async function problemIn(response: Response, url: URL): Promise<Problem> {
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    throw redirected(response, url);
  }
  const text = (await textIn(response, MOST_PROBLEM_BYTES).catch(() => undefined)) ?? '';
  const isProblem = response.headers.get('content-type')?.startsWith(PROBLEM_TYPE) ?? false;
  const problem = isProblem ? readProblem(text) : undefined;
  if (problem) return problem;
  const { status } = response;
  const passing = status >= 500 || [408, 429].includes(status);
  const advice = passing
    ? ''
    : '; this is not a response of a veilsum coordinator: check the address';
  throw new CoordinatorUnreachable(
    `${url.href}: ${status} ${text.slice(0, SHOWN)}${advice}`,
    passing,
  );
}

/**
 * The problem in a body; `undefined` if the body is not JSON or its type is unknown. Members of
 * another JSON type than the specified one count as missing (RFC 9457 §3.1).
 */
function readProblem(text: string): Problem | undefined {
  try {
    const { type, detail, check, offset } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const name = problemName(type);
    return (
      name && {
        name,
        detail: typeof detail === 'string' ? detail : PROBLEMS[name].title,
        check: typeof check === 'string' ? check : undefined,
        offset: isOffset(offset) ? offset : undefined,
      }
    );
  } catch {
    return undefined;
  }
}

/** Whether a value in a response is a position in a frame. */
export function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The error for a redirect, which is not followed: a signature covers the path of its request. */
function redirected(response: Response, url: URL): CoordinatorUnreachable {
  const location = response.headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const to = target ? ` to ${target.origin}${target.pathname}` : '';
  return new CoordinatorUnreachable(
    `${url.href} redirects${to}, and signed requests do not follow redirects: use the coordinator’s own address`,
    false,
  );
}

/** The body decoded as UTF-8, or `undefined` if it is larger than `mostBytes`. */
async function textIn(response: Response, mostBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; ;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return text + decoder.decode();
    bytes += piece.value.length;
    if (bytes > mostBytes) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(piece.value, { stream: true });
  }
}
