import { MESSAGE_TYPES, type MessageType } from '../../messages/table.ts';
import {
  PROBLEM_TYPE,
  type ProblemExtras,
  problemJson,
  type ProblemName,
} from '../../net/wire/problem.ts';
import { messageIn } from '../../net/wire/frame.ts';
import type { SessionJson } from '../../net/wire/sessionJson.ts';
import type { RequestedRound } from '../../session/requestedRound.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import type { Message } from '../../wire/transcript.ts';

/** How a participant's requests reach the coordinator. */
export type Fetch = typeof globalThis.fetch;

/** A deviation of the network: wraps the connection behind it. */
export type Wire = (next: Fetch) => Fetch;

/** Combines two deviations; the first is nearer to the participant. */
export function both(near: Wire, far: Wire): Wire {
  return (next) => near(far(next));
}

/** Changes the task and round of every session in the list of sessions. */
export function listedAs({ task, round }: Required<RequestedRound>): Wire {
  return (next) => async (request, init) => {
    const answer = await next(request, init);
    if (pathOf(request) !== '/v1/sessions') return answer;
    const { sessions } = (await answer.json()) as { readonly sessions: readonly SessionJson[] };
    return Response.json({ sessions: sessions.map((one) => ({ ...one, task, round })) });
  };
}

/** A problem response, as a coordinator sends it. */
export function problemAnswer(name: ProblemName, detail: string, extras: ProblemExtras): Response {
  const problem = problemJson(name, detail, extras);
  const headers = { 'content-type': PROBLEM_TYPE };
  return Response.json(problem, { status: problem.status, headers });
}

/** Answers requests for a record that exists as if the session had been aborted. */
export const recordsWithheld: Wire = (next) => async (request, init) => {
  const answer = await next(request, init);
  if (!pathOf(request).startsWith('/v1/records/') || answer.status === 204) return answer;
  return problemAnswer('gone', 'too few clients are left; open a new round', {
    check: 'quorum-present',
  });
};

/** Withholds what a client sends in a phase, and answers that it was accepted. */
export function swallowing(phase: MessageType): Wire {
  return (next) => (request, init) => {
    const sent = messageOf(init);
    return sent && phaseOf(sent) === phase
      ? Promise.resolve(Response.json({ kind: 'accepted' }))
      : next(request, init);
  };
}

/**
 * Breaks the connection at the first message that a client sends, and ends the client's process.
 */
export function breaking(stop: AbortController): Wire {
  return (next) => (request, init) => {
    if (!messageOf(init)) return next(request, init);
    stop.abort(new Error('the process ended'));
    return Promise.reject(new Error('the connection broke'));
  };
}

/** The path of a request. */
export function pathOf(request: Parameters<Fetch>[0]): string {
  return new URL(request instanceof Request ? request.url : request).pathname;
}

/** The message that a request posts, if it does. */
export function messageOf(init: RequestInit | undefined): Message | undefined {
  const { method, body } = init ?? {};
  return method === 'POST' && body instanceof Uint8Array ? readFrame(body) : undefined;
}

/** The message in a response, if there is one. The response can still be read. */
export async function messageInAnswer(answer: Response): Promise<Message | undefined> {
  if (answer.status !== 200) return undefined;
  return readFrame(new Uint8Array(await answer.clone().arrayBuffer()));
}

function readFrame(bytes: Uint8Array): Message | undefined {
  try {
    return messageIn(bytes, bytes.length);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** The message type that a message names. */
export function phaseOf({ envelope }: Message): string | undefined {
  const { type } = openEnvelope(envelope, envelope.length);
  return Object.entries(MESSAGE_TYPES).find(([, number]) => number === type)?.[0];
}
