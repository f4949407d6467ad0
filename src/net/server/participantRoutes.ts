import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  maxAttachmentBytes,
  maxMessageBytes,
} from '../../messages/table.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Session } from '../../session/session.ts';
import { WireError } from '../../wire/errors.ts';
import type { Message } from '../../wire/transcript.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';

import type { Admission } from './admission.ts';
import { sendFrom } from './byteRange.ts';
import { frameFor } from './frameFor.ts';
import { CBOR_TYPE, FRAME_OVERHEAD, messageIn } from '../wire/frame.ts';
import { sendProblem } from './problemReplies.ts';
import { PART_QUERY, partIn, SESSION_PARAMS } from './publicRoutes.ts';
import { awaited, WAIT_QUERY } from './waiting.ts';

/** Limit on a message in any session, in bytes; each session has its own, smaller limit. */
const MOST_BODY_BYTES = 2 ** 28;

/** Largest frame that a session's clients send, in bytes. Of all parts of a vector, the first has the largest. */
function maxFrameBytes(session: Session): number {
  const sizes = CLIENT_PHASES.map(
    (phase) => maxMessageBytes(session, phase) + maxAttachmentBytes(session, phase),
  );
  return Math.max(...sizes) + FRAME_OVERHEAD;
}

/**
 * Adds the routes of a session's clients: fetching the coordinator's messages, and sending their
 * own.
 */
export function addParticipantRoutes(app: FastifyInstance, admission: Admission): void {
  app.get(
    '/v1/sessions/:digest/me',
    {
      schema: {
        summary:
          'Checks that the coordinator accepts this client’s requests, before it joins; changes nothing',
        params: SESSION_PARAMS,
      },
    },
    async (request, reply) => {
      const admitted = await admission.reader(request, reply);
      return admitted ? { client: admitted.client, phase: admitted.hosted.view.phase } : reply;
    },
  );

  app.post(
    '/v1/sessions/:digest/messages',
    {
      bodyLimit: MOST_BODY_BYTES + FRAME_OVERHEAD,
      schema: {
        summary: 'Submits a client’s message, in a frame; the client signs the request',
        params: SESSION_PARAMS,
        consumes: [CBOR_TYPE],
      },
      onRequest: async (request, reply) => {
        const admitted = await admission.announce(request, reply, ({ parts }) =>
          maxFrameBytes(parts[0]!),
        );
        return admitted ? undefined : reply;
      },
    },
    async (request, reply) => {
      const admitted = await admission.body(request, reply);
      if (!admitted) return reply;
      const { hosted, client, body } = admitted;
      const message = readFrame(body, maxFrameBytes(hosted.parts[0]!));
      if (message instanceof WireError) {
        return sendProblem(reply, 'malformed-request', message.message);
      }
      return answer(reply, await hosted.receive(message, client));
    },
  );

  app.get(
    '/v1/sessions/:digest/messages/:phase',
    {
      schema: {
        summary:
          'The coordinator’s message of a phase to the client that signed the request: 200 with a frame, 206 with the rest of it from the position in a Range header, 204 if there is none yet, 410 if there will be none',
        params: {
          ...SESSION_PARAMS,
          properties: {
            ...SESSION_PARAMS.properties,
            phase: { type: 'string', enum: [...BROADCAST_TYPES] },
          },
        },
        querystring: { ...WAIT_QUERY, properties: { ...WAIT_QUERY.properties, ...PART_QUERY } },
      },
    },
    async (request, reply) => {
      const admitted = await admission.reader(request, reply);
      if (!admitted) return reply;
      const { client, hosted } = admitted;
      const { phase } = request.params as { phase: BroadcastType };
      const part = partIn(hosted, request, reply);
      if (part === undefined) return reply;
      const { view } = hosted;
      const found = await awaited(
        view,
        request,
        reply,
        () =>
          view.messageFor(client, phase, part) ?? (view.hasSent(phase) ? 'left behind' : view.end),
      );
      if (found === undefined) return reply.code(204).send();
      if (found === 'left behind') {
        const late = 'the session went on without this client, which was late';
        return sendProblem(reply, 'gone', late, { check: 'phase-bound' });
      }
      if ('kind' in found) {
        return found.kind === 'aborted'
          ? sendProblem(reply, 'gone', found.message, { check: found.code })
          : sendProblem(reply, 'gone', 'the session has ended', { check: 'phase-bound' });
      }
      return sendFrom(request, reply, frameFor(found));
    },
  );
}

/** Decodes a frame; returns the WireError if it is malformed. */
export function readFrame(body: Uint8Array, maxBytes: number): Message | WireError {
  try {
    return messageIn(body, maxBytes);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

/**
 * Sends the outcome of a message: 200 if it stands, 409 if it is too early or too late for its
 * phase, 422 if it was rejected.
 */
export function answer(reply: FastifyReply, receipt: SubmissionOutcome): FastifyReply {
  if (receipt.kind !== 'rejection') return reply.send(receipt);
  const { code, message } = receipt;
  const name = code === 'phase-bound' ? 'wrong-phase' : 'refused';
  return sendProblem(reply, name, message, { check: code });
}
